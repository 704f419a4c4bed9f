using Rathaus.Cel;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>Hands the tables of a benefit, as they hold on one day, to the compiler of plans.</summary>
internal sealed class TableLookups(IReadOnlyDictionary<string, Table> tables)
{
    private static readonly CelLookupCell Any = new CelLookupCell.Any();

    public CelLookup? Find(string function, IReadOnlyList<CelValue?> known)
    {
        if (!tables.TryGetValue(function, out var table) || known.Count != table.Def.Keys.Count + 1 || known[^1] is not { Kind: CelKind.Date } on)
            return null;
        var rows = new List<CelLookupRow>();
        Walk(table.At(on.AsDate).Root, table, known, 0, [], rows);
        return new CelLookup(rows);
    }

    /// <summary>One row per leaf, in the order in which the tree is searched.</summary>
    private static void Walk(TableNode? node, Table table, IReadOnlyList<CelValue?> known, int level, IReadOnlyList<CelLookupCell> cells, List<CelLookupRow> rows)
    {
        if (node is ValueNode value)
        {
            rows.Add(new CelLookupRow(cells, value.Value));
        }
        else if (node is not null && known[level] is { } key)
        {
            Walk(TableView.Step(node, key), table, known, level + 1, cells, rows);
        }
        else if (node is NumberNode numbers)
        {
            for (var i = 0; i < numbers.Branches.Count; i++)
                Walk(numbers.Branches[i], table, known, level + 1, [.. cells, Between(numbers, i)], rows);
        }
        else if (node is TextNode texts)
        {
            foreach (var (text, branch) in texts.Branches)
            {
                IReadOnlyList<CelLookupCell> here = [.. cells, new CelLookupCell.Equal(CelValue.Of(text))];
                Walk(branch, table, known, level + 1, here, rows);

                // What this branch leaves open does not fall to the branch for other texts.
                rows.Add(new CelLookupRow(Filled(here, known), CelValue.Error("no row fits")));
            }

            Walk(texts.Other, table, known, level + 1, [.. cells, Any], rows);
        }
    }

    private static CelLookupCell Between(NumberNode node, int branch)
    {
        var from = node.Cuts[branch];
        Cut? to = branch + 1 < node.Cuts.Count ? node.Cuts[branch + 1] : null;
        return new CelLookupCell.Between(
            from == Cut.Lowest ? null : from.Value, !from.After, to?.Value, to is { After: true });
    }

    private static IReadOnlyList<CelLookupCell> Filled(IReadOnlyList<CelLookupCell> cells, IReadOnlyList<CelValue?> known) =>
        [.. cells, .. Enumerable.Repeat(Any, known.Count(value => value is null) - cells.Count)];
}
