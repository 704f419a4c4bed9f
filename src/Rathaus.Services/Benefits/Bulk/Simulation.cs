using System.Globalization;
using Rathaus.Cel;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>
/// Computes a benefit for every household of a file, by the law in force and by another, in constant memory. A line at
/// fault is named and its household left out; the others go on.
/// </summary>
internal sealed class Simulation
{
    private const int Rows = 1024;

    /// <summary>Lines of a batch at most, so that large households need no more room than small ones.</summary>
    private const int Lines = 8 * Rows;

    private const int ProgressEvery = 100_000;

    private readonly BenefitPlan law;
    private readonly BenefitPlan? other;
    private readonly string result;
    private readonly CelBatch batch;
    private readonly CelBatch? otherBatch;
    private readonly Func<string, Task> complain;
    private readonly List<(int Line, string Id)> households = [];
    private readonly HashSet<int> faulty = [];
    private readonly Func<long, Task> progress;
    private HouseholdColumns? columns;
    private int lines;
    private long reported;
    private List<string> first = [];
    private char separator = ',';

    /// <param name="law">The benefit by the law in force.</param>
    /// <param name="other">By another law, or null.</param>
    /// <param name="result">Id of the step whose amounts are counted.</param>
    /// <param name="complain">Takes one line about a household that is left out.</param>
    /// <param name="progress">Hears now and then how many households are done.</param>
    public Simulation(BenefitPlan law, BenefitPlan? other, string result, Func<string, Task> complain, Func<long, Task> progress)
    {
        (this.law, this.other, this.result, this.complain, this.progress) = (law, other, result, complain, progress);
        batch = law.NewBatch(Rows);
        otherBatch = other?.NewBatch(Rows);
        Report = new SimulationReport(other is not null);
    }

    public SimulationReport Report { get; }

    /// <returns>What is wrong with the first line, or nothing.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(TextReader text, CancellationToken ct)
    {
        var lines = new BoundedLines(text);
        var number = 0;
        while (await lines.ReadAsync(ct) is { } line)
        {
            number++;
            if (line.Text is null)
                await FaultAsync(number, "the line is too long");
            else if (columns is null)
            {
                var faults = new List<string>();
                Header(line.Text.TrimStart('\uFEFF'), faults);
                if (columns is null)
                    return faults;
            }
            else if (line.Text.Trim().Length > 0)
                await LineAsync(number, line.Text);
        }

        if (columns is null)
            return ["the file is empty"];
        await FlushAsync();
        return [];
    }

    private void Header(string line, List<string> faults)
    {
        separator = line.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        columns = HouseholdColumns.Bind(law.Benefit.Compiled, CsvLine.Split(line, separator) ?? [], faults);
    }

    private async Task LineAsync(int number, string line)
    {
        var cells = CsvLine.Split(line, separator);
        var id = columns!.IdOf(cells ?? [.. line.Split(separator)]);
        if (households.Count == 0 || households[^1].Id != id)
        {
            await BeginAsync(number, id);
            first = cells ?? [];
        }

        if (cells is null || !columns.Fits(cells))
        {
            await FaultAsync(number, cells is null ? "a quote is not closed" : "the line has no household, or not as many cells as the first line");
            return;
        }

        var faults = new List<InputFault>();
        if (households[^1].Line == number)
            columns.ReadHousehold(cells, batch, households.Count - 1, faults);
        else if (!columns.Repeats(first, cells))
            faults.Add(new InputFault($"household {id}", "household", "has other values in its own columns than in its first line"));
        lines++;
        columns.ReadEntries(cells, batch, households.Count - 1, law, faults);
        foreach (var fault in faults)
            await FaultAsync(number, $"{fault.Path}: {fault.Message}");
    }

    private async Task BeginAsync(int line, string id)
    {
        if (households.Count == Rows || lines > Lines)
            await FlushAsync();
        households.Add((line, id));
        law.Begin(batch, households.Count - 1);
    }

    /// <summary>The household of the line at hand is left out.</summary>
    private async Task FaultAsync(int line, string message)
    {
        if (households.Count == 0)
            await BeginAsync(line, "");
        faulty.Add(households.Count - 1);
        await complain(string.Create(CultureInfo.InvariantCulture, $"line {line}: {message}"));
    }

    private async Task FlushAsync()
    {
        batch.Count = households.Count;
        law.Run(batch);
        if (other is not null)
        {
            otherBatch!.TakeInputs(batch);
            other.Run(otherBatch);
        }

        var amounts = batch.Column(result);
        var others = otherBatch?.Column(result);
        for (var row = 0; row < households.Count; row++)
        {
            var error = law.Error(batch, row) ?? other?.Error(otherBatch!, row);
            if (faulty.Contains(row) || error is not null)
            {
                if (!faulty.Contains(row))
                    await complain(string.Create(CultureInfo.InvariantCulture, $"line {households[row].Line}: household {households[row].Id}: {error}"));
                Report.LeaveOut();
                continue;
            }

            Report.Add(Amount(amounts, row), others is null ? null : Amount(others, row));
        }

        households.Clear();
        faulty.Clear();
        lines = 0;
        var done = Report.Law.Households + Report.LeftOut;
        if (done - reported < ProgressEvery)
            return;
        reported = done;
        await progress(done);
    }

    private static decimal Amount(CelColumn column, int row)
    {
        var value = column[row];
        if (value.Kind == CelKind.Optional)
            return value.HasValue ? value.OptionalValue.AsDecimal : 0;
        return value.AsDecimal;
    }
}
