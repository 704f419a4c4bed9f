using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// Why a signed or encrypted message is not accepted. The codes are for callers and logs; the sentence for people is the
/// same for all, because a person can do nothing about the difference.
/// </summary>
internal static class CryptographyRefusals
{
    private const string Sentence = "Die übermittelten Daten sind nicht gültig.";

    /// <summary>Longer than the reader of this use accepts.</summary>
    public static Refusal TooLarge { get; } = new(RefusalKind.TooLarge, "crypto.too-large", "Die übermittelten Daten sind zu groß.");

    /// <summary>Not strict JSON: broken, a member twice, too deep, text after the end.</summary>
    public static Refusal Json { get; } = Refusal.Invalid("crypto.json", Sentence);

    /// <summary>Not readable CBOR: broken, a key twice, too deep, too many items, bytes after the end.</summary>
    public static Refusal Cbor { get; } = Refusal.Invalid("crypto.cbor", Sentence);

    /// <summary>Parts are missing, of a wrong type or not in base64url.</summary>
    public static Refusal Malformed { get; } = Refusal.Invalid("crypto.malformed", Sentence);

    /// <summary>The algorithm is not on the list of this use.</summary>
    public static Refusal Algorithm { get; } = Refusal.Invalid("crypto.algorithm", Sentence);

    /// <summary>The header says something that this use does not accept: critical extensions, keys by address, other types.</summary>
    public static Refusal Header { get; } = Refusal.Invalid("crypto.header", Sentence);

    /// <summary>The message is of another type than this use expects.</summary>
    public static Refusal Type { get; } = Refusal.Invalid("crypto.type", Sentence);

    /// <summary>The key is unknown, not a public key of an accepted kind, or does not fit the algorithm.</summary>
    public static Refusal Key { get; } = Refusal.Invalid("crypto.key", Sentence);

    /// <summary>The signature does not fit the content.</summary>
    public static Refusal Signature { get; } = Refusal.Invalid("crypto.signature", Sentence);

    /// <summary>The content cannot be decrypted with this key.</summary>
    public static Refusal Decryption { get; } = Refusal.Invalid("crypto.decryption", Sentence);
}
