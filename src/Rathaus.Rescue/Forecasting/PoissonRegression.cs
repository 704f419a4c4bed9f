using System.Numerics;

namespace Rathaus.Rescue.Forecasting;

/// <summary>A row of a design: a few columns with their values, the others are zero.</summary>
internal readonly record struct SparseRow(int[] Columns, double[] Values);

/// <summary>
/// Quasi-Poisson regression with log link and ridge penalties, by iteratively reweighted least squares on penalised normal
/// equations (specs/rescue.md sections 6.1 and 17). Rows stay sparse; only the matrix of the columns is dense.
/// </summary>
internal sealed class PoissonRegression
{
    private const int MostSteps = 25;
    private const double Still = 1e-8;

    private PoissonRegression(double[] coefficients, double deviance, double freedom)
    {
        Coefficients = coefficients;
        Deviance = deviance;
        Freedom = freedom;
    }

    public double[] Coefficients { get; }

    public double Deviance { get; }

    /// <summary>Effective number of parameters: trace of (X'WX + Λ)⁻¹ X'WX.</summary>
    public double Freedom { get; }

    /// <param name="counts">Zero or more.</param>
    /// <param name="weights">By row; recent rows may count more.</param>
    /// <param name="penalty">By column; zero leaves it free.</param>
    /// <param name="start">Coefficients to begin with; null: the mean.</param>
    public static PoissonRegression Fit(
        IReadOnlyList<SparseRow> rows, IReadOnlyList<double> counts, IReadOnlyList<double>? weights, double[] penalty, double[]? start = null)
    {
        var size = penalty.Length;
        var beta = start?.ToArray() ?? new double[size];
        var means = new double[rows.Count];
        if (start is null)
            Array.Fill(means, Math.Max(0.05, counts.Average()));
        else
            Predict(rows, beta, means);
        var deviance = double.PositiveInfinity;
        double[] normal = [];
        for (var step = 0; step < MostSteps; step++)
        {
            var (matrix, right) = Normal(rows, counts, weights, means, size);
            normal = matrix.ToArray();
            for (var column = 0; column < size; column++)
                matrix[(column * size) + column] += penalty[column] + 1e-9;
            Cholesky.Factor(matrix, size);
            beta = Cholesky.Solve(matrix, right, size);
            Predict(rows, beta, means);
            var next = DevianceOf(counts, weights, means);
            var settled = Math.Abs(deviance - next) < Still * (Math.Abs(next) + 1);
            deviance = next;
            if (settled)
                break;
        }

        return new PoissonRegression(beta, deviance, FreedomOf(normal, penalty, size));
    }

    public double Mean(SparseRow row)
    {
        var sum = 0.0;
        for (var at = 0; at < row.Columns.Length; at++)
            sum += row.Values[at] * Coefficients[row.Columns[at]];
        return Math.Exp(Math.Clamp(sum, -30, 30));
    }

    private static void Predict(IReadOnlyList<SparseRow> rows, double[] beta, double[] means)
    {
        for (var number = 0; number < means.Length; number++)
        {
            var row = rows[number];
            var sum = 0.0;
            for (var at = 0; at < row.Columns.Length; at++)
                sum += row.Values[at] * beta[row.Columns[at]];
            means[number] = Math.Exp(Math.Clamp(sum, -30, 30));
        }
    }

    private static (double[] Matrix, double[] Right) Normal(
        IReadOnlyList<SparseRow> rows, IReadOnlyList<double> counts, IReadOnlyList<double>? weights, double[] means, int size)
    {
        var matrix = new double[size * size];
        var right = new double[size];
        for (var number = 0; number < means.Length; number++)
        {
            var mean = means[number];
            var weight = mean * (weights?[number] ?? 1);
            var working = Math.Log(mean) + ((counts[number] - mean) / mean);
            var (columns, values) = rows[number];
            for (var one = 0; one < columns.Length; one++)
            {
                var scaled = weight * values[one];
                right[columns[one]] += scaled * working;
                var line = columns[one] * size;
                for (var other = 0; other <= one; other++)
                    matrix[line + columns[other]] += scaled * values[other];
            }
        }

        // Columns of a row rise, so the lower half is complete; the upper one is its mirror.
        for (var one = 0; one < size; one++)
        {
            for (var other = 0; other < one; other++)
                matrix[(other * size) + one] = matrix[(one * size) + other];
        }

        return (matrix, right);
    }

    private static double DevianceOf(IReadOnlyList<double> counts, IReadOnlyList<double>? weights, double[] means)
    {
        var sum = 0.0;
        for (var number = 0; number < means.Length; number++)
        {
            var (count, mean) = (counts[number], means[number]);
            sum += (weights?[number] ?? 1) * 2 * ((count > 0 ? count * Math.Log(count / mean) : 0) - (count - mean));
        }

        return sum;
    }

    private static double FreedomOf(double[] normal, double[] penalty, int size)
    {
        var matrix = normal.ToArray();
        for (var column = 0; column < size; column++)
            matrix[(column * size) + column] += penalty[column] + 1e-9;
        Cholesky.Factor(matrix, size);
        var trace = 0.0;
        var unit = new double[size];
        for (var column = 0; column < size; column++)
        {
            // Trace of inverse times penalty is what the penalty takes away.
            if (penalty[column] <= 0)
                continue;
            Array.Clear(unit);
            unit[column] = 1;
            trace += penalty[column] * Cholesky.Solve(matrix, unit, size)[column];
        }

        return size - trace;
    }
}

/// <summary>The lower triangular factor of a symmetric positive definite matrix, row by row in one array.</summary>
internal static class Cholesky
{
    /// <exception cref="InvalidOperationException">The matrix is not positive definite.</exception>
    public static void Factor(double[] matrix, int size)
    {
        for (var row = 0; row < size; row++)
        {
            var own = matrix.AsSpan(row * size, row);
            for (var column = 0; column < row; column++)
            {
                var sum = matrix[(row * size) + column] - Dot(own[..column], matrix.AsSpan(column * size, column));
                matrix[(row * size) + column] = sum / matrix[(column * size) + column];
            }

            var rest = matrix[(row * size) + row] - Dot(own, own);
            if (rest <= 0)
                throw new InvalidOperationException("The normal equations are not positive definite");
            matrix[(row * size) + row] = Math.Sqrt(rest);
        }
    }

    public static double[] Solve(double[] factor, double[] right, int size)
    {
        var solution = right.ToArray();
        for (var row = 0; row < size; row++)
            solution[row] = (solution[row] - Dot(factor.AsSpan(row * size, row), solution.AsSpan(0, row))) / factor[(row * size) + row];
        for (var row = size - 1; row >= 0; row--)
        {
            solution[row] /= factor[(row * size) + row];
            for (var above = 0; above < row; above++)
                solution[above] -= factor[(row * size) + above] * solution[row];
        }

        return solution;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var many = Vector<double>.Zero;
        var at = 0;
        for (; at <= left.Length - Vector<double>.Count; at += Vector<double>.Count)
            many += new Vector<double>(left[at..]) * new Vector<double>(right[at..]);
        var sum = Vector.Sum(many);
        for (; at < left.Length; at++)
            sum += left[at] * right[at];
        return sum;
    }
}
