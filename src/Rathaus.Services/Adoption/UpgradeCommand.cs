using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Languages;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary><c>./rathaus upgrade SERVICE --town TOWN</c>.</summary>
internal sealed class UpgradeCommand(CatalogueLocation location, ITexts texts) : ICommand
{
    public string Name => "upgrade";

    public string Summary => "take a town's service to another version: difference in words, conflicts, examples, overlay";

    public string Usage =>
        """
        ./rathaus upgrade SERVICE --town TOWN [--to VERSION] [--decide "KEY=ours;KEY=theirs"] [--accept-examples]
                          [--catalogue DIR] [--dry-run]

        Shows in German what changes for the town between the version it is on and VERSION (default: the newest): what comes
        along, what of the town stays, what has to be decided. Conflicts are decided by --decide; their keys stand in brackets.
        Examples of package and town run on the result before it is written; --accept-examples writes although some differ.
        Exit code 0: written, or nothing to do; 1: not written; 2: unusable call.
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--town", "--to", "--decide", "--catalogue"];

    public IReadOnlyCollection<string> Flags => ["--dry-run", "--accept-examples"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not [var service])
            throw new CommandLineException("upgrade takes one service");
        var desk = CatalogueDesk.Open(line.Option("--catalogue") ?? location.Folder);
        var town = desk.Town(line.Option("--town"));
        var words = texts.For(Language.German);
        var parts = desk.Snapshot.Parts;
        var file = CatalogueDesk.OverlayFile(town, service);
        var overlay = parts.Overlay(town.Id, service) ?? throw new CommandLineException($"{town.Id} has not adopted {service}; ./rathaus adopt does");
        var from = parts.Shelf.Match(overlay.Lead, service, overlay.Version)
            ?? throw new CommandLineException($"version {overlay.Version} of {overlay.Lead}/{service} is not in the catalogue any more; known: {desk.VersionsOf(overlay.Lead, service)}");
        var to = line.Option("--to") is { } wanted
            ? parts.Shelf.Match(overlay.Lead, service, wanted) ?? throw new CommandLineException($"there is no version {wanted} of {overlay.Lead}/{service}; known: {desk.VersionsOf(overlay.Lead, service)}")
            : parts.Shelf.NewestOf(overlay.Lead, service)!;
        if (to.Version.Equals(from.Version))
        {
            await line.Out.WriteLineAsync(words["services.adoption.line.same", ("service", from.Def.Service.Name.German), ("town", town.FullName), ("to", to.Version.ToString())].AsMemory(), ct);
            return 0;
        }

        var plan = UpgradePlan.Make(overlay, from.Def, to.Def);
        var adopts = $"{overlay.Lead}/{service}@{line.Option("--to") ?? Like(overlay.Version, to.Version)}";
        var root = plan.Apply(Decisions(line.Option("--decide"), plan), adopts, out var undecided);
        await TellAsync(line.Out, plan, words, town, ct);
        foreach (var conflict in undecided)
            await line.Out.WriteLineAsync(words["services.adoption.command.decide", ("key", conflict.Key), ("choices", string.Join(" | ", conflict.Choices.Select(Word)))].AsMemory(), ct);

        var (result, open) = OverlayStart.Try(parts, town, to.Def, root, file);
        foreach (var item in open)
            await line.Out.WriteLineAsync($"- {words[$"services.adoption.open.{item.Kind}", ("name", item.Name)]}".AsMemory(), ct);
        if (undecided.Count > 0 || result is null)
            return Refused(line, words);
        if (!await ExamplesAsync(desk.Snapshot, to.Def, result, line, words, ct) && !line.Flag("--accept-examples"))
            return Refused(line, words);
        if (line.Flag("--dry-run"))
            return 0;
        await desk.WriteAsync(file, Text(parts.Files[file], overlay.Root, root, adopts), ct);
        await line.Out.WriteLineAsync(words["services.adoption.command.written", ("file", file)].AsMemory(), ct);
        return 0;
    }

    private static int Refused(CommandLine line, Texts words)
    {
        line.Error.WriteLine(words["services.adoption.command.not-written"]);
        return 1;
    }

    private static async Task TellAsync(TextWriter output, UpgradePlan plan, Texts words, Municipality town, CancellationToken ct)
    {
        var changes = new ChangeWords(words);
        await output.WriteLineAsync(words["services.adoption.line.head",
            ("service", plan.To.Service.Name.German), ("town", town.FullName), ("from", plan.From.Version.ToString()), ("to", plan.To.Version.ToString()),
            ("class", changes.Class(plan.Comparison.Class))].AsMemory(), ct);
        foreach (var item in plan.Items.OrderBy(item => item.Outcome is UpgradeOutcome.Conflict or UpgradeOutcome.ToSet ? 0 : item.Outcome == UpgradeOutcome.Dropped ? 1 : 2))
            await output.WriteLineAsync($"- {changes.Of(item, plan)}{(item.Outcome == UpgradeOutcome.Conflict ? $" [{item.Key}]" : "")}".AsMemory(), ct);
        if (plan.IsUnchanged("question", "page", "check"))
            await output.WriteLineAsync($"- {words["services.adoption.line.unchanged-questions"]}".AsMemory(), ct);
        if (plan.IsUnchanged("fee", "waiver", "table"))
            await output.WriteLineAsync($"- {words["services.adoption.line.unchanged-fees"]}".AsMemory(), ct);
    }

    private async Task<bool> ExamplesAsync(
        CatalogueSnapshot snapshot, PackageDef package, EffectiveService result, CommandLine line, Texts words, CancellationToken ct)
    {
        var outcomes = await new ExampleTrial(texts).RunAsync(snapshot, package, result, ct);
        foreach (var fault in outcomes.SelectMany(outcome => outcome.Faults))
            await line.Out.WriteLineAsync($"  {fault}".AsMemory(), ct);
        await line.Out.WriteLineAsync(words["services.adoption.line.examples",
            ("ok", outcomes.Count(outcome => outcome.Faults.Count == 0)), ("n", outcomes.Count), ("own", outcomes.Count(outcome => outcome.Own))].AsMemory(), ct);
        return outcomes.All(outcome => outcome.Faults.Count == 0);
    }

    private static Dictionary<string, UpgradeChoice> Decisions(string? text, UpgradePlan plan)
    {
        var decisions = new Dictionary<string, UpgradeChoice>(StringComparer.Ordinal);
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.LastIndexOf('=');
            var key = at < 0 ? part : part[..at];
            if (plan.Conflicts.FirstOrDefault(conflict => conflict.Key == key) is not { } conflict)
                throw new CommandLineException($"there is no conflict {key}");
            decisions[key] = (at < 0 ? "" : part[(at + 1)..]) switch
            {
                "ours" when conflict.Choices.Contains(UpgradeChoice.Ours) => UpgradeChoice.Ours,
                "theirs" when conflict.Choices.Contains(UpgradeChoice.Theirs) => UpgradeChoice.Theirs,
                _ => throw new CommandLineException($"{key} is decided by {string.Join(" or ", conflict.Choices.Select(Word))}"),
            };
        }

        return decisions;
    }

    private static string Word(UpgradeChoice choice) => choice == UpgradeChoice.Ours ? "ours" : "theirs";

    /// <summary>As exact as the town wrote its version before.</summary>
    private static string Like(string before, SemanticVersion to) =>
        string.Join('.', to.ToString().Split('.').Take(before.Split('.').Length));

    /// <summary>When only the version moves, remarks and layout of the file stay as the town wrote them.</summary>
    private static string Text(string before, Node old, MapNode now, string adopts)
    {
        if (YamlWriter.Write(OverlayEdit.Adopt(old, adopts)) != YamlWriter.Write(now))
            return YamlWriter.Write(OverlayEdit.Sorted(now));
        var line = ((MapNode)old).Find("adopts")!.Line;
        var lines = before.Split('\n');
        var remark = lines[line - 1].IndexOf('#', StringComparison.Ordinal);
        lines[line - 1] = $"adopts: {adopts}{(remark < 0 ? "" : "    " + lines[line - 1][remark..])}";
        return string.Join('\n', lines);
    }
}
