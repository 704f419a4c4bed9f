using System.Numerics;
using System.Runtime.InteropServices;

namespace Rathaus.Rescue.Optimisation;

/// <summary>How a relaxation ended.</summary>
internal enum RelaxationEnd
{
    Solved,
    Infeasible,

    /// <summary>Already worse than what is known.</summary>
    Cut,
    Stopped,
}

/// <summary>
/// The dual simplex method with bounds on all variables, on a dense table of the non-basic ones. Every variable has two finite
/// bounds or is the sum of a row, so each basis can be made dual feasible by choosing the bounds; changed bounds go on from the
/// last basis. Long steps flip variables over to their other bound; rows are chosen by Devex weights.
/// </summary>
internal sealed class DualSimplex
{
    private const double Feasible = 1e-8;
    private const double Pivot = 1e-7;

    private readonly LinearModel model;
    private readonly int rows;
    private readonly int columns;
    private readonly double sign;
    private readonly double[][] table;
    private readonly double[] reduced;
    private readonly int[] basic;
    private readonly int[] free;
    private readonly double[] least;
    private readonly double[] most;
    private readonly double[] value;
    private readonly double[] weight;
    private int sinceFresh;

    public DualSimplex(LinearModel model)
    {
        this.model = model;
        (rows, columns) = (model.Rows.Count, model.Columns.Count);
        sign = model.Maximise ? -1 : 1;
        table = [.. Enumerable.Range(0, rows).Select(_ => new double[columns])];
        reduced = new double[columns];
        basic = new int[rows];
        free = new int[columns];
        least = [.. model.Columns.Select(column => column.Least), .. model.Rows.Select(row => row.Least)];
        most = [.. model.Columns.Select(column => column.Most), .. model.Rows.Select(row => row.Most)];
        value = new double[rows + columns];
        for (var column = 0; column < columns; column++)
            value[column] = least[column];
        weight = new double[rows];
        Reset();
    }

    /// <summary>By column of the model, after <see cref="Solve"/>.</summary>
    public ReadOnlySpan<double> Values => value.AsSpan(0, columns);

    public void Bounds(int column, double from, double to) => (least[column], most[column]) = (from, to);

    /// <summary>The value of the relaxation in the model's own direction.</summary>
    public double Objective { get; private set; }

    /// <summary>What one unit more of a row's limit is worth (shadow price), in the model's own direction.</summary>
    public double Price(int row)
    {
        var at = Array.IndexOf(free, columns + row);
        return at < 0 ? 0 : sign * reduced[at];
    }

    /// <param name="cutoff">In the model's direction: an answer that is not better is of no use.</param>
    public RelaxationEnd Solve(double cutoff, CancellationToken ct)
    {
        if (sinceFresh > 4_000)
            Refresh();
        Place();
        var limit = double.IsFinite(cutoff) ? sign * cutoff : double.PositiveInfinity;
        var tried = false;
        for (var turn = 0; ; turn++)
        {
            if ((turn & 15) == 0 && ct.IsCancellationRequested)
                return RelaxationEnd.Stopped;
            var now = Sum();
            Objective = sign * now;
            if (now >= limit)
                return RelaxationEnd.Cut;
            var row = Leaving(turn);
            if (row < 0)
            {
                if (tried || Exact())
                    return RelaxationEnd.Solved;
                (tried, turn) = (true, 0);
                Refresh();
                Place();
            }
            else if (!Step(row))
            {
                if (tried || sinceFresh < 50)
                    return RelaxationEnd.Infeasible;
                (tried, turn) = (true, 0);
                Refresh();
                Place();
            }
        }
    }

    private double Sum()
    {
        var sum = 0.0;
        for (var column = 0; column < columns; column++)
            sum += model.Columns[column].Cost * value[column];
        return sign * sum;
    }

    private void Reset()
    {
        for (var row = 0; row < rows; row++)
        {
            Array.Clear(table[row]);
            var (at, values) = (model.Rows[row].Columns, model.Rows[row].Values);
            for (var term = 0; term < at.Length; term++)
                table[row][at[term]] = values[term];
            basic[row] = columns + row;
        }

        for (var column = 0; column < columns; column++)
        {
            free[column] = column;
            reduced[column] = sign * model.Columns[column].Cost;
        }

        Array.Fill(weight, 1);
        sinceFresh = 0;
    }

    /// <summary>Builds the table of the present basis anew, without the rounding of all steps before.</summary>
    private void Refresh()
    {
        var wanted = basic.Where(variable => variable < columns).ToHashSet();
        var leaving = free.Where(variable => variable >= columns).Select(variable => variable - columns).ToList();
        Reset();
        foreach (var row in leaving)
        {
            var best = -1;
            for (var at = 0; at < columns; at++)
            {
                if (wanted.Contains(free[at]) && (best < 0 || Math.Abs(table[row][at]) > Math.Abs(table[row][best])))
                    best = at;
            }

            if (best >= 0 && Math.Abs(table[row][best]) > 1e-9)
                Exchange(row, best);
        }

        sinceFresh = 0;
    }

