using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Linking;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>
/// What an eID server hands over after a sign-in with the online identity card (TR-03130): the service-specific
/// pseudonym and the data the person released.
/// </summary>
public sealed record EidIdentity(byte[] Pseudonym, ConfirmedPerson Person);

/// <summary>
/// A way to read the online identity card. A real one needs an authorisation certificate and an eID server; until one is
/// configured only the simulation exists, in demo mode, and says so everywhere.
/// </summary>
public interface IEidServer
{
    /// <summary>Shown as SIMULATION on page, case and document.</summary>
    bool Simulated { get; }

    /// <summary>Local address that begins the sign-in and ends at <paramref name="back"/>.</summary>
    string StartAddress(string back);
}

/// <summary>Where every eID server's result ends: account found or opened by pseudonym, session on level high.</summary>
internal sealed class EidSignIn(RegionDatabase database, LinkIdentity linking, ISessions sessions, SecurityEvents events, TimeProvider time)
{
    private static readonly Refusal Closed = Refusal.Invalid("account.closed", "Dieses Konto ist geschlossen.");

    /// <param name="back">Where the sign-in leads; back to <see cref="LinkIdentity.Address"/> it connects the card to the account instead.</param>
    public async Task<Outcome<Guid>> CompleteAsync(HttpContext http, EidIdentity identity, IEidServer server, string back, CancellationToken ct)
    {
        var found = back == LinkIdentity.Address
            ? await linking.CompleteAsync(http, new ProvenIdentity("Eid", identity.Pseudonym, identity.Person, Proofing.IdentityCard), ct)
            : await FindOrOpenAsync(identity, ct);
        if (!found.Succeeded)
            return found;
        await sessions.StartAsync(
            http,
            new SignIn(
                server.Simulated ? SignInMethod.SimulatedEid : SignInMethod.Eid,
                new Assurance(Proofing.IdentityCard, Authenticator.BoundDevice, CardInSession: true), server.Simulated) { AccountId = found.Value },
            ct);
        return found;
    }

    /// <summary>The account that the card belongs to, or a new one. An account that was closed stays closed.</summary>
    private async Task<Outcome<Guid>> FindOrOpenAsync(EidIdentity identity, CancellationToken ct)
    {
        if (await linking.FindAsync(identity.Pseudonym, ct) is { } linked)
            return linked;
        var now = time.GetUtcNow();
        var person = identity.Person;
        var account = await database.QuerySingleOrDefaultAsync<Guid?>(
            """
            insert into identity.account (id, display_name, user_handle, person, eid_pseudonym, proofing, created_at)
            values (@Id, @Name, @Handle, @Person::jsonb, @Pseudonym, 3, @Now)
            on conflict (eid_pseudonym) do update
            set person = excluded.person, display_name = excluded.display_name, proofing = excluded.proofing
            where account.closed_at is null
            returning id
            """,
            new
            {
                Id = Guid.CreateVersion7(now),
                Name = $"{person.GivenNames} {person.FamilyName}".Trim(),
                Handle = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32),
                Person = StoredJson.Of(person),
                identity.Pseudonym,
                Now = now,
            },
            ct);
        if (account is { } open)
            return open;
        events.Refused("sign-in", Closed.Code);
        return Closed;
    }
}
