using Rathaus.Rescue.Siting;

namespace Rathaus.Rescue.Shifts;

/// <summary>
/// What vehicles by site and period are worth: calls of the week reached in time, each period with the chance to be busy that its
/// own demand and number of vehicles give.
/// </summary>
internal sealed class ShiftWorth
{
    private readonly IReadOnlyList<CoverRow> rows;
    private readonly double weight;

    public ShiftWorth(IReadOnlyList<CoverRow> rows, IReadOnlyList<double> calls, double serviceHours)
    {
        (this.rows, Calls, ServiceHours) = (rows, calls, serviceHours);
        weight = rows.Sum(row => row.Weight);
    }

    public IReadOnlyList<double> Calls { get; }

    public double ServiceHours { get; }

    /// <summary>Share of the period's calls reached in time.</summary>
    public double Share(int period, int[][] staffed)
    {
        var vehicles = staffed.Sum(site => site[period]);
        if (vehicles == 0)
            return 0;
        var busy = Math.Min(0.95, Calls[period] * ServiceHours / vehicles);
        Span<double> missed = vehicles < 256 ? stackalloc double[vehicles + 1] : new double[vehicles + 1];
        missed[0] = 1;
        for (var count = 1; count <= vehicles; count++)
            missed[count] = missed[count - 1] * busy;
        var sum = 0.0;
        foreach (var row in rows)
        {
            var count = 0;
            foreach (var station in row.Stations)
                count += staffed[station][period];
            sum += row.Weight * (1 - missed[count]);
        }

        return sum / weight;
    }

    /// <summary>Share of the calls of all periods.</summary>
    public double Share(int[][] staffed)
    {
        var all = Calls.Sum();
        return all <= 0 ? 1 : Enumerable.Range(0, Calls.Count).Sum(period => Calls[period] * Share(period, staffed)) / all;
    }
}

/// <summary>
/// Joint local search over lines of duty: removes, exchanges and adds single ones as long as that saves money with the target
/// kept, or serves more calls for the same money. What stood fast in the covering stays: rooms, budget, kinds, open stations.
/// </summary>
internal sealed class ShiftSearch(ShiftProblem problem, ShiftWorth worth, double target, bool alwaysOne)
{
    private const double Same = 1e-9;

    private readonly double[] shares = new double[problem.Periods];
    private readonly Dictionary<int, int> kinds = [];
    private double cost;
    private double hours;

    /// <param name="ct">Ends the search with what it has.</param>
    /// <returns>At least as good as what was given.</returns>
    public int[] Improve(IReadOnlyList<int> start, CancellationToken ct)
    {
        int[] chosen = [.. start];
        var staffed = problem.Staffed(chosen);
        (cost, hours) = (problem.Cost(chosen), problem.Hours(chosen));
        for (var column = 0; column < chosen.Length; column++)
            Use(problem.Columns[column].Type, chosen[column]);
        for (var period = 0; period < shares.Length; period++)
            shares[period] = worth.Share(period, staffed);
        var now = Score();
        for (var better = true; better && !ct.IsCancellationRequested;)
        {
            better = false;
            foreach (var (remove, add) in Moves(chosen))
            {
                if (ct.IsCancellationRequested)
                    break;
                if (remove >= 0 && chosen[remove] == 0)
                    continue;

                // Where the target is kept, what costs more can be no better.
                if (now.Missed <= 0 && Cost(add) - Cost(remove) > Same)
                    continue;
                if (!Change(chosen, staffed, remove, add))
                    continue;
                var next = Score();
                if (next.CompareTo(now) < 0)
                {
                    (now, better) = (next, true);
                    continue;
                }

                Undo(chosen, staffed, remove, add);
            }
        }

        return chosen;
    }

    // What counts first: how far the target is missed, then cost, then calls not served.
    private (double Missed, double Cost, double Unserved) Score()
    {
        var (sum, all) = (0.0, 0.0);
        for (var period = 0; period < shares.Length; period++)
        {
            sum += shares[period] * worth.Calls[period];
            all += worth.Calls[period];
        }

        var share = all <= 0 ? 1 : sum / all;
        var missed = share >= target - Same ? 0 : target - share;
        return (Math.Round(missed, 9), Math.Round(cost, 6), Math.Round(1 - share, 12));
    }

    private double Cost(int column) => column < 0 ? 0 : problem.Columns[column].Cost;

    private void Use(int kind, int change)
    {
        if (change != 0 && (kinds[kind] = kinds.GetValueOrDefault(kind) + change) == 0)
            kinds.Remove(kind);
    }

    private IEnumerable<(int Remove, int Add)> Moves(int[] chosen)
    {
        for (var remove = 0; remove < chosen.Length; remove++)
        {
            if (chosen[remove] == 0)
                continue;
            yield return (remove, -1);
            for (var add = 0; add < chosen.Length && chosen[remove] > 0; add++)
            {
                if (add != remove)
                    yield return (remove, add);
            }
        }

        for (var add = 0; add < chosen.Length; add++)
            yield return (-1, add);
    }

    private bool Change(int[] chosen, int[][] staffed, int remove, int add)
    {
        Put(chosen, staffed, remove, -1);
        Put(chosen, staffed, add, +1);
        if (Allowed(staffed, remove, add))
        {
            Weigh(staffed, remove, add);
            return true;
        }

        Put(chosen, staffed, add, -1);
        Put(chosen, staffed, remove, +1);
        return false;
    }

    private void Undo(int[] chosen, int[][] staffed, int remove, int add)
    {
        Put(chosen, staffed, add, -1);
        Put(chosen, staffed, remove, +1);
        Weigh(staffed, remove, add);
    }

    private void Put(int[] chosen, int[][] staffed, int column, int change)
    {
        if (column < 0)
            return;
        chosen[column] += change;
        cost += change * problem.Columns[column].Cost;
        hours += change * problem.Columns[column].CrewHours;
        Use(problem.Columns[column].Type, change);
        foreach (var period in problem.Columns[column].Periods)
            staffed[problem.Columns[column].Site][period] += change;
    }

    private void Weigh(int[][] staffed, int remove, int add)
    {
        foreach (var column in new[] { remove, add })
        {
            foreach (var period in column < 0 ? [] : problem.Columns[column].Periods)
                shares[period] = worth.Share(period, staffed);
        }
    }

    private bool Allowed(int[][] staffed, int remove, int add)
    {
        if (add >= 0)
        {
            var site = problem.Columns[add].Site;
            if (problem.Columns[add].Periods.Any(period => staffed[site][period] > problem.Capacity[site]))
                return false;
            if (hours > problem.CrewHours + Same || kinds.Count > problem.MostTypes)
                return false;
        }

        return !alwaysOne || new[] { remove, add }.Where(column => column >= 0).Select(column => staffed[problem.Columns[column].Site])
            .All(site => site.All(vehicles => vehicles > 0) || site.All(vehicles => vehicles == 0));
    }
}
