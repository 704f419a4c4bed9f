using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Identity.Staff;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Features;

/// <summary>
/// Somebody with a code makes a passkey and thereby becomes a member of staff, or one who is let in again. The code is used
/// up in the transaction that opens the access.
/// </summary>
internal sealed class JoinStaff(
    Invitations invitations, PasskeyRegistration registration, PasskeyStore passkeys, ITownOffices towns, RegionDatabase database,
    ISessions sessions, SessionStore store, SecurityEvents events, TimeProvider time)
{
    public static readonly Refusal UnknownCode = Refusal.Invalid(
        "invitation.unknown", "Dieser Code gilt nicht. Prüfen Sie ihn oder lassen Sie sich einen neuen geben.",
        new FieldFault("code", "invitation.unknown", "Dieser Code gilt nicht. Prüfen Sie ihn oder lassen Sie sich einen neuen geben."));

    private static readonly Refusal NoTown = Refusal.Invalid(
        "staff.no-town", "Wählen Sie mindestens eine Stadt.", new FieldFault("stadt", "staff.no-town", "Wählen Sie mindestens eine Stadt."));

    /// <summary>What the device signs for; kept on the server.</summary>
    private sealed record Detail(Guid Invitation, Guid Staff, string DisplayName, byte[] UserHandle, IReadOnlyList<StaffAssignment> Roles);

    public async Task<Outcome<Invitation>> CheckAsync(string? code, CancellationToken ct)
    {
        if (await invitations.FindAsync(code, ct) is { } invitation)
            return invitation;
        events.Refused("join-staff", UnknownCode.Code);
        return UnknownCode;
    }

    /// <summary>Whether the form says what the code leaves open; null when it does.</summary>
    public Refusal? Faults(Invitation invitation, IFormCollection form)
    {
        if (invitation.Opens != InvitationKind.Setup)
            return null;
        var name = AccountName.Check(form["name"]);
        var town = invitation.Town is null && ChosenTowns(form).Count == 0 ? NoTown : null;
        return (name, town) switch
        {
            (null, _) => town,
            (_, null) => name,
            _ => name with { Faults = [.. name.Faults, .. town.Faults] },
        };
    }

    public async Task<Outcome<JsonObject>> OptionsAsync(HttpContext http, IFormCollection form, CancellationToken ct)
    {
        var found = await CheckAsync(form["code"], ct);
        if (!found.Succeeded)
            return found.Refusal;
        var invitation = found.Value;
        if (Faults(invitation, form) is { } refusal)
            return refusal;
        var name = invitation.Staff is { } known
            ? await passkeys.NameAsync(KeyHolder.OfStaff(known), ct)
            : new KeyHolderName
            {
                DisplayName = invitation.DisplayName ?? form["name"].ToString().Trim(),
                UserHandle = RandomNumberGenerator.GetBytes(32),
            };
        var roles = Roles(invitation, form);
        if (name is null || (roles.Count == 0 && invitation.Opens != InvitationKind.Renew))
            return UnknownCode;
        var detail = new Detail(
            invitation.Id, invitation.Staff ?? Guid.CreateVersion7(time.GetUtcNow()), name.DisplayName, name.UserHandle, roles);
        return await registration.OptionsAsync(http, Purpose.JoinStaff, name, detail, [], ct);
    }

    public async Task<Outcome<SignIn>> RunAsync(HttpContext http, IFormCollection form, CancellationToken ct)
    {
        var found = await CheckAsync(form["code"], ct);
        if (!found.Succeeded)
            return found.Refusal;
        var registered = await registration.VerifyAsync<Detail>(http, Purpose.JoinStaff, form["credential"], ct);
        if (!registered.Succeeded)
            return registered.Refusal;
        var (detail, verified) = registered.Value;
        if (detail.Invitation != found.Value.Id)
            return PasskeyRegistration.Expired;

        var now = time.GetUtcNow();
        var passkey = Guid.CreateVersion7(now);
        var action = found.Value.Opens switch
        {
            InvitationKind.Setup => "staff-set-up",
            InvitationKind.Join => "staff-joined",
            InvitationKind.Renew => "staff-access-renewed",
            _ => throw new InvalidOperationException($"Unknown invitation {found.Value.Kind}"),
        };
        try
        {
            var opened = await database.InTransactionAsync(
                async transaction =>
                {
                    await transaction.ExecuteBatchAsync(
                        [
                            .. found.Value.Opens == InvitationKind.Renew ? Forget(detail.Staff) : Enter(detail, now),
                            PasskeyStore.Insert(
                                passkey, KeyHolder.OfStaff(detail.Staff), DeviceName.Of(http.Request.Headers.UserAgent), verified, now),
                            events.Row(action, null, detail.Staff, new { invitation = detail.Invitation, passkey }),
                            .. detail.Roles.Select(static held => held.Municipality).Distinct().SelectMany(town => events.Act(action, town)),
                        ],
                        ct);
                    var used = await transaction.ExecuteBatchAsync([Invitations.Use(detail.Invitation, detail.Staff, now)], ct);
                    if (used[0] > 0)
                        return true;
                    transaction.Abandon();
                    return false;
                },
                ct);
            if (!opened)
                return UnknownCode;
        }
        catch (UniqueViolationException)
        {
            return PasskeyRegistration.AlreadyUsed;
        }

        events.Done(action);
        store.Forget();
        var signIn = new SignIn(
            SignInMethod.Passkey, new Assurance(Proofing.Checked, PasskeyStore.LevelOf(verified)), Simulated: false) { StaffId = detail.Staff, PasskeyId = passkey };
        await sessions.StartAsync(http, signIn, ct);
        return signIn;
    }

    /// <summary>The towns an administrator chose, each with its offices.</summary>
    private IReadOnlyList<TownEntry> ChosenTowns(IFormCollection form) => [.. towns.All.Where(town => form["stadt"].Contains(town.Id))];

    private IReadOnlyList<StaffAssignment> Roles(Invitation invitation, IFormCollection form)
    {
        if (invitation.Opens != InvitationKind.Setup)
            return invitation.Roles;
        return
        [
            .. towns.All
                .Where(town => invitation.Town is { } number ? town.Number == number : form["stadt"].Contains(town.Id))
                .SelectMany(StaffRoles.Administrator),
        ];
    }

    private static IEnumerable<Sql> Enter(Detail detail, DateTimeOffset now)
    {
        yield return new Sql(
            "insert into identity.staff (id, display_name, user_handle, created_at) values (@Staff, @DisplayName, @UserHandle, @Now)",
            new { detail.Staff, detail.DisplayName, detail.UserHandle, Now = now });
        yield return new Sql(
            """
            insert into identity.staff_assignment (staff, town, office, role, since)
            select @Staff, town, office, role, @Now
            from unnest(@Towns, @Offices, @Roles) as granted (town, office, role)
            """,
            new
            {
                detail.Staff,
                Towns = detail.Roles.Select(held => held.Municipality).ToArray(),
                Offices = detail.Roles.Select(held => held.Office).ToArray(),
                Roles = detail.Roles.Select(held => held.Role.ToString()).ToArray(),
                Now = now,
            });
    }

    /// <summary>Lost keys open nothing any more, and whoever has them is signed out.</summary>
    private static IEnumerable<Sql> Forget(Guid staff) =>
    [
        new Sql("delete from identity.passkey where staff = @staff", new { staff }),
        new Sql("delete from identity.session where staff = @staff", new { staff }),
    ];
}
