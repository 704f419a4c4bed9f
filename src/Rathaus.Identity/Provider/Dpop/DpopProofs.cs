using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Provider.Dpop;

/// <summary>A proof that the sender holds a key. <paramref name="Once"/> must be stored with the deed: a proof is good once.</summary>
internal sealed record DpopProof(string Thumbprint, OnceOnly Once);

/// <summary>
/// Demonstrating Proof of Possession (RFC 9449 4.3): each request carries a message signed by the client's key, for this method,
/// this address, now, with the server's nonce and, at resources, for this access token.
/// </summary>
internal sealed class DpopProofs(DpopNonces nonces, TimeProvider time)
{
    public const string Header = "DPoP";

    private const int LongestId = 200;
    private const int ShortestId = 8;

    private static readonly TimeSpan Age = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(120);

    private static readonly JwsPolicy Policy = new()
    {
        Algorithms = [JoseAlgorithms.Es256, JoseAlgorithms.EdDsa, JoseAlgorithms.Ed25519],
        Types = ["dpop+jwt"],
        AcceptsEmbeddedKey = true,
    };

    /// <param name="address">The address of this endpoint as the world calls it, with path base and without query.</param>
    /// <param name="accessToken">At a resource: the token that came with the proof.</param>
    public async ValueTask<OAuthOutcome<DpopProof>> CheckAsync(HttpRequest request, string address, string? accessToken, CancellationToken ct)
    {
        if (request.Headers[Header] is not [{ Length: > 0 } compact])
            return OAuthErrors.InvalidProof("One DPoP proof is needed.");
        var message = JwsReader.VerifyByEmbeddedKey(compact, Policy);
        if (!message.Succeeded)
            return OAuthErrors.InvalidProof("The proof is no signed message of the form of RFC 9449.");
        var claims = message.Value.Claims;
        if (claims.Text("htm") != request.Method || !Same(claims.Text("htu"), address))
            return OAuthErrors.InvalidProof("htm and htu of the proof are not those of this request.");
        var now = time.GetUtcNow();
        if (claims.Text("jti") is not { Length: >= ShortestId and <= LongestId } jti)
            return OAuthErrors.InvalidProof("The proof needs a jti.");
        if (accessToken is not null && claims.Text("ath") != Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken))))
            return OAuthErrors.InvalidProof("ath of the proof is not the access token's.");
        if (claims.Text("nonce") is not { Length: <= LongestId } nonce || !await nonces.IsGoodAsync(nonce, ct))
            return OAuthErrors.UseNonce;
        if (claims.Integer("iat") is not { } iat || Math.Abs(now.ToUnixTimeSeconds() - iat) > (long)Age.TotalSeconds)
            return OAuthErrors.InvalidProof("iat of the proof is more than a minute off.");
        var thumbprint = message.Value.Key.Thumbprint;
        return new DpopProof(thumbprint, OnceOnly.Of("dpop", thumbprint, jti, now + Remembered));
    }

    /// <summary>Scheme and host without regard to case, default ports left out, the path letter by letter; no query, no fragment.</summary>
    private static bool Same(string? htu, string address) =>
        htu is { Length: <= 2000 } && Uri.TryCreate(htu, UriKind.Absolute, out var claimed) && Uri.TryCreate(address, UriKind.Absolute, out var ours)
        && claimed.Query.Length == 0 && claimed.Fragment.Length == 0 && claimed.UserInfo.Length == 0
        && claimed.Scheme == ours.Scheme && claimed.Host == ours.Host && claimed.Port == ours.Port
        && string.Equals(claimed.AbsolutePath, ours.AbsolutePath, StringComparison.Ordinal);
}
