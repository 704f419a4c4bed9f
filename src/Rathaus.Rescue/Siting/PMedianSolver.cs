using System.Diagnostics;

namespace Rathaus.Rescue.Siting;

/// <summary>Swap search from many starts beside a Lagrangian bound that proves the answer where it can.</summary>
internal static class PMedianSolver
{
    public static SitingResult Solve(PMedianProblem problem, double seconds, int seed, CancellationToken ct = default)
    {
        var watch = Stopwatch.StartNew();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(TimeSpan.FromSeconds(seconds));
        var guard = new Lock();
        var best = new PMedianState(problem, Greedy(problem));
        best.Improve(time.Token);
        var (value, sites) = (best.Value, best.Sites.ToArray());
        if (double.IsPositiveInfinity(value))
            throw new ArgumentException("some customers reach no site: the graph has more parts than sites are opened", nameof(problem));
        var whole = problem.Distance.All(row => row.All(distance => !double.IsFinite(distance) || double.IsInteger(distance)));
        var bound = 0.0;

        double Offer(PMedianState state)
        {
            lock (guard)
            {
                if (state.Value < value)
                    (value, sites) = (state.Value, state.Sites.ToArray());
                return value;
            }
        }

        Parallel.Invoke(
            () =>
            {
                var round = 0;
                bound = PMedianBound.Raise(problem, 4_000, chosen =>
                {
                    // Every tenth relaxed choice is improved: near the best prices it is close to the optimum.
                    if (round++ % 10 != 0)
                        return Volatile.Read(ref value);
                    var state = new PMedianState(problem, chosen);
                    state.Improve(time.Token);
                    return Offer(state);
                }, whole, time.Token);
                if (bound >= Volatile.Read(ref value) - 1e-9)
                    time.Cancel();
            },
            () => Walk(problem, best, seed, Offer, time.Token));
        ct.ThrowIfCancellationRequested();
        Array.Sort(sites);
        var placed = new int[problem.Sites];
        foreach (var site in sites)
            placed[site] = 1;
        return new SitingResult(problem.Value(sites), Math.Min(bound, value), placed, watch.Elapsed.TotalSeconds, seed);
    }

    private static void Walk(PMedianProblem problem, PMedianState state, int seed, Func<PMedianState, double> offer, CancellationToken ct)
    {
        if (problem.Open == problem.Sites)
            return;
        var random = new RandomStream(seed);
        var (home, homeValue) = (state.Sites.ToArray(), state.Value);
        for (var round = 1; !ct.IsCancellationRequested; round++)
        {
            var moves = Math.Min(problem.Open, 1 + random.Next(Math.Max(2, problem.Open / 5)));
            for (var move = 0; move < moves; move++)
            {
                int opened;
                do
                    opened = random.Next(problem.Sites);
                while (state.IsOpen(opened));
                state.Swap(state.Sites[random.Next(state.Sites.Count)], opened);
            }

            state.Improve(ct);
            offer(state);
            if (state.Value <= homeValue * (1 + (0.003 * random.NextDouble())))
                (home, homeValue) = (state.Sites.ToArray(), state.Value);
            else
                state = new PMedianState(problem, home);
        }
    }

    private static List<int> Greedy(PMedianProblem problem)
    {
        var sites = new List<int>();
        var way = Enumerable.Repeat(1e12, problem.Customers).ToArray();
        while (sites.Count < problem.Open)
        {
            var (best, least) = (-1, double.PositiveInfinity);
            for (var site = 0; site < problem.Sites; site++)
            {
                if (sites.Contains(site))
                    continue;
                var sum = 0.0;
                for (var customer = 0; customer < way.Length; customer++)
                    sum += Math.Min(way[customer], problem.Distance[customer][site]);
                if (sum < least)
                    (best, least) = (site, sum);
            }

            sites.Add(best);
            for (var customer = 0; customer < way.Length; customer++)
                way[customer] = Math.Min(way[customer], problem.Distance[customer][best]);
        }

        return sites;
    }
}
