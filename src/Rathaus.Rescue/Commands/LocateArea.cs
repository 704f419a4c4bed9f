using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Commands;

/// <summary>The models of <c>rescue locate</c> that work on an area folder.</summary>
internal static class LocateArea
{
    public static IReadOnlyList<string> Models { get; } = ["lscp", "dsm", "expected", "load", "mean", "survival", "front"];

    public static IReadOnlyList<string> ValuedOptions { get; } =
    [
        "--rule", "--block", "--sigma", "--needed", "--solver", "--keep", "--alpha", "--second", "--floor", "--most-worse", "--fairest", "--doctors", "--doctor-demand",
        "--tele-doctor-share", "--explain", "--calls-a-year", "--calls-per-hour", "--minutes", "--points", "--survival",
    ];

    public static string Usage =>
        """
        ./rathaus rescue locate lscp FOLDER [--keep today]
        ./rathaus rescue locate dsm FOLDER --vehicles N [--alpha SHARE] [--second FACTOR]
        ./rathaus rescue locate expected FOLDER --vehicles N --q SHARE [--floor SHARE] [--most-worse SHARE] [--fairest yes] [--keep today]
                         [--doctors N] [--doctor-demand SHARE] [--tele-doctor-share SHARE] [--explain yes] [--calls-a-year N]
        ./rathaus rescue locate load FOLDER --vehicles N --calls-per-hour N --minutes N
        ./rathaus rescue locate mean|survival|front FOLDER --p N [--keep today] [--survival CONSTANT,SLOPE] [--points N]
            on an area; all with [--rule ID] [--block B] [--sigma S] [--needed SHARE] [--solver own|cbc] [--time S] [--seed N]
        """;

    public static async Task<int> RunAsync(string kind, string[] words, CommandLine line, int seed, CancellationToken ct)
    {
        var folder = Options.OneFile(words, "folder of an area");
        var sites = new AreaSites(AreaFolder.Read(folder), new CoverageQuestion
        {
            Rule = DeadlineRules.Of(folder).Choose(line.Option("--rule")),
            Block = CoverageVerb.Block(line),
            Sigma = line.Number("--sigma", 0, 3) ?? 0.2,
            Needed = line.Number("--needed", 0.001, 0.999) ?? 0.5,
            CallsAYear = line.Number("--calls-a-year", 0, 1e8),
        });
        var time = line.Number("--time", 0.1, 86_400) ?? 20;
        var keep = Keep(line, sites);
        switch (kind)
        {
            case "lscp":
                return await Print(line, sites, CoverModels.CheapestCover(sites, keep, await Solver(line, ct), time, seed, ct), null);
            case "dsm":
                return await Print(line, sites, CoverModels.DoubleStandard(
                    sites, Vehicles(line), line.Number("--second", 1, 10) ?? 1.5, line.Number("--alpha", 0, 1) ?? 0.9, await Solver(line, ct), time, seed, ct), null);
            case "expected":
                return await ExpectedAsync(line, sites, keep, time, seed, ct);
            case "load":
                var loaded = LoadedSites.Solve(
                    sites, Vehicles(line), Options.Required(line.Number("--calls-per-hour", 1e-6, 1e4), "--calls-per-hour"),
                    Options.Required(line.Number("--minutes", 1, 1_440), "--minutes"), await Solver(line, ct), time, seed, ct);
                return await Print(line, sites, loaded.Plan, new { loaded.Workloads, loaded.Rounds });
            case "mean":
                return await Print(line, sites, ResponseModels.Mean(sites, Open(line), keep, time, seed, ct), null);
            case "survival":
                return await Print(line, sites, ResponseModels.Survival(sites, Open(line), keep, Curve(line), time, seed, ct), "the curve has to be confirmed by the doctor in charge");
            default:
                var front = ResponseModels.Front(sites, Open(line), keep, line.WholeNumber("--points", 2, 100) ?? 11, time, seed, ct);
                return await line.PrintAsync(new
                {
                    Model = "front",
                    Points = front.Select(point => new { point.MeanSeconds, point.ShareWithin, point.Plan.Gap, Sites = Names(sites, point.Plan.Vehicles) }).ToArray(),
                });
        }
    }

