using Rathaus.Identity.Recovery;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Identity;

/// <summary>The code a person shows at a counter, so that the clerk finds the account without asking for it: minutes, once.</summary>
internal sealed class CounterCodes(RegionDatabase database, Peppers peppers, SecurityEvents events, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const string Pepper = "counter";

    /// <summary>40 bits: typed by a clerk, fifteen minutes, limited like a sign-in.</summary>
    private const int Groups = 2;

    /// <summary>A fresh code; an earlier one of the account ends.</summary>
    public async Task<(string Code, DateTimeOffset Until)> IssueAsync(Guid account, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var code = AccessSecret.Create(Groups);
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.counter_code where account = @account or expires_at < @now", new { account, now }),
                new Sql(
                    "insert into identity.counter_code (hash, account, created_at, expires_at) values (@Hash, @account, @now, @Until)",
                    new { Hash = await HashAsync(code, ct), account, now, Until = now + Lifetime }),
                events.Row("counter-code", account, null),
            ],
            ct);
        return (code, now + Lifetime);
    }

    /// <summary>Uses the code up in the transaction of the visit; null: unknown, used or too old.</summary>
    public async Task<Guid?> RedeemAsync(SqlScope transaction, string? code, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await transaction.QuerySingleOrDefaultAsync<Guid?>(
            """
            update identity.counter_code
            set used_at = @now
            where hash = @Hash and used_at is null and expires_at > @now
            returning account
            """,
            new { Hash = await HashAsync(code, ct), now }, ct);
    }

    private Task<byte[]> HashAsync(string? code, CancellationToken ct) => peppers.HashAsync(Pepper, "", code, ct);
}
