using Rathaus.Cel;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Tests.Tables;

/// <summary>A table written in a test.</summary>
internal static class SmallTable
{
    public static DateOnly Day(string on) => DateOnly.ParseExact(on, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The table, which must have no fault.</summary>
    public static Table Read(string yaml, IReadOnlyList<DraftDef>? drafts = null)
    {
        var faults = new FaultList();
        var def = TableReader.Read(YamlReader.Read("tables/t.yaml", yaml, faults)!, drafts ?? [], faults);
        Assert.Empty(faults.All.Select(fault => fault.ToString()));
        return Table.Build(def!, drafts ?? []);
    }

    public static IReadOnlyList<string> Faults(string yaml, IReadOnlyList<DraftDef>? drafts = null)
    {
        var faults = new FaultList();
        var root = YamlReader.Read("tables/t.yaml", yaml, faults);
        if (root is not null && TableReader.Read(root, drafts ?? [], faults) is { } def)
            _ = Table.Build(def, drafts ?? []);
        return [.. faults.All.Select(fault => fault.ToString())];
    }

    public static CelValue Look(this Table table, string on, params IReadOnlyList<CelValue> keys) => table.Find([.. keys, CelValue.Of(Day(on))]);

    public static CelValue Look(this Table table, string on, params IReadOnlyList<int> keys) => table.Look(on, [.. keys.Select(key => CelValue.Of(key))]);

    public static CelValue Look(this Table table, string on) => table.Find([CelValue.Of(Day(on))]);

    public static CelValue Evaluate(Table table, string expression)
    {
        var compilation = CelEnvironment.Rathaus.WithFunction(table.Function).Compile(expression);
        Assert.Empty(compilation.Faults);
        return compilation.Program!.Evaluate();
    }
}
