using System.Globalization;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>How invented households of a benefit look (<c>sample.yaml</c>): for trying a simulation.</summary>
/// <param name="List">The list input that has an entry per line, or null: one line per household.</param>
/// <param name="Entries">Weights of one, two, three … entries.</param>
/// <param name="Columns">The first that covers an entry fills its cell.</param>
internal sealed record SampleDef(string? List, IReadOnlyList<int> Entries, IReadOnlyList<SampleColumn> Columns);

/// <summary>What a cell may hold.</summary>
internal sealed record SampleColumn(string Id, decimal From, decimal To, decimal Step)
{
    /// <summary>Texts to choose from in place of numbers.</summary>
    public IReadOnlyList<string> Of { get; init; } = [];

    /// <summary>How many of a hundred cells are filled.</summary>
    public int Percent { get; init; } = 100;

    /// <summary>Added per further entry of the household.</summary>
    public decimal PerEntry { get; init; }

    /// <summary>First and last entry, from 1, that it covers.</summary>
    public (int First, int Last) Covers { get; init; } = (1, int.MaxValue);
}

/// <summary>Reads <c>sample.yaml</c> and compares it with the inputs.</summary>
internal static class SampleReader
{
    public static SampleDef? Read(Node root, IReadOnlyList<InputDef> inputs, FaultList faults)
    {
        if (MapReader.Over(root, faults, "sample.yaml") is not { } map)
            return null;
        var known = inputs.SelectMany(input => input.Type == BenefitInputType.List && input.Entry is null
            ? input.Fields.Select(field => $"{input.Id}.{field.Id}")
            : [input.Id]).ToHashSet(StringComparer.Ordinal);
        var list = map.Text("list");
        if (list is not null && !inputs.Any(input => input.Id == list && input.Type == BenefitInputType.List))
            map.Fault("list", $"there is no list input {list}");
        var entries = map.Texts("entries").Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight : 0).ToList();
        if (list is not null && entries.Sum() <= 0)
            map.Fault("entries", "entries are the weights of one, two, three ... entries");
        var columns = map.Maps("columns").Select(column => Column(column, known)).ToList();
        map.Done();
        return new SampleDef(list, list is null ? [1] : entries, columns);
    }

    private static SampleColumn Column(MapReader map, HashSet<string> known)
    {
        var id = map.Required("id");
        if (!known.Contains(id))
            map.Fault("id", $"there is no input {id}");
        var of = map.Texts("of");
        var column = new SampleColumn(id, Number(map, "from", 0), Number(map, "to", 0), Number(map, "step", 1))
        {
            Of = of,
            Percent = map.Number("percent", 1, 100) ?? 100,
            PerEntry = Number(map, "per_entry", 0),
            Covers = (map.Number("first", 1, 1000) ?? 1, map.Number("last", 1, 1000) ?? int.MaxValue),
        };
        if (of.Count == 0 && (column.Step <= 0 || column.To < column.From))
            map.Fault("to", "a range is from, to and a step above zero");
        map.Done();
        return column;
    }

    private static decimal Number(MapReader map, string key, decimal otherwise)
    {
        if (map.Text(key) is not { } text)
            return otherwise;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return number;
        map.Fault(key, $"{key} must be a number, not {text}");
        return otherwise;
    }
}
