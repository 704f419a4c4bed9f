using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Rathaus.Ledger.Notes;

/// <summary>
/// A log ends and another with a new key goes on (<c>rathaus-key-change/v1</c>): a note that the old and the new key sign. Who
/// has not the old key can make none; that the new key signs too shows that nobody was named against their will.
/// </summary>
/// <param name="Size">Entries with which the old log ends; nothing beyond counts any more.</param>
internal sealed record KeyChange(VerifierKey Old, VerifierKey New, long Size, DateTimeOffset At)
{
    private const string Header = "rathaus-key-change/v1";

    /// <summary>The text that both sign.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Header}\nold {Old}\nnew {New}\nsize {Size}\ntime {At.ToUnixTimeSeconds()}\n");

    public SignedNote Sign(SignerKey old, SignerKey next)
    {
        if (old.Verifier != Old || next.Verifier != New)
            throw new ArgumentException("A change of keys is signed by the keys that it names", nameof(old));
        return new SignedNote(ToString(), [old.Sign(ToString()), next.Sign(ToString())]);
    }

    /// <summary>The form only; see <see cref="IsSigned"/>.</summary>
    public static bool TryParse(SignedNote note, [NotNullWhen(true)] out KeyChange? change)
    {
        change = null;
        if (note.Text.Split('\n') is not [Header, var oldLine, var newLine, var sizeLine, var timeLine, ""])
            return false;
        if (!TryKey(oldLine, "old ", out var old) || !TryKey(newLine, "new ", out var next)
            || !TryNumber(sizeLine, "size ", out var size) || !TryNumber(timeLine, "time ", out var seconds) || seconds > 253_402_300_799)
            return false;
        change = new KeyChange(old, next, size, DateTimeOffset.FromUnixTimeSeconds(seconds));
        return true;
    }

    /// <summary>Whether both keys signed, and none of them falsely.</summary>
    public bool IsSigned(SignedNote note)
    {
        var opened = NoteOpener.Open(note, [Old, New]);
        return note.Text == ToString() && opened.Broken.Count == 0 && opened.Verified.Count == 2;
    }

    /// <summary>What keeps a region from following it, or null. A successor belongs to the same house and is new to everybody.</summary>
    public string? FaultUnder(TrustPolicy policy)
    {
        if (policy.FindLog(Old.Name)?.Key != Old)
            return "the old key is not that of a log of the region";
        if (policy.Terms.EndOf(Old.Name) is not null)
            return "the old log has ended already";
        if (Old.Name == New.Name || !CheckpointJudge.SameHouse(Old.Name, New.Name))
            return "the successor is not of the same house under a new name";
        return policy.FindLog(New.Name) is not null || policy.Keys.Any(key => key.PublicKey.AsSpan().SequenceEqual(New.PublicKey))
            ? "the new key or name is in use"
            : null;
    }

    private static bool TryKey(string line, string word, [NotNullWhen(true)] out VerifierKey? key)
    {
        key = null;
        return line.StartsWith(word, StringComparison.Ordinal) && VerifierKey.TryParse(line[word.Length..], out key) && key.Type == KeyType.Log;
    }

    private static bool TryNumber(string line, string word, out long number)
    {
        number = 0;
        return line.StartsWith(word, StringComparison.Ordinal) && Decimal.TryParse(line[word.Length..], out number);
    }
}
