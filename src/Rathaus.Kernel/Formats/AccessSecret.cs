using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Kernel.Formats;

/// <summary>
/// A secret that a person may have to type: 100 random bits in Crockford's base 32, five groups of four
/// (<c>7K2F-9QXA-…</c>). Only its SHA-256 is stored. Letters I, L and O read as 1, 1 and 0.
/// </summary>
public static class AccessSecret
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int Symbols = 20;
    private const int ShortSymbols = 8;

    private const int Group = 4;

    public static string Create() => Format(RandomNumberGenerator.GetBytes(Symbols));

    /// <summary>40 bits in two groups, for what lives minutes and may be tried a few times only.</summary>
    public static string Short(ReadOnlySpan<byte> bytes) => Format(bytes[..ShortSymbols]);

    /// <summary>A shorter or longer one: 20 bits for each group of four.</summary>
    public static string Create(int groups) => Format(RandomNumberGenerator.GetBytes(groups * Group));

    /// <summary>The same secret for the same bytes, so that a repeated request gets the receipt it got before.</summary>
    public static string From(ReadOnlySpan<byte> bytes) => Format(bytes[..Symbols]);

    public static byte[] Hash(string? typed) => SHA256.HashData(Encoding.ASCII.GetBytes(Normalise(typed)));

    /// <summary>Compares in constant time, also when the stored hash is missing.</summary>
    public static bool Matches(string? typed, byte[]? storedHash)
    {
        var same = CryptographicOperations.FixedTimeEquals(Hash(typed), storedHash ?? new byte[SHA256.HashSizeInBytes]);
        return same && storedHash is not null;
    }

    private static string Format(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = new char[bytes.Length + (bytes.Length / Group) - 1];
        var at = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i > 0 && i % Group == 0)
                text[at++] = '-';
            text[at++] = Alphabet[bytes[i] & 31];
        }

        return new string(text[..at]);
    }

    /// <summary>As it is hashed: capital letters and digits without separators; empty when it can be no such secret.</summary>
    public static string Normalise(string? typed)
    {
        if (typed is null || typed.Length > 64)
            return "";
        var text = new StringBuilder(typed.Length);
        foreach (var character in typed.ToUpperInvariant())
        {
            switch (character)
            {
                case 'O':
                    text.Append('0');
                    break;
                case 'I' or 'L':
                    text.Append('1');
                    break;
                case var symbol when Alphabet.Contains(symbol, StringComparison.Ordinal):
                    text.Append(symbol);
                    break;
                case '-' or ' ' or '\u00a0':
                    break;
                default:
                    return "";
            }
        }

        return text.ToString();
    }
}
