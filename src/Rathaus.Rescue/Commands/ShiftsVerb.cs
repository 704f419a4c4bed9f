using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Shifts;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue shifts</c>: shifts of a week that cover the need, with people and cost.</summary>
internal sealed class ShiftsVerb : IRescueVerb
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public string Name => "shifts";

    public string Usage =>
        """
        ./rathaus rescue shifts FOLDER [--target SHARE] [--most-vehicles N] [--crew-hours N] [--most-types N] [--most-moves N] [--always-one yes]
                         [--lengths H,…] [--starts H,…] [--crew N] [--cost-per-hour EURO] [--net-hours N] [--minutes N] [--csv FILE]
                         [--rule ID] [--block B] [--sigma S] [--needed SHARE] [--solver own|cbc] [--time S] [--seed N]
            demand by hour of the week from calls.csv, occupation from missions.csv; vehicles needed by hour, lines of duty, people, cost
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } =
    [
        "--target", "--most-vehicles", "--crew-hours", "--most-types", "--most-moves", "--always-one", "--lengths", "--starts", "--crew", "--cost-per-hour", "--net-hours",
        "--minutes", "--csv", "--rule", "--block", "--sigma", "--needed", "--solver", "--time", "--seed",
    ];

    public async Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var folder = Options.OneFile(words, "folder of an area");
        var rule = DeadlineRules.Of(folder).Choose(line.Option("--rule"));
        var area = AreaFolder.Read(folder);
        var sites = new AreaSites(area, new CoverageQuestion
        {
            Rule = rule, Block = CoverageVerb.Block(line), Sigma = line.Number("--sigma", 0, 3) ?? 0.2, Needed = line.Number("--needed", 0.001, 0.999) ?? 0.5,
        });
        var usual = new ShiftRules();
        var rules = usual with
        {
            Lengths = Hours(line, "--lengths", 1, 24) ?? usual.Lengths,
            Starts = Hours(line, "--starts", 0, 23) ?? usual.Starts,
            Crew = line.WholeNumber("--crew", 1, 10) ?? usual.Crew,
            CostPerHour = line.Number("--cost-per-hour", 0, 10_000) ?? usual.CostPerHour,
            NetHoursPerPerson = line.Number("--net-hours", 1, 8_784) ?? usual.NetHoursPerPerson,
            CrewHours = line.Number("--crew-hours", 0, 1e7),
            MostTypes = line.WholeNumber("--most-types", 1, 1_000),
            MostMoves = line.WholeNumber("--most-moves", 0, 1_000),
            AlwaysOne = line.Option("--always-one") == "yes",
        };
        var minutes = line.Number("--minutes", 1, 1_440) ?? Minutes(folder, ct);
        var question = new ShiftQuestion(Demand(folder, ct), minutes / 60, line.Number("--target", 0, 1) ?? rule.TargetShare, line.WholeNumber("--most-vehicles", 1, 200) ?? 30, rules);
        var plan = ShiftPlanner.Plan(
            sites, question, await LocateArea.Solver(line, ct), line.Number("--time", 1, 86_400) ?? 60, line.WholeNumber("--seed", 0, int.MaxValue) ?? 1, ct);
        if (line.Option("--csv") is { } file)
            await WriteAsync(file, area, plan, question.Calls);
        return await line.PrintAsync(new
        {
            ServiceMinutes = minutes,
            CallsAWeek = question.Calls.Sum(),
            plan.CostAWeek,
            plan.CoverCost,
            plan.CoverBound,
            plan.CoverGap,
            plan.Seconds,
            plan.Seed,
            plan.Solver,
            plan.VehicleHours,
            plan.People,
            plan.ShareWithin,
            plan.MostMoves,
            plan.Missed,
            plan.Conflict,
            plan.Shifts,
        });
    }

    /// <summary>Emergencies by hour of the week on the local clock, Monday 0 h first: the mean over the weeks that the file spans.</summary>
    public static double[] Demand(string folder, CancellationToken ct)
    {
        var counts = new double[ShiftRules.HoursOfWeek];
        var (first, last) = (DateTime.MaxValue, DateTime.MinValue);
        foreach (var call in AreaFolder.ReadCalls(folder).Where(call => call.Kind == CallKind.Emergency))
        {
            ct.ThrowIfCancellationRequested();
            var local = TimeZoneInfo.ConvertTime(call.ReceivedAt, Berlin).DateTime;
            (first, last) = (local < first ? local : first, local > last ? local : last);
            counts[((((int)local.DayOfWeek + 6) % 7) * 24) + local.Hour]++;
        }

        if (last <= first)
            throw new RescueFileException("calls.csv: there are no emergencies at two times");
        var weeks = Math.Max(1, (last - first).TotalDays / 7);
        return [.. counts.Select(count => count / weeks)];
    }

    private static double Minutes(string folder, CancellationToken ct)
    {
        var (sum, count) = (0.0, 0);
        foreach (var mission in AreaFolder.ReadMissions(folder).Where(mission => mission is { Cancelled: false, Type: VehicleType.Rtw, FreeAt: not null }))
        {
            ct.ThrowIfCancellationRequested();
            var minutes = (mission.FreeAt!.Value - mission.DispatchedAt).TotalMinutes;
            if (minutes is < 1 or > 480)
                continue;
            (sum, count) = (sum + minutes, count + 1);
        }

        return count > 0 ? sum / count : throw new RescueFileException("missions.csv: no ambulance became free again; say --minutes");
    }

    private static async Task WriteAsync(string file, RescueArea area, ShiftPlan plan, IReadOnlyList<double> calls)
    {
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync($"hour_of_week,calls,{string.Join(',', area.Stations.Select(station => $"need_{station.Id},staffed_{station.Id}"))}");
        for (var hour = 0; hour < calls.Count && plan.Staffed.Count > 0; hour++)
        {
            await writer.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{hour},{calls[hour]:0.####},{string.Join(',', area.Stations.Select((_, site) => $"{plan.Need[site][hour]},{plan.Staffed[site][hour]}"))}"));
        }
    }

    private static List<int>? Hours(CommandLine line, string option, int least, int most) => line.Option(option) is not { } text
        ? null
        : [.. text.Split(',').Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour >= least && hour <= most
            ? hour
            : throw new CommandLineException($"{option} takes whole hours from {least} to {most} with commas between, not '{text}'"))];
}
