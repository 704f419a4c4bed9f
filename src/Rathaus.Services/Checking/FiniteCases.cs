using Rathaus.Cel;

namespace Rathaus.Services.Checking;

/// <summary>Something an analysis may try every value of, or a step that follows from others.</summary>
internal interface IDomains
{
    CelEnvironment Environment { get; }

    /// <summary>All values a name can have, or null: too many, or not known. For records, only the fields that are read matter.</summary>
    IReadOnlyList<CelValue>? ValuesOf(string name, IReadOnlyCollection<string> fields);

    /// <summary>The programs of a step, or null: the name is none.</summary>
    (CelProgram? When, CelProgram Value)? StepOf(string name);

    /// <summary>A function whose result does not follow from its arguments alone.</summary>
    bool IsOpen(string function);

    /// <summary>Corrects the values of one case: what is hidden in it has none.</summary>
    void Settle(CelActivation activation, IReadOnlySet<string> names);

    /// <summary>Further programs that <see cref="Settle"/> evaluates for the names.</summary>
    IEnumerable<CelProgram> SettledBy(string name);
}

/// <summary>Every case of the names that some expressions read: each is tried, with the steps that follow from it.</summary>
internal sealed class FiniteCases
{
    private const int MaxCases = 4096;

    private readonly IDomains domains;
    private readonly bool settled;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly List<(int Slot, CelProgram? When, CelProgram Value)> steps = [];
    private readonly HashSet<string> references = new(StringComparer.Ordinal);
    private List<IReadOnlyList<(int Slot, CelValue Value)>> cases = [[]];

    private FiniteCases(IDomains domains, bool settled)
    {
        this.domains = domains;
        this.settled = settled;
    }

    /// <param name="domains">What names can be.</param>
    /// <param name="programs">Expressions to be evaluated in every case.</param>
    /// <param name="settled">Also takes into account what is hidden in a case.</param>
    /// <returns>Null when the cases are too many or not finite.</returns>
    public static FiniteCases? Of(IDomains domains, IEnumerable<CelProgram> programs, bool settled = false)
    {
        var made = new FiniteCases(domains, settled);
        foreach (var program in programs)
        {
            if (!made.Add(program))
                return null;
        }

        return made.Multiply() ? made : null;
    }

    /// <summary>Runs through all cases; stops when <paramref name="look"/> says so.</summary>
    public void Each(Func<CelActivation, bool> look)
    {
        var activation = domains.Environment.NewActivation();
        foreach (var values in cases)
        {
            foreach (var (slot, value) in values)
                activation[slot] = value;
            if (settled)
                domains.Settle(activation, names);
            foreach (var (slot, when, value) in steps)
                activation[slot] = when is null || IsTrue(when.Evaluate(activation)) ? value.Evaluate(activation) : CelValue.Error("the step does not apply");
            if (!look(activation))
                return;
        }
    }

    public static bool IsTrue(in CelValue value) => value is { Kind: CelKind.Bool, AsBool: true };

    private bool Add(CelProgram program)
    {
        if (program.Functions.Any(domains.IsOpen))
            return false;
        references.UnionWith(program.References);
        foreach (var name in program.Variables)
        {
            if (names.Contains(name))
                continue;
            if (domains.StepOf(name) is var (when, value) && value is not null)
            {
                names.Add(name);
                if ((when is not null && !Add(when)) || !Add(value))
                    return false;
                steps.Add((domains.Environment.IndexOf(name), when, value));
                continue;
            }

            names.Add(name);

            // Steps follow from settled values: a step that decides what is hidden leads too far.
            if (settled && !domains.SettledBy(name).All(other => other.Variables.All(read => domains.StepOf(read) is null) && Add(other)))
                return false;
        }

        return true;
    }

    private bool Multiply()
    {
        foreach (var name in names.Where(name => domains.StepOf(name) is null))
        {
            var fields = references.Where(reference => reference.StartsWith(name + ".", StringComparison.Ordinal))
                .Select(reference => reference[(name.Length + 1)..].Split('.')[0]).ToHashSet(StringComparer.Ordinal);
            if (references.Contains(name))
                fields.Clear();
            if (domains.ValuesOf(name, fields) is not { } values || (long)cases.Count * values.Count > MaxCases)
                return false;
            var slot = domains.Environment.IndexOf(name);
            cases = [.. cases.SelectMany(one => values.Select(value => (IReadOnlyList<(int, CelValue)>)[.. one, (slot, value)]))];
        }

        return true;
    }
}

/// <summary>Values of finite kinds.</summary>
internal static class Domain
{
    /// <summary>More whole numbers than these are not tried one by one.</summary>
    private const int MaxNumbers = 100;

    public static IReadOnlyList<CelValue> YesNo { get; } = [CelValue.True, CelValue.False];

    public static IReadOnlyList<CelValue>? Numbers(CelValue? from, CelValue? to) => from is { Kind: CelKind.Int } low && to is { Kind: CelKind.Int } high
        ? Numbers(low.AsInt, high.AsInt)
        : null;

    public static IReadOnlyList<CelValue>? Numbers(decimal? from, decimal? to)
    {
        if (from is not { } low || to is not { } high || high - low >= MaxNumbers || high < low)
            return null;
        return [.. Enumerable.Range(0, (int)(high - low) + 1).Select(i => CelValue.Of((long)low + i))];
    }

    public static IReadOnlyList<CelValue>? OrNone(IReadOnlyList<CelValue>? values, bool optional) =>
        values is null || !optional ? values : [.. values.Select(CelValue.OptionalOf), CelValue.OptionalNone];

    /// <summary>Records of every combination of the fields read, or null: a field is not finite, or none is named.</summary>
    public static IReadOnlyList<CelValue>? Records(IReadOnlyCollection<string> fields, Func<string, IReadOnlyList<CelValue>?> valuesOf)
    {
        if (fields.Count == 0)
            return null;
        List<Dictionary<string, CelValue>> records = [new(StringComparer.Ordinal)];
        foreach (var field in fields)
        {
            if (valuesOf(field) is not { } values || (long)records.Count * values.Count > MaxNumbers * MaxNumbers)
                return null;
            records = [.. records.SelectMany(record => values.Select(value => new Dictionary<string, CelValue>(record, StringComparer.Ordinal) { [field] = value }))];
        }

        return [.. records.Select(record => CelValue.Record(record))];
    }
}
