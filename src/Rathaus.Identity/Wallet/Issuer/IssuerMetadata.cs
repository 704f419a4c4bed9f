using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Languages;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>What wallets read before they begin (OpenID4VCI 1.0 section 12.2).</summary>
internal sealed class IssuerMetadata(WalletAddresses addresses, ITexts texts)
{
    private static readonly (string Locale, Language Language)[] Locales = [("de", Language.German), ("en", Language.English)];

    public IResult Show(HttpContext http)
    {
        var issuer = addresses.IssuerId(http.Request);
        http.Response.Headers.CacheControl = "public, max-age=300";
        var configurations = new JsonObject();
        foreach (var type in CredentialTypes.All)
            configurations[type.Id] = Configuration(type);
        return TypedResults.Content(new JsonObject
        {
            ["credential_issuer"] = issuer,
            ["authorization_servers"] = new JsonArray(issuer),
            ["credential_endpoint"] = issuer + "/vci/credential",
            ["nonce_endpoint"] = issuer + "/vci/nonce",
            ["batch_credential_issuance"] = new JsonObject { ["batch_size"] = KeyProofs.MostInBatch },
            ["display"] = Display("identity.wallet.issuer"),
            ["credential_configurations_supported"] = configurations,
        }.ToJsonString(WalletJson.Plain), "application/json");
    }

    private JsonObject Configuration(CredentialType type) => new()
    {
        ["format"] = Dcql.CredentialQuery.SdJwt,
        ["vct"] = type.Type,
        ["scope"] = CredentialWishes.ScopeOf(type.Id),
        ["cryptographic_binding_methods_supported"] = new JsonArray("jwk"),
        ["credential_signing_alg_values_supported"] = new JsonArray(JoseAlgorithms.Es256),
        ["proof_types_supported"] = new JsonObject
        {
            ["jwt"] = new JsonObject { ["proof_signing_alg_values_supported"] = new JsonArray(JoseAlgorithms.Es256) },
        },
        ["credential_metadata"] = new JsonObject
        {
            ["display"] = Display($"identity.wallet.type.{type.Id}"),
            ["claims"] = new JsonArray([.. type.Claims.Select(claim => (JsonNode)new JsonObject
            {
                ["path"] = new JsonArray([.. claim.Path.Select(step => (JsonNode)step)]),
                ["mandatory"] = claim.Required,
                ["display"] = Display($"identity.wallet.claim.{claim.Path[^1]}"),
            })]),
        },
    };

    private JsonArray Display(string key) => new([.. Locales.Select(one => (JsonNode)new JsonObject
    {
        ["name"] = texts.For(one.Language)[key],
        ["locale"] = one.Locale,
    })]);
}
