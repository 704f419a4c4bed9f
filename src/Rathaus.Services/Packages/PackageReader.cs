using Rathaus.Services.Benefits;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Packages;

/// <summary>The files of one package before they are understood.</summary>
internal sealed record PackageSource(
    string Lead, string Id, string Folder, IReadOnlyDictionary<string, Node> Roots, IReadOnlyDictionary<string, string> Documents);

/// <summary>Reads a package's files into a <see cref="PackageDef"/>.</summary>
internal sealed class PackageReader
{
    private readonly PackageSource source;
    private readonly FaultList faults;
    private readonly TextTable texts = new();
    private readonly QuestionReader questions;
    private readonly IReadOnlyDictionary<string, MapNode> blocks;
    private readonly BenefitSet benefits;
    private readonly IReadOnlyDictionary<string, EffectDef> effects;

    private PackageReader(PackageSource source, IReadOnlyDictionary<string, MapNode> blocks, BenefitSet benefits, IReadOnlyDictionary<string, EffectDef> effects, FaultList faults)
    {
        this.benefits = benefits;
        this.effects = effects;
        this.source = source;
        this.faults = faults;
        this.blocks = blocks;
        questions = new QuestionReader(blocks, texts, faults);
    }

    /// <returns>The package, or null when a required file is not there or has no shape at all.</returns>
    public static PackageDef? Read(
        PackageSource source, IReadOnlyDictionary<string, MapNode> blocks, BenefitSet benefits, IReadOnlyDictionary<string, EffectDef> effects, FaultList faults) =>
        new PackageReader(source, blocks, benefits, effects, faults).Read();

    private PackageDef? Read()
    {
        if (Root("service.yaml", required: true) is not { } service)
            return null;
        var isAdvice = service.Has("advice");
        var form = Root("form.yaml", required: !isAdvice);
        if (form is null && !isAdvice)
            return null;
        if (isAdvice)
            RefuseFiles();

        // The package's own texts come before those of blocks: the first text of a key stays.
        foreach (var (name, root) in source.Roots.Where(root => root.Key.StartsWith("texts/", StringComparison.Ordinal)))
            TextFiles.Read(name, root, texts, faults);

        var id = service.Id("id", dashed: true);
        if (id != source.Id)
            service.Fault("id", $"id {id} is not the folder's name {source.Id}");
        var version = Version(service);
        var serviceDef = ServiceReader.Read(service);
        var parameters = ServiceReader.Parameters(service);
        var points = OverlayPoints(service);
        var drafts = TableReader.Drafts(service);
        service.Done();

        var pages = form?.Maps("pages").Select(Page).ToList() ?? [];
        if (pages.Count == 0)
            form?.Fault("pages", "a form has at least one page");
        form?.Done();

        var rules = RulesReader.Rules(Root("rules.yaml"));
        var process = ProcessReader.Read(Root("process.yaml"), $"{source.Folder}/process.yaml");
        return new PackageDef
        {
            Lead = source.Lead,
            Id = source.Id,
            Folder = source.Folder,
            Version = version,
            Service = serviceDef,
            Parameters = parameters,
            OverlayPoints = points,
            Pages = pages,
            Rules = rules,
            Drafts = drafts,
            Tables = [.. source.Roots.Where(root => root.Key.StartsWith("tables/", StringComparison.Ordinal))
                .OrderBy(root => root.Key, StringComparer.Ordinal)
                .Select(root => TableReader.Read(root.Value, drafts, faults)).OfType<TableDef>()],
            Benefits = Benefits(rules),
            Fees = RulesReader.Fees(Root("fees.yaml")),
            Process = process,
            Effects = Effects(process),
            Documents = DocumentReader.Read(source, faults),
            Texts = texts,
            Roots = source.Roots,
            DocumentFiles = source.Documents,
            Blocks = questions.UsedBlocks.Distinct().ToDictionary(name => name, Node (name) => blocks[name], StringComparer.Ordinal),
        };
    }

