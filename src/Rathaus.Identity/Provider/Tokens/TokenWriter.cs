using System.Text.Json.Nodes;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary>What tokens are written about.</summary>
internal sealed record TokenSubject(
    Guid GrantId, Guid Account, OpenIdClient Client, IReadOnlyList<string> Scopes, Authentication Authentication, string Issuer);

/// <summary>Writes the tokens: ES256, 300 seconds, each with a type of its own so that none can stand for another.</summary>
internal sealed class TokenWriter(SigningKeys keys, ProviderSecrets secrets, TimeProvider time)
{
    public const string AccessType = "at+jwt";
    public const string IdType = "JWT";
    public const string LogoutType = "logout+jwt";

    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    /// <summary>RFC 9068, bound to a key (RFC 9449 6.1). Its id begins with the grant's, so that no row is needed to know it.</summary>
    public async Task<string> AccessTokenAsync(TokenSubject about, string thumbprint, CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return JwsWriter.Sign(
            await keys.CurrentAsync(KeyUse.Provider, ct),
            new JsonObject
            {
                ["iss"] = about.Issuer,
                ["sub"] = await secrets.SubjectAsync(about.Client.SectorHost, about.Account, ct),
                ["aud"] = about.Issuer,
                ["client_id"] = about.Client.Id,
                ["scope"] = string.Join(' ', about.Scopes),
                ["iat"] = now,
                ["exp"] = now + (long)Lifetime.TotalSeconds,
                ["jti"] = TokenIds.New(about.GrantId),
                ["auth_time"] = about.Authentication.At.ToUnixTimeSeconds(),
                ["acr"] = Acr.Of(about.Authentication.Level),
                ["cnf"] = new JsonObject { ["jkt"] = thumbprint },
            },
            AccessType);
    }

    /// <summary>OpenID Connect Core 2, with both levels beside the one that matched.</summary>
    public async Task<string> IdTokenAsync(TokenSubject about, string sid, string? nonce, CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var how = about.Authentication;
        var claims = new JsonObject
        {
            ["iss"] = about.Issuer,
            ["sub"] = await secrets.SubjectAsync(about.Client.SectorHost, about.Account, ct),
            ["aud"] = about.Client.Id,
            ["iat"] = now,
            ["exp"] = now + (long)Lifetime.TotalSeconds,
            ["auth_time"] = how.At.ToUnixTimeSeconds(),
            ["acr"] = Acr.Of(how.Level),
            ["acr_alt"] = List(how.Alternatives),
            ["amr"] = List(how.Methods),
            ["sid"] = sid,
            ["rathaus_p"] = (int)how.Proofing,
            ["rathaus_a"] = (int)how.Authenticator,
        };
        if (nonce is not null)
            claims["nonce"] = nonce;
        if (how.Simulated)
            claims["rathaus_simulated"] = true;
        if (about.Scopes.Contains(Scopes.House))
        {
            claims["rathaus_account"] = about.Account.ToString("D");
            claims["rathaus_authentication"] = System.Text.Json.JsonSerializer.SerializeToNode(how, StoredJson.Options);
        }

        return JwsWriter.Sign(await keys.CurrentAsync(KeyUse.Provider, ct), claims, IdType);
    }

    /// <summary>OpenID Connect Back-Channel Logout 1.0, 2.4.</summary>
    public async Task<string> LogoutTokenAsync(string issuer, OpenIdClient client, Guid account, string sid, Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return JwsWriter.Sign(
            await keys.CurrentAsync(KeyUse.Provider, ct),
            new JsonObject
            {
                ["iss"] = issuer,
                ["sub"] = await secrets.SubjectAsync(client.SectorHost, account, ct),
                ["aud"] = client.Id,
                ["iat"] = now,
                ["exp"] = now + 120,
                ["jti"] = id.ToString("N"),
                ["sid"] = sid,
                ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
            },
            LogoutType);
    }

    private static JsonArray List(IReadOnlyList<string> values) => [.. values.Select(value => (JsonNode)value)];
}

/// <summary>Ids of access tokens: the grant's id and 64 random bits.</summary>
internal static class TokenIds
{
    public static string New(Guid grant)
    {
        Span<byte> bytes = stackalloc byte[24];
        grant.TryWriteBytes(bytes, bigEndian: true, out _);
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes[16..]);
        return Base64Url.Encode(bytes);
    }

    public static Guid? GrantOf(string? id) =>
        Base64Url.DecodeOrNull(id) is { Length: 24 } bytes ? new Guid(bytes.AsSpan(0, 16), bigEndian: true) : null;
}
