using System.Collections.Frozen;
using Rathaus.Services.Benefits;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Checking;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Calculators;

/// <summary>
/// Reads <c>calculators/</c> of the catalogue. A calculator has the form and the rules of a service and runs on the same engine;
/// it has no fees, process or letters, and every town has it.
/// </summary>
internal sealed class CalculatorLoader(
    CatalogueFiles files, IReadOnlyDictionary<string, MapNode> blocks, BenefitSet benefits, FrozenDictionary<string, FactDef> facts,
    ProgramCache cache, FaultList faults)
{
    /// <summary>Stands where services name the town that leads them; no town has this id.</summary>
    public const string Lead = "calculators";

    private readonly List<ExampleSource> examples = [];

    public CalculatorSet Load(IReadOnlyList<Municipality> towns)
    {
        var all = new Dictionary<(string, string), Calculator>();
        var packages = new List<CalculatorDef>();
        foreach (var id in files.Below("calculators/").Select(file => file.Inner.Split('/')).Where(parts => parts.Length >= 2).Select(parts => parts[0]).Distinct())
        {
            if (Read(id) is not { } def)
                continue;
            packages.Add(def);
            foreach (var town in towns.Where(town => town.Offices.Count > 0))
            {
                if (Build(town, def) is { } calculator)
                    all[(town.Id, id)] = calculator;
            }
        }

        return new CalculatorSet(all.ToFrozenDictionary(), packages, examples);
    }

    private CalculatorDef? Read(string id)
    {
        var folder = $"calculators/{id}";
        var roots = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var (path, rest, content) in files.Below(folder + "/"))
        {
            var known = rest is "calculator.yaml" or "form.yaml" or "rules.yaml"
                || (rest.Split('/') is ["texts" or "examples" or "tables", var name] && name.EndsWith(".yaml", StringComparison.Ordinal));
            if (!known)
                faults.Add(path, 1, "no file of this name belongs to a calculator");
            else if (YamlReader.Read(path, content, faults) is not { } root)
                continue;
            else if (rest.StartsWith("examples/", StringComparison.Ordinal))
                examples.Add(new ExampleSource(Lead, id, path, root));
            else
                roots[rest] = root;
        }

        if (!roots.Remove("calculator.yaml", out var head) || MapReader.Over(head, faults, "calculator.yaml") is not { } map)
        {
            faults.Add($"{folder}/calculator.yaml", 1, "file is missing");
            return null;
        }

        var results = map.Maps("results").Select(Result).ToList();
        roots["service.yaml"] = Head(map);
        map.Done();
        var package = PackageReader.Read(
            new PackageSource(Lead, id, folder, roots, new Dictionary<string, string>(StringComparer.Ordinal)), blocks, benefits, EffectReader.None, faults);
        if (package is null)
            return null;
        if (package.Pages.Count > 1)
            faults.Add(package.Pages[1].File, package.Pages[1].Line, "a calculator has one page");
        foreach (var result in results)
            Check(result, package);
        return new CalculatorDef(package, results);
    }

    /// <summary>What a service needs to be one: nobody applies, nothing is kept.</summary>
    private static MapNode Head(MapReader map)
    {
        Node Word(string text) => new ScalarNode(map.File, map.Line, text);
        MapNode Of(params (string Key, Node Value)[] entries) =>
            new(map.File, map.Line, [.. entries.Select(entry => new MapEntry(entry.Key, map.LineOf(entry.Key), entry.Value))]);
        return Of(
            ("id", Word(map.Id("id", dashed: true))), ("version", Word("1.0.0")), ("name", Word(map.Required("title"))), ("summary", Word(map.Required("intro"))),
            ("authority", Of(("kind", Word("none")), ("where", Word("none")))),
            ("applicants", new ListNode(map.File, map.Line, [Word("person")])),
            ("trust", Of(("level", Word("none")))), ("retention", Of(("months", Word("1")))));
    }

    private static ResultDef Result(MapReader map)
    {
        var use = map.Id("use");
        var result = new ResultDef(
            use, map.Id("amount"),
            new TextSource(map.Text("none") ?? "", $"results.{use}.none", map.File, map.LineOf("none")),
            new TextSource(map.Text("apply") ?? "", $"results.{use}.apply", map.File, map.LineOf("apply")),
            map.Text("service"), map.Text("link"), map.Flag("cost"), map.File, map.Line);
        if (result.Link is { } link && !link.StartsWith("https://", StringComparison.Ordinal))
            map.Fault("link", "a link begins with https://");
        map.Done();
        return result;
    }

    private void Check(ResultDef result, PackageDef package)
    {
        if (package.Rules.Steps.All(step => step.Id != result.Use || step.Use is null))
            faults.Add(result.File, result.Line, $"rules.yaml computes no benefit {result.Use}");
        if (package.Rules.Steps.All(step => step.Id != result.Amount || step.Type != "money"))
            faults.Add(result.File, result.Line, $"there is no step {result.Amount} of type money");
    }

    private Calculator? Build(Municipality town, CalculatorDef def)
    {
        var before = faults.Errors;
        var root = new MapNode("", 0,
        [
            new MapEntry("adopts", 0, new ScalarNode("", 0, $"{Lead}/{def.Package.Id}@1")),
            new MapEntry("office", 0, new ScalarNode("", 0, town.Offices[0].Id)),
        ]);
        if (OverlayReader.Read(town.Id, $"{Lead}/{def.Package.Id}.yaml", root, blocks, faults) is not { } overlay
            || EffectiveBuilder.Build(town, def.Package, overlay, _ => null, facts, cache, faults) is not { } form || faults.Errors > before)
            return null;
        return new Calculator(form, [.. def.Results.Where(result => UseOf(def.Package, result) is not null).Select(result => new CalculatorResult(
            result.Use, UseOf(def.Package, result)!, result.Amount, def.Package.Texts.Local(result.None), def.Package.Texts.Local(result.Apply),
            result.Service, result.Link, result.IsCost))]);
    }

    private static Benefit? UseOf(PackageDef package, ResultDef result) =>
        package.Rules.Steps.FirstOrDefault(step => step.Id == result.Use)?.Use is { } use ? package.Benefits.GetValueOrDefault(use.Benefit) : null;
}

