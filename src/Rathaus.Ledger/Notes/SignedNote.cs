using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rathaus.Ledger.Notes;

/// <summary>One signature line: whose key it claims, and the bytes behind the id.</summary>
internal sealed record NoteSignature(string Name, uint KeyId, byte[] Bytes)
{
    public override string ToString()
    {
        var bytes = new byte[4 + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.CopyTo(bytes, 4);
        return $"— {Name} {Convert.ToBase64String(bytes)}\n";
    }

    public static bool TryParse(string line, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        if (!line.StartsWith("— ", StringComparison.Ordinal) || line[2..].Split(' ') is not [var name, var encoded])
            return false;
        if (!VerifierKey.IsName(name) || !StrictBase64.TryDecode(encoded, out var bytes) || bytes.Length < 5)
            return false;
        signature = new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[4..]);
        return true;
    }
}

/// <summary>
/// A text with signatures (C2SP signed-note): text ending in a newline, an empty line, signature lines. Its text means nothing
/// before <see cref="NoteOpener"/> found a known signature.
/// </summary>
/// <param name="Text">What is signed, with its last newline.</param>
internal sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>Bytes; longer ones are not read.</summary>
    public const int MostBytes = 1_000_000;

    /// <summary>Sixteen are asked for; a region of towns with two keys each stays below.</summary>
    public const int MostSignatures = 128;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";

    /// <summary>The same note with more signatures, each line once.</summary>
    public SignedNote With(IEnumerable<NoteSignature> more) =>
        this with { Signatures = [.. Signatures.Concat(more).DistinctBy(line => line.ToString(), StringComparer.Ordinal)] };

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (bytes.Length > MostBytes)
            return false;
        try
        {
            return TryParse(Strict.GetString(bytes), out note);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (text.Length > MostBytes || text.Any(static c => c < ' ' && c != '\n') || !text.EndsWith('\n'))
            return false;
        var border = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (border < 0)
            return false;
        var lines = text[(border + 2)..].Split('\n', MostSignatures + 2);
        if (lines.Length < 2 || lines.Length > MostSignatures + 1)
            return false;
        var signatures = new List<NoteSignature>();
        foreach (var line in lines[..^1])
        {
            if (!NoteSignature.TryParse(line, out var signature))
                return false;
            signatures.Add(signature);
        }

        note = new SignedNote(text[..(border + 1)], signatures);
        return true;
    }
}
