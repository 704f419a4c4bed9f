using System.Buffers.Binary;
using System.Text;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Ledger.Notes;

/// <summary>A signature that holds, with the time a witness put into it.</summary>
internal sealed record VerifiedSignature(VerifierKey Key, NoteSignature Line, DateTimeOffset? Time);

/// <summary>What the signatures of a note are worth to somebody who knows certain keys.</summary>
/// <param name="Broken">Names of known keys whose signature does not hold: the note is to be rejected.</param>
/// <param name="Unknown">Names of other keys; they count for nothing.</param>
internal sealed record OpenedNote(
    IReadOnlyList<VerifiedSignature> Verified, IReadOnlyList<string> Broken, IReadOnlyList<string> Unknown)
{
    /// <summary>At least one known key signed, and no known key's signature is false.</summary>
    public bool IsGood => Verified.Count > 0 && Broken.Count == 0;
}

/// <summary>Checks the signatures of a note under known keys.</summary>
internal static class NoteOpener
{
    /// <summary>Times after the year 9999 are none.</summary>
    private const ulong LatestTime = 253_402_300_799;

    public static OpenedNote Open(SignedNote note, IEnumerable<VerifierKey> known)
    {
        var keys = known.DistinctBy(static key => (key.Name, key.Id)).ToDictionary(static key => (key.Name, key.Id));
        var (verified, broken, unknown) = (new List<VerifiedSignature>(), new List<string>(), new List<string>());
        var seen = new HashSet<VerifierKey>();
        foreach (var line in note.Signatures)
        {
            if (!keys.TryGetValue((line.Name, line.KeyId), out var key))
                unknown.Add(line.Name);
            else if (!TryVerify(note.Text, line, key, out var time))
                broken.Add(line.Name);
            else if (seen.Add(key))
                verified.Add(new VerifiedSignature(key, line, time));
        }

        return new OpenedNote(verified, broken, unknown);
    }

    /// <summary>What a witness signs: its statement and the whole text (C2SP tlog-cosignature).</summary>
    public static byte[] CosignedMessage(string text, ulong time) =>
        Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}"));

    private static bool TryVerify(string text, NoteSignature line, VerifierKey key, out DateTimeOffset? time)
    {
        time = null;
        if (key.Type == KeyType.Log)
            return line.Bytes.Length == Ed25519.SignatureLength && Ed25519.Verify(key.PublicKey, Encoding.UTF8.GetBytes(text), line.Bytes);
        if (line.Bytes.Length != sizeof(ulong) + Ed25519.SignatureLength)
            return false;
        var seconds = BinaryPrimitives.ReadUInt64BigEndian(line.Bytes);
        if (seconds > LatestTime || !Ed25519.Verify(key.PublicKey, CosignedMessage(text, seconds), line.Bytes.AsSpan(sizeof(ulong))))
            return false;
        time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }
}