    /// <summary>Advice is <c>service.yaml</c> and <c>texts/</c> alone.</summary>
    private void RefuseFiles()
    {
        foreach (var file in source.Roots.Keys.Concat(source.Documents.Keys)
            .Where(file => file != "service.yaml" && !file.StartsWith("texts/", StringComparison.Ordinal)))
            faults.Add($"{source.Folder}/{file}", 1, ServiceReader.NobodyApplies(file));
    }

    private Dictionary<string, Benefit> Benefits(RulesDef rules)
    {
        var used = new Dictionary<string, Benefit>(StringComparer.Ordinal);
        foreach (var step in rules.Steps)
        {
            if (step.Use is not { } use)
                continue;
            if (benefits.Find(use.Benefit) is { } benefit)
                used[benefit.Id] = benefit;
            else
                faults.Add(step.File, step.Line, $"there is no benefit {use.Benefit} without fault");
        }

        return used;
    }

    private Dictionary<string, EffectDef> Effects(ProcessDef process)
    {
        var used = new Dictionary<string, EffectDef>(StringComparer.Ordinal);
        foreach (var use in process.Effects)
        {
            if (effects.TryGetValue(use.Effect, out var effect))
                used[use.Effect] = effect;
            else if (use.Effect.Length > 0)
                faults.Add(use.File, use.Line, $"there is no effect {use.Effect}: effects.yaml declares them");
        }

        foreach (var twin in process.Effects.GroupBy(use => use.Id).Where(group => group.Count() > 1))
            faults.Add(twin.Last().File, twin.Last().Line, $"effect {twin.Key} is there twice");
        return used;
    }

    private MapReader? Root(string name, bool required = false)
    {
        if (source.Roots.TryGetValue(name, out var root))
            return MapReader.Over(root, faults, name);
        if (required)
            faults.Add($"{source.Folder}/{name}", 1, "file is missing");
        return null;
    }

    internal static SemanticVersion Version(MapReader map)
    {
        var text = map.Required("version");
        var parts = text.Split('.');
        if (parts.Length == 3 && parts.All(part => part.Length is > 0 and < 6 && part.All(char.IsAsciiDigit)))
        {
            var numbers = Array.ConvertAll(parts, part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture));
            return new SemanticVersion(numbers[0], numbers[1], numbers[2]);
        }

        if (text.Length > 0)
            map.Fault("version", $"version must be written as 1.2.3, not {text}");
        return default;
    }

    private Dictionary<string, bool> OverlayPoints(MapReader service)
    {
        var points = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (service.Map("overlay_points") is not { } map)
            return points;
        foreach (var entry in map.Node.Entries)
            points[entry.Key] = map.Word(entry.Key, ("texts", false), ("questions", true));
        map.Done();
        return points;
    }

    private PageDef Page(MapReader map)
    {
        var id = map.Id("id");
        var key = $"pages.{id}";
        var page = new PageDef(
            id,
            QuestionReader.Text(map, "title", key, required: true),
            QuestionReader.Text(map, "hint", key),
            QuestionReader.Cel(map, "visible"),
            map.Text("overlay_point"),
            [.. map.List("questions").Select(node => questions.Read(node, "", "questions", addedBy: null)).OfType<QuestionDef>()],
            [.. map.Maps("checks").Select(Check)],
            map.File, map.Line);
        if (page.Questions.Count == 0 && page.OverlayPoint is null)
            map.Fault("questions", "a page has at least one question");
        map.Done();
        return page;
    }

    internal static CheckDef Check(MapReader map)
    {
        var unless = QuestionReader.Cel(map, "unless");
        var when = QuestionReader.Cel(map, "when");
        if (unless is null == when is null)
            map.Fault("unless", "a check has either unless or when");
        var id = map.Id("id");
        var check = new CheckDef(
            id, unless ?? when ?? new CelSource("false", map.File, map.Line), FaultWhen: when is not null,
            new TextSource(map.Required("say"), $"checks.{id}", map.File, map.LineOf("say")),
            map.Text("on"), map.Text("show"), map.Word("level", ("fault", false), ("note", true)), map.File, map.Line);
        map.Done();
        return check;
    }
}
