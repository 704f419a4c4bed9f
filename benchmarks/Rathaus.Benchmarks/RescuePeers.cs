using System.ComponentModel;
using System.Globalization;
using Rathaus.Rescue.Forecasting;
using Rathaus.Rescue.Optimisation;
using Rathaus.Rescue.Siting;
using Rathaus.Testing;

namespace Rathaus.Benchmarks;

/// <summary>R's forecast and CBC on the same data in the same run; null where they are not installed.</summary>
internal static class RescuePeers
{
    public static async Task<(double Seconds, double Mase)?> ForecastAsync(CallSeries series, IReadOnlyList<DateTime> origins, CancellationToken ct)
    {
        try
        {
            await Tool.RunAsync("Rscript", ["-e", "library(forecast)"], ct);
        }
        catch (Exception missing) when (missing is Win32Exception or InvalidOperationException)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("rathaus-bench-").FullName;
        try
        {
            // R counts from 1; a missing hour is NA.
            var (data, starts) = (Path.Combine(folder, "series.txt"), Path.Combine(folder, "origins.txt"));
            await File.WriteAllLinesAsync(data, series.Counts.Select(count => double.IsNaN(count) ? "NA" : count.ToString(CultureInfo.InvariantCulture)), ct);
            await File.WriteAllLinesAsync(starts, origins.Select(origin => (series.HourOf(origin) + 1).ToString(CultureInfo.InvariantCulture)), ct);
            var said = await Tool.RunAsync("Rscript", [Path.Combine(Checkout.Folder, "benchmarks", "peers", "forecast.R"), data, starts], ct);
            var words = said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Maximal covering as the textbook's model: y of a cell at most the sum of the sites that cover it.</summary>
    public static async Task<double?> CoverAsync(CoverageProblem problem, double seconds, CancellationToken ct)
    {
        if (await CbcSolver.FindAsync(ct) is not { } cbc)
            return null;
        var model = new LinearModel(maximise: true);
        int[] sites = [.. problem.Reach.Select(_ => model.Column(0, 0, 1, whole: true))];
        for (var cell = 0; cell < problem.Demand.Length; cell++)
        {
            var covered = model.Column(problem.Demand[cell], 0, 1, whole: false);
            model.Row("", problem.Sites[cell].Select(site => (sites[site], -1.0)).Append((covered, 1.0)), most: 0);
        }

        model.Row("sites", sites.Select(site => (site, 1.0)), most: problem.Vehicles);
        var answer = await cbc.SolveAsync(model, seconds, ct);
        return answer.Has ? answer.Value : null;
    }
}
