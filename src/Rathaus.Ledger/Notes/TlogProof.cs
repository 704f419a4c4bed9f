using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Rathaus.Ledger.Merkle;

namespace Rathaus.Ledger.Notes;

/// <summary>
/// That an entry is in a log, in one text (C2SP tlog-proof): index, path to the root, checkpoint with its signatures. Rathaus
/// puts the opening of the commitment into the extra line, or leaves it out.
/// </summary>
internal sealed record TlogProof(byte[]? Extra, long Index, IReadOnlyList<byte[]> Path, SignedNote Note)
{
    private const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>Bytes of the extra line; a salt has 32.</summary>
    private const int MostExtra = 4096;

    public override string ToString()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is not null)
            text.Append("extra ").Append(Convert.ToBase64String(Extra)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Path)
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        return text.Append('\n').Append(Note).ToString();
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out TlogProof? proof)
    {
        proof = null;
        var border = bytes.IndexOf("\n\n"u8);
        if (bytes.Length > SignedNote.MostBytes || border < 0 || border > 16_384)
            return false;
        var lines = new Queue<string>(Encoding.UTF8.GetString(bytes[..border]).Split('\n'));
        if (lines.Dequeue() != Header)
            return false;
        byte[]? extra = null;
        if (lines.TryPeek(out var next) && next.StartsWith("extra ", StringComparison.Ordinal))
        {
            if (!StrictBase64.TryDecode(lines.Dequeue()["extra ".Length..], out extra) || extra.Length is 0 or > MostExtra)
                return false;
        }

        if (!lines.TryDequeue(out var indexLine) || !indexLine.StartsWith("index ", StringComparison.Ordinal)
            || !Decimal.TryParse(indexLine["index ".Length..], out var index) || lines.Count > InclusionProof.Longest)
            return false;
        var path = new List<byte[]>();
        foreach (var line in lines)
        {
            if (!StrictBase64.TryHash(line, out var hash))
                return false;
            path.Add(hash);
        }

        if (!SignedNote.TryParse(bytes[(border + 2)..], out var note))
            return false;
        proof = new TlogProof(extra, index, path, note);
        return true;
    }
}
