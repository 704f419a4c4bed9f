using System.Collections.Frozen;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits;

/// <summary>The benefits of one state of the catalogue.</summary>
internal sealed class BenefitSet
{
    private readonly FrozenDictionary<string, Benefit> byId;

    public BenefitSet(IReadOnlyList<Benefit> all, IReadOnlyList<BenefitExampleSource> examples)
    {
        All = [.. all.OrderBy(benefit => benefit.Id, StringComparer.Ordinal)];
        Examples = examples;
        byId = All.ToFrozenDictionary(benefit => benefit.Id);
    }

    public static BenefitSet Empty { get; } = new([], []);

    public IReadOnlyList<Benefit> All { get; }

    public IReadOnlyList<BenefitExampleSource> Examples { get; }

    public Benefit? Find(string id) => byId.GetValueOrDefault(id);
}

/// <summary>An example of a benefit, read but not run.</summary>
internal sealed record BenefitExampleSource(string Benefit, string File, Node Root);

/// <summary>Reads <c>benefits/</c> of the catalogue. A package with faults is left out and named.</summary>
internal sealed class BenefitLoader(CatalogueFiles files, ProgramCache cache, FaultList faults)
{
    private readonly List<BenefitExampleSource> examples = [];

    public BenefitSet Load()
    {
        var benefits = new List<Benefit>();
        foreach (var id in files.Below("benefits/").Select(file => file.Inner.Split('/')).Where(parts => parts.Length >= 2).Select(parts => parts[0]).Distinct())
        {
            if (Make(new BenefitSource(id, $"benefits/{id}", Roots(id)), cache, faults) is { } benefit)
                benefits.Add(benefit);
        }

        TownRows.Unknown(files, faults);
        return new BenefitSet(benefits, examples);
    }

    /// <returns>Null when there is a fault.</returns>
    public static Benefit? Make(BenefitSource source, ProgramCache cache, FaultList faults)
    {
        var before = faults.Errors;
        return BenefitReader.Read(source, faults) is { } def && BenefitCompiler.Compile(def, cache, faults) is { } compiled && faults.Errors == before
            ? new Benefit(compiled)
            : null;
    }

    private Dictionary<string, Node> Roots(string id)
    {
        var roots = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var (path, rest, content) in files.Below($"benefits/{id}/"))
        {
            if (!IsBenefitFile(rest))
                faults.Add(path, 1, "no file of this name belongs to a benefit");
            else if (YamlReader.Read(path, content, faults) is not { } root)
                continue;
            else if (rest.StartsWith("examples/", StringComparison.Ordinal))
                examples.Add(new BenefitExampleSource(id, path, root));
            else
                roots[rest] = root;
        }

        TownRows.Add(id, files, roots, faults);
        return roots;
    }

    private static bool IsBenefitFile(string rest) => rest is "benefit.yaml" or "rules.yaml" or "sample.yaml"
        || (rest.Split('/') is ["tables" or "texts" or "examples", var name] && name.EndsWith(".yaml", StringComparison.Ordinal));
}
