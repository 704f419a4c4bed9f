using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Rathaus.Identity.Sessions;

/// <summary>The session id of a browser: 256 random bits. Only their SHA-256 is ever stored or logged.</summary>
internal static class SessionCookie
{
    public const string Name = "__Host-rathaus";

    /// <summary>The session at the provider of the Bürger-ID: from it every client, the portal too, gets its own.</summary>
    public const string IssuerName = "__Host-idp";

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
    public static byte[]? HashOf(HttpRequest request, string name = Name)
    {
        if (!request.Cookies.TryGetValue(name, out var value) || value?.Length != IdLength
            || !Base64Url.IsValid(value))
            return null;
        Span<byte> id = stackalloc byte[IdBytes];
        return Base64Url.TryDecodeFromChars(value, id, out var written) && written == IdBytes ? SHA256.HashData(id) : null;
    }

    /// <summary>Sends a fresh id and returns its hash.</summary>
    public static byte[] Issue(HttpResponse response, bool staff, string name = Name)
    {
        Span<byte> id = stackalloc byte[IdBytes];
        RandomNumberGenerator.Fill(id);
        response.Cookies.Append(name, Base64Url.EncodeToString(id), Shape(staff));
        return SHA256.HashData(id);
    }

    public static bool IsThere(HttpRequest request, string name = Name) => request.Cookies.ContainsKey(name);

    public static void Clear(HttpResponse response, string name = Name) => response.Cookies.Delete(name, Shape(staff: false));
}
