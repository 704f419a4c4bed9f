using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Staff;

/// <summary>The rows of identity.invitation: one-time codes, kept as their hash.</summary>
internal sealed class Invitations(
    RegionDatabase database, SecurityEvents events, TimeProvider time, IOptions<IdentityOptions> options)
{
    private const string Open = "ended_at is null and expires_at > @Now";

    /// <summary>Whoever invited may still do so.</summary>
    private const string StillMeant =
        """
        (i.invited_by is null or exists (
          select 1
          from identity.staff_assignment a
          join identity.staff s on s.id = a.staff
          where a.staff = i.invited_by and a.town = i.town and a.role = 'Administrator' and a.ended_at is null and s.left_at is null
            and (s.emergency_until is null or s.emergency_until > @Now)))
        """;

    private const string Columns =
        """
        i.id, i.kind, i.town, coalesce(i.display_name, f.display_name) as display_name, i.staff, i.assignments::text as assignments,
        i.expires_at
        """;

    /// <summary>A code for an administrator; an earlier one of the same town ends.</summary>
    public async Task<IssuedCode> SetUpAsync(short? town, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var code = new IssuedCode(AccessSecret.Create(), null, now + options.Value.SetupLifetime);
        await database.ExecuteBatchAsync(
            [
                new Sql(
                    $"update identity.invitation set ended_at = @Now where kind = 'setup' and town is not distinct from @town and {Open}",
                    new { town, Now = now }),
                Insert(code, InvitationKind.Setup, town, null, [], null, now),
                events.Row("staff-setup-code", null, null, new { town }),
                .. events.Act("staff-setup-code", town),
            ],
            ct);
        events.Done("staff-setup-code");
        return code;
    }

    /// <summary>A code for a new colleague; an earlier one for the same name ends.</summary>
    public async Task<IssuedCode> InviteAsync(
        Guid by, short town, string name, IReadOnlyList<StaffAssignment> roles, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var code = new IssuedCode(AccessSecret.Create(), name, now + options.Value.InvitationLifetime);
        await database.ExecuteBatchAsync(
            [
                new Sql(
                    $"update identity.invitation set ended_at = @Now where kind = 'join' and town = @town and display_name = @name and {Open}",
                    new { town, name, Now = now }),
                Insert(code, InvitationKind.Join, town, null, roles, by, now),
                events.Row("staff-invited", null, by, new { town, roles }),
                .. events.Act("staff-invited", town),
            ],
            ct);
        events.Done("staff-invited");
        return code;
    }

    /// <summary>A code for a colleague whose passkeys are lost; an earlier one for the same person ends.</summary>
    public async Task<IssuedCode> RenewAsync(Guid by, short town, Guid staff, string name, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var code = new IssuedCode(AccessSecret.Create(), name, now + options.Value.InvitationLifetime);
        await database.ExecuteBatchAsync(
            [
                new Sql($"update identity.invitation set ended_at = @Now where staff = @staff and {Open}", new { staff, Now = now }),
                Insert(code with { DisplayName = null }, InvitationKind.Renew, town, staff, [], by, now),
                events.Row("staff-access-code", null, by, new { town, subject = staff }),
                .. events.Act("staff-access-code", town),
            ],
            ct);
        events.Done("staff-access-code");
        return code;
    }

    /// <summary>Null: unknown, used, withdrawn or too old.</summary>
    public Task<Invitation?> FindAsync(string? code, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<Invitation>(
            $"""
            select {Columns}
            from identity.invitation i
            left join identity.staff f on f.id = i.staff
            where i.code_hash = @Hash and i.ended_at is null and i.expires_at > @Now and f.left_at is null and {StillMeant}
            """,
            new { Hash = AccessSecret.Hash(code), Now = time.GetUtcNow() }, ct);

    /// <summary>What a town's administrators have handed out and nobody has used yet.</summary>
    public Task<IReadOnlyList<Invitation>> OpenAsync(short town, CancellationToken ct) => database.QueryAsync<Invitation>(
        $"""
        select {Columns}
        from identity.invitation i
        left join identity.staff f on f.id = i.staff
        where i.town = @town and i.kind <> 'setup' and i.ended_at is null and i.expires_at > @Now and {StillMeant}
        order by i.created_at
        """,
        new { town, Now = time.GetUtcNow() }, ct);

    public async Task<bool> WithdrawAsync(Guid by, short town, Guid id, CancellationToken ct)
    {
        var counts = await database.ExecuteBatchAsync(
            [
                new Sql(
                    $"update identity.invitation set ended_at = @Now where id = @id and town = @town and kind <> 'setup' and {Open}",
                    new { id, town, Now = time.GetUtcNow() }),
                events.Row("staff-invitation-withdrawn", null, by, new { town, invitation = id }),
            ],
            ct);
        return counts[0] > 0;
    }

    /// <summary>Uses a code up; in the transaction of what it opens. Zero rows: somebody was faster.</summary>
    public static Sql Use(Guid id, Guid staff, DateTimeOffset now) => new(
        $"""
        update identity.invitation i
        set ended_at = @Now, used_by = @staff
        where i.id = @id and i.ended_at is null and i.expires_at > @Now and {StillMeant}
        """,
        new { id, staff, Now = now });

    /// <summary>Codes for a person and from a person end with the person's access.</summary>
    public static Sql EndOf(Guid staff, DateTimeOffset now) => new(
        "update identity.invitation set ended_at = @Now where (invited_by = @staff or staff = @staff) and ended_at is null",
        new { staff, Now = now });

    private static Sql Insert(
        IssuedCode code, InvitationKind kind, short? town, Guid? staff, IReadOnlyList<StaffAssignment> roles, Guid? by, DateTimeOffset now) =>
        new(
            """
            insert into identity.invitation
              (id, code_hash, kind, town, display_name, staff, assignments, invited_by, created_at, expires_at)
            values
              (@Id, @Hash, @Kind, @town, @DisplayName, @staff, @Roles::jsonb, @by, @Now, @ExpiresAt)
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                Hash = AccessSecret.Hash(code.Code),
                Kind = kind.ToString().ToLowerInvariant(),
                town,
                code.DisplayName,
                staff,
                Roles = StoredJson.Of(roles),
                by,
                Now = now,
                code.ExpiresAt,
            });
}
