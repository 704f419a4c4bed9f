using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Queueing;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue size</c>: how many vehicles, by risk and by waiting.</summary>
internal sealed class SizeVerb : IRescueVerb
{
    public string Name => "size";

    public string Usage =>
        """
        ./rathaus rescue size --calls-per-hour N --minutes N --shift-hours N [--return-shifts N] [--most-waiting SHARE]
            vehicles by the return time of the risk case and by Erlang C, with the rows around
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--calls-per-hour", "--minutes", "--shift-hours", "--return-shifts", "--most-waiting"];

    public Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        if (words.Length > 0)
            throw new CommandLineException($"'{words[0]}' is too much");
        var sizing = new RiskSizing(
            Options.Required(line.Number("--calls-per-hour", 0, 1_000), "--calls-per-hour"),
            Options.Required(line.Number("--minutes", 0.1, 1_440), "--minutes") / 60,
            Options.Required(line.Number("--shift-hours", 0.1, 168), "--shift-hours"));
        var least = line.Number("--return-shifts", 0.001, 1e9) ?? 10;
        var waiting = line.Number("--most-waiting", 1e-9, 0.999) ?? 0.05;
        var chosen = sizing.FewestFor(least);
        return line.PrintAsync(new
        {
            MeanLoad = sizing.Load,
            ReturnShifts = least,
            Vehicles = chosen.Vehicles,
            Rows = Enumerable.Range(Math.Max(0, chosen.Vehicles - 1), 3).Select(sizing.Row).Select(row => new
            {
                K = row.Vehicles,
                PExceed = row.Exceeded,
                ReturnTimeShifts = row.ReturnShifts,
                ErlangB = Erlang.Loss(row.Vehicles, sizing.Load),
                ErlangC = Erlang.Waiting(row.Vehicles, sizing.Load),
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
}
