using Rathaus.Cel;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>
/// Programs already compiled while one catalogue is built: towns that adopt the same package share them.
/// </summary>
/// <param name="recording">Programs note which of their branches were evaluated, for coverage.</param>
internal sealed class ProgramCache(bool recording = false)
{
    private readonly List<(CelSource Source, CelProgram Program)> recorded = [];

    private readonly Dictionary<string, CelEnvironment> environments = new(StringComparer.Ordinal);
    private readonly Dictionary<(CelEnvironment, string, string), CelCompilation> programs = [];
    private readonly Dictionary<PackageDef, PackageParts?> parts = new(ReferenceEqualityComparer.Instance);

    /// <summary>Every program with the place it stands at; empty unless recording.</summary>
    public IReadOnlyList<(CelSource Source, CelProgram Program)> Recorded => recorded;

    /// <summary>The functions of the house, to begin an environment with.</summary>
    public CelEnvironment Start => recording ? CelEnvironment.Rathaus.WithBranches() : CelEnvironment.Rathaus;

    public void Record(CelSource source, CelProgram program)
    {
        if (recording)
            recorded.Add((source, program));
    }

    public CelEnvironment Environment(string signature, Func<CelEnvironment> make)
    {
        if (!environments.TryGetValue(signature, out var environment))
            environments[signature] = environment = make();
        return environment;
    }

    /// <summary>What the towns share that take a package as it is.</summary>
    public PackageParts? Parts(PackageDef package, Func<PackageParts?> make)
    {
        if (!parts.TryGetValue(package, out var known))
            parts[package] = known = make();
        return known;
    }

    public CelCompilation Compile(CelEnvironment environment, string source, CelType? expected)
    {
        var key = (environment, source, expected?.ToString() ?? "");
        if (!programs.TryGetValue(key, out var compilation))
            programs[key] = compilation = environment.Compile(source, expected);
        return compilation;
    }
}

/// <summary>Compiles the expressions of one package and reports faults where they stand in the file.</summary>
internal sealed class Scope(string signature, CelEnvironment start, ProgramCache cache, FaultList faults)
{
    private string signature = signature;

    public CelEnvironment Environment { get; private set; } = start;

    public FaultList Faults => faults;

    public int Add(string name, CelType type)
    {
        signature += $";{name}:{type}";
        var environment = Environment;
        Environment = cache.Environment(signature, () => environment.WithVariable(name, type));
        return Environment.IndexOf(name);
    }

    /// <summary>Gives <c>item</c> the type of a group's entry while its questions are compiled.</summary>
    public Scope WithItem(CelType type, string path)
    {
        var environment = Environment;
        var inner = $"{signature};item@{path}";
        return new Scope(inner, cache.Environment(inner, () => environment.WithVariable("item", type)), cache, faults);
    }

    public CelProgram? Compile(CelSource? source, CelType? expected)
    {
        if (source is null)
            return null;
        if (source.Text.Length == 0)
        {
            faults.Add(source.File, source.Line, "expression is missing");
            return null;
        }

        var compilation = cache.Compile(Environment, source.Text, expected);
        foreach (var fault in compilation.Faults)
            faults.Add(source.File, source.Line + Math.Max(0, fault.Line - 1), Describe(source.Text, fault));
        if (compilation.Program is { } program)
            cache.Record(source, program);
        return compilation.Program;
    }

    private static string Describe(string expression, CelFault fault)
    {
        var text = expression.ReplaceLineEndings(" ");
        var expected = fault.Expected is null ? "" : $"; expected {fault.Expected}";
        return $"{fault.Message}{expected} at column {fault.Column} of: {(text.Length > 120 ? text[..117] + "..." : text)}";
    }
}
