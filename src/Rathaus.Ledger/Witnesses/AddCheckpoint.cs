using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Witnesses;

/// <summary>The body of <c>add-checkpoint</c> (C2SP tlog-witness): old size, proof lines, empty line, note.</summary>
internal sealed record AddCheckpoint(long OldSize, IReadOnlyList<byte[]> Proof, SignedNote Note)
{
    public const int MostProof = 63;

    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {OldSize}\n");
        foreach (var hash in Proof)
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        return text.Append('\n').Append(Note).ToString();
    }

    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out AddCheckpoint? request)
    {
        request = null;
        var border = body.IndexOf("\n\n"u8);
        if (border < 0 || border > 8_192)
            return false;
        if (Encoding.UTF8.GetString(body[..border]).Split('\n') is not [var first, .. var lines] || lines.Length > MostProof)
            return false;
        if (!first.StartsWith("old ", StringComparison.Ordinal) || !Notes.Decimal.TryParse(first["old ".Length..], out var old))
            return false;
        var proof = new List<byte[]>();
        foreach (var line in lines)
        {
            if (!StrictBase64.TryHash(line, out var hash))
                return false;
            proof.Add(hash);
        }

        if (!SignedNote.TryParse(body[(border + 2)..], out var note))
            return false;
        request = new AddCheckpoint(old, proof, note);
        return true;
    }
}
