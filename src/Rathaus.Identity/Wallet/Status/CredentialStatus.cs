using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Wallet.Status;

/// <summary>
/// Whether a presented credential is revoked. Lists are fetched from hosts that the trust list names for the issuer, and from
/// nowhere else; what cannot be told is a no.
/// </summary>
internal sealed partial class CredentialStatus(
    IHttpClientFactory clients, TimeProvider time, ILogger<CredentialStatus> log)
{
    /// <summary>Name of the client; its time and redirects are limited where it is set up.</summary>
    public const string Client = "wallet-status";

    private const int MostBytes = 4_194_304;
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<(string Root, string Address), StatusListToken.Content> kept = new();

    public async Task<Refusal?> CheckAsync(VerifiedCredential credential, CancellationToken ct)
    {
        if (credential.Status is not { } status)
            return null;
        var list = await ListAsync(credential.Issuer, status.Address, ct);
        return list?.Bits[status.Place] switch
        {
            0 => null,
            null => SdJwtRefusals.StatusUnknown,
            _ => SdJwtRefusals.Revoked,
        };
    }

    private async Task<StatusListToken.Content?> ListAsync(TrustedIssuer issuer, string address, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var key = (Convert.ToBase64String(issuer.Root), address);
        if (kept.TryGetValue(key, out var known) && known.Until > now)
            return known;
        var text = await FetchAsync(issuer, address, ct);
        var list = text is null ? null : StatusListToken.Read(text, address, header => issuer.KeyOf(header.Certificates, now), now);
        if (list is null)
        {
            LogUnusable(log, issuer.Name);
            return null;
        }

        if (kept.Count >= MostKept)
            kept.Clear();
        kept[key] = list;
        return list;
    }

    private async Task<string?> FetchAsync(TrustedIssuer issuer, string address, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps
            || !issuer.StatusHosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase))
            return null;
        try
        {
            using var client = clients.CreateClient(Client);
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Accept.ParseAdd(StatusListToken.MediaType);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            if (!answer.IsSuccessStatusCode)
                return null;
            var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
            return bytes.Length <= MostBytes ? Encoding.ASCII.GetString(bytes) : null;
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            LogUnreachable(log, issuer.Name, failed.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(EventId = 3031, Level = LogLevel.Warning, Message = "Status list of {Issuer} is not usable")]
    private static partial void LogUnusable(ILogger logger, string issuer);

    [LoggerMessage(EventId = 3032, Level = LogLevel.Warning, Message = "Status list of {Issuer} was not reached: {Failure}")]
    private static partial void LogUnreachable(ILogger logger, string issuer, string failure);
}
