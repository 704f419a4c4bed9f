using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue coverage</c>: who is reached in time under a deadline rule, by cell and district.</summary>
internal sealed class CoverageVerb : IRescueVerb
{
    public string Name => "coverage";

    public string Usage =>
        """
        ./rathaus rescue coverage FOLDER [--rule ID] [--block night|morning|day|evening] [--busy SHARE] [--sigma S] [--needed SHARE]
                         [--calls-a-year N] [--isochrones SECONDS,…] [--out FILE.geojson] [--csv FILE]
            shares in time by district with their error, gaps and the rule's alarm; maps and cells as files
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } =
        ["--rule", "--block", "--busy", "--sigma", "--needed", "--calls-a-year", "--isochrones", "--out", "--csv"];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var folder = Options.OneFile(words, "folder of an area");
        var rule = DeadlineRules.Of(folder).Choose(line.Option("--rule"));
        var area = AreaFolder.Read(folder);
        var question = new CoverageQuestion
        {
            Rule = rule,
            Block = Block(line),
            Busy = line.Number("--busy", 0, 0.999) ?? 0,
            Sigma = line.Number("--sigma", 0, 3) ?? 0.2,
            Needed = line.Number("--needed", 0.001, 0.999) ?? 0.5,
            CallsAYear = line.Number("--calls-a-year", 0, 1e8),
        };
        var map = CoverageMap.Of(area, question);
        var isochrones = Rings(line, area, question);
        ct.ThrowIfCancellationRequested();
        if (line.Option("--out") is { } file)
        {
            await using var stream = File.Create(file);
            CoverageFilesOut.GeoJson(stream, area, map, question.CallsAYear, isochrones);
        }

        if (line.Option("--csv") is { } table)
        {
            await using var writer = new StreamWriter(table);
            CoverageFilesOut.Csv(writer, map, question.CallsAYear);
        }

        return await line.PrintAsync(new
        {
            Area = area.Name,
            area.Synthetic,
            Rule = new { rule.Id, rule.Name, rule.TargetShare, rule.AlarmShare, rule.ToBeConfirmed, rule.Source },
            Block = TimeBlocks.Word(map.Block),
            Total = Shown(map.Total),
            map.Alarm,
            Districts = map.Districts.Select(Shown).ToArray(),
            Gaps = map.Gaps.Select(district => district.District).ToArray(),
            Cells = map.Cells.GroupBy(cell => cell.Verdict).OrderBy(kind => kind.Key).ToDictionary(kind => CoverageFilesOut.Word(kind.Key), kind => kind.Count()),
            Isochrones = isochrones.Select(ring => new { ring.Seconds, ring.SquareKilometres, Cells = ring.Cells.Count }).ToArray(),
        });
    }

    public static TimeBlock Block(CommandLine line) => line.Option("--block") is not { } word
        ? TimeBlock.Day
        : TimeBlocks.All.Where(block => TimeBlocks.Word(block) == word).Select(block => (TimeBlock?)block).FirstOrDefault()
            ?? throw new CommandLineException($"--block is one of {string.Join(", ", TimeBlocks.All.Select(TimeBlocks.Word))}, not '{word}'");

    private static object Shown(DistrictCoverage district) => new
    {
        district.District,
        district.Share,
        CallsAYear = district.CallsAYear is < CoverageFilesOut.FewestCalls ? null : district.CallsAYear,
        district.MeanSeconds,
        district.ShareWithin,
        district.StandardError,
        district.PopulationReached,
        district.GapCells,
    };

    private static IReadOnlyList<Isochrone> Rings(CommandLine line, RescueArea area, CoverageQuestion question)
    {
        if (line.Option("--isochrones") is not { } text)
            return [];
        var limits = text.Split(',').Select(word =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 7_200
                ? value
                : throw new CommandLineException($"--isochrones takes seconds up to 7200 with commas between, not '{text}'")).ToList();
        var open = Base.InService(area, question);
        var starts = area.Stations.Where(station => open.GetValueOrDefault(station.Id) > 0).Select(station => station.Node).ToList();
        var raster = new Isochrones(area, TimeBlocks.Emergency(area.Roads, question.Block), starts, limits.Max());
        return [.. limits.Select(limit => raster.Within(limit, area.Cells))];
    }
}