    private static async Task<int> ExpectedAsync(CommandLine line, AreaSites sites, IReadOnlySet<int> keep, double time, int seed, CancellationToken ct)
    {
        var question = new ExpectedQuestion
        {
            Vehicles = Vehicles(line),
            Busy = Options.Required(line.Number("--q", 0, 0.999), "--q"),
            DoctorBusy = line.Number("--q", 0, 0.999) ?? 0,
            Doctors = line.WholeNumber("--doctors", 0, 1_000) ?? 0,
            DoctorDemand = line.Number("--doctor-demand", 0, 1) ?? 0.3,
            TeleDoctorShare = line.Number("--tele-doctor-share", 0, 1) ?? 0,
            Floor = line.Number("--floor", 0, 1),
            MostWorse = line.Number("--most-worse", 0, 1),
            FairestFirst = line.Option("--fairest") == "yes",
            AtLeast = keep.Count == 0 ? null : [.. Enumerable.Range(0, sites.Stations).Select(station => keep.Contains(station) ? 1 : 0)],
        };
        var solver = await Solver(line, ct);
        var plan = ExpectedModel.Solve(sites, question, solver, time, seed, ct);
        var reasons = line.Option("--explain") == "yes" && plan.Vehicles.Count > 0 ? PlanReasons.Of(sites, question, plan, solver, Math.Min(5, time), ct) : null;
        return await Print(line, sites, plan, new
        {
            Districts = plan.Vehicles.Count > 0 ? ExpectedModel.Shares(sites, plan.Vehicles, question.Busy).Where(share => share.Key.Length > 0).ToDictionary() : null,
            Reasons = reasons,
        });
    }

    private static Task<int> Print(CommandLine line, AreaSites sites, AreaPlan plan, object? more) => line.PrintAsync(new
    {
        plan.Model,
        End = CoverageFilesOut.Word(plan.End),
        Value = Told(plan.Value),
        Bound = Told(plan.Bound),
        Gap = Told(plan.Gap),
        plan.Seconds,
        plan.Seed,
        plan.Solver,
        Sites = Names(sites, plan.Vehicles),
        SecondKind = Names(sites, plan.SecondKind),
        plan.Binding,
        plan.Conflict,
        More = more,
    });

    private static double? Told(double value) => double.IsFinite(value) ? value : null;

    private static Dictionary<string, int> Names(AreaSites sites, IReadOnlyList<int> vehicles) => Enumerable.Range(0, vehicles.Count)
        .Where(station => vehicles[station] > 0).ToDictionary(station => sites.Area.Stations[station].Id, station => vehicles[station], StringComparer.Ordinal);

    private static int Vehicles(CommandLine line) => Options.Required(line.WholeNumber("--vehicles", 1, 10_000), "--vehicles");

    private static int Open(CommandLine line) => Options.Required(line.WholeNumber("--p", 1, 10_000), "--p");

    private static IReadOnlySet<int> Keep(CommandLine line, AreaSites sites) => line.Option("--keep") switch
    {
        null or "none" => new HashSet<int>(),
        "today" => Enumerable.Range(0, sites.Stations).Where(station => !sites.Area.Stations[station].Candidate && sites.Area.Stations[station].Capacity > 0).ToHashSet(),
        var other => throw new CommandLineException($"--keep is today or none, not '{other}'"),
    };

    private static SurvivalCurve Curve(CommandLine line)
    {
        if (line.Option("--survival") is not { } text)
            return new SurvivalCurve();
        var numbers = text.Split(',').Select(word =>
            double.TryParse(word, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : double.NaN).ToList();
        return numbers is [var constant, >= 0 and var slope] && double.IsFinite(constant) && double.IsFinite(slope)
            ? new SurvivalCurve(constant, slope)
            : throw new CommandLineException($"--survival takes constant and slope per minute, such as 0.679,0.262, not '{text}'");
    }

    public static async Task<ILinearSolver> Solver(CommandLine line, CancellationToken ct) => line.Option("--solver") switch
    {
        null or BranchAndBound.Name => new BranchAndBound(),
        CbcSolver.Name => await CbcSolver.FindAsync(ct) ?? throw new CommandLineException("cbc is not installed (Debian: coinor-cbc); --solver own needs nothing"),
        var other => throw new CommandLineException($"--solver is own or cbc, not '{other}'"),
    };
}
