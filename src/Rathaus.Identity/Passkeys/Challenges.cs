using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Passkeys;

/// <summary>What a challenge is signed for; one made for another purpose is unknown.</summary>
internal static class Purpose
{
    public const string SignIn = "sign-in";
    public const string OpenAccount = "open-account";
    public const string AddPasskey = "add-passkey";
    public const string StaffSignIn = "staff-sign-in";
    public const string JoinStaff = "join-staff";
    public const string Recover = "recover";
}

/// <summary>
/// Challenges of passkey ceremonies: 256 random bits, kept on the server as their hash, bound to the browser that asked,
/// good for one try within 300 seconds.
/// </summary>
internal sealed class Challenges(RegionDatabase database, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    private const string CookieName = "__Host-rathaus-passkey";

    public async Task<byte[]> IssueAsync(HttpContext http, string purpose, string detailJson, CancellationToken ct)
    {
        var challenge = RandomNumberGenerator.GetBytes(32);
        var browser = BrowserOf(http) ?? MarkBrowser(http);
        var now = time.GetUtcNow();
        await database.ExecuteBatchAsync(
            [
                new Sql("delete from identity.challenge where expires_at < @Now", new { Now = now }),
                new Sql(
                    """
                    insert into identity.challenge (hash, purpose, browser, detail, expires_at)
                    values (@Hash, @Purpose, @Browser, @Detail::jsonb, @ExpiresAt)
                    """,
                    new
                    {
                        Hash = SHA256.HashData(challenge),
                        Purpose = purpose,
                        Browser = browser,
                        Detail = detailJson,
                        ExpiresAt = now + Lifetime,
                    }),
            ],
            ct);
        return challenge;
    }

    /// <summary>Uses a challenge up. Null: unknown, used, too old, for another purpose or of another browser.</summary>
    /// <returns>The detail it was issued with.</returns>
    public async Task<string?> RedeemAsync(HttpContext http, string purpose, byte[] challenge, CancellationToken ct)
    {
        if (BrowserOf(http) is not { } browser)
            return null;
        return await database.QuerySingleOrDefaultAsync<string>(
            """
            delete from identity.challenge
            where hash = @Hash and purpose = @Purpose and browser = @Browser and expires_at > @Now
            returning detail::text
            """,
            new { Hash = SHA256.HashData(challenge), Purpose = purpose, Browser = browser, Now = time.GetUtcNow() }, ct);
    }

    /// <summary>The session binds its own browser; before sign-in a cookie of its own does.</summary>
    private static byte[]? BrowserOf(HttpContext http) =>
        http.Request.Cookies.TryGetValue(CookieName, out var mark) && mark.Length == 43
            ? SHA256.HashData([.. Encoding.ASCII.GetBytes(mark), .. SessionCookie.HashOf(http.Request) ?? []])
            : null;

    private static byte[] MarkBrowser(HttpContext http)
    {
        var mark = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        http.Response.Cookies.Append(CookieName, mark, new CookieOptions
        {
            Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true,
        });
        return SHA256.HashData([.. Encoding.ASCII.GetBytes(mark), .. SessionCookie.HashOf(http.Request) ?? []]);
    }
}
