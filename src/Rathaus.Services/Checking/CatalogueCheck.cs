using System.Collections.Frozen;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui;
using Rathaus.Services.Adoption;
using Rathaus.Services.Benefits;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>What a check looked at and found.</summary>
internal sealed record CheckResult(IReadOnlyList<SourceFault> Faults, int Towns, int Packages, int Services, int Examples)
{
    public int Benefits { get; init; }

    /// <summary>How much of each package its examples reach.</summary>
    public IReadOnlyList<PackageCoverage> Coverage { get; init; } = [];

    public int Errors => Faults.Count(fault => !fault.Warning);

    public int Warnings => Faults.Count(fault => fault.Warning);
}

/// <summary>Everything <c>./rathaus check</c> looks at.</summary>
internal sealed class CatalogueCheck(ITexts texts, DateOnly today)
{
    public async Task<CheckResult> RunAsync(CatalogueFiles files, FaultList faults, CancellationToken ct)
    {
        var programs = new ProgramCache(recording: true);
        var snapshot = CatalogueLoader.Load(files, faults, programs);
        foreach (var town in snapshot.Towns)
        {
            foreach (var fault in Contrast.Faults(TownThemes.Of(town)))
                faults.Add($"municipalities/{town.Id}/municipality.yaml", 1, $"theme: {fault}");
        }

        foreach (var fault in texts.Faults())
        {
            // "cases: en.yaml: missing cases.x"
            var parts = fault.Split(": ", 3);
            faults.Add($"Texts/{parts[0]}/{parts[1]}", 1, parts[2]);
        }

        RateCheck.Run(snapshot.Services.SelectMany(RateNotes.Of).Concat(snapshot.Benefits.All.SelectMany(RateNotes.Of)).DistinctBy(note => (note.Place, note.KnownUntil, note.Check)), today, faults);
        var trials = VersionTrials.Of(snapshot, faults);
        foreach (var package in snapshot.Packages)
        {
            TextCheck.Run(package, faults);
            if (snapshot.Services.Concat(trials).FirstOrDefault(service => service.Runtime.Def == package) is { } adopted)
                new ConditionCheck(package, adopted.Runtime.Package, faults).Run();
            else if (snapshot.Towns.Count > 0 && !files.Files.Keys.Any(path => path.StartsWith("municipalities/", StringComparison.Ordinal) && path.EndsWith($"/services/{package.Id}.yaml", StringComparison.Ordinal)))
                faults.Warn($"{package.Folder}/service.yaml", 1, "no town has adopted this service");
        }

        ChildcareCheck.Run(snapshot, files, faults);
        TermsCheck.Run(files, faults);
        VersionCheck.Run(snapshot.Parts.Shelf, faults);
        foreach (var calculator in snapshot.Calculators.Defs)
            calculator.CheckTexts(faults);
        var branches = new BranchCoverage(programs, faults);
        var covered = new List<PackageCoverage>();
        var count = await ExamplesAsync(snapshot, files, trials, branches, covered, faults, ct) + BenefitCheck.Run(snapshot.Benefits, branches, covered, faults);
        return new CheckResult(
            [.. faults.All.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line)],
            snapshot.Towns.Count, snapshot.Packages.Count, snapshot.Services.Count, count)
        {
            Benefits = snapshot.Benefits.All.Count,
            Coverage = [.. covered.OrderBy(package => package.Folder, StringComparer.Ordinal)],
        };
    }

    private async Task<int> ExamplesAsync(
        CatalogueSnapshot snapshot, CatalogueFiles files, IReadOnlyList<EffectiveService> trials, BranchCoverage branches, List<PackageCoverage> covered, FaultList faults, CancellationToken ct)
    {
        var facts = Facts(files);
        var runner = new ExampleRunner(texts);
        var coverage = snapshot.Packages.ToDictionary(
            package => (package.Lead, package.Id), _ => new HashSet<string>(StringComparer.Ordinal));
        foreach (var def in snapshot.Calculators.Defs)
            coverage[(def.Package.Lead, def.Package.Id)] = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        var tally = new ExampleTally();
        foreach (var source in snapshot.Examples.Concat(snapshot.Calculators.Examples))
        {
            if (ExampleReader.Read(source, faults) is not { } example)
                continue;
            count++;
            tally.Count(source.Lead, source.Service, example);
            var service = source.Lead == Calculators.CalculatorLoader.Lead
                ? snapshot.Calculators.Find(example.Town, source.Service)?.Form
                : snapshot.Parts.ForExample(snapshot, source, example, faults);
            if (service is null || service.Lead != source.Lead)
                faults.Add(source.File, 1, $"{example.Town} has not adopted {source.Lead}/{source.Service} without fault");
            else if (coverage.TryGetValue((source.Lead, source.Service), out var reached))
                await runner.RunAsync(example, service, facts, reached, faults, ct);
        }

        foreach (var package in snapshot.Packages.Concat(snapshot.Calculators.Defs.Select(def => def.Package)))
        {
            var marks = snapshot.Services.Concat(snapshot.Calculators.Forms).Concat(trials).Where(service => service.Runtime.Def == package)
                .SelectMany(service => service.Runtime.Package.Marks)
                .Where(mark => mark.File.StartsWith(package.Folder + "/", StringComparison.Ordinal) || mark.File.StartsWith("blocks/", StringComparison.Ordinal))
                .DistinctBy(mark => mark.Key).ToList();
            var reached = coverage[(package.Lead, package.Id)];
            ChoiceCoverage.Report(package, reached, faults);
            if (package.Lead != Calculators.CalculatorLoader.Lead)
                tally.Report(package, faults);
            foreach (var mark in marks.Where(mark => !reached.Contains(mark.Key)))
                faults.Add(mark.File, mark.Line, $"no example of {package.Id} reaches: {mark.Key}");
            covered.Add(branches.Report(package.Folder, marks, package.Tables, reached));
        }

        return count;
    }

    private static FrozenDictionary<string, FactDef> Facts(CatalogueFiles files) =>
        files.Files.TryGetValue("facts.yaml", out var text)
            ? FactReader.Read(YamlReader.Read("facts.yaml", text, new FaultList()), new FaultList())
            : FrozenDictionary<string, FactDef>.Empty;
}
