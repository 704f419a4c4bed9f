using System.Globalization;
using Rathaus.Cel;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Tables;

/// <summary>Reads <c>tables/*.yaml</c> of services and benefits: dated look-up tables and decision tables.</summary>
internal sealed class TableReader
{
    private static readonly string[] RowWords = ["value", "from", "until", "source", "draft", "known_until", "check", "otherwise"];

    private readonly MapReader map;
    private readonly FaultList faults;
    private readonly IReadOnlyCollection<DraftDef> drafts;
    private readonly IReadOnlyList<TableKey> keys;
    private readonly HitPolicy hit;
    private readonly CelType type;
    private readonly bool money;
    private readonly string? unit;
    private readonly (string Key, IReadOnlyList<Cell> Cells)? columns;
    private readonly DateOnly? from;
    private readonly string? source;
    private readonly string? draft;

    private TableReader(MapReader map, IReadOnlyCollection<DraftDef> drafts)
    {
        this.map = map;
        this.drafts = drafts;
        faults = map.Faults;
        hit = map.Has("hit")
            ? map.Word("hit", ("unique", HitPolicy.Unique), ("first", HitPolicy.First), ("collect", HitPolicy.Collect))
            : HitPolicy.Exact;
        keys = [.. map.Maps("key").Select(Key)];
        if (keys.Count > 4)
            map.Fault("key", "at most four keys");
        foreach (var twin in keys.GroupBy(key => key.Name).Where(group => group.Count() > 1))
            map.Fault("key", $"key {twin.Key} is there twice");
        (type, money, unit) = ValueType();
        columns = Columns();
        from = map.Date("from");
        source = map.Text("source");
        draft = Draft(map);
    }

    /// <param name="root">The file.</param>
    /// <param name="drafts">Announced law the package names; a row may be marked with one of them.</param>
    /// <param name="faults">Gets what is wrong.</param>
    public static TableDef? Read(Node root, IReadOnlyCollection<DraftDef> drafts, FaultList faults)
    {
        if (MapReader.Over(root, faults, "a table") is not { } map)
            return null;
        var before = faults.Errors;
        var table = new TableReader(map, drafts).Table();
        if (faults.Errors == before)
            TableAnalysis.Run(table, drafts, faults);
        return faults.Errors == before ? table : table with { Rows = [] };
    }

    /// <summary>Reads <c>drafts</c> of a package.</summary>
    public static IReadOnlyList<DraftDef> Drafts(MapReader package)
    {
        var drafts = new List<DraftDef>();
        foreach (var map in package.Maps("drafts"))
        {
            var id = map.Id("id", dashed: true);
            if (drafts.Exists(other => other.Id == id))
                map.Fault("id", $"draft {id} is there twice");
            drafts.Add(new DraftDef(id, map.Date("from"), map.Required("title"), map.Required("source"), map.Flag("enacted"), map.File, map.LineOf("id")));
            map.Done();
        }

        return drafts;
    }

    private TableDef Table()
    {
        var table = new TableDef
        {
            Id = map.Id("id"),
            Keys = keys,
            Type = hit == HitPolicy.Collect ? CelType.List(type) : type,
            Hit = hit,
            Label = map.Text("label"),
            Unit = unit,
            Basis = map.Text("basis"),
            Source = source,
            KnownUntil = map.Date("known_until"),
            Check = map.Text("check"),
            Rows = [.. map.Maps("rows").SelectMany(Rows)],
            File = map.File,
            Line = map.LineOf("id"),
        };
        map.Done();
        return table;
    }

    private TableKey Key(MapReader key)
    {
        var name = key.Id("name");
        if (RowWords.Contains(name))
            key.Fault("name", $"{name} is a word of rows: call the key something else");
        var kind = key.Word("type",
            ("text", TableKeyKind.Text), ("integer", TableKeyKind.Integer), ("decimal", TableKeyKind.Decimal), ("money", TableKeyKind.Decimal),
            ("yesno", TableKeyKind.YesNo), ("band", TableKeyKind.Band));
        var of = key.Texts("of");
        if (of.Count > 0 && kind != TableKeyKind.Text)
            key.Fault("of", "only a text lists its values in of");
        var range = Range(key, kind);
        key.Done();
        return new TableKey(name, kind, range, kind == TableKeyKind.YesNo ? ["true", "false"] : of);
    }

    private static Span? Range(MapReader key, TableKeyKind kind)
    {
        if (key.Any("range") is not { } node)
            return null;
        if (kind is TableKeyKind.Text or TableKeyKind.YesNo)
        {
            key.Fault("range", "only numbers have a range");
            return null;
        }

        var whole = kind == TableKeyKind.Integer;
        if (node is ListNode { Items: [ScalarNode first, ScalarNode last] })
        {
            var low = first.Text is null ? (decimal?)null : CellReader.Number(first.Text, whole);
            var high = last.Text is null ? (decimal?)null : CellReader.Number(last.Text, whole);
            if ((first.Text is null || low is not null) && (last.Text is null || high is not null) && (low ?? decimal.MinValue) <= (high ?? decimal.MaxValue))
            {
                var closed = CellReader.Closed(low ?? 0, high ?? 0, whole);
                return new Span(low is null ? Cut.Lowest : closed.From, high is null ? Cut.Highest : closed.To);
            }
        }

        key.Fault("range", "range is a list of two numbers: [from, to]; null leaves a side open");
        return null;
    }

