using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Logout;

/// <summary>
/// Tells clients that a session ended (OpenID Connect Back-Channel Logout 1.0): a signed token to the address the client registered,
/// tried again with growing pauses for about a day.
/// </summary>
internal sealed partial class LogoutNotices(
    RegionDatabase database, IOpenIdClients clients, TokenWriter tokens, IHttpClientFactory http, TimeProvider time, ILogger<LogoutNotices> log)
    : BackgroundService
{
    /// <summary>Name of the HTTP client; it follows no redirects.</summary>
    public const string HttpClient = "openid-logout";

    private const int MostTries = 14;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>After grants were ended: do not wait for the next look.</summary>
    public void Wake() => signal.Writer.TryWrite(true);

    /// <summary>Sends what is due. Several hosts may do it at once: each takes its own.</summary>
    public async Task DeliverAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var due = await database.QueryAsync<Notice>(
            """
            with mine as (
              select id from identity.oidc_logout_notice
              where next_try_at <= @now
              order by next_try_at
              limit 50
              for update skip locked
            )
            update identity.oidc_logout_notice n
            set attempts = n.attempts + 1, next_try_at = @now + interval '5 seconds' * power(2, n.attempts)
            from mine, identity.oidc_grant g
            where n.id = mine.id and g.id = n.grant_id
            returning n.id, n.attempts, g.client, g.account, g.sid, g.issuer
            """,
            new { now }, ct);
        await Task.WhenAll(due.Select(notice => DeliverAsync(notice, ct)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeliverAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
            catch (DatabaseUnavailableException)
            {
                LogSkipped(log);
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Pause);
        try
        {
            await signal.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Time for another look, or the host stops.
        }
    }

    private async Task DeliverAsync(Notice notice, CancellationToken ct)
    {
        var client = await clients.FindAsync(notice.Client, ct);
        var done = client?.BackchannelLogoutUri is not { } address || await SendAsync(address, client, notice, ct);
        if (done || notice.Attempts >= MostTries)
        {
            await database.ExecuteAsync("delete from identity.oidc_logout_notice where id = @Id", new { notice.Id }, ct);
            if (!done)
                LogGivenUp(log, notice.Client);
        }
    }

    private async Task<bool> SendAsync(string address, OpenIdClient client, Notice notice, CancellationToken ct)
    {
        var token = await tokens.LogoutTokenAsync(notice.Issuer, client, notice.Account, notice.Sid, notice.Id, ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var sender = http.CreateClient(HttpClient);
            using var content = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]);
            using var answer = await sender.PostAsync(new Uri(address), content, limit.Token);
            if (answer.IsSuccessStatusCode)
                return true;
            LogRefused(log, notice.Client, (int)answer.StatusCode);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            LogLost(log, notice.Client, exception.GetType().Name);
        }

        return false;
    }

    private sealed record Notice
    {
        public required Guid Id { get; init; }

        public required short Attempts { get; init; }

        public required string Client { get; init; }

        public required Guid Account { get; init; }

        public required string Sid { get; init; }

        public required string Issuer { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Logout notices wait for the database")]
    private static partial void LogSkipped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Client} answered a logout notice with {Status}")]
    private static partial void LogRefused(ILogger logger, string client, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Client} was not reached with a logout notice: {Error}")]
    private static partial void LogLost(ILogger logger, string client, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Client {Client} was not told about the end of a session")]
    private static partial void LogGivenUp(ILogger logger, string client);
}