    /// <summary>Puts every non-basic variable on the bound its reduced cost asks for, and computes the others.</summary>
    private void Place()
    {
        for (var at = 0; at < columns; at++)
        {
            var variable = free[at];
            var low = reduced[at] > 1e-10 || (reduced[at] >= -1e-10 && Math.Abs(value[variable] - least[variable]) <= Math.Abs(value[variable] - most[variable]));
            value[variable] = double.IsInfinity(low ? least[variable] : most[variable])
                ? (low ? most[variable] : least[variable])
                : (low ? least[variable] : most[variable]);
        }

        for (var row = 0; row < rows; row++)
        {
            var sum = 0.0;
            for (var at = 0; at < columns; at++)
                sum += table[row][at] * value[free[at]];
            value[basic[row]] = sum;
        }
    }

    /// <summary>Do the rows hold for the values of their columns as the model has them?</summary>
    private bool Exact()
    {
        for (var row = 0; row < rows; row++)
        {
            var sum = model.Rows[row].Sum(value);
            if (sum < model.Rows[row].Least - 1e-7 || sum > model.Rows[row].Most + 1e-7)
                return false;
        }

        return true;
    }

    private int Leaving(int turn)
    {
        var (best, worst) = (-1, 0.0);
        for (var row = 0; row < rows; row++)
        {
            var variable = basic[row];
            var off = Math.Max(least[variable] - value[variable], value[variable] - most[variable]);
            if (off <= Feasible * Math.Max(1, Math.Abs(value[variable])))
                continue;

            // After very many turns the first row is taken: nothing can go round in circles then.
            if (turn > 20_000)
                return row;
            var weighed = off * off / weight[row];
            if (weighed > worst)
                (best, worst) = (row, weighed);
        }

        return best;
    }

    /// <returns>False: no variable can mend the row; the model is infeasible.</returns>
    private bool Step(int row)
    {
        var leaving = basic[row];
        var up = value[leaving] < least[leaving];
        var line = table[row];
        var candidates = new List<(double Ratio, double Size, int At)>();
        for (var at = 0; at < columns; at++)
        {
            var variable = free[at];
            var along = up ? line[at] : -line[at];
            if (Math.Abs(along) < Pivot || most[variable] - least[variable] <= 0)
                continue;
            var low = value[variable] <= least[variable];
            if (low ? along > 0 : along < 0)
                candidates.Add((Math.Abs(reduced[at]) / Math.Abs(along), Math.Abs(along), at));
        }

        candidates.Sort();
        var slope = up ? least[leaving] - value[leaving] : value[leaving] - most[leaving];
        var entering = -1;
        var flipped = new List<int>();
        foreach (var (_, size, at) in candidates)
        {
            slope -= size * (most[free[at]] - least[free[at]]);
            if (slope < 0)
            {
                entering = at;
                break;
            }

            flipped.Add(at);
        }

        if (entering < 0)
        {
            if (slope > 1e-7 || flipped.Count == 0)
                return false;
            entering = flipped[^1];
            flipped.RemoveAt(flipped.Count - 1);
        }

        foreach (var at in flipped)
        {
            var variable = free[at];
            Move(at, (value[variable] <= least[variable] ? most[variable] : least[variable]) - value[variable]);
        }

        var target = up ? least[leaving] : most[leaving];
        Move(entering, (target - value[leaving]) / line[entering]);
        value[leaving] = target;
        Weigh(row, entering);
        Exchange(row, entering);
        return true;
    }

    private void Move(int at, double change)
    {
        value[free[at]] += change;
        for (var row = 0; row < rows; row++)
            value[basic[row]] += table[row][at] * change;
    }

    private void Weigh(int row, int at)
    {
        var pivot = table[row][at];
        var own = weight[row];
        for (var other = 0; other < rows; other++)
        {
            if (other == row || table[other][at] == 0)
                continue;
            var share = table[other][at] / pivot;
            weight[other] = Math.Max(weight[other], share * share * own);
        }

        weight[row] = Math.Max(own / (pivot * pivot), 1);
    }

    private void Exchange(int row, int at)
    {
        var line = table[row];
        var inverse = 1 / line[at];
        for (var other = 0; other < columns; other++)
            line[other] = -line[other] * inverse;
        line[at] = inverse;
        for (var other = 0; other < rows; other++)
        {
            if (other != row && table[other][at] is not 0 and var factor)
            {
                table[other][at] = 0;
                Add(table[other], line, factor);
            }
        }

        var cost = reduced[at];
        reduced[at] = 0;
        if (cost != 0)
            Add(reduced, line, cost);
        (basic[row], free[at]) = (free[at], basic[row]);
        sinceFresh++;
    }

    private static void Add(double[] target, double[] line, double factor)
    {
        var many = MemoryMarshal.Cast<double, Vector<double>>(target.AsSpan());
        var other = MemoryMarshal.Cast<double, Vector<double>>(line.AsSpan());
        var times = new Vector<double>(factor);
        for (var at = 0; at < many.Length; at++)
            many[at] = many[at] + (other[at] * times);
        for (var at = many.Length * Vector<double>.Count; at < target.Length; at++)
            target[at] += line[at] * factor;
    }
}
