using System.Text.Json;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Staff;

/// <summary>A member of staff as an administrator sees them.</summary>
internal sealed record Colleague
{
    public required Guid Id { get; init; }

    public required string DisplayName { get; init; }

    public required bool IsDemo { get; init; }

    public required int Passkeys { get; init; }

    public DateTimeOffset? LastSignIn { get; init; }

    public required string Assignments { get; init; }

    public IReadOnlyList<StaffAssignment> Roles => JsonSerializer.Deserialize<StaffAssignment[]>(Assignments, StoredJson.Options)!;
}

/// <summary>Who has access to a town's back office.</summary>
internal sealed class StaffRoll(RegionDatabase database, DemoSetting demo)
{
    private const string Select =
        """
        select f.id, f.display_name, f.demo is not null as is_demo,
               (select count(*)::int from identity.passkey p where p.staff = f.id) as passkeys,
               (select max(e.at) from identity.event e where e.staff = f.id and e.action = 'signed-in') as last_sign_in,
               (select json_agg(json_build_object('Municipality', x.town, 'Office', x.office, 'Role', x.role)
                                order by x.town, x.office, x.role)::text
                from identity.staff_assignment x
                where x.staff = f.id and x.ended_at is null) as assignments
        from identity.staff f
        where f.left_at is null
          and (f.demo is null or @Demo)
          and exists (select 1 from identity.staff_assignment a where a.staff = f.id and a.town = @town and a.ended_at is null)
        """;

    public Task<IReadOnlyList<Colleague>> OfTownAsync(short town, CancellationToken ct) => database.QueryAsync<Colleague>(
        Select + "\norder by f.display_name, f.id", new { town, Demo = demo.Enabled }, ct);

    public Task<Colleague?> FindAsync(short town, Guid id, CancellationToken ct) => database.QuerySingleOrDefaultAsync<Colleague>(
        Select + "\nand f.id = @id", new { town, id, Demo = demo.Enabled }, ct);
}
