using System.Text.Json;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Staff;

/// <inheritdoc cref="IStaffDirectory"/>
internal sealed class StaffDirectory(RegionDatabase database, DemoSetting demo) : IStaffDirectory
{
    private const string Columns =
        """
        f.id, f.display_name,
        (select json_agg(json_build_object('Municipality', x.town, 'Office', x.office, 'Role', x.role)
                         order by x.town, x.office, x.role)::text
         from identity.staff_assignment x
         where x.staff = f.id and x.ended_at is null) as assignments
        """;

    public async Task<IReadOnlyList<StaffMember>> OfOfficeAsync(short municipality, string office, CancellationToken ct)
    {
        var rows = await database.QueryAsync<Row>(
            $"""
            select {Columns}
            from identity.staff f
            where f.left_at is null
              and (f.demo is null or @Demo)
              and exists (
                select 1 from identity.staff_assignment a
                where a.staff = f.id and a.town = @municipality and a.office = @office and a.ended_at is null)
            order by f.display_name, f.id
            """,
            new { municipality, office, Demo = demo.Enabled }, ct);
        return [.. rows.Select(row => row.ToMember())];
    }

    public async Task<StaffMember?> FindAsync(Guid staffId, CancellationToken ct)
    {
        var row = await database.QuerySingleOrDefaultAsync<Row>(
            $"""
            select {Columns}
            from identity.staff f
            where f.id = @staffId
            """,
            new { staffId }, ct);
        return row?.ToMember();
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }

        public required string DisplayName { get; init; }

        public string? Assignments { get; init; }

        public StaffMember ToMember() => new(
            Id, DisplayName,
            Assignments is null ? [] : JsonSerializer.Deserialize<StaffAssignment[]>(Assignments, StoredJson.Options)!);
    }
}
