using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.Dcql;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>The signed request that a wallet fetches (OpenID4VP 1.0 section 5, profile HAIP 1.0).</summary>
internal sealed class RequestObjects(WalletRequests requests, WalletVault vault, HouseKeys keys, TrustList trust, TimeProvider time)
{
    public const string Type = "oauth-authz-req+jwt";

    public const string MediaType = "application/oauth-authz-req+jwt";

    /// <summary>The audience that wallets without a name of their own have.</summary>
    private const string AnyWallet = "https://self-issued.me/v2";

    private const int LongestWalletNonce = 512;

    /// <summary>Null: nobody asked, it was fetched before, or the time is over.</summary>
    public async Task<string?> FetchAsync(string id, string house, string? walletNonce, CancellationToken ct)
    {
        if (walletNonce is { Length: > LongestWalletNonce } || await requests.FetchAsync(id, ct) is not { } request)
            return null;
        var key = await keys.OfAsync(HouseKeyUse.Verifier, ct);
        var now = time.GetUtcNow();
        var claims = new JsonObject
        {
            ["client_id"] = key.X509Hash,
            ["aud"] = AnyWallet,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = request.ExpiresAt.ToUnixTimeSeconds(),
            ["response_type"] = "vp_token",
            ["response_mode"] = "direct_post.jwt",
            ["response_uri"] = $"{house}{WalletAddresses.Verifier}/res/{request.Id}",
            ["nonce"] = request.Nonce,
            ["state"] = request.Id,
            ["dcql_query"] = await QueryAsync(request, ct),
            ["client_metadata"] = new JsonObject
            {
                ["jwks"] = new JsonObject
                {
                    ["keys"] = new JsonArray(KeyOf(request).Public.Named(request.Id, JoseAlgorithms.EcdhEs, "enc").ToJson()),
                },
                ["encrypted_response_enc_values_supported"] = new JsonArray(JoseAlgorithms.A128Gcm, JoseAlgorithms.A256Gcm),
                ["vp_formats_supported"] = new JsonObject
                {
                    [CredentialQuery.SdJwt] = new JsonObject
                    {
                        ["sd-jwt_alg_values"] = new JsonArray(JoseAlgorithms.Es256),
                        ["kb-jwt_alg_values"] = new JsonArray(JoseAlgorithms.Es256),
                    },
                },
            },
        };
        if (walletNonce is not null)
            claims["wallet_nonce"] = walletNonce;
        return key.Sign(claims, Type);
    }

    public async Task<JsonObject> QueryAsync(WalletRequest request, CancellationToken ct) =>
        PidQuery.Of((await trust.CurrentAsync(ct)).SelectMany(issuer => issuer.Types), request.WithAddress);

    /// <summary>What a link or QR code says to a wallet.</summary>
    public async Task<string> LinkAsync(WalletRequest request, string house, CancellationToken ct)
    {
        var key = await keys.OfAsync(HouseKeyUse.Verifier, ct);
        return $"openid4vp://?client_id={Uri.EscapeDataString(key.X509Hash)}"
            + $"&request_uri={Uri.EscapeDataString($"{house}{WalletAddresses.Verifier}/req/{request.Id}")}&request_uri_method=post";
    }

    /// <summary>The key that only this request's answer is encrypted for.</summary>
    public PrivateJwk KeyOf(WalletRequest request) =>
        PrivateJwk.Parse(Encoding.UTF8.GetString(vault.Open(WalletVault.RequestKey, request.KeyBox))).Value
        ?? throw new InvalidOperationException("The key of a request is damaged");
}
