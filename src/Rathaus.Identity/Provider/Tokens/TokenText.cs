using System.Security.Cryptography;
using System.Text;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary>Secrets that travel as text: 256 random bits in 43 characters, kept as their SHA-256 only.</summary>
internal static class TokenText
{
    public static string New() => Base64Url.Encode(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Has the shape of 256 bits in base64url: PKCE challenges, thumbprints, secrets of ours.</summary>
    public static bool Is256Bits(string? text) => text is { Length: 43 } && Base64Url.TryDecode(text, out _);
}
