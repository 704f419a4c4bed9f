using System.Collections.Frozen;
using Rathaus.Cel;

namespace Rathaus.Services.Tables;

/// <summary>A table as a tree: one level per key, at the end the days.</summary>
internal abstract class TableNode;

/// <summary>Branches by text (yes/no: <c>true</c>, <c>false</c>).</summary>
internal sealed class TextNode(FrozenDictionary<string, TableNode> branches, TableNode? other) : TableNode
{
    public FrozenDictionary<string, TableNode> Branches { get; } = branches;

    /// <summary>For every other text, or null: no row.</summary>
    public TableNode? Other { get; } = other;

    public TableNode? Find(string text) => Branches.TryGetValue(text, out var found) ? found : Other;
}

/// <summary>Branches by number: branch i holds from cut i to cut i + 1.</summary>
internal sealed class NumberNode(IReadOnlyList<Cut> cuts, IReadOnlyList<TableNode?> branches) : TableNode
{
    private readonly Cut[] cuts = [.. cuts];
    private readonly TableNode?[] branches = [.. branches];

    /// <summary>Places where another branch begins, in order; the first is <see cref="Cut.Lowest"/>.</summary>
    public IReadOnlyList<Cut> Cuts => cuts;

    public IReadOnlyList<TableNode?> Branches => branches;

    public TableNode? Find(decimal number)
    {
        var (low, high) = (0, cuts.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (cuts[middle].IsBefore(number))
                low = middle;
            else
                high = middle - 1;
        }

        return branches[low];
    }
}

/// <summary>What holds when, in order of days.</summary>
internal sealed class DatedNode(IReadOnlyList<DatedValue> values) : TableNode
{
    private readonly DatedValue[] values = [.. values];

    public IReadOnlyList<DatedValue> Values => values;

    public DatedValue? Find(DateOnly on)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (values[middle].From <= on)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && on <= values[low - 1].Until ? values[low - 1] : null;
    }
}

/// <summary>The rows that give a value from day to day; one, but for <see cref="HitPolicy.Collect"/>.</summary>
internal sealed record DatedValue(DateOnly From, DateOnly Until, CelValue Value, IReadOnlyList<TableRow> Rows);

/// <summary>The end of a tree that was frozen for one day.</summary>
internal sealed class ValueNode(CelValue value, IReadOnlyList<TableRow> rows) : TableNode
{
    public CelValue Value { get; } = value;

    public IReadOnlyList<TableRow> Rows { get; } = rows;
}
