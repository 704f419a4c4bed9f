using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Time;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary><c>./rathaus check [DIR]</c>.</summary>
internal sealed class CheckCommand(CatalogueLocation location, ITexts texts, TimeProvider time) : ICommand
{
    public string Name => "check";

    public string Summary => "validate the catalogue: schema, types, rules, texts, overlays, examples";

    public string Usage =>
        """
        ./rathaus check [DIR] [--no-warnings] [--coverage]

        Validates the catalogue in DIR (default: catalogue/). Each fault is one line "file:line: message"; warnings say so.
        --coverage also tells how much of each package its examples reach.
        Exit code 0: no fault; 1: faults; 2: unusable call.
        """;

    public IReadOnlyCollection<string> Flags => ["--no-warnings", "--coverage"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count > 1)
            throw new CommandLineException("check takes one folder");
        var folder = line.Arguments.Count == 1 ? line.Arguments[0] : location.Folder;
        if (!Directory.Exists(folder))
            throw new CommandLineException($"there is no folder {folder}");
        var faults = new FaultList();
        var files = CatalogueFiles.Read(folder, faults);
        if (files.Files.Count == 0 && faults.Errors == 0)
            throw new CommandLineException($"{folder} holds no catalogue");
        var result = await new CatalogueCheck(texts, time.Today()).RunAsync(files, faults, ct);
        foreach (var fault in result.Faults.Where(fault => !fault.Warning || !line.Flag("--no-warnings")))
            await line.Out.WriteLineAsync(fault.ToString().AsMemory(), ct);
        if (line.Flag("--coverage"))
        {
            foreach (var package in result.Coverage)
                await line.Out.WriteLineAsync(package.ToString().AsMemory(), ct);
        }

        await line.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Packages} packages, {result.Services} services in {result.Towns} towns, {result.Benefits} benefits, {result.Examples} examples: {result.Errors} faults, {result.Warnings} warnings").AsMemory(), ct);
        return result.Errors == 0 ? 0 : 1;
    }
}
