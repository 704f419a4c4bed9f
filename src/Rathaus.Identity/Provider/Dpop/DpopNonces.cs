using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Provider.Dpop;

/// <summary>
/// Nonces of DPoP proofs (RFC 9449 8): a function of the minute and a secret of all hosts. The current and the one before are good,
/// so that a proof made ahead of time is worth at most two minutes.
/// </summary>
internal sealed class DpopNonces(ProviderSecrets secrets, TimeProvider time)
{
    public const string Header = "DPoP-Nonce";

    private const long Step = 60;

    public async ValueTask<string> CurrentAsync(CancellationToken ct) => Of(await secrets.NonceKeyAsync(ct), Minute);

    public async ValueTask<bool> IsGoodAsync(string nonce, CancellationToken ct)
    {
        var key = await secrets.NonceKeyAsync(ct);
        return Same(nonce, Of(key, Minute)) || Same(nonce, Of(key, Minute - 1));
    }

    /// <summary>Every answer of a DPoP endpoint carries the nonce for the next call.</summary>
    public async ValueTask SendAsync(HttpResponse response, CancellationToken ct) => response.Headers[Header] = await CurrentAsync(ct);

    private long Minute => time.GetUtcNow().ToUnixTimeSeconds() / Step;

    private static string Of(byte[] key, long minute)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(message, minute);
        return Base64Url.Encode(HMACSHA256.HashData(key, message));
    }

    private static bool Same(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
