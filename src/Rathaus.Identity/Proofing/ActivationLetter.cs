using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Features;
using Rathaus.Identity.Recovery;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity;

/// <summary>The letter that an account waits for.</summary>
internal sealed record OpenLetter
{
    public required short Town { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required short Tries { get; init; }
}

/// <summary>
/// A person asks for a letter to the registered address (Freischaltbrief), and proves by the code in it that the address is theirs. The
/// register is asked by a job afterwards, so that neither words nor time of the answer tell whether somebody is registered.
/// </summary>
internal sealed class ActivationLetter(
    TownDatabase towns, RegionDatabase region, RegistrationOffices offices, Peppers peppers, SignInWithPasskey passkeys, ISessions sessions,
    SecurityEvents events, IJobSignal signal, TimeProvider time)
{
    public const string Pepper = "activation";

    /// <summary>A wrong third code ends the letter.</summary>
    public const int MostTries = 3;

    /// <summary>In <see cref="Window"/>.</summary>
    public const int MostLetters = 3;

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    private static readonly Refusal NoTown = Refusal.Invalid(
        "person.faults", "Bitte prüfen Sie die Angaben.", new FieldFault("stadt", "person.town", "Wählen Sie die Stadt, in der Sie gemeldet sind."));

    private static readonly Refusal TooMany = Refusal.Conflict(
        "letter.too-many", "Sie haben schon mehrere Briefe bestellt. Gehen Sie bitte an den Schalter.");

    private static readonly Refusal None = Refusal.Conflict("letter.none", "Es gibt keinen Brief, auf den Ihr Konto wartet. Bestellen Sie einen neuen.");

    private static readonly Refusal Wrong = Refusal.Invalid("letter.wrong", "Der Code stimmt nicht.", new FieldFault("code", "letter.wrong", "Der Code stimmt nicht."));

    private static readonly Refusal Guessed = Refusal.Conflict("letter.guessed", "Der Code wurde dreimal falsch eingegeben. Bestellen Sie einen neuen Brief.");

    public static string Subject(Guid account, Guid letter) => $"{account:N}/{letter:N}";

    public Task<OpenLetter?> FindAsync(Guid account, CancellationToken ct) => region.QuerySingleOrDefaultAsync<OpenLetter>(
        """
        select town, asked_at, expires_at, tries
        from identity.activation
        where account = @account and ended_at is null and expires_at > @Now
        """,
        new { account, Now = time.GetUtcNow() }, ct);

    /// <summary>The same answer whoever is asked about. An earlier letter of the account opens nothing any more.</summary>
    public async Task<Outcome<Guid>> RequestAsync(Guid account, PersonInput input, string? townId, Language language, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var town = offices.Find(townId);
        var person = input.Check(town?.Name ?? "", GermanClock.DayOf(now));
        if (town is null || !person.Succeeded)
            return Join(town is null ? NoTown : null, person.Succeeded ? null : person.Refusal);
        if (await region.QuerySingleAsync<int>(
            "select count(*)::int from identity.event where account = @account and action = 'letter-asked' and at > @Since",
            new { account, Since = now - Window }, ct) >= MostLetters)
            return TooMany;

        var letter = Guid.CreateVersion7(now);
        await towns.For(town.Number).ExecuteBatchAsync(
            [
                new Sql(
                    """
                    insert into identity.activation (account, town, letter, asked_at, expires_at)
                    values (@account, @Number, @letter, @now, @ExpiresAt)
                    on conflict (account) do update
                    set town = excluded.town, letter = excluded.letter, code_hash = null, person = null, tries = 0, asked_at = excluded.asked_at,
                        expires_at = excluded.expires_at, ended_at = null, end_reason = null
                    """,
                    new { account, town.Number, letter, now, ExpiresAt = now + Lifetime }),
                LetterQueue.Ask(letter, "activation", account, person.Value, language, now),
                JobSql.Insert(LetterJob.For(letter)),
                events.Row("letter-asked", account, null, new { town = town.Number }),
                AccountNotices.Row(account, AccountNotices.LetterAsked, now),
            ],
            ct);
        signal.Wake(LetterJob.KindName);
        events.Done("letter-asked");
        return letter;
    }

    /// <summary>The code with a passkey of the account: the person behind the passkey lives at the address.</summary>
    public async Task<Outcome<SignIn>> RedeemAsync(HttpContext http, Guid account, string? code, string? credential, CancellationToken ct)
    {
        var signed = await passkeys.VerifyAsync(http, credential, staff: false, ct);
        if (!signed.Succeeded)
            return signed.Refusal;
        if (signed.Value.AccountId != account)
            return Refusal.Invalid("passkey.other-account", "Dieser Passkey gehört zu einem anderen Konto.");
        var now = time.GetUtcNow();

        // Each try is counted before it is looked at: guesses sent at once count one by one.
        var row = await region.QuerySingleOrDefaultAsync<Attempt>(
            """
            update identity.activation
            set tries = tries + 1
            where account = @account and ended_at is null and expires_at > @now and tries < @MostTries
            returning letter, town, code_hash, person::text as person, tries
            """,
            new { account, now, MostTries }, ct);
        if (row is null)
            return None;
        var hash = await peppers.HashAsync(Pepper, Subject(account, row.Letter), code, ct);
        if (row.CodeHash is null || row.Person is null || !CryptographicOperations.FixedTimeEquals(hash, row.CodeHash))
            return await RefuseAsync(account, row, now, ct);

        var person = JsonSerializer.Deserialize<ConfirmedPerson>(row.Person, StoredJson.Options)!;
        var done = await region.ExecuteBatchAsync(
            [
                End(account, row.Letter, "used", now),
                .. AccountLevels.Raise(events, account, Proofing.Checked, person, "letter", row.Town),
                AccountNotices.Row(account, AccountNotices.ProofingRaised, now),
            ],
            ct);
        if (done[0] == 0)
            return None;
        events.Done("proofing-raised");
        var raised = signed.Value.Assurance.Proofing > Proofing.Checked ? signed.Value.Assurance.Proofing : Proofing.Checked;
        var signIn = signed.Value with { Assurance = signed.Value.Assurance with { Proofing = raised } };
        await sessions.StartAsync(http, signIn, ct);
        return signIn;
    }

    private async Task<Refusal> RefuseAsync(Guid account, Attempt row, DateTimeOffset now, CancellationToken ct)
    {
        events.Refused("letter-code", Wrong.Code);
        var last = row.Tries >= MostTries;
        List<Sql> commands = [events.Row("letter-code-wrong", account, null, new { row.Tries })];
        if (last)
            commands.Add(End(account, row.Letter, "guessed", now));
        await region.ExecuteBatchAsync(commands, ct);
        return last ? Guessed : Wrong;
    }

    private static Sql End(Guid account, Guid letter, string reason, DateTimeOffset now) => new(
        """
        update identity.activation
        set ended_at = @now, end_reason = @reason, person = null
        where account = @account and letter = @letter and ended_at is null
        """,
        new { account, letter, reason, now });

    private static Refusal Join(Refusal? one, Refusal? two) => (one, two) switch
    {
        (null, { } only) => only,
        ({ } only, null) => only,
        _ => one! with { Faults = [.. two!.Faults, .. one.Faults] },
    };

    private sealed record Attempt
    {
        public required Guid Letter { get; init; }

        public required short Town { get; init; }

        public byte[]? CodeHash { get; init; }

        public string? Person { get; init; }

        public required short Tries { get; init; }
    }
}
