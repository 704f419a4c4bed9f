using System.Collections.Frozen;
using System.Globalization;
using Rathaus.Cel;

namespace Rathaus.Services.Tables;

/// <summary>Makes the tree of a table. Branches with the same rows share what is below them.</summary>
internal sealed class TableBuilder(TableDef table)
{
    /// <summary>Wider conditions than this on several keys at once have no place in a table.</summary>
    public const int MaxNodes = 200_000;

    private readonly Dictionary<(int Level, string Rows), TableNode> built = [];

    public static TableNode? Build(TableDef table, IReadOnlyList<Period> periods) =>
        new TableBuilder(table).Node(0, [.. periods.Where(period => !period.Row.Otherwise)], [.. periods.Where(period => period.Row.Otherwise)]);

    /// <summary>Branches of one key over the rows: what each asks, and the rows that fit (those of <see cref="AnyCell"/> included).</summary>
    public static (IReadOnlyList<Cut> Cuts, List<Period>[] Rows) Numbers(int level, IReadOnlyList<Period> periods)
    {
        var cuts = periods.Select(period => period.Row.Cells[level]).OfType<NumberCell>()
            .SelectMany(cell => cell.Spans).SelectMany(span => new[] { span.From, span.To })
            .Append(Cut.Lowest).Where(cut => cut != Cut.Highest).Distinct().Order().ToArray();
        var rows = new List<Period>[cuts.Length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = [];
        foreach (var period in periods)
        {
            foreach (var span in period.Row.Cells[level] is NumberCell numbers ? numbers.Spans : [Span.All])
            {
                for (var i = Array.BinarySearch(cuts, span.From); i < cuts.Length && cuts[i] < span.To; i++)
                    rows[i].Add(period);
            }
        }

        return (cuts, rows);
    }

    /// <summary>The texts rows name, with the rows that fit; under the empty text the rows that take any.</summary>
    public static Dictionary<string, List<Period>> Texts(int level, IReadOnlyList<Period> periods)
    {
        var rows = new Dictionary<string, List<Period>>(StringComparer.Ordinal) { [""] = [] };
        foreach (var text in periods.Select(period => period.Row.Cells[level]).OfType<TextCell>().SelectMany(cell => cell.Texts))
            rows.TryAdd(text, []);
        foreach (var period in periods)
        {
            foreach (var text in period.Row.Cells[level] is TextCell cell ? cell.Texts : [.. rows.Keys])
                rows[text].Add(period);
        }

        return rows;
    }

    private TableNode? Node(int level, IReadOnlyList<Period> periods, IReadOnlyList<Period> otherwise)
    {
        if (periods.Count + otherwise.Count == 0)
            return null;
        var signature = string.Join(',', periods.Select(period => period.Order.ToString(CultureInfo.InvariantCulture)));
        if (built.TryGetValue((level, signature), out var same))
            return same;
        if (built.Count > MaxNodes)
            throw new TableTooWideException();
        TableNode node;
        if (level == table.Keys.Count)
        {
            node = new DatedNode(Dated(periods, otherwise));
        }
        else if (table.Keys[level].IsNumber)
        {
            var (cuts, rows) = Numbers(level, periods);
            node = new NumberNode(cuts, Array.ConvertAll(rows, fitting => Node(level + 1, fitting, otherwise)));
        }
        else
        {
            var rows = Texts(level, periods);
            var branches = new Dictionary<string, TableNode>(StringComparer.Ordinal);
            foreach (var (text, fitting) in rows.Where(pair => pair.Key.Length > 0))
            {
                if (Node(level + 1, fitting, otherwise) is { } branch)
                    branches[text] = branch;
            }

            node = new TextNode(branches.ToFrozenDictionary(StringComparer.Ordinal), Node(level + 1, rows[""], otherwise));
        }

        built[(level, signature)] = node;
        return node;
    }

    private List<DatedValue> Dated(IReadOnlyList<Period> periods, IReadOnlyList<Period> otherwise)
    {
        var days = periods.Concat(otherwise).SelectMany(period => period.Until == DateOnly.MaxValue ? [period.From] : new[] { period.From, period.Until.AddDays(1) })
            .Distinct().Order().ToList();
        var values = new List<DatedValue>();
        for (var i = 0; i < days.Count; i++)
        {
            var fitting = periods.Where(period => period.From <= days[i] && days[i] <= period.Until).Select(period => period.Row).ToList();
            if (fitting.Count == 0)
                fitting.AddRange(otherwise.Where(period => period.From <= days[i] && days[i] <= period.Until).Select(period => period.Row));
            if (fitting.Count == 0)
                continue;
            IReadOnlyList<TableRow> rows = table.Hit == HitPolicy.Collect ? fitting : [fitting[0]];
            var value = table.Hit == HitPolicy.Collect ? CelValue.List([.. rows.Select(row => row.Value)]) : rows[0].Value;
            var until = i + 1 < days.Count ? days[i + 1].AddDays(-1) : DateOnly.MaxValue;
            if (values.Count > 0 && values[^1].Until.AddDays(1) == days[i] && values[^1].Rows.SequenceEqual(rows))
                values[^1] = values[^1] with { Until = until };
            else
                values.Add(new DatedValue(days[i], until, value, rows));
        }

        return values;
    }
}

/// <summary>The conditions of a table cut its keys into more cases than can be held.</summary>
internal sealed class TableTooWideException : Exception;
