using System.Diagnostics;

namespace Rathaus.Rescue.Siting;

/// <summary>
/// Solves <see cref="CoverageProblem"/>: a start from the Lagrangian prices, then iterated local search (a vehicle goes where
/// it adds most), while the other core lowers the bound; small problems are proven by branching on the sites.
/// </summary>
internal static class CoverageSolver
{
    /// <summary>Up to this many sites the answer is proven if time allows.</summary>
    public const int MostProven = 60;

    /// <summary>Rounds without a better placement after which a walk starts again from the best of all.</summary>
    private const int MostIdle = 3_000;

    /// <param name="seconds">Time to use; an earlier proof ends it.</param>
    /// <param name="seed">The same seed walks the same way; how far it gets depends on the machine.</param>
    public static SitingResult Solve(CoverageProblem problem, double seconds, int seed, CancellationToken ct = default)
    {
        var watch = Stopwatch.StartNew();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(TimeSpan.FromSeconds(seconds));
        var bound = new CoverageBound(problem);
        var best = new Incumbent(problem);
        best.Offer(Greedy(problem));
        var limit = bound.Lower(best.Value, 300, time.Token);
        best.Offer(Repair(problem, bound.Relaxed));
        var shared = new Limit(limit);
        if (problem.Reach.Length <= MostProven)
        {
            Walk(problem, best, shared, seed, 2_000, time.Token);
            shared.Lower(CoverageBranching.Prove(problem, best, bound, time.Token));
        }
        else
        {
            Parallel.Invoke(
                () => Walk(problem, best, shared, seed, int.MaxValue, time.Token),
                () =>
                {
                    shared.Lower(bound.Lower(best.Value, 1_500, time.Token));
                    best.Offer(Repair(problem, bound.Relaxed));
                    Walk(problem, best, shared, seed + 1, int.MaxValue, time.Token);
                });
        }

        ct.ThrowIfCancellationRequested();
        var placed = best.Copy();
        var value = problem.Value(placed);
        return new SitingResult(value, Math.Max(value, shared.Value), placed, watch.Elapsed.TotalSeconds, seed);
    }

    private static CoverageState Greedy(CoverageProblem problem) => Fill(problem, new CoverageState(problem));

    private static CoverageState Repair(CoverageProblem problem, int[] placed)
    {
        var state = new CoverageState(problem);
        for (var site = 0; site < placed.Length; site++)
        {
            for (var vehicle = 0; vehicle < placed[site] && state.Vehicles < problem.Vehicles; vehicle++)
                state.Add(site);
        }

        Fill(problem, state);
        Improve(problem, state, null, CancellationToken.None);
        return state;
    }

    private static CoverageState Fill(CoverageProblem problem, CoverageState state)
    {
        while (state.Vehicles < problem.Vehicles && state.Best() is >= 0 and var site)
            state.Add(site);
        return state;
    }

    /// <summary>
    /// Moves single vehicles to the best place until no move helps. After a move only sites that share a cell with one of its ends
    /// are looked at again.
    /// </summary>
    /// <param name="changed">Sites where something has changed since no move helped; null: all.</param>
    private static void Improve(CoverageProblem problem, CoverageState state, IEnumerable<int>? changed, CancellationToken ct)
    {
        var waiting = new Queue<int>();
        var waits = new bool[state.Placed.Length];
        void Look(int site)
        {
            if (state.Placed[site] > 0 && !waits[site])
            {
                waits[site] = true;
                waiting.Enqueue(site);
            }
        }

        void LookAround(int site)
        {
            Look(site);
            foreach (var other in problem.Neighbours[site])
                Look(other);
        }

        if (changed is null)
        {
            for (var site = 0; site < state.Placed.Length; site++)
                Look(site);
        }
        else
        {
            foreach (var site in changed)
                LookAround(site);
        }

        while (!ct.IsCancellationRequested && waiting.TryDequeue(out var from))
        {
            waits[from] = false;
            if (state.Placed[from] == 0)
                continue;
            var (to, profit) = state.BestMove(from);
            if (to == from || profit <= 1e-12 * state.Value)
                continue;
            state.Remove(from);
            state.Add(to);
            LookAround(from);
            LookAround(to);
        }
    }

