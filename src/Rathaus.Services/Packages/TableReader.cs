using System.Globalization;
using Rathaus.Services.Source;

namespace Rathaus.Services.Packages;

/// <summary>Reads <c>tables/*.yaml</c>: dated look-up tables without overlaps and without gaps in time.</summary>
internal static class TableReader
{
    public static TableDef? Read(Node root, FaultList faults)
    {
        if (MapReader.Over(root, faults, "a table") is not { } map)
            return null;
        var id = map.Id("id");
        var keys = map.Maps("key").Select(Key).ToList();
        if (keys.Count > 4)
            map.Fault("key", "at most four keys");
        var value = map.Map("value");
        var type = value?.Text("type") ?? "decimal";
        if (type is not ("bool" or "int" or "integer" or "decimal" or "money" or "text" or "date"))
            map.Fault("value", $"unknown type {type}");
        value?.Done();
        var source = map.Text("source");
        var rows = map.Maps("rows").Select(row => Row(row, keys, source)).ToList();
        var draft = map.Flag("draft");
        var table = new TableDef(id, keys, type, draft ? [] : rows, map.Text("basis"), map.File, map.LineOf("id"));
        map.Done();
        Overlaps(table, rows, faults);
        return table;
    }

    private static TableKey Key(MapReader map)
    {
        var key = new TableKey(
            map.Id("name"),
            map.Word("type", ("text", TableKeyKind.Text), ("integer", TableKeyKind.Integer), ("band", TableKeyKind.Band)));
        map.Done();
        return key;
    }

    private static TableRow Row(MapReader map, IReadOnlyList<TableKey> keys, string? tableSource)
    {
        var cells = keys.Select(key => Cell(map, key)).ToList();
        var from = map.Date("from");
        if (from is null && !map.Has("from"))
            map.Fault("from", "each row says from when it holds");
        var source = map.Text("source") ?? tableSource;
        if (source is null)
            map.Fault("source", "a row needs its source");
        var row = new TableRow(cells, map.Required("value"), from, map.Date("until"), source, map.Line);
        if (row.Until < row.From)
            map.Fault("until", "until is before from");
        map.Done();
        return row;
    }

    private static object Cell(MapReader map, TableKey key)
    {
        switch (key.Kind)
        {
            case TableKeyKind.Integer:
                return long.TryParse(map.Required(key.Name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : Wrong("a whole number", 0L);
            case TableKeyKind.Band:
                return map.Any(key.Name) is ListNode { Items: [ScalarNode from, ScalarNode below] } && Bound(from, out var low) && Bound(below, out var high)
                    ? new Band(low, high)
                    : Wrong("a band such as [0, 100]", new Band(0, 0));
            default:
                return map.Required(key.Name);
        }

        object Wrong(string wanted, object instead)
        {
            map.Fault(key.Name, $"{key.Name} must be {wanted}");
            return instead;
        }
    }

    private static bool Bound(ScalarNode node, out decimal? bound)
    {
        bound = null;
        if (node.Text is null)
            return true;
        if (!decimal.TryParse(node.Text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return false;
        bound = number;
        return true;
    }

    private static void Overlaps(TableDef table, List<TableRow> rows, FaultList faults)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = i + 1; j < rows.Count; j++)
            {
                if (rows[i].Cells.Zip(rows[j].Cells).All(pair => Meet(pair.First, pair.Second)) && Meet(rows[i], rows[j]))
                    faults.Add(table.File, rows[j].Line, $"row overlaps the row of line {rows[i].Line}");
            }
        }

        foreach (var group in rows.GroupBy(row => string.Join('|', row.Cells)))
        {
            var ordered = group.OrderBy(row => row.From).ToList();
            foreach (var (earlier, later) in ordered.Zip(ordered.Skip(1)))
            {
                if (earlier.Until is { } until && later.From is { } from && until.AddDays(1) < from)
                    faults.Add(table.File, later.Line, $"no row holds from {until.AddDays(1):yyyy-MM-dd} to {from.AddDays(-1):yyyy-MM-dd}");
            }
        }
    }

    private static bool Meet(TableRow one, TableRow other) =>
        (one.Until ?? DateOnly.MaxValue) >= (other.From ?? DateOnly.MinValue) && (other.Until ?? DateOnly.MaxValue) >= (one.From ?? DateOnly.MinValue);

    private static bool Meet(object one, object other) => (one, other) switch
    {
        (Band a, Band b) => (a.From ?? decimal.MinValue) < (b.Below ?? decimal.MaxValue) && (b.From ?? decimal.MinValue) < (a.Below ?? decimal.MaxValue),
        _ => Equals(one, other),
    };
}
