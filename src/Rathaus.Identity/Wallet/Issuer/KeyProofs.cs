using System.Text.Json;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>Proofs that a wallet holds the keys it wants credentials for (OpenID4VCI 1.0 appendix F.1).</summary>
internal static class KeyProofs
{
    /// <summary>Copies with keys of their own, so that verifiers cannot tell that they belong together.</summary>
    public const int MostInBatch = 10;

    private const string Type = "openid4vci-proof+jwt";

    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private static readonly JwsPolicy Policy = new() { Algorithms = [JoseAlgorithms.Es256], Types = [Type], AcceptsEmbeddedKey = true };

    /// <summary>The keys, all different, and the one nonce that all proofs carry; null: some proof is not as it must be.</summary>
    public static (IReadOnlyList<Jwk> Keys, string Nonce)? Read(JsonElement? proofs, string issuer, DateTimeOffset now)
    {
        if (proofs is not { ValueKind: JsonValueKind.Object } members || members.EnumerateObject().Count() != 1
            || members.Member("jwt") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() is 0 or > MostInBatch)
            return null;
        var keys = new Dictionary<string, Jwk>(StringComparer.Ordinal);
        string? nonce = null;
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String || JwsReader.VerifyByEmbeddedKey(entry.GetString()!, Policy) is not { Succeeded: true } proof)
                return null;
            var claims = proof.Value.Claims;
            if (claims.Text("aud") != issuer || claims.Text("nonce") is not { Length: > 0 and <= 200 } told || (nonce ?? told) != told
                || claims.Integer("iat") is not { } made || Math.Abs((decimal)made - now.ToUnixTimeSeconds()) > (decimal)Tolerance.TotalSeconds
                || !keys.TryAdd(proof.Value.Key.Thumbprint, proof.Value.Key))
                return null;
            nonce = told;
        }

        return ([.. keys.Values], nonce!);
    }
}
