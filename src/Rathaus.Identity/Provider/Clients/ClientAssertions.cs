using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Provider.Clients;

/// <summary>A client that proved who it is. <paramref name="Once"/> must be stored with the deed: an assertion is good once.</summary>
internal sealed record KnownClient(OpenIdClient Client, OnceOnly Once);

/// <summary>Something that may be used once: what of it is remembered, and how long.</summary>
internal readonly record struct OnceOnly(byte[] Hash, DateTimeOffset ExpiresAt)
{
    public static OnceOnly Of(string kind, string whose, string id, DateTimeOffset expiresAt) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\0{whose}\0{id}")), expiresAt);
}

/// <summary>
/// <c>private_key_jwt</c> (RFC 7523, FAPI 2.0 5.3.2.1): ES256, issuer and subject are the client, the audience is our issuer as one
/// string, at most 60 seconds. Wallets are public clients.
/// </summary>
internal sealed class ClientAssertions(IOpenIdClients clients, ClientLimits limits, TimeProvider time)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private const int LongestId = 200;

    /// <summary>Clocks of two houses differ a little.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private static readonly JwsPolicy Policy = new()
    {
        Algorithms = [JoseAlgorithms.Es256],
        Types = [string.Empty, "JWT", "client-authentication+jwt"],
    };

    private static readonly OAuthError Refused = OAuthErrors.InvalidClient("The client could not be authenticated.");

    public async Task<OAuthOutcome<KnownClient>> AuthenticateAsync(IFormCollection form, string issuer, CancellationToken ct)
    {
        if (await WalletAsync(form, ct) is { } wallet)
            return wallet;
        if (form.ContainsKey("client_secret") || form.Get("client_assertion_type") != Type || form.Get("client_assertion") is not { } assertion)
            return OAuthErrors.InvalidClient("Clients authenticate with private_key_jwt.");
        var message = JwsReader.Read(assertion, Policy);
        if (!message.Succeeded)
            return Refused;
        var claims = message.Value.Claims;
        if (claims.Text("iss") is not { } id || claims.Text("sub") != id || (form.Get("client_id") ?? id) != id)
            return Refused;
        var client = await clients.FindAsync(id, ct);
        if (client is null || FindKey(client, message.Value.Header) is not { } key || !message.Value.Verify(key).Succeeded)
            return Refused;

        // A list of audiences, even with us in it, would let one of the others use the assertion here (CVE-2025-27370).
        if (claims.Text("aud") != issuer)
            return OAuthErrors.InvalidClient("aud of the assertion must be the issuer, as one string.");
        var now = time.GetUtcNow();
        if (claims.Text("jti") is not { Length: > 0 and <= LongestId } jti
            || claims.Integer("exp") is not { } exp || !InTime(exp, claims.Integer("iat"), claims.Integer("nbf"), now))
            return OAuthErrors.InvalidClient("The assertion needs jti and exp, at most 60 seconds ahead.");

        // What the house's own pages ask for is counted by the address of whoever opens them.
        if (!client.FirstParty && limits.WaitOf(client.Id) is { } wait)
            return OAuthErrors.TooMany(wait);
        return new KnownClient(client, OnceOnly.Of("assertion", client.Id, jti, DateTimeOffset.FromUnixTimeSeconds(exp) + Leeway));
    }

    /// <summary>A wallet has no key of its own to prove: it says who it is, and PKCE, DPoP and its registered addresses bind the rest.</summary>
    private async Task<KnownClient?> WalletAsync(IFormCollection form, CancellationToken ct)
    {
        if (form.ContainsKey("client_assertion") || form.ContainsKey("client_assertion_type") || form.ContainsKey("client_secret")
            || await clients.FindAsync(form.Get("client_id"), ct) is not { Wallet: true } client)
            return null;

        // Nothing came that could come twice.
        return new KnownClient(client, OnceOnly.Of("public", client.Id, TokenText.New(), time.GetUtcNow() + Leeway));
    }

    private static bool InTime(long exp, long? iat, long? nbf, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var leeway = (long)Leeway.TotalSeconds;
        return exp > seconds && exp <= seconds + (long)Lifetime.TotalSeconds + leeway
            && !(iat > seconds + leeway) && !(nbf > seconds + leeway);
    }

    /// <summary>By name; a client with one key need not name it.</summary>
    private static Jwk? FindKey(OpenIdClient client, JoseHeader header)
    {
        var keys = StrictJson.Parse(client.Jwks).Then(Jwk.ParseSet);
        if (!keys.Succeeded)
            return null;
        return header.KeyId is { } kid
            ? keys.Value.FirstOrDefault(key => key.KeyId == kid) ?? keys.Value.FirstOrDefault(key => key.Thumbprint == kid)
            : keys.Value is [{ } only] ? only : null;
    }
}
