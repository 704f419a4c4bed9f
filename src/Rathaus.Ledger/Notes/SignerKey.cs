using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Ledger.Notes;

/// <summary>A private key with its name. It lives in memory only; at rest it is encrypted (<c>KeyStore</c>).</summary>
internal sealed class SignerKey
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly byte[] seed;

    private SignerKey(string name, KeyType type, byte[] seed)
    {
        this.seed = seed;
        Verifier = VerifierKey.Of(name, type, Ed25519.PublicKey(seed));
    }

    /// <summary>The public half.</summary>
    public VerifierKey Verifier { get; }

    /// <param name="seed">32 random bytes (RFC 8032, section 5.1.5).</param>
    public static SignerKey Of(string name, KeyType type, byte[] seed) => new(name, type, seed);

    /// <summary>The text form of a private key as Go's note package writes it; for exchange in tests and tools.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SignerKey? key)
    {
        key = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('+', 3) is not [var name, var id, var encoded])
            return false;
        if (!VerifierKey.IsName(name) || !StrictBase64.TryDecode(encoded, out var bytes) || bytes.Length != 33 || bytes[0] != (byte)KeyType.Log)
            return false;
        var read = new SignerKey(name, KeyType.Log, bytes[1..]);
        if (id != read.Verifier.Id.ToString("x8", CultureInfo.InvariantCulture))
            return false;
        key = read;
        return true;
    }

    /// <summary>A log's signature line.</summary>
    public NoteSignature Sign(string text)
    {
        Demand(KeyType.Log);
        return Line(Ed25519.Sign(seed, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>
    /// Signs the Sig_structure of a receipt (RFC 9052): it begins with bytes that no checkpoint begins with, so neither signature passes
    /// for the other.
    /// </summary>
    public byte[] SignStructure(byte[] structure)
    {
        Demand(KeyType.Log);
        return Ed25519.Sign(seed, structure);
    }

    /// <summary>A witness's signature line with the time it looked.</summary>
    public NoteSignature Cosign(string text, DateTimeOffset time)
    {
        Demand(KeyType.Witness);
        var seconds = checked((ulong)time.ToUnixTimeSeconds());
        var signature = Ed25519.Sign(seed, NoteOpener.CosignedMessage(text, seconds));
        var bytes = new byte[sizeof(ulong) + signature.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, seconds);
        signature.CopyTo(bytes, sizeof(ulong));
        return Line(bytes);
    }

    private NoteSignature Line(byte[] bytes) => new(Verifier.Name, Verifier.Id, bytes);

    private void Demand(KeyType type)
    {
        if (Verifier.Type != type)
            throw new InvalidOperationException($"A key of type {Verifier.Type} does not sign as {type}");
    }
}
