using System.Text.Json.Nodes;
using Rathaus.Cel;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>
/// The header of a household file bound to the inputs of a benefit: <c>household</c>, inputs by name, fields of list
/// inputs as <c>members.age</c>, a list of scalars by its name.
/// </summary>
internal sealed class HouseholdColumns
{
    public const string Household = "household";

    private readonly List<(int Cell, InputDef Input)> single = [];
    private readonly List<(InputDef List, List<(int Cell, InputDef Field, string Column)> Fields)> lists = [];
    private readonly int household;
    private readonly int width;

    private HouseholdColumns(CompiledBenefit benefit, List<string> header, List<string> faults)
    {
        width = header.Count;
        household = header.IndexOf(Household);
        if (household < 0)
            faults.Add($"the first line lacks the column {Household}");
        foreach (var twice in header.GroupBy(name => name).Where(group => group.Count() > 1))
            faults.Add($"the column {twice.Key} is there twice");
        foreach (var input in benefit.Def.Inputs)
        {
            if (input.Type != BenefitInputType.List)
                Add(header.IndexOf(input.Id), input);
            else
                AddList(input, header);
        }

        Missing(benefit, header, faults);
        var known = single.Select(column => column.Cell).Concat(lists.SelectMany(list => list.Fields.Select(field => field.Cell))).Append(household).ToHashSet();
        for (var i = 0; i < header.Count; i++)
        {
            if (!known.Contains(i))
                faults.Add($"{benefit.Def.Id} has no input {header[i]}");
        }
    }

    public static HouseholdColumns? Bind(CompiledBenefit benefit, List<string> header, List<string> faults)
    {
        var columns = new HouseholdColumns(benefit, header, faults);
        return faults.Count == 0 ? columns : null;
    }

    /// <summary>Input columns the file has, such as <c>members.age</c>.</summary>
    public IReadOnlySet<string> Inputs => single.Select(column => column.Input.Id)
        .Concat(lists.SelectMany(list => list.Fields.Select(one => one.Column))).ToHashSet(StringComparer.Ordinal);

    /// <summary>The household a line belongs to, as far as it can be read.</summary>
    public string IdOf(List<string> cells) => household < cells.Count ? cells[household].Trim('"', ' ') : "";

    public bool Fits(List<string> cells) => cells.Count == width && cells[household].Length > 0;

    /// <summary>Writes what stands for the household itself; in its further lines these cells are empty or the same.</summary>
    public void ReadHousehold(List<string> cells, CelBatch batch, int row, List<InputFault> faults)
    {
        foreach (var (cell, input) in single)
            Read(cells[cell], input, input.Id, batch.Column(input.Id), row, faults);
    }

    public bool Repeats(List<string> first, List<string> cells) =>
        single.TrueForAll(column => cells[column.Cell].Length == 0 || column.Cell < first.Count && cells[column.Cell] == first[column.Cell]);

    /// <summary>Adds an entry to each list for which the line has a value.</summary>
    public void ReadEntries(List<string> cells, CelBatch batch, int row, BenefitPlan plan, List<InputFault> faults)
    {
        foreach (var (list, fields) in lists)
        {
            if (fields.TrueForAll(field => cells[field.Cell].Length == 0))
                continue;
            var entries = batch.List(list.Id);
            var count = entries.End(row) - entries.Start(row) + 1;
            if (count > list.MaxEntries)
            {
                faults.Add(new InputFault(list.Id, "entries.max", $"has more than {list.MaxEntries} entries"));
                return;
            }

            var at = plan.Add(batch, row, list.Id);
            foreach (var (cell, field, column) in fields)
                Read(cells[cell], field, column, batch.Column(column), at, faults);
        }
    }

