using System.Text.Json;
using Rathaus.Identity.Recovery;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>
/// Asks the register about a letter that somebody wants, after the answer to that person is long given. Nobody there, blocked, or too many
/// letters to one address: the letter stays away, and nobody learns which it was.
/// </summary>
internal sealed class LetterJob(
    IRegisteredPeople register, IConfirmedPeople accounts, LetterQueue queue, Peppers peppers, SecurityEvents events, TimeProvider time) : IJobHandler
{
    public const string KindName = "identity.letter";

    /// <summary>To one registered person within 30 days, whoever asked.</summary>
    private const int MostToOne = 3;

    /// <summary>60 bits, tried three times at most.</summary>
    private const int ActivationGroups = 3;

    public string Kind => KindName;

    public int Parallel => 1;

    public static JobRequest For(Guid letter) => new(KindName, JsonSerializer.Serialize(new Payload(letter)));

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var id = JsonSerializer.Deserialize<Payload>(job.Payload)!.Letter;
        var asked = await tx.QuerySingleOrDefaultAsync<AskedLetter>(
            """
            select id, purpose, account, asked::text as asked, created_at
            from identity.letter
            where municipality = @Town and id = @id and state = 'asked'
            for update
            """,
            new { id }, ct);
        if (asked is null)
            return;
        var person = JsonSerializer.Deserialize<ConfirmedPerson>(asked.Asked, StoredJson.Options)!;
        var account = asked.Purpose == "recovery"
            ? await accounts.FindAsync(person.FamilyName, person.GivenNames, person.BirthDate, ct)
            : asked.Account;
        var found = account is { } known ? await register.FindAsync(job.Municipality, person, known, KindName, ct) : null;
        if (found is null || await TooManyAsync(tx, found.Id, ct))
        {
            await tx.ExecuteAsync(
                "update identity.letter set state = 'unmatched', asked = null where municipality = @Town and id = @id", new { id }, ct);
            return;
        }

        await WriteAsync(tx, asked, account!.Value, found, ct);
    }

    private async Task WriteAsync(TownTransaction tx, AskedLetter asked, Guid account, RegisteredPerson found, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var code = AccessSecret.Create(asked.Purpose == "recovery" ? RecoveryCodes.Groups : ActivationGroups);
        var hash = asked.Purpose == "recovery"
            ? await peppers.HashAsync(RecoveryCodes.Pepper, RecoveryCodes.Subject, code, ct)
            : await peppers.HashAsync(ActivationLetter.Pepper, ActivationLetter.Subject(account, asked.Id), code, ct);
        await tx.ExecuteBatchAsync(
            [
                asked.Purpose == "recovery"
                    ? RecoveryCodes.Insert(account, "letter", hash, now, now + ActivationLetter.Lifetime)
                    : new Sql(
                        """
                        update identity.activation
                        set code_hash = @hash, person = @Person::jsonb
                        where account = @account and letter = @Id and ended_at is null
                        """,
                        new { account, asked.Id, hash, Person = StoredJson.Of(found.Person) }),
                new Sql(
                    """
                    update identity.letter
                    set state = 'ready', account = @account, resident = @Resident, asked = null, recipient = @Recipient::jsonb, sealed_code = @Sealed
                    where municipality = @Town and id = @Id
                    """,
                    new { asked.Id, account, Resident = found.Id, Recipient = StoredJson.Of(found.Person), Sealed = queue.Seal(code) }),
                events.Row(asked.Purpose == "recovery" ? "recovery-letter-ready" : "letter-ready", account, null),
            ],
            ct);
    }

    private async Task<bool> TooManyAsync(TownTransaction tx, Guid resident, CancellationToken ct) =>
        await tx.QuerySingleAsync<int>(
            """
            select count(*)::int
            from identity.letter
            where municipality = @Town and resident = @resident and created_at > @Since
            """,
            new { resident, Since = time.GetUtcNow() - ActivationLetter.Window }, ct) >= MostToOne;

    private sealed record Payload(Guid Letter);

    private sealed record AskedLetter
    {
        public required Guid Id { get; init; }

        public required string Purpose { get; init; }

        public Guid? Account { get; init; }

        public required string Asked { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }
    }
}
