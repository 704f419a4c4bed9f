using System.Diagnostics;

namespace Rathaus.Rescue.Optimisation;

/// <summary>
/// The own solver: relaxations by <see cref="DualSimplex"/>, branching on the whole variable furthest from being whole, diving to
/// the nearer side first and then to the node with the best bound. No dependency; meant for everyday sizes.
/// </summary>
internal sealed class BranchAndBound : ILinearSolver
{
    public const string Name = "own";

    /// <summary>Numbers in the dense table; beyond it a model is for an outside solver.</summary>
    private const long MostNumbers = 30_000_000;

    private sealed record Node(Node? Parent, int Column, double Least, double Most, double Bound);

    public LinearAnswer Solve(LinearModel model, double seconds, IReadOnlyList<double>? start, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        if ((long)model.Rows.Count * model.Columns.Count > MostNumbers)
            throw new RescueFileException($"{model.Rows.Count} rows by {model.Columns.Count} columns are too many for the own solver; --solver cbc may do it");
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(TimeSpan.FromSeconds(seconds));
        var search = new Search(model, start);
        var bound = search.Run(time.Token);
        ct.ThrowIfCancellationRequested();
        var end = search.Best is null
            ? (time.IsCancellationRequested ? LinearEnd.Nothing : LinearEnd.Infeasible)
            : Math.Abs(bound - search.Value) <= 1e-9 * Math.Max(1, Math.Abs(search.Value)) ? LinearEnd.Proven : LinearEnd.Stopped;
        return new LinearAnswer(
            end, search.Best is null ? double.NaN : search.Value, end == LinearEnd.Proven ? search.Value : bound, search.Best ?? [], watch.Elapsed.TotalSeconds, Name);
    }

    private sealed class Search
    {
        private readonly LinearModel model;
        private readonly DualSimplex simplex;
        private readonly double sign;
        private readonly PriorityQueue<Node, double> open = new();
        private readonly HashSet<int> changed = [];

        public Search(LinearModel model, IReadOnlyList<double>? start)
        {
            this.model = model;
            simplex = new DualSimplex(model);
            sign = model.Maximise ? -1 : 1;
            if (start is not null && model.Holds(start))
                (Best, Value) = ([.. start], model.Value(start));
        }

        public double[]? Best { get; private set; }

        public double Value { get; private set; } = double.NaN;

        private double Cutoff => Best is null ? double.NaN : Value - (sign * 1e-9 * Math.Max(1, Math.Abs(Value)));

        /// <returns>The bound on all answers; not a number when there is none.</returns>
        public double Run(CancellationToken ct)
        {
            Node? dive = new Node(null, -1, 0, 0, sign * double.NegativeInfinity);
            while (true)
            {
                var node = dive;
                dive = null;
                if (node is null && !open.TryDequeue(out node, out _))
                    return Value;
                if (Best is not null && sign * node.Bound >= sign * Cutoff)
                    continue;
                Apply(node);
                var end = simplex.Solve(Cutoff, ct);
                if (end == RelaxationEnd.Stopped)
                    return Outer(node.Bound);
                if (end == RelaxationEnd.Solved && Branch(node) is { } sides)
                {
                    dive = sides.Nearer;
                    open.Enqueue(sides.Other, sign * sides.Other.Bound);
                }
            }
        }

        private double Outer(double bound)
        {
            var all = open.UnorderedItems.Select(item => item.Element.Bound).Append(bound);
            var outer = model.Maximise ? all.Max() : all.Min();
            return Best is null ? outer : model.Maximise ? Math.Max(outer, Value) : Math.Min(outer, Value);
        }

        private void Apply(Node node)
        {
            foreach (var column in changed)
                simplex.Bounds(column, model.Columns[column].Least, model.Columns[column].Most);
            changed.Clear();
            for (var at = node; at.Parent is not null; at = at.Parent)
            {
                // The deepest bound of a column is the narrowest.
                if (changed.Add(at.Column))
                    simplex.Bounds(at.Column, at.Least, at.Most);
            }
        }

        private (Node Nearer, Node Other)? Branch(Node node)
        {
            var values = simplex.Values;
            var (chosen, furthest) = (-1, 1e-6);
            for (var column = 0; column < values.Length; column++)
            {
                if (!model.Columns[column].Whole)
                    continue;
                var off = Math.Abs(values[column] - Math.Round(values[column]));
                if (off > furthest)
                    (chosen, furthest) = (column, off);
            }

            if (chosen < 0)
            {
                Offer(values);
                return null;
            }

            var (least, most) = BoundsOf(node, chosen);
            var floor = Math.Floor(values[chosen]);
            var below = new Node(node, chosen, least, floor, simplex.Objective);
            var above = new Node(node, chosen, floor + 1, most, simplex.Objective);
            return values[chosen] - floor > 0.5 ? (above, below) : (below, above);
        }

        private (double Least, double Most) BoundsOf(Node node, int column)
        {
            for (var at = node; at.Parent is not null; at = at.Parent)
            {
                if (at.Column == column)
                    return (at.Least, at.Most);
            }

            return (model.Columns[column].Least, model.Columns[column].Most);
        }

        private void Offer(ReadOnlySpan<double> values)
        {
            var answer = values.ToArray();
            for (var column = 0; column < answer.Length; column++)
            {
                if (model.Columns[column].Whole)
                    answer[column] = Math.Round(answer[column]);
            }

            var worth = model.Value(answer);
            if (model.Holds(answer) && (Best is null || sign * worth < sign * Value))
                (Best, Value) = (answer, worth);
        }
    }
}
