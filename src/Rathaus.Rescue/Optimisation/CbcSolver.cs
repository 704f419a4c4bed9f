using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Rathaus.Rescue.Optimisation;

/// <summary>
/// The solver CBC as a process of its own (Debian's coinor-cbc, EPL-2.0). Optional: without it everything works with the own
/// solver. The model travels as LP text in a folder that is gone afterwards.
/// </summary>
internal sealed class CbcSolver : ILinearSolver
{
    public const string Name = "cbc";

    private readonly string program;
    private readonly string version;

    private CbcSolver(string program, string version)
    {
        this.program = program;
        this.version = version;
    }

    /// <summary>What is given beyond the asked time to read, end and write.</summary>
    private TimeSpan Grace { get; init; }

    /// <summary>Finds the program; null: it is not installed.</summary>
    /// <exception cref="RescueFileException">There is something of that name that is not CBC 2.</exception>
    public static async Task<CbcSolver?> FindAsync(CancellationToken ct, string program = Name, TimeSpan? grace = null)
    {
        string said;
        try
        {
            (_, said) = await RunAsync(program, ["quit"], TimeSpan.FromSeconds(10), ct);
        }
        catch (Win32Exception)
        {
            return null;
        }

        var line = said.Split('\n').FirstOrDefault(line => line.StartsWith("Version:", StringComparison.Ordinal));
        var version = line?["Version:".Length..].Trim() ?? "";
        return version.StartsWith("2.", StringComparison.Ordinal)
            ? new CbcSolver(program, version) { Grace = grace ?? TimeSpan.FromSeconds(15) }
            : throw new RescueFileException($"{program} is not CBC 2; it says: {said.Trim().Split('\n')[0]}");
    }

    public LinearAnswer Solve(LinearModel model, double seconds, IReadOnlyList<double>? start, CancellationToken ct) =>
        SolveAsync(model, seconds, ct).GetAwaiter().GetResult();

    public async Task<LinearAnswer> SolveAsync(LinearModel model, double seconds, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var folder = Directory.CreateTempSubdirectory("rathaus-cbc-").FullName;
        try
        {
            var (problem, solution) = (Path.Combine(folder, "model.lp"), Path.Combine(folder, "answer.txt"));
            await File.WriteAllTextAsync(problem, LpText.Of(model), ct);
            var (code, said) = await RunAsync(
                program, [problem, "ratio", "0", "sec", seconds.ToString("0.###", CultureInfo.InvariantCulture), "solve", "solu", solution, "quit"],
                TimeSpan.FromSeconds(seconds) + Grace, ct);
            if (code != 0 || !File.Exists(solution))
                throw new RescueFileException($"{program} {version} ended with code {code} and no answer");
            return Read(model, await File.ReadAllLinesAsync(solution, ct), said, watch.Elapsed.TotalSeconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private LinearAnswer Read(LinearModel model, string[] lines, string said, double seconds)
    {
        var head = lines.Length > 0 ? lines[0] : "";
        var solver = $"{Name} {version}";
        if (head.StartsWith("Infeasible", StringComparison.Ordinal) || head.StartsWith("Integer infeasible", StringComparison.Ordinal))
            return new LinearAnswer(LinearEnd.Infeasible, double.NaN, double.NaN, [], seconds, solver);
        var values = new double[model.Columns.Count];
        for (var column = 0; column < values.Length; column++)
            values[column] = Math.Clamp(0, model.Columns[column].Least, model.Columns[column].Most);
        foreach (var line in lines.Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is [_, ['x', .. var number], var text, ..] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var column)
                && column < values.Length && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var found))
                values[column] = model.Columns[column].Whole ? Math.Round(found) : found;
        }

        var proven = head.StartsWith("Optimal", StringComparison.Ordinal);
        if (!model.Holds(values))
        {
            return proven
                ? throw new RescueFileException($"{solver} gave an answer that does not keep the model's rows")
                : new LinearAnswer(LinearEnd.Nothing, double.NaN, Bound(model, said), [], seconds, solver);
        }

        var value = model.Value(values);
        return new LinearAnswer(proven ? LinearEnd.Proven : LinearEnd.Stopped, value, proven ? value : Bound(model, said), values, seconds, solver);
    }

    // The text always minimises, so its lower bound is the model's bound.
    private static double Bound(LinearModel model, string said)
    {
        var line = said.Split('\n').LastOrDefault(line => line.StartsWith("Lower bound:", StringComparison.Ordinal));
        var bound = line is not null && double.TryParse(line["Lower bound:".Length..].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : double.NegativeInfinity;
        return model.Maximise ? -bound : bound;
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, IEnumerable<string> words, TimeSpan limit, CancellationToken ct)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, words)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                CreateNoWindow = true,
            },
        };
        process.Start();
        process.StandardInput.Close();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limit);
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(time.Token);
            var complained = process.StandardError.ReadToEndAsync(time.Token);
            await Task.WhenAll(said, complained, process.WaitForExitAsync(time.Token));
            return (process.ExitCode, await said + await complained);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new RescueFileException($"{program} did not end within {limit.TotalSeconds:0} seconds and was stopped");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>A linear model as text in CPLEX's LP format; it always minimises.</summary>
internal static class LpText
{
    public static string Of(LinearModel model)
    {
        var text = new StringBuilder("Minimize\n obj:");
        var sign = model.Maximise ? -1 : 1;
        var costs = Enumerable.Range(0, model.Columns.Count).Where(column => model.Columns[column].Cost != 0).ToList();
        if (costs.Count == 0)
            text.Append(" 0 x0");
        foreach (var column in costs)
            Term(text, sign * model.Columns[column].Cost, column);
        text.Append("\nSubject To\n");
        for (var row = 0; row < model.Rows.Count; row++)
        {
            var one = model.Rows[row];
            if (one.Columns.Length == 0)
                continue;
            if (one.Most - one.Least <= 0)
                Limit(text, $"e{row}", one, "=", one.Least);
            else
            {
                if (double.IsFinite(one.Least))
                    Limit(text, $"l{row}", one, ">=", one.Least);
                if (double.IsFinite(one.Most))
                    Limit(text, $"m{row}", one, "<=", one.Most);
            }
        }

        text.Append("Bounds\n");
        for (var column = 0; column < model.Columns.Count; column++)
            text.Append(CultureInfo.InvariantCulture, $" {model.Columns[column].Least:R} <= x{column} <= {model.Columns[column].Most:R}\n");
        var whole = Enumerable.Range(0, model.Columns.Count).Where(column => model.Columns[column].Whole).ToList();
        if (whole.Count > 0)
            text.Append("Generals\n ").AppendJoin("\n ", whole.Select(column => $"x{column}")).Append('\n');
        return text.Append("End\n").ToString();
    }

    private static void Limit(StringBuilder text, string name, LinearRow row, string relation, double limit)
    {
        text.Append(' ').Append(name).Append(':');
        for (var at = 0; at < row.Columns.Length; at++)
            Term(text, row.Values[at], row.Columns[at]);
        text.Append(CultureInfo.InvariantCulture, $" {relation} {limit:R}\n");
    }

    private static void Term(StringBuilder text, double value, int column) =>
        text.Append(CultureInfo.InvariantCulture, $"\n  {(value < 0 ? '-' : '+')} {Math.Abs(value):R} x{column}");
}
