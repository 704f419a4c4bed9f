using Rathaus.Kernel.Data;

namespace Rathaus.Identity;

/// <summary>Something an account is told about itself. The words are the text <c>identity.notice.KIND.title</c> and <c>.text</c>.</summary>
public sealed record AccountNotice
{
    public required Guid Id { get; init; }

    /// <summary>For example <c>recovered</c> or <c>passkey-copied</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The passkey it is about, or null.</summary>
    public Guid? Passkey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>What accounts are told about their own security: for the mailbox and the security page.</summary>
public interface IAccountNotices
{
    /// <summary>The newest first.</summary>
    Task<IReadOnlyList<AccountNotice>> ListAsync(Guid account, CancellationToken ct);

    Task<int> CountUnreadAsync(Guid account, CancellationToken ct);

    Task MarkReadAsync(Guid account, CancellationToken ct);
}

/// <inheritdoc cref="IAccountNotices"/>
internal sealed class AccountNotices(RegionDatabase database, TimeProvider time) : IAccountNotices
{
    public const string Recovered = "recovered";
    public const string RecoveryObjected = "recovery-objected";
    public const string PasskeyCopied = "passkey-copied";
    public const string PasskeyAdded = "passkey-added";
    public const string PasskeyRemoved = "passkey-removed";
    public const string PasskeyReported = "passkey-reported";
    public const string ProofingRaised = "proofing-raised";
    public const string CodesMade = "codes-made";
    public const string LetterAsked = "letter-asked";

    private const int Most = 100;

    public static IReadOnlyList<string> Kinds { get; } =
        [Recovered, RecoveryObjected, PasskeyCopied, PasskeyAdded, PasskeyRemoved, PasskeyReported, ProofingRaised, CodesMade, LetterAsked];

    /// <summary>Goes into the batch of the deed.</summary>
    public static Sql Row(Guid account, string kind, DateTimeOffset now, Guid? passkey = null) => new(
        "insert into identity.notice (account, id, kind, passkey, created_at) values (@account, @Id, @kind, @passkey, @now)",
        new { account, Id = Guid.CreateVersion7(now), kind, passkey, now });

    public Task<IReadOnlyList<AccountNotice>> ListAsync(Guid account, CancellationToken ct) => database.QueryAsync<AccountNotice>(
        """
        select id, kind, passkey, created_at, read_at
        from identity.notice
        where account = @account
        order by created_at desc, id desc
        limit @Most
        """,
        new { account, Most }, ct);

    public Task<int> CountUnreadAsync(Guid account, CancellationToken ct) => database.QuerySingleAsync<int>(
        "select count(*)::int from identity.notice where account = @account and read_at is null", new { account }, ct);

    public Task MarkReadAsync(Guid account, CancellationToken ct) => database.ExecuteAsync(
        "update identity.notice set read_at = @Now where account = @account and read_at is null",
        new { account, Now = time.GetUtcNow() }, ct);
}
