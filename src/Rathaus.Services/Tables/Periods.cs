namespace Rathaus.Services.Tables;

/// <summary>A row and the days it holds.</summary>
internal sealed record Period(TableRow Row, int Order, DateOnly From, DateOnly Until)
{
    public bool Meets(Period other) => From <= other.Until && other.From <= Until;
}

/// <summary>Which rows hold when: each until the next of the same key begins.</summary>
internal static class Periods
{
    /// <param name="table">The table.</param>
    /// <param name="enacted">Drafts taken as law; a draft row takes the place of the row in force on its day.</param>
    /// <param name="fault">Called with a row and what is wrong about it, or null.</param>
    public static IReadOnlyList<Period> Of(TableDef table, IReadOnlySet<string> enacted, Action<TableRow, string>? fault = null)
    {
        var periods = new List<Period>();
        var used = table.Rows.Select((row, order) => (Row: row, Order: order)).Where(pair => pair.Row.Draft is null || enacted.Contains(pair.Row.Draft));
        foreach (var group in used.GroupBy(pair => pair.Row.Key, StringComparer.Ordinal))
        {
            var ordered = new List<(TableRow Row, int Order)>();
            foreach (var pair in group.OrderBy(pair => pair.Row.From).ThenBy(pair => pair.Row.Draft is not null).ThenBy(pair => pair.Order))
            {
                if (ordered.Count == 0 || ordered[^1].Row.From != pair.Row.From)
                    ordered.Add(pair);
                else if (ordered[^1].Row.Draft is null && pair.Row.Draft is not null)
                    ordered[^1] = pair;
                else
                    fault?.Invoke(pair.Row, $"row repeats the key of line {ordered[^1].Row.Line}");
            }

            for (var i = 0; i < ordered.Count; i++)
            {
                var (row, order) = ordered[i];
                var next = i + 1 < ordered.Count ? ordered[i + 1].Row : null;
                if (next is not null && row.Until >= next.From && next.Draft is null)
                    fault?.Invoke(next, $"row overlaps the row of line {row.Line}");
                if (next is not null && row.Until < next.From.AddDays(-1))
                    fault?.Invoke(next, $"no row holds from {row.Until.Value.AddDays(1):yyyy-MM-dd} to {next.From.AddDays(-1):yyyy-MM-dd}");
                var until = row.Until ?? DateOnly.MaxValue;
                if (next is not null && next.From <= until)
                    until = next.From.AddDays(-1);
                periods.Add(new Period(row, order, row.From, until));
            }
        }

        periods.Sort((a, b) => a.Order.CompareTo(b.Order));
        return periods;
    }
}
