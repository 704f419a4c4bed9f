using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Identity.Wallet.Issuer;

namespace Rathaus.Identity.Provider;

/// <summary>What clients read before they begin: the provider's metadata (RFC 8414, OpenID Connect Discovery) and its keys.</summary>
internal sealed class Discovery(HouseAddresses addresses, SigningKeys keys, WalletClients wallets, IEnumerable<ITokenGrant> grants)
{
    private const string Cached = "public, max-age=300";

    public IResult Metadata(HttpContext http)
    {
        var issuer = addresses.Issuer(http.Request);
        http.Response.Headers.CacheControl = Cached;
        var metadata = new JsonObject
        {
            ["issuer"] = issuer,
            ["authorization_endpoint"] = issuer + AuthorizeRoutes.Relative,
            ["pushed_authorization_request_endpoint"] = issuer + PushEndpoint.Relative,
            ["token_endpoint"] = issuer + TokenEndpoint.Relative,
            ["userinfo_endpoint"] = issuer + "/oidc/userinfo",
            ["revocation_endpoint"] = issuer + "/oidc/revoke",
            ["end_session_endpoint"] = issuer + LogoutRoutes.Relative,
            ["jwks_uri"] = issuer + "/oidc/jwks",
            ["require_pushed_authorization_requests"] = true,
            ["authorization_response_iss_parameter_supported"] = true,
            ["response_types_supported"] = List("code"),
            ["response_modes_supported"] = List("query"),
            ["grant_types_supported"] = List(["authorization_code", "refresh_token", .. grants.Select(grant => grant.GrantType)]),
            ["code_challenge_methods_supported"] = List("S256"),
            ["token_endpoint_auth_methods_supported"] = List("private_key_jwt"),
            ["token_endpoint_auth_signing_alg_values_supported"] = List("ES256"),
            ["revocation_endpoint_auth_methods_supported"] = List("private_key_jwt"),
            ["revocation_endpoint_auth_signing_alg_values_supported"] = List("ES256"),
            ["dpop_signing_alg_values_supported"] = List("ES256", "EdDSA", "Ed25519"),
            ["id_token_signing_alg_values_supported"] = List("ES256"),
            ["subject_types_supported"] = List("pairwise"),
            ["scopes_supported"] = List([.. Scopes.ForClients]),
            ["acr_values_supported"] = List([.. Acr.All]),
            ["prompt_values_supported"] = List(Prompts.None, Prompts.Login, Prompts.Consent, Prompts.SelectAccount),
            ["claims_supported"] = List(
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "acr_alt", "amr", "sid", "rathaus_p", "rathaus_a",
                "name", "given_name", "family_name", "birthdate", "address"),
            ["claims_parameter_supported"] = false,
            ["request_parameter_supported"] = false,
            ["request_uri_parameter_supported"] = false,
            ["backchannel_logout_supported"] = true,
            ["backchannel_logout_session_supported"] = true,
            ["frontchannel_logout_supported"] = true,
            ["frontchannel_logout_session_supported"] = true,
            ["ui_locales_supported"] = List("de", "en"),
            ["pre-authorized_grant_anonymous_access_supported"] = true,
        };
        if (wallets.Any)
        {
            metadata["token_endpoint_auth_methods_supported"] = List("private_key_jwt", "none");
            metadata["authorization_details_types_supported"] = List(CredentialWishes.DetailsType);
        }

        return TypedResults.Content(metadata.ToJsonString(), "application/json");
    }

    public async Task<IResult> KeysAsync(HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = Cached;
        var shown = await keys.ShownAsync(ct);
        return TypedResults.Content(
            new JsonObject { ["keys"] = new JsonArray([.. shown.Select(key => (JsonNode)key.ToJson())]) }.ToJsonString(), "application/jwk-set+json");
    }

    private static JsonArray List(params ReadOnlySpan<string> values)
    {
        var list = new JsonArray();
        foreach (var value in values)
            list.Add(value);
        return list;
    }
}