    /// <summary>What each household must say has its column; for a list, once the file writes it, each field an entry must have.</summary>
    private void Missing(CompiledBenefit benefit, List<string> header, List<string> faults)
    {
        foreach (var input in benefit.Def.Inputs.Where(input => input.Type != BenefitInputType.List && !header.Contains(input.Id) && MustBeSaid(input)))
            faults.Add($"the first line lacks the column {input.Id}, which {benefit.Def.Id} cannot do without");
        foreach (var list in benefit.Def.Inputs.Where(input => input.Type == BenefitInputType.List))
        {
            var written = lists.Exists(known => known.List == list);
            if (!written && MustBeSaid(list))
                faults.Add($"the first line lacks columns for {list.Id}, which {benefit.Def.Id} cannot do without");
            foreach (var field in list.Fields.Where(field => written && !header.Contains($"{list.Id}.{field.Id}") && MustBeSaid(field)))
                faults.Add($"the first line lacks the column {list.Id}.{field.Id}, which {benefit.Def.Id} cannot do without");
        }
    }

    private static bool MustBeSaid(InputDef input)
    {
        var faults = new List<InputFault>();
        InputValues.Read(null, input, input.Id, faults, []);
        return faults.Count > 0;
    }

    private void Add(int cell, InputDef input)
    {
        if (cell >= 0)
            single.Add((cell, input));
    }

    private void AddList(InputDef list, List<string> header)
    {
        var fields = list.Entry is { } entry
            ? [(header.IndexOf(list.Id), entry, list.Id)]
            : list.Fields.Select(field => (Cell: header.IndexOf($"{list.Id}.{field.Id}"), field, $"{list.Id}.{field.Id}")).ToList();
        fields.RemoveAll(field => field.Item1 < 0);
        if (fields.Count > 0)
            lists.Add((list, fields));
    }

    private static void Read(string cell, InputDef input, string path, CelColumn column, int at, List<InputFault> faults)
    {
        var before = faults.Count;
        var value = InputValues.Read(Given(cell, input.Type), input, path, faults, []);
        if (faults.Count == before)
            column[at] = value;
    }

    /// <summary>A cell as the JSON that a caller would send; an empty one is left out.</summary>
    private static JsonValue? Given(string cell, BenefitInputType type) => (cell, type) switch
    {
        ("", _) => null,
        ("true" or "ja" or "yes" or "1", BenefitInputType.YesNo) => JsonValue.Create(true),
        ("false" or "nein" or "no" or "0", BenefitInputType.YesNo) => JsonValue.Create(false),
        _ => JsonValue.Create(cell),
    };
}

/// <summary>Values of inputs that a file says nothing about.</summary>
internal sealed class HouseholdDefaults(CompiledBenefit benefit, IReadOnlySet<string>? filled)
{
    private readonly List<(string Column, string? List, CelValue Value)> values = [.. All(benefit).Where(input => filled?.Contains(input.Column) != false)];

    public void Row(CelBatch batch, int row)
    {
        foreach (var (column, list, value) in values)
        {
            if (list is null)
                batch.Column(column)[row] = value;
        }

        foreach (var list in benefit.Def.Inputs.Where(input => input.Type == BenefitInputType.List))
            batch.List(list.Id).Entries(row, 0);
    }

    public void Entry(CelBatch batch, string list, int at)
    {
        foreach (var (column, owner, value) in values)
        {
            if (owner == list)
                batch.Column(column)[at] = value;
        }
    }

    /// <summary>Every input column with its default.</summary>
    public static IEnumerable<(string Column, string? List, CelValue Value)> All(CompiledBenefit benefit)
    {
        foreach (var input in benefit.Def.Inputs)
        {
            if (input.Type != BenefitInputType.List)
                yield return (input.Id, null, Default(input));
            else if (input.Entry is { } entry)
                yield return (input.Id, input.Id, Default(entry));
            else
            {
                foreach (var field in input.Fields)
                    yield return ($"{input.Id}.{field.Id}", input.Id, Default(field));
            }
        }
    }

    /// <summary>For what must be said there is no default: any value of the type, and the row is at fault.</summary>
    private static CelValue Default(InputDef input)
    {
        var value = InputValues.Read(null, input, input.Id, [], []);
        return !value.IsError ? value : input.Type switch
        {
            BenefitInputType.Integer => CelValue.Of(0L),
            BenefitInputType.Decimal or BenefitInputType.Money => CelValue.Of(0m),
            BenefitInputType.YesNo => CelValue.False,
            BenefitInputType.Date => CelValue.Of(DateOnly.MinValue),
            _ => CelValue.Of(""),
        };
    }
}
