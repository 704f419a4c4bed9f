using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Rathaus.Ledger.Merkle;

namespace Rathaus.Ledger.Notes;

/// <summary>A log's statement about its tree (C2SP tlog-checkpoint): origin, size, root. Rathaus writes and reads no extension lines.</summary>
internal sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    /// <summary>The note's text.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (text.Split('\n') is not [var origin, var sizeText, var rootText, ""] || !VerifierKey.IsName(origin))
            return false;
        if (!Decimal.TryParse(sizeText, out var size) || !StrictBase64.TryHash(rootText, out var root))
            return false;
        checkpoint = new Checkpoint(origin, size, root);
        return true;
    }

    /// <summary>An empty tree has one root only.</summary>
    public bool IsPossible => Size > 0 || TreeHash.Same(Root, TreeHash.Empty);

    public bool Equals(Checkpoint? other) =>
        other is not null && Origin == other.Origin && Size == other.Size && TreeHash.Same(Root, other.Root);

    public override int GetHashCode() => HashCode.Combine(Origin, Size);
}

/// <summary>Numbers of the C2SP texts: ASCII digits without sign, space or leading zero.</summary>
internal static class Decimal
{
    public static bool TryParse(string text, out long number)
    {
        number = 0;
        return text.Length is > 0 and <= 19 && (text[0] != '0' || text.Length == 1)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
