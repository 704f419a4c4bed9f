namespace Rathaus.Rescue.Queueing;

/// <summary>
/// Larson's approximation of the hypercube (Operations Research 23, 1975) for up to 60 servers with one mean service rate: the
/// servers count as independent, corrected by the factors Q of an <c>M/M/N</c> queue that picks servers at random.
/// </summary>
internal static class LarsonApproximation
{
    private const double Still = 1e-6;
    private const int MostRounds = 1_000;

    /// <exception cref="ArgumentException">The servers do not work at one rate.</exception>
    public static HypercubeResult Solve(HypercubeModel model)
    {
        var rate = model.ServiceRates[0];
        if (model.ServiceRates.Any(other => Math.Abs(other - rate) > 1e-12 * rate))
            throw new ArgumentException("the approximation takes one service rate for all", nameof(model));
        var servers = model.Servers;
        var load = model.ArrivalRate / rate;
        var blocked = Erlang.Loss(servers, load);
        var carried = model.Queues ? load : load * (1 - blocked);
        var waits = model.Queues ? Erlang.Waiting(servers, load) : 0;
        var factors = Factors(servers, load, model.Queues);

        var workloads = new double[servers];
        Array.Fill(workloads, carried / servers);
        var rounds = 0;
        for (var change = double.MaxValue; change > Still && rounds < MostRounds; rounds++)
            change = Step(model, rate, factors, waits, carried, workloads);

        var allBusy = model.Queues ? waits * (1 - (load / servers)) : blocked;
        return new HypercubeResult(
            workloads, null, allBusy, model.Queues ? waits - allBusy : 0, Immediate(model, factors, workloads), rounds);
    }

    /// <summary>Q(N, ρ, j) for j = 0 … N-1: how much likelier "j named servers busy and the next free" is than if they were independent.</summary>
    public static double[] Factors(int servers, double load, bool queues)
    {
        // Chances of k busy servers, unnormalised, and of what lies behind N.
        var states = new double[servers + 1];
        states[0] = 1;
        for (var busy = 1; busy <= servers; busy++)
            states[busy] = states[busy - 1] * load / busy;
        var total = states.Sum();
        if (queues)
            total += states[servers] * (load / servers) / (1 - (load / servers));
        var busyShare = queues ? load / servers : load * (1 - Erlang.Loss(servers, load)) / servers;

        var factors = new double[servers];
        for (var named = 0; named < servers; named++)
        {
            // Of k busy servers chosen at random: j named ones are among them and one more named one is not.
            var chance = 0.0;
            for (var busy = named; busy < servers; busy++)
            {
                var among = 1.0;
                for (var step = 0; step < named; step++)
                    among *= (double)(busy - step) / (servers - step);
                chance += states[busy] / total * among * (servers - busy) / (servers - named);
            }

            factors[named] = busyShare > 0 ? chance / (Math.Pow(busyShare, named) * (1 - busyShare)) : 1;
        }

        return factors;
    }

    private static double Step(HypercubeModel model, double rate, double[] factors, double waits, double carried, double[] workloads)
    {
        var asked = new double[model.Servers];
        foreach (var calls in model.Classes)
        {
            var busyBefore = 1.0;
            for (var place = 0; place < calls.Preference.Count; place++)
            {
                var server = calls.Preference[place];
                asked[server] += calls.Rate / rate * factors[place] * busyBefore;
                busyBefore *= workloads[server];
            }
        }

        var offered = model.ArrivalRate / rate;
        var next = new double[model.Servers];
        for (var server = 0; server < model.Servers; server++)
            next[server] = (asked[server] + (offered * waits / model.Servers)) / (1 + asked[server]);
        var scale = carried / next.Sum();
        var change = 0.0;
        for (var server = 0; server < model.Servers; server++)
        {
            var value = Math.Min(1, next[server] * scale);
            change = Math.Max(change, Math.Abs(value - workloads[server]));
            workloads[server] = value;
        }

        return change;
    }

    private static double[][] Immediate(HypercubeModel model, double[] factors, double[] workloads) =>
    [
        .. model.Classes.Select(calls =>
        {
            var shares = new double[model.Servers];
            var busyBefore = 1.0;
            for (var place = 0; place < calls.Preference.Count; place++)
            {
                var server = calls.Preference[place];
                shares[server] = factors[place] * busyBefore * (1 - workloads[server]);
                busyBefore *= workloads[server];
            }

            return shares;
        }),
    ];
}
