using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Rathaus.Identity.Sessions;

/// <summary>The session id of a browser: 256 random bits. Only their SHA-256 is ever stored or logged.</summary>
internal static class SessionCookie
{
    public const string Name = "__Host-rathaus";

    private const int IdBytes = 32;
    private const int IdLength = 43;

    /// <summary>
    /// A citizen comes back from the payment provider and from links in letters; staff work inside the house, so no other
    /// site's link carries their session.
    /// </summary>
    private static CookieOptions Shape(bool staff) => new()
    {
        Secure = true,
        HttpOnly = true,
        SameSite = staff ? SameSiteMode.Strict : SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };

    /// <summary>Hash of the id the browser brought, or null: none, or not one of ours.</summary>
    public static byte[]? HashOf(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(Name, out var value) || value?.Length != IdLength
            || !Base64Url.IsValid(value))
            return null;
        Span<byte> id = stackalloc byte[IdBytes];
        return Base64Url.TryDecodeFromChars(value, id, out var written) && written == IdBytes ? SHA256.HashData(id) : null;
    }

    /// <summary>Sends a fresh id and returns its hash.</summary>
    public static byte[] Issue(HttpResponse response, bool staff)
    {
        Span<byte> id = stackalloc byte[IdBytes];
        RandomNumberGenerator.Fill(id);
        response.Cookies.Append(Name, Base64Url.EncodeToString(id), Shape(staff));
        return SHA256.HashData(id);
    }

    public static bool IsThere(HttpRequest request) => request.Cookies.ContainsKey(Name);

    public static void Clear(HttpResponse response) => response.Cookies.Delete(Name, Shape(staff: false));
}
