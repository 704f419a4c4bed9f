using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Keys;

/// <summary>
/// Beside the requests: proofs, codes and authorizations whose time is over go, and the signing key changes every 90 days. All of
/// it may be done by several hosts at once.
/// </summary>
internal sealed partial class ProviderCaretaker(
    SigningKeys keys, RegionDatabase database, TimeProvider time, ILogger<ProviderCaretaker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    /// <summary>A code that comes back later than this is answered like one that never was.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);

    public async Task TidyAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.dpop_jti where expires_at < @now", new { now }),
                new Sql("delete from identity.oidc_access where expires_at < @now", new { now }),
                new Sql("delete from identity.oidc_refresh where expires_at < @now", new { now }),
                new Sql(
                    """
                    update identity.oidc_par set state = 'expired'
                    where expires_at < @now and state in ('pushed', 'opened', 'authenticated', 'consented', 'code_issued')
                    """,
                    new { now }),
                new Sql("delete from identity.oidc_par where expires_at < @before", new { before = now - Remembered }),
                new Sql(
                    """
                    delete from identity.oidc_grant g
                    where g.created_at < @before
                      and not exists (select from identity.oidc_refresh r where r.grant_id = g.id)
                      and not exists (select from identity.oidc_code c where c.grant_id = g.id)
                      and not exists (select from identity.oidc_logout_notice n where n.grant_id = g.id)
                      and not exists (select from identity.session s where s.id_hash = g.session)
                    """,
                    new { before = now - Remembered }),
            ],
            ct);
        await keys.PrepareWhenDueAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await TidyAsync(ct);
        }
        catch (DatabaseUnavailableException)
        {
            LogSkipped(log);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The caretaker of the OpenID provider waits for the database")]
    private static partial void LogSkipped(ILogger logger);
}