    /// <summary>
    /// Iterated local search: some neighbours are taken away, others put in by chance among the best, then improved. A worse
    /// result is gone on from while it is within a band that closes and opens again; after long without success the walk goes
    /// back to the best of all walkers.
    /// </summary>
    private static void Walk(CoverageProblem problem, Incumbent best, Limit limit, int seed, int rounds, CancellationToken ct)
    {
        if (problem.Vehicles == 0)
            return;
        var random = new RandomStream(seed);
        var state = Repair(problem, best.Copy());
        var home = state.Placed.ToArray();
        var homeValue = state.Value;
        var own = homeValue;
        for (int round = 0, idle = 0; round < rounds && !ct.IsCancellationRequested && !limit.Reached(best.Value); round++)
        {
            Improve(problem, state, Shake(problem, state, random), ct);
            best.Offer(state);
            (own, idle) = state.Value > own ? (state.Value, 0) : (own, idle + 1);
            if (idle >= MostIdle)
            {
                Return(state, best.Copy());
                (own, idle, homeValue) = (state.Value, 0, state.Value);
                state.Placed.CopyTo(home, 0);
                continue;
            }

            var band = 0.002 * (1 - (round % 200 / 200.0));
            if (state.Value >= homeValue * (1 - (random.NextDouble() * band)))
            {
                homeValue = state.Value;
                state.Placed.CopyTo(home, 0);
            }
            else
            {
                Return(state, home);
            }
        }
    }

    /// <returns>The sites where it changed something.</returns>
    private static List<int> Shake(CoverageProblem problem, CoverageState state, RandomStream random)
    {
        var placed = Enumerable.Range(0, state.Placed.Length).Where(site => state.Placed[site] > 0).ToList();
        var leaving = Math.Min(placed.Count, 2 + random.Next(Math.Max(1, Math.Min(6, placed.Count / 6))));
        var centre = placed[random.Next(placed.Count)];
        var local = problem.Neighbours[centre].Where(site => state.Placed[site] > 0).Append(centre).ToList();
        var changed = new List<int>();
        for (var count = 0; count < leaving; count++)
        {
            var from = count < local.Count && random.Next(3) > 0 ? local[random.Next(local.Count)] : placed[random.Next(placed.Count)];
            if (state.Placed[from] == 0)
                continue;
            state.Remove(from);
            changed.Add(from);
        }

        while (state.Vehicles < problem.Vehicles)
        {
            // Among the best of a random half of the sites.
            var salt = (uint)random.NextBits();
            var site = state.Best(at => (((uint)at ^ salt) * 2654435761u >> 13 & 1) == 0);
            var chosen = site >= 0 ? site : state.Best();
            state.Add(chosen);
            changed.Add(chosen);
        }

        return changed;
    }

    private static void Return(CoverageState state, int[] home)
    {
        for (var site = 0; site < home.Length; site++)
        {
            while (state.Placed[site] > home[site])
                state.Remove(site);
        }

        for (var site = 0; site < home.Length; site++)
        {
            while (state.Placed[site] < home[site])
                state.Add(site);
        }
    }
}

/// <summary>The best placement of all walkers.</summary>
internal sealed class Incumbent(CoverageProblem problem)
{
    private readonly Lock guard = new();
    private int[] placed = new int[problem.Reach.Length];

    public double Value { get; private set; }

    public int[] Copy()
    {
        lock (guard)
            return placed.ToArray();
    }

    public void Offer(CoverageState state)
    {
        if (state.Value <= Value || state.Vehicles > problem.Vehicles)
            return;
        lock (guard)
        {
            if (state.Value <= Value)
                return;
            Value = state.Value;
            placed = state.Placed.ToArray();
        }
    }
}

/// <summary>The lowest proven bound.</summary>
internal sealed class Limit(double value)
{
    private readonly Lock guard = new();
    private double value = value;

    public double Value
    {
        get
        {
            lock (guard)
                return value;
        }
    }

    public void Lower(double bound)
    {
        lock (guard)
            value = Math.Min(value, bound);
    }

    /// <summary>Nothing better exists.</summary>
    public bool Reached(double best) => best >= Value * (1 - 1e-10);
}
