using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;
using Rathaus.Rescue.Forecasting;
using Rathaus.Rescue.Queueing;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue size</c>: how many vehicles, by the expert reports' methods, Erlang, the hypercube and the simulation.</summary>
internal sealed class SizeVerb : IRescueVerb
{
    public string Name => "size";

    public string Usage =>
        """
        ./rathaus rescue size --calls-per-hour N --minutes N --shift-hours N [--return-shifts N] [--most-waiting SHARE]
            vehicles by the return time of the risk case and by Erlang C, with the rows around
        ./rathaus rescue size FILE.csv --minutes N [--series NAME] [--return-shifts N] [--most-waiting SHARE] [--use SHARE]
        ./rathaus rescue size FOLDER [--return-shifts N] [--most-waiting SHARE] [--use SHARE] [--tele SHARE] [--tele-minutes N] [--seed N]
            by shift class: risk, frequency, Erlang, hypercube and simulation side by side, and why they differ
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } =
    [
        "--calls-per-hour", "--minutes", "--shift-hours", "--return-shifts", "--most-waiting", "--series", "--use", "--tele", "--tele-minutes", "--seed",
    ];

    public Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct) => words switch
    {
        [] => OneClass(line),
        [var folder] when Directory.Exists(folder) => OfArea(folder, line, ct),
        [var file] => OfFile(file, line, ct),
        _ => throw new CommandLineException($"'{words[1]}' is too much"),
    };

    private static Task<int> OneClass(CommandLine line)
    {
        var sizing = new RiskSizing(
            Options.Required(line.Number("--calls-per-hour", 0, 1_000), "--calls-per-hour"), Minutes(line) / 60,
            Options.Required(line.Number("--shift-hours", 0.1, 168), "--shift-hours"));
        var (least, waiting, _) = Demands(line);
        var chosen = sizing.FewestFor(least);
        return line.PrintAsync(new
        {
            MeanLoad = sizing.Load,
            ReturnShifts = least,
            chosen.Vehicles,
            Rows = Enumerable.Range(Math.Max(0, chosen.Vehicles - 1), 3).Select(sizing.Row).Select(row => new
            {
                K = row.Vehicles,
                PExceed = row.Exceeded,
                ReturnTimeShifts = row.ReturnShifts,
                ErlangB = Erlang.Loss(row.Vehicles, sizing.Load),
                ErlangC = Erlang.Waiting(row.Vehicles, sizing.Load),
                MeanWaitSeconds = Erlang.MeanWait(row.Vehicles, sizing.Load) * sizing.OccupationHours * 3_600,
            }).ToArray(),
            ErlangC = new
            {
                MostWaiting = waiting,
                Vehicles = Erlang.ServersFor(sizing.Load, waiting),
            },
            Why = string.Create(CultureInfo.InvariantCulture,
                $"by risk: more than {chosen.Vehicles} at once comes back every {chosen.ReturnShifts:0.##} shifts, at least {least:0.##} are asked for; Erlang C looks at the share that waits"),
        });
    }

    private static Task<int> OfFile(string file, CommandLine line, CancellationToken ct)
    {
        var hours = Minutes(line) / 60;
        var (least, waiting, use) = Demands(line);
        var question = new SizingQuestion(HoursOfWeek(file, line.Option("--series")), hours, LoadCurve.Exponential(hours), 1, least, waiting, use);
        var simulation = SizingSimulation.Of(question, new ExponentialDuration(hours * 3_600), Run(line), ct);
        return line.PrintAsync(new
        {
            MinutesOut = hours * 60,
            LeastReturnShifts = least,
            MostWaiting = waiting,
            Use = use,
            Classes = SizingComparison.Of(question, null, shift => simulation.Fewest(shift, Load(question, shift), waiting)),
        });
    }

    private static Task<int> OfArea(string folder, CommandLine line, CancellationToken ct)
    {
        var (least, waiting, use) = Demands(line);
        var area = AreaFolder.Read(folder);
        var loads = TypeLoad.Of(AreaFolder.ReadMissions(folder), SimulationInputs.Zone).ToDictionary(load => load.Type);
        if (!loads.TryGetValue(VehicleType.Rtw, out var ambulances))
            throw new RescueFileException("missions.csv: there is no mission of an RTW");
        var inputs = SimulationInputs.Of(area, AreaFolder.ReadCalls(folder), AreaFolder.ReadMissions(folder), ct: ct);
        var settings = inputs.Usual(DeadlineRules.Of(folder));
        var simulation = SizingSimulation.Of(inputs, settings, Run(line) with { Start = inputs.NextMonday }, ct);
        var question = ambulances.Question(least, waiting, use);
        var rows = SizingComparison.Of(
            question, (_, calls) => HypercubeSizing.Fewest(inputs, settings, calls, question.OccupationHours, waiting), shift => simulation.Fewest(shift, Load(question, shift), waiting));
        var cars = loads.GetValueOrDefault(VehicleType.Ktw)?.Question(least, waiting, use);
        var carRows = cars is null ? null : SizingComparison.Of(cars);
        var doctors = loads.GetValueOrDefault(VehicleType.Nef);
        return line.PrintAsync(new
        {
            Area = area.Name,
            area.Synthetic,
            LeastReturnShifts = least,
            MostWaiting = waiting,
            Use = use,
            Ambulances = new { MinutesOut = question.OccupationHours * 60, Classes = rows },
            Transports = cars is null ? null : new
            {
                MinutesOut = cars.OccupationHours * 60,
                Classes = carRows!.Select((row, at) => new
                {
                    row.Class, row.MeanLoad, row.PeakLoad, row.Frequency,
                    Combined = CombinedHolding.Of(new RiskSizing(rows[at].CallsPerHour, question.OccupationHours, row.ShiftHours), row.PeakLoad, least, use),
                }).ToArray(),
            },
            Doctors = doctors is null ? null : ShiftClass.Usual.Select(shift => new
            {
                Class = shift.Name,
                Sizing = DoctorSizing.Of(
                    new RiskSizing(shift.Hours.Average(hour => doctors.CallsPerHour[hour]), doctors.MeanHours, shift.ShiftHours),
                    line.Number("--tele", 0, 1) ?? 0.5, (line.Number("--tele-minutes", 1, 600) ?? 18) / 60, least, waiting),
            }).ToArray(),
            inputs.Warnings,
        });
    }

    private static double Load(SizingQuestion question, ShiftClass shift) => shift.Hours.Average(hour => question.CallsPerHour[hour]) * question.OccupationHours;

    private static (double Least, double Waiting, double Use) Demands(CommandLine line) => (
        line.Number("--return-shifts", 0.001, 1e9) ?? 10, line.Number("--most-waiting", 1e-9, 0.999) ?? 0.05, line.Number("--use", 0.01, 1) ?? 0.7);

    private static double Minutes(CommandLine line) => Options.Required(line.Number("--minutes", 0.1, 1_440), "--minutes");

    private static SimulationRun Run(CommandLine line) =>
        new(new DateTime(2026, 1, 5), Weeks: 8, Replications: 20, Seed: line.WholeNumber("--seed", 0, int.MaxValue) ?? 1);

    /// <summary>A file of 168 hours of the week, or of counts by hour as the backtest reads them, averaged.</summary>
    private static double[] HoursOfWeek(string file, string? name)
    {
        var calls = new double[168];
        var known = new int[168];
        using (var table = CsvTable.Open(file))
        {
            if (table.Header[0].Equals("hour_of_week", StringComparison.OrdinalIgnoreCase))
            {
                while (table.Next())
                {
                    var hour = table.Integer("hour_of_week");
                    if (hour is < 0 or > 167 || known[hour]++ > 0)
                        throw table.Fault("hour_of_week goes from 0 (Monday 0 h) to 167, each once");
                    calls[hour] = table.Has("calls_per_hour") ? table.Number("calls_per_hour") : throw table.Fault("column calls_per_hour is missing");
                    if (calls[hour] < 0)
                        throw table.Fault("calls_per_hour is not negative");
                }

                return Array.IndexOf(known, 0) is >= 0 and var missing ? throw table.Fault($"hour {missing} of the week is missing") : calls;
            }
        }

        var all = CallSeries.Read(file);
        var series = name is null && all.Count == 1 ? all[0] : all.FirstOrDefault(series => series.Name == name)
            ?? throw new CommandLineException($"--series is one of {string.Join(", ", all.Select(series => series.Name))}");
        for (var hour = 0; hour < series.Hours; hour++)
        {
            if (double.IsNaN(series.Counts[hour]))
                continue;
            var at = SizingSimulation.HourOfWeek(series.TimeOf(hour));
            calls[at] += series.Counts[hour];
            known[at]++;
        }

        return [.. calls.Select((sum, hour) => known[hour] > 0 ? sum / known[hour] : 0)];
    }
}
