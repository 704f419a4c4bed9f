using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Benefits;
using Rathaus.Services.Source;
using Rathaus.Services.Tests.Support;

namespace Rathaus.Services.Tests.Benefits;

/// <summary>A small benefit whose files a test replaces.</summary>
internal sealed class BenefitProbe
{
    private const string Folder = "benefits/probe/";

    private readonly SmallCatalogue catalogue = new();
    private readonly Dictionary<string, string> own = new(StringComparer.Ordinal);

    public BenefitProbe()
    {
        File("benefit.yaml",
            """
            id: probe
            version: 1.0.0
            name: Probe
            summary: Eine Probe.
            law: Probengesetz
            basis: [ProbG]
            authority: amt
            inputs:
              - { id: level, type: integer, range: [1, 7], label: Stufe }
              - { id: rent, type: money, default: 0, label: Miete }
              - { id: wealth, type: money, optional: true, label: Vermögen }
              - id: members
                type: list
                optional: true
                label: Mitglieder
                fields:
                  - { id: age, type: integer, label: Alter, unit: Jahre }
                  - { id: income, type: decimal, default: 0, label: Einkommen }
                  - { id: works, type: yesno, default: false, label: arbeitet }
            results: { total: summe }
            """);
        Rules(
            """
            steps:
              - { id: summe, value: "round(sum(netto) + rent, 2)", type: money, basis: ProbG § 2, label: Summe }
              - { id: netto, each: members, value: "item.income - abzug", type: decimal, basis: ProbG § 1, label: Netto, unit: EUR/Jahr }
              - { id: abzug, each: members, value: "item.works ? satz(level, on) * item.income : 0.0", type: decimal, basis: ProbG § 1, label: Abzug }
            """);
        File("tables/satz.yaml",
            """
            id: satz
            key: [{ name: stufe, type: integer }]
            value: { type: decimal }
            source: ProbG Anlage 1
            rows:
              - { stufe: 1, value: 0.10, from: 2020-01-01, until: 2024-12-31 }
              - { stufe: 1, value: 0.20, from: 2025-01-01 }
            """);
    }

    public BenefitProbe File(string path, string text)
    {
        catalogue.With(Folder + path, text);
        own[Folder + path] = text;
        return this;
    }

    /// <summary>What a town puts into a table of a benefit.</summary>
    public BenefitProbe TownFile(string town, string name, string text, string benefit = "probe")
    {
        catalogue.With($"municipalities/{town}/benefits/{benefit}/{name}", text);
        return this;
    }

    /// <summary>Another catalogue with this benefit in it.</summary>
    public SmallCatalogue In(SmallCatalogue other)
    {
        foreach (var (path, text) in own)
            other.With(path, text);
        return other;
    }

    public BenefitProbe Rules(string text) => File("rules.yaml", text);

    /// <summary>A package with these steps and no inputs but those of the probe; the last one is the result.</summary>
    public static BenefitProbe WithSteps(string result, params string[] steps) => new BenefitProbe()
        .Rules("steps:\n" + string.Join("\n", steps.Select(step => $"  - {step}")))
        .Replace("benefit.yaml", "{ total: summe }", $"{{ total: {result} }}");

    public BenefitProbe Replace(string path, string old, string with) =>
        File(path, catalogue.Files().Files[Folder + path].Replace(old, with, StringComparison.Ordinal));

    public Benefit Load()
    {
        var faults = new FaultList();
        var snapshot = catalogue.Load(faults);
        Assert.Empty(faults.All.Select(fault => fault.ToString()));
        return snapshot.Benefits.Find("probe")!;
    }

    public IReadOnlyList<string> Faults() => [.. Loaded().All.Select(fault => fault.ToString().Replace(Folder, "", StringComparison.Ordinal))];

    public async Task<IReadOnlyList<string>> CheckAsync() =>
        [.. (await catalogue.CheckAsync()).Where(fault => fault.StartsWith(Folder, StringComparison.Ordinal)).Select(fault => fault[Folder.Length..])];

    public Outcome<BenefitResult> Calculate(string inputs, string on = "2025-06-01") =>
        Load().Calculate((JsonObject)JsonNode.Parse(inputs)!, DateOnly.ParseExact(on, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    private FaultList Loaded()
    {
        var faults = new FaultList();
        catalogue.Load(faults);
        return faults;
    }
}
