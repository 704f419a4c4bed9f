using System.Numerics;

namespace Rathaus.Rescue.Queueing;

/// <summary>
/// The hypercube model exactly: one state for each set of busy servers, balance equations by Gauss-Seidel (Larson 1974). The
/// states with a queue behind the full one are a geometric tail.
/// </summary>
internal static class ExactHypercube
{
    private const double Still = 1e-14;
    private const int MostSweeps = 200_000;

    /// <exception cref="ArgumentException">More servers than <see cref="HypercubeModel.MostExact"/>.</exception>
    public static HypercubeResult Solve(HypercubeModel model)
    {
        if (model.Servers > HypercubeModel.MostExact)
            throw new ArgumentException($"at most {HypercubeModel.MostExact} servers are solved exactly", nameof(model));
        var states = 1 << model.Servers;
        var full = states - 1;
        var sent = Dispatches(model, states);
        var chance = new double[states];
        Array.Fill(chance, 1.0 / states);
        var sweeps = Sweep(model, sent, chance);

        // Behind the full state one more waits, and one more: a tail with the ratio of arrivals to all services.
        var ratio = model.Queues ? model.ArrivalRate / model.ServiceRates.Sum() : 0;
        var waiting = chance[full] * ratio / (1 - ratio);
        var total = chance.Sum() + waiting;
        for (var state = 0; state < states; state++)
            chance[state] /= total;
        waiting /= total;

        var workloads = new double[model.Servers];
        for (var state = 0; state < states; state++)
        {
            for (var server = 0; server < model.Servers; server++)
            {
                if ((state >> server & 1) == 1)
                    workloads[server] += chance[state];
            }
        }

        for (var server = 0; server < model.Servers; server++)
            workloads[server] += waiting;
        return new HypercubeResult(workloads, chance[0], chance[full], waiting, Immediate(model, sent, chance), sweeps);
    }

    /// <summary>By state and class: the server that goes, or -1 when none of the preference is free.</summary>
    private static int[,] Dispatches(HypercubeModel model, int states)
    {
        var sent = new int[states, model.Classes.Count];
        for (var state = 0; state < states; state++)
        {
            for (var number = 0; number < model.Classes.Count; number++)
            {
                sent[state, number] = -1;
                foreach (var server in model.Classes[number].Preference)
                {
                    if ((state >> server & 1) != 0)
                        continue;
                    sent[state, number] = server;
                    break;
                }
            }
        }

        return sent;
    }

    private static int Sweep(HypercubeModel model, int[,] sent, double[] chance)
    {
        var states = chance.Length;
        var leaves = new double[states];
        for (var state = 0; state < states; state++)
        {
            for (var number = 0; number < model.Classes.Count; number++)
            {
                if (sent[state, number] >= 0)
                    leaves[state] += model.Classes[number].Rate;
            }

            for (var server = 0; server < model.Servers; server++)
            {
                if ((state >> server & 1) == 1)
                    leaves[state] += model.ServiceRates[server];
            }
        }

        for (var sweep = 1; sweep <= MostSweeps; sweep++)
        {
            var change = 0.0;
            for (var state = 0; state < states; state++)
            {
                var flow = Inflow(model, sent, chance, state);
                var next = leaves[state] > 0 ? flow / leaves[state] : chance[state];
                change = Math.Max(change, Math.Abs(next - chance[state]));
                chance[state] = next;
            }

            var sum = chance.Sum();
            for (var state = 0; state < states; state++)
                chance[state] /= sum;
            if (change < Still)
                return sweep;
        }

        throw new InvalidOperationException($"The balance equations did not settle in {MostSweeps} sweeps");
    }

    private static double Inflow(HypercubeModel model, int[,] sent, double[] chance, int state)
    {
        var flow = 0.0;
        for (var rest = (uint)state; rest != 0; rest &= rest - 1)
        {
            var server = BitOperations.TrailingZeroCount(rest);
            var before = state & ~(1 << server);
            for (var number = 0; number < model.Classes.Count; number++)
            {
                if (sent[before, number] == server)
                    flow += model.Classes[number].Rate * chance[before];
            }
        }

        for (var server = 0; server < model.Servers; server++)
        {
            if ((state >> server & 1) == 0)
                flow += model.ServiceRates[server] * chance[state | 1 << server];
        }

        return flow;
    }

    private static double[][] Immediate(HypercubeModel model, int[,] sent, double[] chance)
    {
        var shares = new double[model.Classes.Count][];
        for (var number = 0; number < shares.Length; number++)
        {
            shares[number] = new double[model.Servers];
            for (var state = 0; state < chance.Length; state++)
            {
                if (sent[state, number] >= 0)
                    shares[number][sent[state, number]] += chance[state];
            }
        }

        return shares;
    }
}
