using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Identity.Federation;

/// <summary>
/// Staff sign in with the town's own OpenID provider: authorization code with PKCE, state and nonce bound to the browser and used
/// once, ID token checked by the strict reader. What somebody may do comes from the house's own directory alone; a subject is
/// somebody only after an administrator has linked it.
/// </summary>
internal sealed class ExternalSignIn(
    ProviderClient provider, IOptions<StaffProviderOptions> options, PasskeyHost host, RegionDatabase database, ISessions sessions,
    SecurityEvents events, TimeProvider time)
{
    public const string Address = "/amt/anmelden/extern";

    public const string Callback = Address + "/zurueck";

    public static readonly Refusal Refused = Refusal.Invalid(
        "federation.refused", "Die Anmeldung beim Anmeldedienst wurde nicht angenommen. Versuchen Sie es noch einmal.");

    public static readonly Refusal Weak = Refusal.Invalid(
        "federation.one-factor", "Der Anmeldedienst hat nur einen Faktor geprüft. Melden Sie sich dort mit einem zweiten an.");

    private const string Cookie = "__Host-rathaus-extern";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(24);

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private static readonly JwsPolicy TokenPolicy = new()
    {
        Algorithms = [JoseAlgorithms.Es256, JoseAlgorithms.Es384, JoseAlgorithms.Es512, JoseAlgorithms.Ps256, JoseAlgorithms.Rs256, JoseAlgorithms.EdDsa],
    };

    public bool Enabled => options.Value.Enabled;

    public string Label => options.Value.Label;

    /// <summary>The address of the provider to which the browser goes now.</summary>
    public async Task<Outcome<string>> BeginAsync(HttpContext http, string back, CancellationToken ct)
    {
        var metadata = await provider.MetadataAsync(ct);
        if (!metadata.Succeeded)
            return metadata.Refusal;
        var (state, nonce, verifier) = (Random(), Random(), Random());
        var mark = Random();
        var now = time.GetUtcNow();
        http.Response.Cookies.Append(Cookie, mark, new CookieOptions
        {
            Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = Lifetime,
        });
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.federation_state where expires_at < @now", new { now }),
                new Sql(
                    """
                    insert into identity.federation_state (state_hash, browser, nonce, verifier, back, expires_at)
                    values (@State, @Browser, @nonce, @verifier, @back, @ExpiresAt)
                    """,
                    new { State = Hash(state), Browser = Hash(mark), nonce, verifier, back, ExpiresAt = now + Lifetime }),
            ],
            ct);
        return QueryHelpers.AddQueryString(metadata.Value.Authorization.AbsoluteUri, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = RedirectOf(http.Request),
            ["scope"] = options.Value.Scope,
            ["state"] = state,
            ["nonce"] = nonce,
            ["code_challenge"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        });
    }

    /// <summary>What the provider sent the browser back with.</summary>
    public sealed record Arrival(string Back, string? LinkCode, DateTimeOffset? LinkUntil);

    /// <returns>Where to go on, signed in; or a code for the administrator when nobody linked this subject.</returns>
    public async Task<Outcome<Arrival>> CompleteAsync(HttpContext http, CancellationToken ct)
    {
        var done = await TryCompleteAsync(http, ct);
        if (!done.Succeeded)
            events.Refused("staff-sign-in-external", done.Refusal.Code);
        return done;
    }

    private async Task<Outcome<Arrival>> TryCompleteAsync(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (query["state"].ToString() is not { Length: 43 } state || !http.Request.Cookies.TryGetValue(Cookie, out var mark) || mark?.Length != 43)
            return Refused;
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Secure = true, HttpOnly = true, Path = "/" });
        var begun = await database.QuerySingleOrDefaultAsync<StateRow>(
            """
            delete from identity.federation_state
            where state_hash = @State and browser = @Browser and expires_at > @Now
            returning nonce, verifier, back
            """,
            new { State = Hash(state), Browser = Hash(mark), Now = time.GetUtcNow() }, ct);
        if (begun is null || query["code"].ToString() is not { Length: > 0 and <= 2048 } code)
            return Refused;
        var metadata = await provider.MetadataAsync(ct);
        if (!metadata.Succeeded)
            return metadata.Refusal;

        // RFC 9207: an answer of another provider is not taken for this one's.
        if (query.ContainsKey("iss") ? query["iss"] != options.Value.Issuer : metadata.Value.TellsIssuer)
            return Refused;
        var token = await provider.RedeemAsync(code, begun.Verifier, RedirectOf(http.Request), ct);
        if (!token.Succeeded)
            return token.Refusal;
        var claims = await VerifyAsync(token.Value, begun.Nonce, ct);
        return claims.Succeeded ? await EnterAsync(http, claims.Value, begun.Back, ct) : claims.Refusal;
    }

    /// <summary>OpenID Connect Core 1.0 section 3.1.3.7.</summary>
    private async Task<Outcome<JsonElement>> VerifyAsync(string token, string nonce, CancellationToken ct)
    {
        var read = JwsReader.Read(token, TokenPolicy);
        if (!read.Succeeded || await provider.KeyAsync(read.Value.Header.KeyId, ct) is not { } key || !read.Value.Verify(key).Succeeded)
            return Refused;
        var claims = read.Value.Claims;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var skew = (long)Skew.TotalSeconds;
        var fits = claims.Text("iss") == options.Value.Issuer && IsForUs(claims)
            && claims.Integer("exp") is { } ends && ends > now - skew
            && claims.Integer("iat") is { } issued && issued <= now + skew && issued >= now - (long)Lifetime.TotalSeconds
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(claims.Text("nonce") ?? ""), Encoding.UTF8.GetBytes(nonce))
            && claims.Text("sub") is { Length: > 0 and <= 255 };
        if (!fits)
            return Refused;
        return options.Value.RequiredAmr.Count > 0 && !Methods(claims).Any(options.Value.RequiredAmr.Contains) ? Weak : claims;
    }

    private bool IsForUs(JsonElement claims)
    {
        var own = options.Value.ClientId;
        return claims.Member("aud") switch
        {
            { ValueKind: JsonValueKind.String } one => one.GetString() == own && (claims.Text("azp") ?? own) == own,
            { ValueKind: JsonValueKind.Array } many => many.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == own)
                && (many.GetArrayLength() == 1 || claims.Text("azp") == own),
            _ => false,
        };
    }

    private static IEnumerable<string> Methods(JsonElement claims) => claims.Member("amr") is { ValueKind: JsonValueKind.Array } methods
        ? methods.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)
        : [];

    private async Task<Outcome<Arrival>> EnterAsync(HttpContext http, JsonElement claims, string back, CancellationToken ct)
    {
        var (issuer, subject) = (options.Value.Issuer!, claims.Text("sub")!);
        var staff = await database.QuerySingleOrDefaultAsync<Guid?>(
            """
            select f.id
            from identity.staff_link l
            join identity.staff f on f.id = l.staff
            where l.issuer = @issuer and l.subject = @subject and f.left_at is null and f.emergency_until is null
            """,
            new { issuer, subject }, ct);
        if (staff is { } known)
        {
            await sessions.StartAsync(
                http, new SignIn(SignInMethod.ExternalStaff, new Assurance(Proofing.Checked, Authenticator.Passkey), Simulated: false) { StaffId = known }, ct);
            return new Arrival(back, null, null);
        }

        var now = time.GetUtcNow();
        var code = AccessSecret.Create();
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.staff_link_request where expires_at < @now or (issuer = @issuer and subject = @subject)", new { now, issuer, subject }),
                new Sql(
                    "insert into identity.staff_link_request (code_hash, issuer, subject, expires_at) values (@Hash, @issuer, @subject, @ExpiresAt)",
                    new { Hash = AccessSecret.Hash(code), issuer, subject, ExpiresAt = now + LinkLifetime }),
            ],
            ct);
        return new Arrival(back, code, now + LinkLifetime);
    }

    private string RedirectOf(HttpRequest request) => host.Of(request).Origins.First() + Callback;

    private static string Random() => Base64Url.Encode(RandomNumberGenerator.GetBytes(32));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    private sealed record StateRow
    {
        public required string Nonce { get; init; }

        public required string Verifier { get; init; }

        public required string Back { get; init; }
    }
}