    private (CelType Type, bool Money, string? Unit) ValueType()
    {
        if (!map.Has("values"))
        {
            var value = map.Map("value");
            var word = value?.Text("type") ?? "decimal";
            var shown = value?.Text("unit");
            value?.Done();
            return (Type("value", word), word == "money", shown ?? (word == "money" ? "EUR" : null));
        }

        if (map.Has("value"))
            map.Fault("values", "a table has either value or values");
        var fields = new Dictionary<string, CelType>(StringComparer.Ordinal);
        foreach (var entry in map.Entries("values"))
        {
            var known = MapReader.IsRuleId(entry.Key) && !RowWords.Contains(entry.Key) && keys.All(key => key.Name != entry.Key);
            if (!known)
                faults.Add(entry.Value.File, entry.Line, $"{entry.Key} cannot be the name of a value");
            fields[entry.Key] = Type("values", (entry.Value as ScalarNode)?.Text ?? "");
        }

        if (fields.Count == 0)
            map.Fault("values", "values names each value and its type");
        return (CelType.Record($"{map.Text("id")}_row", fields), false, null);
    }

    private CelType Type(string key, string word)
    {
        if (CelTypes.Stated(word == "yesno" ? "bool" : word) is { } stated)
            return stated;
        map.Fault(key, $"unknown type {word}; known: yesno, integer, decimal, money, text, date");
        return CelType.String;
    }

    private (string Key, IReadOnlyList<Cell> Cells)? Columns()
    {
        if (!map.Has("columns"))
            return null;
        var entries = map.Entries("columns");
        if (hit != HitPolicy.Exact || map.Has("values") || entries.Count != 1 || keys.FirstOrDefault(key => key.Name == entries[0].Key) is not { } key
            || entries[0].Value is not ListNode { Items.Count: > 0 } list)
        {
            map.Fault("columns", "columns names one key of a look-up table and lists its cells: { stufe: [1, 2, 3] }");
            return null;
        }

        var cells = new List<Cell>();
        foreach (var item in list.Items)
        {
            var line = new MapNode(item.File, item.Line, [new MapEntry(key.Name, item.Line, item)]);
            if (CellReader.Read(MapReader.Over(line, faults, "columns")!, key, condition: false) is { } cell)
                cells.Add(cell);
        }

        return (key.Name, cells);
    }

    private IEnumerable<TableRow> Rows(MapReader row)
    {
        var otherwise = row.Flag("otherwise");
        if (otherwise && (hit is not (HitPolicy.Unique or HitPolicy.First) || keys.Any(key => row.Has(key.Name))))
            row.Fault("otherwise", "otherwise stands in tables with hit: unique or first, without cells");
        var cells = otherwise ? [] : keys.Select(key => key.Name == columns?.Key ? null : CellReader.Read(row, key, condition: hit != HitPolicy.Exact)).ToList();
        var begins = row.Date("from") ?? from;
        if (begins is null && !row.Has("from"))
            row.Fault("from", "each row says from when it holds");
        var until = row.Date("until");
        if (until < begins)
            row.Fault("until", "until is before from");
        var itsSource = row.Text("source") ?? source;
        if (itsSource is null)
            row.Fault("source", "a row needs its source");
        var itsDraft = row.Has("draft") ? Draft(row) : draft;
        var common = new TableRow
        {
            Cells = [], Value = default, From = begins ?? default, Until = until, Source = itsSource, Draft = itsDraft,
            KnownUntil = row.Date("known_until"), Check = row.Text("check"), Otherwise = otherwise, Line = row.Line,
        };
        foreach (var (column, value) in Values(row))
        {
            if (cells.Exists(cell => cell is null) && column is null)
                continue;
            yield return common with { Cells = [.. cells.Select(cell => cell ?? column!)], Value = value };
        }

        row.Done();
    }

    private IEnumerable<(Cell? Column, CelValue Value)> Values(MapReader row)
    {
        if (type.Kind == CelKind.Record)
        {
            yield return (null, CelValue.Record(type.Fields.ToDictionary(
                field => field.Key, field => Value(row, field.Key, row.Any(field.Key), field.Value), StringComparer.Ordinal)));
            yield break;
        }

        var node = row.Any("value");
        if (columns?.Cells is not { } cells)
        {
            yield return (null, Value(row, "value", node, type));
            yield break;
        }

        if (node is not ListNode list || list.Items.Count != cells.Count)
        {
            row.Fault("value", $"value is a list of {cells.Count.ToString(CultureInfo.InvariantCulture)}, one for each of columns");
            yield break;
        }

        for (var i = 0; i < cells.Count; i++)
            yield return (cells[i], Value(row, "value", list.Items[i], type));
    }

    private CelValue Value(MapReader row, string name, Node? node, CelType wanted)
    {
        if (node is ScalarNode { Text: { } text } && ParameterValues.TryRead(text, wanted, out var value))
        {
            if (money && decimal.Round(value.AsDecimal, 2) != value.AsDecimal)
                row.Fault(name, $"{name} must be exact to the cent, not {text}");
            return value;
        }

        row.Fault(name, node is null ? $"{name} is missing" : $"{name} must be of type {wanted}, not {(node as ScalarNode)?.Text ?? node.Kind}");
        return CelValue.Error("no value");
    }

    private string? Draft(MapReader at)
    {
        var id = at.Text("draft");
        if (id is null || drafts.Any(known => known.Id == id))
            return id;
        at.Fault("draft", $"the package names no draft {id}");
        return id;
    }
}
