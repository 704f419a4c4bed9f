using System.Collections.Frozen;
using Rathaus.Services.Source;

namespace Rathaus.Services.Tables;

/// <summary>
/// What is wrong about a table as a whole: rows that meet, cases and days no row holds for, rows that never hold. Looked at
/// with the law in force and with each announced law.
/// </summary>
internal sealed class TableAnalysis
{
    private readonly TableDef table;
    private readonly FaultList faults;
    private readonly HashSet<TableRow> winning = [];
    private readonly DateOnly first;
    private readonly DateOnly last;
    private readonly IReadOnlyList<Period> otherwise;
    private int visits;

    private TableAnalysis(TableDef table, IReadOnlyList<Period> periods, FaultList faults)
    {
        this.table = table;
        this.faults = faults;
        otherwise = [.. periods.Where(period => period.Row.Otherwise)];
        first = periods.Select(period => period.From).DefaultIfEmpty().Min();
        last = periods.Select(period => period.Until).DefaultIfEmpty().Max();
    }

    public static void Run(TableDef table, IReadOnlyCollection<DraftDef> drafts, FaultList faults)
    {
        if (table.Rows.Count == 0)
            return;
        var enacted = drafts.Where(draft => draft.Enacted).Select(draft => draft.Id).ToFrozenSet(StringComparer.Ordinal);
        foreach (var assumed in drafts.Where(draft => !draft.Enacted).Select(draft => enacted.Append(draft.Id).ToFrozenSet(StringComparer.Ordinal)).Prepend(enacted))
        {
            var before = faults.Errors;
            var periods = Periods.Of(table, assumed, (row, message) => faults.Add(table.File, row.Line, message));
            if (faults.Errors > before)
                return;
            new TableAnalysis(table, periods, faults).Run(periods);
            if (faults.Errors > before)
                return;
        }
    }

    private void Run(IReadOnlyList<Period> periods)
    {
        try
        {
            Visit(0, [.. periods.Where(period => !period.Row.Otherwise)], []);
        }
        catch (TableTooWideException)
        {
            faults.Add(table.File, table.Line, $"the conditions of {table.Id} make too many cases: at most {TableBuilder.MaxNodes}");
            return;
        }

        if (table.Hit is not (HitPolicy.First or HitPolicy.Unique))
            return;
        foreach (var period in periods.Where(period => !winning.Contains(period.Row)))
            faults.Add(table.File, period.Row.Line, "row never holds: the rows before it take every case");
    }

    private void Visit(int level, IReadOnlyList<Period> periods, IReadOnlyList<string> path)
    {
        if (++visits > TableBuilder.MaxNodes)
            throw new TableTooWideException();
        if (level == table.Keys.Count)
        {
            Days(periods, path);
            return;
        }

        var key = table.Keys[level];
        if (key.IsNumber)
            Numbers(level, key, periods, path);
        else
            Texts(level, key, periods, path);
    }

    private void Numbers(int level, TableKey key, IReadOnlyList<Period> periods, IReadOnlyList<string> path)
    {
        var (cuts, rows) = TableBuilder.Numbers(level, periods);
        var asked = key.Range ?? (table.IsDecision ? Span.All : Between(key, cuts, rows));
        for (var i = 0; i < cuts.Count; i++)
        {
            var from = cuts[i] > asked.From ? cuts[i] : asked.From;
            var end = i + 1 < cuts.Count ? cuts[i + 1] : Cut.Highest;
            var span = new Span(from, end < asked.To ? end : asked.To);
            if (rows[i].Count > 0 || span.From < span.To)
                Down(level, key, rows[i], rows[i].Count > 0 ? new Span(cuts[i], end) : span, path);
        }
    }

    /// <summary>Bands must touch; single numbers need not.</summary>
    private static Span Between(TableKey key, IReadOnlyList<Cut> cuts, List<Period>[] rows)
    {
        var used = Enumerable.Range(0, cuts.Count).Where(i => rows[i].Count > 0).ToList();
        return key.Kind != TableKeyKind.Band || used.Count == 0
            ? new Span(Cut.Lowest, Cut.Lowest)
            : new Span(cuts[used[0]], used[^1] + 1 < cuts.Count ? cuts[used[^1] + 1] : Cut.Highest);
    }

    private void Texts(int level, TableKey key, IReadOnlyList<Period> periods, IReadOnlyList<string> path)
    {
        var rows = TableBuilder.Texts(level, periods);
        foreach (var text in key.Of.Count > 0 ? key.Of : [.. rows.Keys.Where(text => text.Length > 0)])
            Down(level, key, rows.TryGetValue(text, out var fitting) ? fitting : rows[""], text, path);
        if (key.Of.Count == 0 && (rows[""].Count > 0 || table.IsDecision))
            Down(level, key, rows[""], "any other text", path);
    }

    private void Down(int level, TableKey key, IReadOnlyList<Period> periods, object condition, IReadOnlyList<string> path)
    {
        IReadOnlyList<string> longer = [.. path, $"{key.Name} {condition}"];
        if (periods.Count > 0)
            Visit(level + 1, periods, longer);
        else if (otherwise.Count > 0)
            winning.UnionWith(otherwise.Select(period => period.Row));
        else if (table.Hit != HitPolicy.Collect)
            faults.Add(table.File, table.Line, $"no row of {table.Id} holds for {string.Join(", ", longer)}");
    }

    private void Days(IReadOnlyList<Period> periods, IReadOnlyList<string> path)
    {
        for (var i = 0; i < periods.Count; i++)
        {
            for (var j = i + 1; j < periods.Count && table.Hit is HitPolicy.Exact or HitPolicy.Unique; j++)
            {
                if (periods[i].Meets(periods[j]))
                    faults.Add(table.File, periods[j].Row.Line, $"row overlaps the row of line {periods[i].Row.Line}{(path.Count == 0 ? "" : $": {string.Join(", ", path)}")}");
            }
        }

        foreach (var period in periods)
        {
            // A row holds where no earlier one takes all of its days.
            if (Uncovered(period.From, period.Until, periods.TakeWhile(other => other != period)) is not null)
                winning.Add(period.Row);
        }

        if (Uncovered(first, last, periods) is not null)
            winning.UnionWith(otherwise.Select(period => period.Row));

        // A decision table leaves no day open; a key of a look-up table may come late and go early.
        var gap = table.Hit switch
        {
            HitPolicy.Exact => Uncovered(periods.Min(period => period.From), periods.Max(period => period.Until), periods),
            HitPolicy.Collect => null,
            _ => Uncovered(first, last, periods.Concat(otherwise)),
        };
        if (gap is var (from, until))
            faults.Add(table.File, table.Line, $"no row of {table.Id} holds from {from:yyyy-MM-dd} to {until:yyyy-MM-dd}{(path.Count == 0 ? "" : $" for {string.Join(", ", path)}")}");
    }

    /// <summary>The first days between the two that none of the rows holds, or null.</summary>
    private static (DateOnly From, DateOnly Until)? Uncovered(DateOnly from, DateOnly until, IEnumerable<Period> periods)
    {
        var day = from;
        foreach (var period in periods.OrderBy(period => period.From))
        {
            if (period.From > day)
                return (day, period.From.AddDays(-1) < until ? period.From.AddDays(-1) : until);
            if (period.Until >= until)
                return null;
            if (period.Until >= day)
                day = period.Until.AddDays(1);
        }

        return (day, until);
    }
}
