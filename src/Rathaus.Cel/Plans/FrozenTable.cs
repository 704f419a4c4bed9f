using System.Collections.Frozen;

namespace Rathaus.Cel.Plans;

/// <summary>
/// A table as numbers: every key has a code, every combination of codes a place in one array that says which row fits.
/// </summary>
internal sealed class FrozenTable
{
    private const int MostPlaces = 1 << 20;
    private const int Open = -1;
    private const int NoRow = -2;

    private readonly KeyCodes[] keys;
    private readonly int[] places;

    private FrozenTable(KeyCodes[] keys, int[] places, IReadOnlyList<CelValue> values)
    {
        this.keys = keys;
        this.places = places;
        Values = values;
    }

    /// <summary>Per row.</summary>
    public IReadOnlyList<CelValue> Values { get; }

    public KeyCodes[] Keys => keys;

    public int[] Places => places;

    /// <summary>Null when the table is too large or its cells are of mixed kinds.</summary>
    public static FrozenTable? Of(CelLookup lookup, IReadOnlyList<CelType> types)
    {
        var keys = new KeyCodes[types.Count];
        var size = 1L;
        for (var i = 0; i < keys.Length; i++)
        {
            if (lookup.Rows.Any(row => row.Cells.Count != types.Count) || KeyCodes.Of(types[i], [.. lookup.Rows.Select(row => row.Cells[i])]) is not { } codes)
                return null;
            keys[i] = codes;
            size *= codes.Count;
            if (size > MostPlaces)
                return null;
        }

        var places = new int[size];
        Array.Fill(places, Open);
        var at = new int[keys.Length];
        for (var place = 0; place < places.Length; place++)
        {
            var rest = place;
            for (var i = keys.Length - 1; i >= 0; i--)
                (rest, at[i]) = Math.DivRem(rest, keys[i].Count);
            for (var row = 0; row < lookup.Rows.Count && places[place] == Open; row++)
            {
                if (!keys.Where((key, i) => !key.Fits(row, at[i])).Any())
                    places[place] = lookup.Rows[row].Value.IsError ? NoRow : row;
            }
        }

        return new FrozenTable(keys, places, [.. lookup.Rows.Select(row => row.Value)]);
    }
}

/// <summary>Numbers the values of one key that the rows tell apart.</summary>
internal abstract class KeyCodes(int count)
{
    private bool[][] fits = [];

    public int Count => count;

    public bool Fits(int row, int code) => fits[row][code];

    public static KeyCodes? Of(CelType type, IReadOnlyList<CelLookupCell> cells)
    {
        KeyCodes? codes = type.Kind switch
        {
            CelKind.String when cells.All(cell => cell is not CelLookupCell.Between) => TextCodes.Make(cells),
            CelKind.Int when IntCodes.Make(cells) is { } ints => ints,
            CelKind.Int or CelKind.Decimal => BandCodes.Make(cells),
            _ => null,
        };
        if (codes is not null)
            codes.fits = [.. cells.Select(cell => Enumerable.Range(0, codes.Count).Select(code => cell is CelLookupCell.Any || codes.Holds(cell, code)).ToArray())];
        return codes;
    }

    protected abstract bool Holds(CelLookupCell cell, int code);
}

/// <summary>Whole numbers close together; below them is code 0, above them the last.</summary>
internal sealed class IntCodes(long first, int span) : KeyCodes(span + 2)
{
    private const int MostSpan = 4096;

    public long First => first;

    public int Span => span;

    /// <summary>Null when the numbers lie too far apart.</summary>
    public static IntCodes? Make(IReadOnlyList<CelLookupCell> cells)
    {
        var numbers = cells.SelectMany(cell => cell switch
        {
            CelLookupCell.Between band => new[] { band.From, band.To },
            CelLookupCell.Equal equal => [equal.Value.AsInt],
            _ => [],
        }).OfType<decimal>().ToList();
        if (numbers.Count == 0)
            return new IntCodes(0, 0);
        var (least, most) = (decimal.Floor(numbers.Min()), decimal.Ceiling(numbers.Max()));
        return least < int.MinValue || most > int.MaxValue || most - least >= MostSpan ? null : new IntCodes((long)least, (int)(most - least) + 1);
    }

    protected override bool Holds(CelLookupCell cell, int code) => cell.Holds(first + code - 1);
}

/// <summary>Texts; an unknown one is code 0.</summary>
internal sealed class TextCodes(FrozenDictionary<string, int> codes) : KeyCodes(codes.Count + 1)
{
    public int Code(string key) => codes.GetValueOrDefault(key);

    public static TextCodes Make(IReadOnlyList<CelLookupCell> cells) => new(cells.OfType<CelLookupCell.Equal>()
        .Select(cell => cell.Value.AsString).Distinct(StringComparer.Ordinal).Select((text, i) => KeyValuePair.Create(text, i + 1))
        .ToFrozenDictionary(StringComparer.Ordinal));

    protected override bool Holds(CelLookupCell cell, int code) =>
        cell is CelLookupCell.Equal equal && Code(equal.Value.AsString) == code;
}

/// <summary>Numbers cut at the bounds of the rows: a bound itself is an odd code, what lies between two an even one.</summary>
internal sealed class BandCodes(decimal[] bounds) : KeyCodes(bounds.Length * 2 + 1)
{
    public int Code(decimal key)
    {
        var at = Array.BinarySearch(bounds, key);
        return at >= 0 ? at * 2 + 1 : ~at * 2;
    }

    public static BandCodes Make(IReadOnlyList<CelLookupCell> cells) => new(
    [
        .. cells.SelectMany(cell => cell switch
        {
            CelLookupCell.Between band => new[] { band.From, band.To },
            CelLookupCell.Equal equal => [equal.Value.AsDecimal],
            _ => [],
        }).OfType<decimal>().Distinct().Order(),
    ]);

    protected override bool Holds(CelLookupCell cell, int code)
    {
        if (code % 2 == 1)
            return cell.Holds(bounds[code / 2]);

        // Between two bounds: the bounds themselves do not count.
        if (cell is not CelLookupCell.Between band)
            return false;
        return (band.From is not { } from || code > Code(from)) && (band.To is not { } to || code < Code(to));
    }
}
