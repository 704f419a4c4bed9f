using Rathaus.Kernel.Languages;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>Each example of a catalogue as a test case.</summary>
internal sealed class ServiceExamples
{
    private readonly CatalogueSnapshot snapshot;
    private readonly IReadOnlyDictionary<string, FactDef> facts;

    private ServiceExamples(CatalogueSnapshot snapshot, IReadOnlyDictionary<string, FactDef> facts)
    {
        this.snapshot = snapshot;
        this.facts = facts;
    }

    /// <summary>Paths of all examples below the catalogue folder.</summary>
    public IEnumerable<string> Files => snapshot.Examples.Select(example => example.File);

    public static ServiceExamples Load(string folder)
    {
        var faults = new FaultList();
        var files = CatalogueFiles.Read(folder, faults);
        var snapshot = CatalogueLoader.Load(files, faults);
        var facts = files.Files.TryGetValue("facts.yaml", out var text)
            ? FactReader.Read(YamlReader.Read("facts.yaml", text, faults), faults)
            : System.Collections.Frozen.FrozenDictionary<string, FactDef>.Empty;
        return new ServiceExamples(snapshot, facts);
    }

    /// <returns>What differs, one line each; empty when the example holds.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string file, ITexts texts, CancellationToken ct)
    {
        var faults = new FaultList();
        var source = snapshot.Examples.Single(example => example.File == file);
        if (ExampleReader.Read(source, faults) is { } example)
        {
            if (snapshot.Parts.ForExample(snapshot, source, example, faults) is { } service)
                await new ExampleRunner(texts).RunAsync(example, service, facts, [], faults, ct);
            else
                faults.Add(file, 1, $"{example.Town} has not adopted {source.Service}");
        }

        return [.. faults.All.Select(fault => fault.ToString())];
    }
}
