using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Seals;

/// <summary>
/// Asks a time stamp authority (RFC 3161). Where none is configured, or it does not answer, the seal has no stamp: when the
/// document was there is shown by the log and its witnesses.
/// </summary>
internal sealed partial class TimestampCalls(IHttpClientFactory clients, IOptions<LedgerOptions> options, ILogger<TimestampCalls> log)
{
    private const int MostBytes = 32_768;

    public bool IsConfigured => options.Value.TimestampAddress is not null;

    public async Task<Rfc3161TimestampToken?> StampAsync(SignerInfo signer, CancellationToken ct)
    {
        var request = Rfc3161TimestampRequest.CreateFromSignerInfo(
            signer, HashAlgorithmName.SHA256, requestSignerCertificates: true, nonce: RandomNumberGenerator.GetBytes(16));
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(TimeSpan.FromSeconds(options.Value.WitnessSeconds));
        try
        {
            using var client = clients.CreateClient(WitnessCalls.Client);
            client.MaxResponseContentBufferSize = MostBytes;
            using var content = new ByteArrayContent(request.Encode());
            content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
            using var answer = await client.PostAsync(new Uri(options.Value.TimestampAddress!), content, timer.Token);
            return request.ProcessResponse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(timer.Token), out _);
        }
        catch (Exception away) when (away is HttpRequestException or IOException or CryptographicException
            || (away is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogAway(log, away.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The time stamp authority gave no stamp: {Fault}")]
    private static partial void LogAway(ILogger logger, string fault);
}
