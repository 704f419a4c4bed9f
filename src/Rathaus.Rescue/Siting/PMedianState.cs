namespace Rathaus.Rescue.Siting;

/// <summary>
/// Open sites with the nearest and second nearest one of every customer, and the profit of every swap kept true step by step
/// (Resende and Werneck 2007): opening i gains <c>gain[i]</c>, closing r costs <c>loss[r]</c>, both together give <c>extra[r, i]</c> back.
/// </summary>
internal sealed class PMedianState
{
    private readonly PMedianProblem problem;
    private readonly bool[] open;
    private readonly int[] nearest;
    private readonly int[] second;
    private readonly double[] gain;
    private readonly double[] loss;

    public PMedianState(PMedianProblem problem, IEnumerable<int> sites)
    {
        this.problem = problem;
        open = new bool[problem.Sites];
        Sites = [.. sites];
        foreach (var site in Sites)
            open[site] = true;
        nearest = new int[problem.Customers];
        second = new int[problem.Customers];
        gain = new double[problem.Sites];
        loss = new double[problem.Sites];
        for (var customer = 0; customer < problem.Customers; customer++)
            Assign(customer);
        Value = Sum();
    }

    public List<int> Sites { get; }

    public double Value { get; private set; }

    /// <summary>Swaps as long as one helps.</summary>
    public void Improve(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && BestSwap() is { Profit: > 1e-9 } swap)
            Swap(swap.Close, swap.Open);
    }

    public void Swap(int close, int opened)
    {
        open[close] = false;
        open[opened] = true;
        Sites[Sites.IndexOf(close)] = opened;
        for (var customer = 0; customer < nearest.Length; customer++)
        {
            var row = problem.Distance[customer];
            if (nearest[customer] == close || second[customer] == close)
            {
                Assign(customer);
            }
            else if (row[opened] < row[nearest[customer]])
            {
                second[customer] = nearest[customer];
                nearest[customer] = opened;
            }
            else if (second[customer] < 0 || row[opened] < row[second[customer]])
            {
                second[customer] = opened;
            }
        }

        Value = Sum();
    }

    public bool IsOpen(int site) => open[site];

    private (int Close, int Open, double Profit) BestSwap()
    {
        Array.Clear(gain);
        Array.Clear(loss);
        var sites = problem.Sites;
        var place = new int[sites];
        for (var at = 0; at < Sites.Count; at++)
            place[Sites[at]] = at;
        var extra = new double[Sites.Count * sites];
        for (var customer = 0; customer < nearest.Length; customer++)
        {
            var row = problem.Distance[customer];
            var here = row[nearest[customer]];
            var there = second[customer] < 0 ? double.PositiveInfinity : row[second[customer]];
            if (!double.IsFinite(here))
                continue;
            loss[nearest[customer]] += double.IsFinite(there) ? there - here : 1e12;
            var back = place[nearest[customer]] * sites;
            for (var site = 0; site < sites; site++)
            {
                var distance = row[site];
                if (distance >= there || open[site])
                    continue;
                var cap = double.IsFinite(there) ? there : here + 1e12;
                if (distance < here)
                {
                    gain[site] += here - distance;
                    extra[back + site] += cap - here;
                }
                else
                {
                    extra[back + site] += cap - distance;
                }
            }
        }

        var best = (Close: -1, Open: -1, Profit: double.NegativeInfinity);
        for (var at = 0; at < Sites.Count; at++)
        {
            for (var site = 0; site < sites; site++)
            {
                if (open[site])
                    continue;
                var profit = gain[site] - loss[Sites[at]] + extra[(at * sites) + site];
                if (profit > best.Profit)
                    best = (Sites[at], site, profit);
            }
        }

        return best;
    }

    private void Assign(int customer)
    {
        var row = problem.Distance[customer];
        var (first, next) = (-1, -1);
        foreach (var site in Sites)
        {
            if (first < 0 || row[site] < row[first])
                (first, next) = (site, first);
            else if (next < 0 || row[site] < row[next])
                next = site;
        }

        nearest[customer] = first;
        second[customer] = next;
    }

    private double Sum()
    {
        var sum = 0.0;
        for (var customer = 0; customer < nearest.Length; customer++)
            sum += problem.Distance[customer][nearest[customer]];
        return sum;
    }
}
