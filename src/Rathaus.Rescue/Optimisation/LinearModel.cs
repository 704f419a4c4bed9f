namespace Rathaus.Rescue.Optimisation;

/// <summary>
/// A linear model with whole and continuous variables between bounds, and rows between limits. Rows belong to groups whose
/// names people read: what cannot be kept is told by them.
/// </summary>
internal sealed class LinearModel(bool maximise)
{
    private readonly List<LinearColumn> columns = [];
    private readonly List<LinearRow> rows = [];

    public bool Maximise { get; } = maximise;

    public IReadOnlyList<LinearColumn> Columns => columns;

    public IReadOnlyList<LinearRow> Rows => rows;

    /// <returns>Its number.</returns>
    public int Column(double cost, double least, double most, bool whole)
    {
        if (!double.IsFinite(least) || !double.IsFinite(most) || least > most)
            throw new ArgumentException("a column lies between two numbers", nameof(least));
        columns.Add(new LinearColumn(cost, least, most, whole));
        return columns.Count - 1;
    }

    /// <param name="terms">A column may be there several times.</param>
    public void Row(string group, IEnumerable<(int Column, double Value)> terms, double least = double.NegativeInfinity, double most = double.PositiveInfinity)
    {
        var sums = new SortedDictionary<int, double>();
        foreach (var (column, value) in terms)
            sums[column] = sums.GetValueOrDefault(column) + value;
        rows.Add(new LinearRow(group, [.. sums.Keys], [.. sums.Values], least, most));
    }

    public double Value(IReadOnlyList<double> values)
    {
        var sum = 0.0;
        for (var column = 0; column < columns.Count; column++)
            sum += columns[column].Cost * values[column];
        return sum;
    }

    public bool Holds(IReadOnlyList<double> values)
    {
        for (var column = 0; column < columns.Count; column++)
        {
            if (values[column] < columns[column].Least - 1e-6 || values[column] > columns[column].Most + 1e-6
                || (columns[column].Whole && Math.Abs(values[column] - Math.Round(values[column])) > 1e-6))
                return false;
        }

        return rows.TrueForAll(row => row.Misses(values) <= 1e-6 * Math.Max(1, row.Columns.Length));
    }

    /// <summary>Groups whose limits an answer touches: without them it could be better.</summary>
    public IReadOnlyList<string> Binding(IReadOnlyList<double> values) =>
    [
        .. rows.Where(row => row.Group.Length > 0 && row.Touches(values)).Select(row => row.Group).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The same model with only the rows of some groups, and those without a name.</summary>
    public LinearModel With(IReadOnlySet<string> groups)
    {
        var model = new LinearModel(Maximise);
        model.columns.AddRange(columns);
        model.rows.AddRange(rows.Where(row => row.Group.Length == 0 || groups.Contains(row.Group)));
        return model;
    }
}

internal readonly record struct LinearColumn(double Cost, double Least, double Most, bool Whole);

/// <param name="Group">Name for people; empty: part of the model that always can be kept.</param>
internal sealed record LinearRow(string Group, int[] Columns, double[] Values, double Least, double Most)
{
    public double Sum(IReadOnlyList<double> values)
    {
        var sum = 0.0;
        for (var at = 0; at < Columns.Length; at++)
            sum += Values[at] * values[Columns[at]];
        return sum;
    }

    public double Misses(IReadOnlyList<double> values) => Sum(values) is var sum ? Math.Max(0, Math.Max(Least - sum, sum - Most)) : 0;

    public bool Touches(IReadOnlyList<double> values) => Sum(values) is var sum && (Math.Abs(sum - Least) < 1e-6 || Math.Abs(sum - Most) < 1e-6);
}

/// <summary>How an answer ended.</summary>
internal enum LinearEnd
{
    Proven,

    /// <summary>There is an answer, and a bound that it does not meet.</summary>
    Stopped,

    /// <summary>Time ran out before there was one.</summary>
    Nothing,

    Infeasible,
}

/// <param name="Bound">No answer can be better.</param>
/// <param name="Values">By column; empty without an answer.</param>
/// <param name="Solver">Name and version.</param>
internal sealed record LinearAnswer(LinearEnd End, double Value, double Bound, IReadOnlyList<double> Values, double Seconds, string Solver)
{
    public bool Has => Values.Count > 0;

    public double Gap => !Has ? double.PositiveInfinity : Value == 0 ? Math.Abs(Bound) : Math.Abs(Bound - Value) / Math.Abs(Value);
}

/// <summary>Something that solves linear models.</summary>
internal interface ILinearSolver
{
    /// <param name="start">An answer that is known; null: none.</param>
    LinearAnswer Solve(LinearModel model, double seconds, IReadOnlyList<double>? start, CancellationToken ct);
}