/// <summary>A calculator as read.</summary>
internal sealed record CalculatorDef(PackageDef Package, IReadOnlyList<ResultDef> Results)
{
    public IEnumerable<TextSource> Texts => TextKeys.All(Package)
        .Concat(Results.SelectMany(result => new[] { result.None, result.Apply }).Where(text => text.German.Length > 0));

    public IReadOnlySet<string> TextKeysKnown => TextKeys.Of(Package).Concat(Texts.Select(text => text.Key)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Texts in every language, as of a service.</summary>
    public void CheckTexts(FaultList faults) => TextCheck.Run(Texts, TextKeysKnown, Package.Texts, faults);
}

/// <summary>What a calculator says about a benefit, as read.</summary>
internal sealed record ResultDef(
    string Use, string Amount, TextSource None, TextSource Apply, string? Service, string? Link, bool IsCost, string File,
    int Line);

/// <summary>The calculators of one state of the catalogue.</summary>
internal sealed class CalculatorSet(
    FrozenDictionary<(string Town, string Id), Calculator> all, IReadOnlyList<CalculatorDef> defs, IReadOnlyList<ExampleSource> examples)
{
    public static CalculatorSet Empty { get; } = new(FrozenDictionary<(string, string), Calculator>.Empty, [], []);

    public IReadOnlyList<CalculatorDef> Defs => defs;

    public IReadOnlyList<ExampleSource> Examples => examples;

    public IEnumerable<EffectiveService> Forms => all.Values.Select(calculator => calculator.Form);

    public Calculator? Find(string town, string id) => all.GetValueOrDefault((town, id));
}
