using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>What an account can reach, whoever is signed in with it now.</summary>
internal sealed record AccountLevel
{
    /// <summary>How sure the house is who this is.</summary>
    public Proofing Proofing => (Proofing)ProofingLevel;

    /// <summary>The best of the account's passkeys.</summary>
    public Authenticator Best => (Authenticator)BestLevel;

    public required short ProofingLevel { get; init; }

    public required short BestLevel { get; init; }

    /// <summary>Passkeys that open the account.</summary>
    public required int Passkeys { get; init; }

    /// <summary>Recovery codes that were not used yet.</summary>
    public required int RecoveryCodes { get; init; }

    /// <summary>Sensitive changes wait until then.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>The town whose register or counter checked the person.</summary>
    public short? ProofingTown { get; init; }

    public required bool IsDemo { get; init; }

    /// <summary>The level a sign-in with the best passkey has.</summary>
    public TrustLevel Reachable => new Assurance(Proofing, Best).Trust;
}

/// <summary>The two levels of an account: read here, and written nowhere else.</summary>
internal sealed class AccountLevels(RegionDatabase database)
{
    public Task<AccountLevel?> FindAsync(Guid account, CancellationToken ct) => database.QuerySingleOrDefaultAsync<AccountLevel>(
        """
        select a.proofing as proofing_level, a.hold_until, a.proofing_town, a.demo is not null as is_demo,
               coalesce((select max(p.authenticator) from identity.passkey p
                         where p.account = a.id and p.clone_suspected_at is null and p.suspended_at is null), 0)::smallint as best_level,
               (select count(*)::int from identity.passkey p where p.account = a.id and p.suspended_at is null) as passkeys,
               (select count(*)::int from identity.recovery_code c
                where c.account = a.id and c.kind = 'code' and c.ended_at is null) as recovery_codes
        from identity.account a
        where a.id = @account and a.closed_at is null
        """,
        new { account }, ct);

    /// <summary>
    /// Statements that raise the proofing to what a check has shown; they go into the batch of that check. An account is never lowered
    /// by them, and the person of a better check stays.
    /// </summary>
    /// <param name="how"><c>letter</c>, <c>counter</c>, <c>eid</c>, <c>wallet</c>.</param>
    /// <param name="town">Whose register or counter it was, or null.</param>
    public static IReadOnlyList<Sql> Raise(SecurityEvents events, Guid account, Proofing to, ConfirmedPerson person, string how, short? town) =>
    [
        new Sql(
            """
            update identity.account
            set proofing = @To, person = @Person::jsonb, display_name = @Name, proofing_town = coalesce(@town, proofing_town)
            where id = @account and closed_at is null and proofing <= @To
            """,
            new { account, To = (short)to, Person = StoredJson.Of(person), Name = $"{person.GivenNames} {person.FamilyName}".Trim(), town }),
        events.Row("proofing-raised", account, null, new { to = (short)to, how, town }),
    ];
}
