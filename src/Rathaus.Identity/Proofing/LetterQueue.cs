using Microsoft.AspNetCore.DataProtection;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>A letter that waits to be printed.</summary>
internal sealed record QueuedLetter
{
    public required Guid Id { get; init; }

    public required string Purpose { get; init; }

    public required string Language { get; init; }

    public required string Recipient { get; init; }

    public byte[]? SealedCode { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PrintedAt { get; init; }

    public ConfirmedPerson To => System.Text.Json.JsonSerializer.Deserialize<ConfirmedPerson>(Recipient, StoredJson.Options)!;
}

/// <summary>A letter with the code in it, for the printer only.</summary>
internal sealed record PrintedLetter(QueuedLetter Letter, string? Code);

/// <summary>The letters a town prints: who may see the queue is decided by the page, every look at a code is audited.</summary>
internal sealed class LetterQueue(TownDatabase towns, IDataProtectionProvider protection, TimeProvider time)
{
    private static readonly Refusal NotPrinted = Refusal.Conflict("letter.not-printed", "Drucken Sie den Brief zuerst.");

    private readonly IDataProtector protector = protection.CreateProtector("identity.letter");

    public byte[] Seal(string code) => protector.Protect(System.Text.Encoding.ASCII.GetBytes(code));

    /// <summary>What was typed waits for the register.</summary>
    public static Sql Ask(Guid id, string purpose, Guid? account, ConfirmedPerson asked, Language language, DateTimeOffset now) => new(
        """
        insert into identity.letter (municipality, id, purpose, account, state, language, asked, created_at)
        values (@Town, @id, @purpose, @account, 'asked', @Code, @Asked::jsonb, @now)
        """,
        new { id, purpose, account, language.Code, Asked = StoredJson.Of(asked), now });

    /// <summary>A letter without a code: tells a person what happened to the account.</summary>
    public static Sql Tell(Guid id, Guid account, ConfirmedPerson to, Language language, DateTimeOffset now) => new(
        """
        insert into identity.letter (municipality, id, purpose, account, state, language, recipient, created_at)
        values (@Town, @id, 'notice', @account, 'ready', @Code, @Recipient::jsonb, @now)
        """,
        new { id, account, language.Code, Recipient = StoredJson.Of(to), now });

    /// <summary>The oldest first. Letters that count no more are emptied before.</summary>
    public async Task<IReadOnlyList<QueuedLetter>> WaitingAsync(short town, CancellationToken ct)
    {
        await SweepAsync(town, ct);
        return await towns.For(town).QueryAsync<QueuedLetter>(
            """
            select id, purpose, language, recipient::text as recipient, created_at, printed_at
            from identity.letter
            where municipality = @Town and state = 'ready'
            order by created_at, id
            limit 200
            """,
            null, ct);
    }

    /// <summary>Hands the letter out for printing.</summary>
    public async Task<Outcome<PrintedLetter>> PrintAsync(short town, Guid id, Guid staff, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await towns.For(town).InTransactionAsync<Outcome<PrintedLetter>>(
            async transaction =>
            {
                var letter = await transaction.QuerySingleOrDefaultAsync<QueuedLetter>(
                    """
                    update identity.letter
                    set printed_at = coalesce(printed_at, @now), printed_by = @staff
                    where municipality = @Town and id = @id and state = 'ready'
                    returning id, purpose, language, recipient::text as recipient, sealed_code, created_at, printed_at
                    """,
                    new { id, staff, now }, ct);
                if (letter is null)
                    return Refusal.NotFound("letter");
                await transaction.ExecuteBatchAsync([Audited(staff, "identity.letter-printed", id, now)], ct);
                var code = letter.SealedCode is null ? null : System.Text.Encoding.ASCII.GetString(protector.Unprotect(letter.SealedCode));
                return new PrintedLetter(letter, code);
            },
            ct);
    }

    /// <summary>The letter is in the post: code and address are forgotten here.</summary>
    public async Task<Outcome<Guid>> SentAsync(short town, Guid id, Guid staff, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await towns.For(town).InTransactionAsync<Outcome<Guid>>(
            async transaction =>
            {
                var sent = await transaction.ExecuteAsync(
                    """
                    update identity.letter
                    set state = 'sent', sent_at = @now, sent_by = @staff, recipient = null, sealed_code = null
                    where municipality = @Town and id = @id and state = 'ready' and printed_at is not null
                    """,
                    new { id, staff, now }, ct);
                if (sent == 0)
                    return NotPrinted;
                await transaction.ExecuteBatchAsync([Audited(staff, "identity.letter-sent", id, now)], ct);
                return id;
            },
            ct);
    }

    /// <summary>A letter whose account asked for another, used it or let it expire is not printed any more.</summary>
    public Task<int> SweepAsync(short town, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return towns.For(town).ExecuteAsync(
            """
            update identity.letter l
            set state = 'void', recipient = null, sealed_code = null, asked = null
            where l.municipality = @Town and l.state = 'ready'
              and (l.created_at < @Old
                or l.purpose = 'activation' and not exists (
                  select 1 from identity.activation a
                  where a.letter = l.id and a.ended_at is null and a.expires_at > @now))
            """,
            new { now, Old = now - ActivationLetter.Lifetime }, ct);
    }

    private static Sql Audited(Guid staff, string action, Guid letter, DateTimeOffset now) =>
        new AuditEntry(Guid.CreateVersion7(now), now, AuditActor.Staff, staff, action, $"letter/{letter:D}").Insert();
}
