using System.Collections.Frozen;
using Rathaus.Cel;

namespace Rathaus.Services.Tables;

/// <summary>
/// A table ready for look-ups: by key, then by day, each by hash or halving. Immutable. Which announced law counts is
/// settled when it is built.
/// </summary>
internal sealed class Table
{
    private readonly TableNode? root;

    private Table(TableDef def, TableNode? root)
    {
        Def = def;
        this.root = root;
    }

    public TableDef Def { get; }

    public static Table Build(TableDef def, IEnumerable<DraftDef> drafts) =>
        Build(def, drafts.Where(draft => draft.Enacted).Select(draft => draft.Id).ToFrozenSet(StringComparer.Ordinal));

    /// <param name="def">The table.</param>
    /// <param name="enacted">Ids of drafts that count as law.</param>
    public static Table Build(TableDef def, IReadOnlySet<string> enacted) => new(def, TableBuilder.Build(def, Periods.Of(def, enacted)));

    /// <summary>The function <c>id(keys..., on)</c> of the expression language.</summary>
    public CelFunction Function => field ??= new CelFunction(Def.Id, new CelOverload(
        $"table_{Def.Id}", [.. Def.Keys.Select(key => key.Type), CelType.Date], Def.Type, Call, cost: 10));

    /// <summary>The value for keys and a last argument, the day; an error value when no row fits.</summary>
    public CelValue Find(ReadOnlySpan<CelValue> arguments) =>
        Entry(arguments)?.Value ?? Nothing(Def, arguments[^1].AsDate);

    /// <summary>The rows as they hold on one day, for many look-ups.</summary>
    public TableView At(DateOnly on) => new(Def, on, root is null ? null : Freeze(root, on, []));

    /// <summary>What a look-up gives when no row fits: all that fit are none, any other look-up has no value.</summary>
    internal static CelValue Nothing(TableDef def, DateOnly on) => def.Hit == HitPolicy.Collect
        ? CelValue.List([])
        : CelValue.Error($"no row of {def.Id} fits on {on:yyyy-MM-dd}");

    private CelValue Call(CelCall call)
    {
        var entry = Entry(call.Arguments);
        if (entry is null)
            return Nothing(Def, call[Def.Keys.Count].AsDate);
        if (call.Context is ITableObserver observer)
        {
            foreach (var row in entry.Rows)
                observer.Found(Def, row);
        }

        return entry.Value;
    }

    private DatedValue? Entry(ReadOnlySpan<CelValue> arguments)
    {
        var node = root;
        for (var i = 0; i < Def.Keys.Count && node is not null; i++)
            node = TableView.Step(node, arguments[i]);
        return (node as DatedNode)?.Find(arguments[Def.Keys.Count].AsDate);
    }

    private static TableNode? Freeze(TableNode node, DateOnly on, Dictionary<TableNode, TableNode?> frozen)
    {
        if (frozen.TryGetValue(node, out var known))
            return known;
        TableNode? made = node switch
        {
            TextNode text => new TextNode(
                text.Branches.Select(branch => (branch.Key, Value: Freeze(branch.Value, on, frozen))).Where(branch => branch.Value is not null)
                    .ToFrozenDictionary(branch => branch.Key, branch => branch.Value!, StringComparer.Ordinal),
                text.Other is null ? null : Freeze(text.Other, on, frozen)),
            NumberNode number => new NumberNode(number.Cuts, [.. number.Branches.Select(branch => branch is null ? null : Freeze(branch, on, frozen))]),
            DatedNode dated when dated.Find(on) is { } value => new ValueNode(value.Value, value.Rows),
            _ => null,
        };
        frozen[node] = made;
        return made;
    }
}

/// <summary>A table on one day. Its tree may be walked by a compiler.</summary>
internal sealed class TableView(TableDef def, DateOnly on, TableNode? root)
{
    public TableDef Def { get; } = def;

    public DateOnly On { get; } = on;

    /// <summary>Levels in the order of the keys (<see cref="TextNode"/>, <see cref="NumberNode"/>), then <see cref="ValueNode"/>; null: no row.</summary>
    public TableNode? Root { get; } = root;

    /// <summary>The value, or an error value when no row fits.</summary>
    public CelValue Find(ReadOnlySpan<CelValue> keys)
    {
        var node = Root;
        for (var i = 0; i < Def.Keys.Count && node is not null; i++)
            node = Step(node, keys[i]);
        return node is ValueNode found ? found.Value : Table.Nothing(Def, On);
    }

    /// <summary>One level down. A text that stands for "any other" is never looked up by it.</summary>
    internal static TableNode? Step(TableNode node, in CelValue key) => node switch
    {
        NumberNode number => number.Find(key.AsDecimal),
        TextNode text => text.Find(key.Kind == CelKind.Bool ? key.AsBool ? "true" : "false" : key.AsString),
        _ => null,
    };
}

/// <summary>An evaluation that wants to know which rows it used.</summary>
internal interface ITableObserver
{
    void Found(TableDef table, TableRow row);
}
