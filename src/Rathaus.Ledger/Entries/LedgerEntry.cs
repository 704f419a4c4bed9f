using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Entries;

/// <summary>
/// One line of the public log, in the text form <c>rathaus-entry/v1</c>: eight lines, always the same, always in this order.
/// It is made from values, never typed, and holds nothing about persons: a commitment that says nothing without its salt.
/// </summary>
/// <param name="Org">Official regional key of the town (Amtlicher Regionalschlüssel), 12 digits.</param>
/// <param name="Time">POSIX seconds; of personal types the full hour before.</param>
/// <param name="Commit">Of document and meta data, see <see cref="Commitment"/>.</param>
/// <param name="Previous">Leaf hash of the entry that this one replaces or withdraws.</param>
/// <param name="PublicHash">SHA-256 of the document, of public documents only.</param>
internal sealed record LedgerEntry(string Type, string Org, long Time, byte[] Commit, byte[]? Previous, byte[]? PublicHash)
{
    public const int MostBytes = 65_535;
    public const int PersonalSeconds = 3600;

    private const string Header = "rathaus-entry/v1";
    private const string AlgorithmLine = "alg hmac-sha256";
    private const string Nothing = "-";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Header}
        type {Type}
        org {Org}
        time {Time}
        {AlgorithmLine}
        commit {Convert.ToBase64String(Commit)}
        prev {TextOf(Previous)}
        pub {TextOf(PublicHash)}

        """);

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Time);

    /// <summary>Reads exactly what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LedgerEntry? entry)
    {
        entry = null;
        if (bytes.Length > MostBytes)
            return false;
        if (Encoding.UTF8.GetString(bytes).Split('\n') is not [Header, var type, var org, var time, AlgorithmLine, var commit, var prev, var pub, ""])
            return false;
        if (!TryField(type, "type ", out var typeName) || !EntryType.IsName(typeName)
            || !TryField(org, "org ", out var key) || key.Length != 12 || !key.All(char.IsAsciiDigit)
            || !TryField(time, "time ", out var timeText) || !Notes.Decimal.TryParse(timeText, out var seconds) || seconds > 253_402_300_799
            || !TryField(commit, "commit ", out var commitText) || !StrictBase64.TryHash(commitText, out var commitment)
            || !TryField(prev, "prev ", out var prevText) || !TryOptional(prevText, out var previous)
            || !TryField(pub, "pub ", out var pubText) || !TryOptional(pubText, out var hash))
            return false;
        var read = new LedgerEntry(typeName, key, seconds, commitment, previous, hash);
        if (!read.ToBytes().AsSpan().SequenceEqual(bytes))
            return false;
        entry = read;
        return true;
    }

    private static string TextOf(byte[]? hash) => hash is null ? Nothing : Convert.ToBase64String(hash);

    private static bool TryField(string line, string name, out string value)
    {
        var fits = line.StartsWith(name, StringComparison.Ordinal);
        value = fits ? line[name.Length..] : "";
        return fits;
    }

    private static bool TryOptional(string text, out byte[]? hash)
    {
        hash = null;
        return text == Nothing || StrictBase64.TryHash(text, out hash);
    }
}
