namespace Rathaus.Rescue.Siting;

/// <summary>
/// A placement with its value and what each site would add, kept true step by step: a move touches only the sites that share
/// a cell with it.
/// </summary>
internal sealed class CoverageState
{
    private readonly CoverageProblem problem;
    private readonly int[] counts;
    private readonly double[] back;

    public CoverageState(CoverageProblem problem)
    {
        this.problem = problem;
        counts = new int[problem.Demand.Length];
        back = new double[problem.Reach.Length];
        Placed = new int[problem.Reach.Length];
        Gain = new double[problem.Reach.Length];
        Loss = new double[problem.Reach.Length];
        for (var site = 0; site < Gain.Length; site++)
        {
            foreach (var cell in problem.Reach[site])
                Gain[site] += problem.Demand[cell] * problem.Step(0);
        }
    }

    public int[] Placed { get; }

    public int Vehicles { get; private set; }

    public double Value { get; private set; }

    /// <summary>By site: what one vehicle more adds.</summary>
    public double[] Gain { get; }

    /// <summary>By site: what is lost when one vehicle that covers the same cells goes.</summary>
    public double[] Loss { get; }

    public void Add(int site)
    {
        Value += Gain[site];
        Placed[site]++;
        Vehicles++;
        foreach (var cell in problem.Reach[site])
            Count(cell, counts[cell]++, +1);
    }

    public void Remove(int site)
    {
        Value -= Loss[site];
        Placed[site]--;
        Vehicles--;
        foreach (var cell in problem.Reach[site])
            Count(cell, counts[cell]--, -1);
    }

    /// <summary>The free site that adds most; ties go to the first. -1: none is free.</summary>
    public int Best(Func<int, bool>? allowed = null)
    {
        var best = -1;
        for (var site = 0; site < Gain.Length; site++)
        {
            if (Placed[site] < problem.Capacity[site] && (best < 0 || Gain[site] > Gain[best]) && (allowed is null || allowed(site)))
                best = site;
        }

        return best;
    }

    /// <summary>
    /// The site a vehicle of <paramref name="from"/> would move to, and what that is worth: only sites that share a cell with it gain by its going.
    /// </summary>
    public (int To, double Profit) BestMove(int from)
    {
        foreach (var cell in problem.Reach[from])
        {
            var gain = problem.Demand[cell] * (problem.Step(counts[cell] - 1) - problem.Step(counts[cell]));
            if (gain <= 0)
                continue;
            foreach (var site in problem.Sites[cell])
                back[site] += gain;
        }

        var (best, most) = (from, double.NegativeInfinity);
        for (var site = 0; site < Gain.Length; site++)
        {
            var value = Gain[site] + back[site];
            if (value > most && Placed[site] < problem.Capacity[site] && site != from)
                (best, most) = (site, value);
        }

        Array.Clear(back);
        return (best, most - Loss[from]);
    }

    private void Count(int cell, int before, int change)
    {
        var after = before + change;
        var gain = problem.Demand[cell] * (problem.Step(after) - problem.Step(before));
        var loss = problem.Demand[cell] * (Below(after) - Below(before));
        if (gain == 0 && loss == 0)
            return;
        foreach (var site in problem.Sites[cell])
        {
            Gain[site] += gain;
            Loss[site] += loss;
        }
    }

    private double Below(int count) => count == 0 ? 0 : problem.Step(count - 1);
}
