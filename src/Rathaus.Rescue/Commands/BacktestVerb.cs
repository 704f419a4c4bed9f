using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Commands;

/// <summary><c>rescue backtest</c>: how good the forecast of calls is on data it has not seen.</summary>
internal sealed class BacktestVerb : IRescueVerb
{
    public string Name => "backtest";

    public string Usage =>
        """
        ./rathaus rescue backtest FILE.csv --protocol P1|P2 [--series NAME] [--holidays none|nrw|us|FILE] [--from DATE --to DATE]
            error and coverage of the forecast, hourly a week ahead (P1) or daily four weeks ahead (P2), beside simple methods
        """;

    public IReadOnlyCollection<string> ValuedOptions { get; } = ["--protocol", "--series", "--holidays", "--from", "--to"];

    public Task<int> RunAsync(string[] words, CommandLine line, CancellationToken ct)
    {
        var hourly = line.Option("--protocol") switch
        {
            "P1" => true,
            "P2" => false,
            _ => throw new CommandLineException("--protocol is P1 (hours) or P2 (days)"),
        };
        var all = CallSeries.Read(Options.OneFile(words, "CSV file"));
        var chosen = line.Option("--series") is { } name ? [.. all.Where(series => series.Name == name)] : all;
        if (chosen.Count == 0)
            throw new CommandLineException($"there is no series {line.Option("--series")}; there are: {string.Join(", ", all.Select(series => series.Name))}");
        var test = new Backtest(hourly, line.Option("--holidays"), DayOf(line, "--from"), DayOf(line, "--to"));
        return line.PrintAsync(new
        {
            Protocol = line.Option("--protocol"),
            Series = chosen.Select(series => Shown(test.Run(series, ct))).ToArray(),
        });
    }

    private static object Shown(BacktestResult result) => new
    {
        result.Name,
        result.Holidays,
        Origins = result.Origins.Select(origin => new
        {
            Origin = origin.Origin.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
            origin.Score.Mae,
            origin.Score.Mase,
            origin.Score.Pinball,
            origin.Score.Cov50,
            origin.Score.Cov90,
        }).ToArray(),
        result.Mean,
        result.Beside,
    };

    private static DateTime? DayOf(CommandLine line, string option) =>
        line.Option(option) is not { } text ? null
        : DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new CommandLineException($"{option} takes a date such as 2017-01-02, not '{text}'");
}
