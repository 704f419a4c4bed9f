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

    private readonly Benefit benefit;
    private readonly Benefit? changed;
    private readonly DateOnly on;
    private readonly string result;
    private readonly Func<string, Task> complain;
    private readonly List<(int Line, string Id)> households = [];
    private readonly HashSet<int> faulty = [];
    private readonly Func<long, Task> progress;
    private Prepared? prepared;
    private int lines;
    private long reported;
    private List<string> first = [];
    private char separator = ',';

    /// <param name="benefit">The benefit by the law in force.</param>
    /// <param name="changed">By another law, or null.</param>
    /// <param name="on">The day whose law holds.</param>
    /// <param name="result">Id of the step whose amounts are counted.</param>
    /// <param name="complain">Takes one line about a household that is left out.</param>
    /// <param name="progress">Hears now and then how many households are done.</param>
    public Simulation(Benefit benefit, Benefit? changed, DateOnly on, string result, Func<string, Task> complain, Func<long, Task> progress)
    {
        (this.benefit, this.changed, this.on, this.result, this.complain, this.progress) = (benefit, changed, on, result, complain, progress);
        Report = new SimulationReport(changed is not null);
    }

    public SimulationReport Report { get; }

    private Prepared Data => prepared ?? throw new InvalidOperationException("The first line has not been read");

    /// <returns>What is wrong with the first line, or nothing.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(TextReader text, CancellationToken ct)
    {
        var lines = new BoundedLines(text);
        var number = 0;
        while (await lines.ReadAsync(ct) is { } line)
        {
            number++;
            if (prepared is null)
            {
                var faults = new List<string>();
                prepared = Header(line.Text?.TrimStart('\uFEFF'), faults);
                if (prepared is null)
                    return faults;
            }
            else if (line.Text is null)
                await FaultAsync(number, "the line is too long");
            else if (line.Text.Trim().Length > 0)
                await LineAsync(number, line.Text);
        }

        if (prepared is null)
            return ["the file is empty"];
        await FlushAsync();
        return [];
    }

    /// <summary>Compiles the laws for the columns the file has: whatever it lacks is at its default and folded away.</summary>
    private Prepared? Header(string? line, List<string> faults)
    {
        if (line is null)
        {
            faults.Add("the first line is too long");
            return null;
        }

        separator = line.Contains(';', StringComparison.Ordinal) ? ';' : ',';
        if (HouseholdColumns.Bind(benefit.Compiled, CsvLine.Split(line, separator) ?? [], faults) is not { } columns)
            return null;
        var law = BenefitPlan.Compile(benefit, on, columns.Inputs);
        var other = changed is null ? null : BenefitPlan.Compile(changed, on, columns.Inputs);
        return new Prepared(columns, law, law.NewBatch(Rows), other, other?.NewBatch(Rows));
    }

    private async Task LineAsync(int number, string line)
    {
        var cells = CsvLine.Split(line, separator);
        var (columns, law, batch, _, _) = Data;
        var id = columns.IdOf(cells ?? [.. line.Split(separator)]);
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
        Data.Law.Begin(Data.Batch, households.Count - 1);
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
        var (_, law, batch, other, otherBatch) = Data;
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

    /// <summary>What the first line decides.</summary>
    private sealed record Prepared(HouseholdColumns Columns, BenefitPlan Law, CelBatch Batch, BenefitPlan? Other, CelBatch? OtherBatch);
}
