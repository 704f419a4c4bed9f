using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// base64url without padding (RFC 4648 section 5, RFC 7515 section 2). Strict: one text for each value, so white space,
/// padding, foreign characters and stray bits at the end are refused.
/// </summary>
public static class Base64Url
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 == 1 || text.ContainsAnyExcept(Characters) || HasStrayBits(text))
            return false;
        bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
        return true;
    }

    /// <summary>The value, or null for null and for anything that is not strict base64url.</summary>
    public static byte[]? DecodeOrNull(string? text) => text is not null && TryDecode(text, out var bytes) ? bytes : null;

    /// <summary>Two characters carry 12 bits for 8, three 18 for 16: what is left over must be zero.</summary>
    private static bool HasStrayBits(ReadOnlySpan<char> text) => (text.Length % 4) switch
    {
        2 => (Alphabet.IndexOf(text[^1], StringComparison.Ordinal) & 0x0F) != 0,
        3 => (Alphabet.IndexOf(text[^1], StringComparison.Ordinal) & 0x03) != 0,
        _ => false,
    };
}
