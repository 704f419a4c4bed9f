using Rathaus.Identity.Sessions;
using Rathaus.Identity.Staff;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Features;

/// <summary>
/// An administrator lets people into the back office of a town and out again. The town is one that the administrator looks
/// after, which the pages have asked; a town keeps one administrator who can sign in.
/// </summary>
internal sealed class ManageStaff(
    RegionDatabase database, StaffRoll roll, Invitations invitations, SessionStore sessions, SecurityEvents events,
    DemoSetting demo, TimeProvider time)
{
    private static readonly Refusal NoRole = Refusal.Invalid(
        "staff.no-role", "Wählen Sie mindestens eine Aufgabe.", new FieldFault(StaffRoles.Administration, "staff.no-role", "Wählen Sie mindestens eine Aufgabe."));

    private static readonly Refusal LastAdministrator = Refusal.Conflict(
        "staff.last-administrator", "Die Stadt braucht eine Person mit Administration. Geben Sie die Aufgabe zuerst einer anderen Person.");

    public async Task<Outcome<IssuedCode>> InviteAsync(
        IActor by, TownEntry town, string? name, IReadOnlyList<StaffAssignment> roles, CancellationToken ct)
    {
        if (AccountName.Check(name) is { } badName)
            return badName;
        return roles.Count == 0
            ? NoRole
            : await invitations.InviteAsync(by.StaffId!.Value, town.Number, name!.Trim(), roles, ct);
    }

    /// <summary>A code for somebody whose passkeys are lost; whoever uses it replaces them.</summary>
    public async Task<Outcome<IssuedCode>> RenewAsync(IActor by, TownEntry town, Guid id, CancellationToken ct)
    {
        if (await FindAsync(town, id, ct) is not { } colleague)
            return Refusal.NotFound("staff");

        // The code opens everything the person may do, so it takes somebody who could grant all of that.
        return colleague.Roles.All(held => by.Administered().Contains(held.Municipality))
            ? await invitations.RenewAsync(by.StaffId!.Value, town.Number, id, colleague.DisplayName, ct)
            : Refusal.Conflict("staff.other-town", "Diese Person arbeitet auch für eine andere Stadt. Entziehen Sie den Zugang und laden Sie neu ein.");
    }

    public async Task<Outcome<Guid>> ChangeRolesAsync(
        IActor by, TownEntry town, Guid id, IReadOnlyList<StaffAssignment> roles, CancellationToken ct) =>
        roles.Count == 0 ? NoRole : await SetAsync(by, town, id, roles, "staff-roles-changed", ct);

    /// <summary>Ends everything the person may do in this town, and every session at once.</summary>
    public Task<Outcome<Guid>> RevokeAsync(IActor by, TownEntry town, Guid id, CancellationToken ct) =>
        SetAsync(by, town, id, [], "staff-revoked", ct);

    private async Task<Colleague?> FindAsync(TownEntry town, Guid id, CancellationToken ct) =>
        await roll.FindAsync(town.Number, id, ct) is { IsDemo: false } colleague ? colleague : null;

    private async Task<Outcome<Guid>> SetAsync(
        IActor by, TownEntry town, Guid id, IReadOnlyList<StaffAssignment> roles, string action, CancellationToken ct)
    {
        if (await FindAsync(town, id, ct) is null)
            return Refusal.NotFound("staff");
        var now = time.GetUtcNow();
        var done = await database.InTransactionAsync<Outcome<Guid>>(
            async transaction =>
            {
                if (!roles.Any(held => held.Role == StaffRole.Administrator) && !await OtherAdministratorAsync(transaction, town, id, ct))
                    return LastAdministrator;
                await transaction.ExecuteBatchAsync(
                    [
                        .. Changes(town, id, roles, now),
                        events.Row(action, null, by.StaffId, new { town = town.Number, subject = id, roles }),
                        .. events.Act(action, town.Number),
                    ], ct);
                return id;
            },
            ct);
        if (!done.Succeeded)
            return done;
        sessions.Forget();
        events.Done(action);
        return done;
    }

    /// <summary>The rows of all administrators are the lock: two who remove each other at once leave one.</summary>
    private async Task<bool> OtherAdministratorAsync(RegionTransaction transaction, TownEntry town, Guid id, CancellationToken ct)
    {
        var others = await transaction.QueryAsync<Guid>(
            """
            select a.staff
            from identity.staff_assignment a
            join identity.staff f on f.id = a.staff
            where a.town = @Number and a.role = 'Administrator' and a.ended_at is null and f.left_at is null and f.emergency_until is null
              and (f.demo is not null and @Demo or f.demo is null and exists (select 1 from identity.passkey p where p.staff = f.id))
            order by a.staff
            for update of a
            """,
            new { town.Number, Demo = demo.Enabled }, ct);
        return !others.Contains(id) || others.Any(other => other != id);
    }

    private static IEnumerable<Sql> Changes(TownEntry town, Guid id, IReadOnlyList<StaffAssignment> roles, DateTimeOffset now)
    {
        var offices = roles.Select(held => held.Office).ToArray();
        var names = roles.Select(held => held.Role.ToString()).ToArray();
        var values = new { id, town.Number, Offices = offices, Roles = names, Now = now };
        yield return new Sql(
            """
            update identity.staff_assignment
            set ended_at = @Now
            where staff = @id and town = @Number and ended_at is null
              and (office, role) not in (select office, role from unnest(@Offices, @Roles) as wanted (office, role))
            """,
            values);
        yield return new Sql(
            """
            insert into identity.staff_assignment (staff, town, office, role, since)
            select @id, @Number, office, role, @Now
            from unnest(@Offices, @Roles) as wanted (office, role)
            on conflict (staff, town, office, role) do update
            set ended_at = null, since = excluded.since
            where staff_assignment.ended_at is not null
            """,
            values);
        if (roles.Count > 0)
            yield break;
        yield return new Sql("delete from identity.session where staff = @id", new { id });
        yield return Invitations.EndOf(id, now);
        yield return new Sql(
            """
            update identity.staff set left_at = @Now
            where id = @id and not exists (select 1 from identity.staff_assignment where staff = @id and ended_at is null)
            """,
            new { id, Now = now });
        yield return new Sql(
            "delete from identity.passkey where staff = @id and exists (select 1 from identity.staff where id = @id and left_at is not null)",
            new { id });
    }
}
