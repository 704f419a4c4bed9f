using Rathaus.Kernel.Languages;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Checking;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>How one example went.</summary>
/// <param name="Own">It belongs to the town: its own file, or one of the package that is about this town as it is.</param>
/// <param name="Faults">What differs; empty when it holds.</param>
internal sealed record ExampleOutcome(string File, string Title, string Town, bool Own, IReadOnlyList<string> Faults);

/// <summary>Runs the examples of a package and of a town on a service before anybody gets it.</summary>
internal sealed class ExampleTrial(ITexts texts)
{
    /// <param name="candidate">The town's service as it would be.</param>
    public async Task<IReadOnlyList<ExampleOutcome>> RunAsync(CatalogueSnapshot snapshot, PackageDef package, EffectiveService candidate, CancellationToken ct)
    {
        var outcomes = new List<ExampleOutcome>();
        foreach (var source in SourcesOf(snapshot, package).Concat(snapshot.Examples.Where(source =>
            source.OwnOf == candidate.Town.Id && source.Lead == package.Lead && source.Service == package.Id)))
        {
            var faults = new FaultList();
            if (ExampleReader.Read(source, faults) is { } example)
            {
                var own = example.Town == candidate.Town.Id && example.Parameters is null;
                var service = own ? candidate : On(snapshot, package, example, faults);
                if (service is not null)
                    await new ExampleRunner(texts).RunAsync(example, service, snapshot.Parts.Facts, [], faults, ct);
                else if (faults.Errors == 0)
                    faults.Add(source.File, 1, $"{example.Town} has not adopted {package.Lead}/{package.Id}");
                outcomes.Add(new ExampleOutcome(source.File, example.Title, example.Town, own, Lines(faults)));
            }
            else
            {
                outcomes.Add(new ExampleOutcome(source.File, Path.GetFileNameWithoutExtension(source.File), "", source.OwnOf is not null, Lines(faults)));
            }
        }

        return outcomes;
    }

    /// <summary>The examples that belong to exactly this version.</summary>
    private static IEnumerable<ExampleSource> SourcesOf(CatalogueSnapshot snapshot, PackageDef package)
    {
        var folder = package.Folder + "/examples/";
        var faults = new FaultList();
        return snapshot.Parts.Files.Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal))
            .Select(file => (file.Key, Root: YamlReader.Read(file.Key, file.Value, faults)))
            .Where(file => file.Root is not null)
            .Select(file => new ExampleSource(package.Lead, package.Id, file.Key, file.Root!));
    }

    private static EffectiveService? On(CatalogueSnapshot snapshot, PackageDef package, Example example, FaultList faults)
    {
        if (example.Parameters is null && snapshot.Service(example.Town, package.Id) is { } service && service.Lead == package.Lead && service.Version == package.Version.ToString())
            return service;
        return snapshot.Town(example.Town) is { } found ? snapshot.Parts.Trial(found, package, faults, example.Parameters) : null;
    }

    private static IReadOnlyList<string> Lines(FaultList faults) => [.. faults.All.Where(fault => !fault.Warning).Select(fault => fault.ToString())];
}
