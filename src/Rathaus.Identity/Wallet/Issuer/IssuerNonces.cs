using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>Nonces for proofs of keys (OpenID4VCI 1.0 section 7): fresh, good for one request within five minutes.</summary>
internal sealed class IssuerNonces(RegionDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public async Task<string> IssueAsync(CancellationToken ct)
    {
        var nonce = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.wallet_nonce where expires_at < @Now", new { Now = now }),
                new Sql(
                    "insert into identity.wallet_nonce (hash, expires_at) values (@Hash, @ExpiresAt)",
                    new { Hash = HashOf(nonce), ExpiresAt = now + Lifetime }),
            ],
            ct);
        return nonce;
    }

    /// <summary>Uses it up; false: unknown, used or too old.</summary>
    public async Task<bool> RedeemAsync(string nonce, CancellationToken ct) => await database.ExecuteAsync(
        "delete from identity.wallet_nonce where hash = @Hash and expires_at > @Now",
        new { Hash = HashOf(nonce), Now = time.GetUtcNow() }, ct) == 1;

    private static byte[] HashOf(string nonce) => SHA256.HashData(Encoding.UTF8.GetBytes(nonce));
}
