using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Rathaus.Ledger.Tiles;

/// <summary>
/// Address of a tile (C2SP tlog-tiles): <c>tile/L/N[.p/W]</c>, or <c>tile/entries/N[.p/W]</c> for the entries themselves. N is
/// written in groups of three digits, all but the last behind an x: 1234067 is <c>x001/x234/067</c>.
/// </summary>
/// <param name="Level">0 to 63; <see cref="Entries"/> for entries.</param>
/// <param name="Index">Which tile of the level.</param>
/// <param name="Width">Hashes or entries in it: 256 when full.</param>
internal readonly record struct TilePath(int Level, long Index, int Width)
{
    public const int FullWidth = 256;
    public const int Entries = -1;
    public const int HighestLevel = 63;

    /// <summary>Longer addresses name no tile of a log with 63-bit sizes.</summary>
    private const int Longest = 64;

    public bool IsFull => Width == FullWidth;

    public override string ToString()
    {
        var text = (Index % 1000).ToString("D3", CultureInfo.InvariantCulture);
        for (var rest = Index / 1000; rest > 0; rest /= 1000)
            text = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:D3}/{text}");
        var level = Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture);
        var part = IsFull ? "" : string.Create(CultureInfo.InvariantCulture, $".p/{Width}");
        return $"tile/{level}/{text}{part}";
    }

    /// <summary>Reads exactly what <see cref="ToString"/> writes: one address per tile.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TilePath? path)
    {
        path = null;
        if (text.Length > Longest || text.Split('/') is not ["tile", var levelText, .. var rest] || rest.Length == 0)
            return false;
        int level;
        if (levelText == "entries")
            level = Entries;
        else if (!TryNumber(levelText, HighestLevel, out level))
            return false;

        var width = FullWidth;
        if (rest is [.. var head, var last, var widthText] && last.EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryNumber(widthText, FullWidth - 1, out width) || width == 0)
                return false;
            rest = [.. head, last[..^2]];
        }

        if (!TryIndex(rest, out var index))
            return false;
        var read = new TilePath(level, index, width);
        if (read.ToString() != text)
            return false;
        path = read;
        return true;
    }

    private static bool TryIndex(string[] groups, out long index)
    {
        index = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            var digits = groups[i];
            if (i < groups.Length - 1)
            {
                if (!digits.StartsWith('x'))
                    return false;
                digits = digits[1..];
            }

            if (digits.Length != 3 || !TryNumber(digits, 999, out var group) || index > (long.MaxValue / 1000) - 1)
                return false;
            index = (index * 1000) + group;
        }

        return true;
    }

    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
