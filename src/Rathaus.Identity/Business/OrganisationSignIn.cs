using Rathaus.Identity.Mandates;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Business;

/// <inheritdoc cref="IOrganisationSignIn"/>
internal sealed class OrganisationSignIn(RegionDatabase database, SecurityEvents events, TimeProvider time) : IOrganisationSignIn
{
    public async Task<Outcome<Guid>> CompleteAsync(IActor actor, OrganisationIdentity identity, IOrganisationAccounts server, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (actor.ActsFor is not null)
            return Mandate.OwnOnly;
        var now = time.GetUtcNow();
        var done = await database.InTransactionAsync<Outcome<Guid>>(
            async transaction =>
            {
                var organisation = await transaction.QuerySingleOrDefaultAsync<Guid?>(
                    """
                    insert into identity.organisation
                      (id, name, legal_form, register_court, register_number, address, source, subject, simulated, created_at)
                    values (@Id, @Name, @LegalForm, @RegisterCourt, @RegisterNumber, @Address::jsonb, 'OrganisationAccount', @Subject, @Simulated, @Now)
                    on conflict (subject) do update
                    set name = excluded.name, legal_form = excluded.legal_form, register_court = excluded.register_court,
                        register_number = excluded.register_number, address = excluded.address
                    where organisation.closed_at is null
                    returning id
                    """,
                    new
                    {
                        Id = Guid.CreateVersion7(now),
                        identity.Name,
                        identity.LegalForm,
                        identity.RegisterCourt,
                        identity.RegisterNumber,
                        Address = StoredJson.Of(identity.Address),
                        identity.Subject,
                        server.Simulated,
                        Now = now,
                    }, ct);
                if (organisation is not { } id)
                    return Refusal.Conflict("organisation.closed", "Dieses Konto ist geschlossen.");
                await transaction.ExecuteBatchAsync(
                    [
                        new Sql(
                            """
                            update identity.mandate set ended_at = @now, ended_by = 'Principal'
                            where organisation = @id and holder = @account and confirmed_at is not null and ended_at is null
                            """,
                            new { now, id, account }),
                        Owner(id, account, identity.Name, TrustLevel.Substantial, server.Simulated || actor.Simulated, "OrganisationAccount", now).Insert(),
                        events.Row("organisation-linked", account, null, new { organisation = id, simulated = server.Simulated }),
                    ],
                    ct);
                return id;
            },
            ct);
        if (done.Succeeded)
            events.Done("organisation-linked");
        return done;
    }

    public static NewMandate Owner(Guid organisation, Guid account, string name, TrustLevel trust, bool simulated, string confirmedBy, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = MandateKind.Organisation,
        Holder = account,
        Principal = organisation,
        Name = name,
        Organisation = organisation,
        Role = OrganisationRole.Owner,
        Trust = trust,
        Simulated = simulated,
        From = GermanClock.DayOf(now),
        AskedAt = now,
        ConfirmedBy = confirmedBy,
    };
}
