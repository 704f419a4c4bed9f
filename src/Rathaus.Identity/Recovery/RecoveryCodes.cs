using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Recovery;

/// <summary>Eight codes that a person keeps on paper; each opens the account once. Stored as HMAC with a pepper.</summary>
internal sealed class RecoveryCodes(RegionDatabase database, Peppers peppers, SecurityEvents events, TimeProvider time)
{
    public const string Pepper = "recovery";

    /// <summary>A code finds its account by itself, so nothing else goes into its hash.</summary>
    public const string Subject = "";

    /// <summary>80 bits.</summary>
    public const int Groups = 4;

    public const int Count = 8;

    private const string Live = "ended_at is null and (expires_at is null or expires_at > @now)";

    public static readonly Refusal Unknown = Refusal.Invalid(
        "recovery.unknown", "Dieser Code gilt nicht.", new FieldFault("code", "recovery.unknown", "Dieser Code gilt nicht."));

    /// <summary>Eight fresh codes, shown once; earlier ones of the account end.</summary>
    public async Task<IReadOnlyList<string>> MakeAsync(Guid account, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var codes = Enumerable.Range(0, Count).Select(_ => AccessSecret.Create(Groups)).ToArray();
        List<Sql> commands =
        [
            new Sql("update identity.recovery_code set ended_at = @now where account = @account and kind = 'code' and ended_at is null", new { account, now }),
        ];
        foreach (var code in codes)
            commands.Add(Insert(account, "code", await peppers.HashAsync(Pepper, Subject, code, ct), now, null));
        commands.Add(events.Row("recovery-codes-made", account, null));
        commands.Add(AccountNotices.Row(account, AccountNotices.CodesMade, now));
        await database.ExecuteBatchAsync(commands, ct);
        events.Done("recovery-codes-made");
        return codes;
    }

    /// <summary>The open account a code belongs to, or null: unknown, used, ended or too old. Accounts of a demonstration have none.</summary>
    public async Task<RecoveryCode?> FindAsync(string? typed, CancellationToken ct) => await database.QuerySingleOrDefaultAsync<RecoveryCode>(
        $"""
        select c.hash, c.account, c.kind
        from identity.recovery_code c
        join identity.account a on a.id = c.account and a.closed_at is null and a.demo is null
        where c.hash = @Hash and {Live}
        """,
        new { Hash = await peppers.HashAsync(Pepper, Subject, typed, ct), now = time.GetUtcNow() }, ct);

    /// <summary>Uses the code up, in the transaction of what it opens. Zero rows: somebody was faster.</summary>
    public static Sql Use(byte[] hash, DateTimeOffset now) => new(
        $"update identity.recovery_code set ended_at = @now, used = true where hash = @hash and {Live}", new { hash, now });

    /// <summary>What else would open the account ends with a recovery: the sheet of codes may be in other hands.</summary>
    public static Sql EndOthers(Guid account, DateTimeOffset now) => new(
        "update identity.recovery_code set ended_at = @now where account = @account and ended_at is null", new { account, now });

    public static Sql Insert(Guid account, string kind, byte[] hash, DateTimeOffset now, DateTimeOffset? until) => new(
        "insert into identity.recovery_code (hash, account, kind, created_at, expires_at) values (@hash, @account, @kind, @now, @until)",
        new { hash, account, kind, now, until });
}

/// <summary>A code that opens an account.</summary>
internal sealed record RecoveryCode
{
    public required byte[] Hash { get; init; }

    public required Guid Account { get; init; }

    public required string Kind { get; init; }
}
