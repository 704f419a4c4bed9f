using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Features;
using Rathaus.Identity.Mandates;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Business;

/// <summary>An organisation as its members see it.</summary>
internal sealed record Organisation
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string LegalForm { get; init; }

    public required string RegisterCourt { get; init; }

    public required string RegisterNumber { get; init; }

    public string? AddressJson { get; init; }

    public required string Source { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>What the one who asks may do.</summary>
    public required OrganisationRole Role { get; init; }

    public OrganisationAddress? Address => AddressJson is null ? null : System.Text.Json.JsonSerializer.Deserialize<OrganisationAddress>(AddressJson, StoredJson.Options);
}

/// <summary>
/// Accounts of companies and associations: opened by a person, with members who own, sign or prepare. Members and roles are
/// mandates of kind organisation; an organisation nobody belongs to is not found.
/// </summary>
internal sealed class Organisations(RegionDatabase database, MandateStore store, SecurityEvents events, TimeProvider time, IOptions<IdentityOptions> options)
{
    private const int MostMembers = 200;

    /// <summary>Name of the question for the organisation's name and register entry.</summary>
    public const string Field = "organisation";

    private static Refusal Unknown => Refusal.NotFound("organisation");

    public Task<Organisation?> FindAsync(Guid account, Guid id, CancellationToken ct) => database.QuerySingleOrDefaultAsync<Organisation>(
        $"""
        select o.id, o.name, o.legal_form, o.register_court, o.register_number, o.address::text as address_json, o.source, o.simulated, m.role
        from {MandateRow.From}
        where o.id = @id and m.holder = @account and {MandateRow.Live}
        """,
        new { id, account, Today = time.Today() }, ct);

    /// <summary>Members and open invitations.</summary>
    public Task<IReadOnlyList<MandateEntry>> MembersAsync(Guid organisation, CancellationToken ct) => database.QueryAsync<MandateEntry>(
        $"""
        select {MandateEntry.Columns}
        from {MandateEntry.From}
        where m.organisation = @organisation and m.ended_at is null and (m.confirmed_at is not null or m.code_expires_at > @Now)
        order by m.confirmed_at is null, coalesce(h.display_name, m.helper_name), m.id
        """,
        new { organisation, Now = time.GetUtcNow() }, ct);

    /// <summary>Somebody opens an account for an organisation. What is said about it is self-declared: level low.</summary>
    public async Task<Outcome<Guid>> OpenAsync(IActor actor, IFormCollection form, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (actor.ActsFor is not null)
            return Mandate.OwnOnly;
        string Part(string name, int longest) => form[$"{Field}.{name}"].ToString().Trim() is var typed && typed.Length > longest ? typed[..longest] : typed;
        var name = form[$"{Field}.name"].ToString().Trim();
        if (AccountName.Check(name) is { } bad)
            return bad with { Faults = [new FieldFault(Field, bad.Code, bad.Title)] };
        foreach (var part in (string[])[Part("legal_form", 60), Part("register_court", 100), Part("register_number", 60)])
        {
            if (part.Length > 0 && AccountName.Check(part) is { } wrong)
                return wrong with { Faults = [new FieldFault(Field, wrong.Code, wrong.Title)] };
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    insert into identity.organisation (id, name, legal_form, register_court, register_number, source, simulated, created_at)
                    values (@id, @name, @LegalForm, @Court, @Number, 'Self', @Simulated, @now)
                    """,
                    new { id, name, LegalForm = Part("legal_form", 60), Court = Part("register_court", 100), Number = Part("register_number", 60), actor.Simulated, now }),
                OrganisationSignIn.Owner(id, account, name, TrustLevel.Low, actor.Simulated, "Owner", now).Insert(),
                events.Row("organisation-opened", account, null, new { organisation = id }),
            ],
            ct);
        events.Done("organisation-opened");
        return id;
    }

    /// <summary>An owner invites somebody; the code is shown once.</summary>
    public async Task<Outcome<GiveMandate.Issued>> InviteAsync(IActor actor, Guid id, string? name, OrganisationRole? role, CancellationToken ct)
    {
        if (actor.AccountId is not { } account || await FindAsync(account, id, ct) is not { Role: OrganisationRole.Owner } organisation)
            return Unknown;
        if (AccountName.Check(name) is { } bad)
            return bad;
        if (role is null)
            return Refusal.Invalid("organisation.no-role", "Wählen Sie, was die Person darf.", new FieldFault("rolle", "organisation.no-role", "Wählen Sie, was die Person darf."));
        if ((await MembersAsync(id, ct)).Count >= MostMembers)
            return Refusal.Conflict("organisation.too-many", "Die Organisation hat schon sehr viele Mitglieder.");
        var now = time.GetUtcNow();
        var code = AccessSecret.Create();
        var expires = now + options.Value.MandateCodeLifetime;
        var trust = organisation.Source == "OrganisationAccount" ? TrustLevel.Substantial : TrustLevel.Low;
        var fresh = OrganisationSignIn.Owner(id, account, organisation.Name, trust, organisation.Simulated, "Owner", now) with
        {
            Holder = null,
            Role = role,
            ConfirmedBy = null,
            HelperName = name!.Trim(),
            CodeHash = AccessSecret.Hash(code),
            CodeExpiresAt = expires,
        };
        await store.InsertAsync(fresh, events.Row("organisation-invited", account, null, new { organisation = id, role = role.ToString() }), ct);
        events.Done("organisation-invited");
        return new GiveMandate.Issued(fresh.Id, code, fresh.HelperName, expires);
    }

    /// <summary>An owner takes a place away, or a member leaves. An organisation with members keeps an owner.</summary>
    public async Task<Outcome<Guid>> EndMemberAsync(IActor actor, Guid id, Guid member, CancellationToken ct)
    {
        if (actor.AccountId is not { } account || await FindAsync(account, id, ct) is not { } organisation)
            return Unknown;
        var members = await MembersAsync(id, ct);
        if (members.FirstOrDefault(one => one.Id == member) is not { } place || (organisation.Role != OrganisationRole.Owner && place.Holder != account))
            return Unknown;
        if (place is { Role: OrganisationRole.Owner, ConfirmedAt: not null }
            && !members.Any(one => one.Id != member && one is { Role: OrganisationRole.Owner, ConfirmedAt: not null }) && members.Count > 1)
            return Refusal.Conflict("organisation.last-owner", "Die Organisation braucht eine Person, die sie verwaltet. Laden Sie zuerst eine andere ein.");
        var by = place.Holder == account ? EndedBy.Holder : EndedBy.Principal;
        var history = events.Row("organisation-left", place.Holder, null, new { organisation = id, by = by.ToString() });
        return await store.EndAsync(member, by, account, [], null, history, ct) ? id : Unknown;
    }
}
