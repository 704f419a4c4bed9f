namespace Rathaus.Rescue.Queueing;

/// <summary>Erlang's formulas for <c>M/M/c</c>: <c>load</c> is arrival rate times mean service time (offered traffic in erlangs).</summary>
internal static class Erlang
{
    /// <summary>Erlang B: the share of calls that find all servers busy and are lost. Recursion B(c) = aB(c-1) / (c + aB(c-1)).</summary>
    public static double Loss(int servers, double load)
    {
        Guard(servers, load);
        var blocked = 1.0;
        for (var server = 1; server <= servers; server++)
            blocked = load * blocked / (server + (load * blocked));
        return blocked;
    }

    /// <summary>Erlang C: the share of calls that wait. 1 when the load is not below the number of servers.</summary>
    public static double Waiting(int servers, double load)
    {
        if (load >= servers)
            return servers == 0 && load <= 0 ? 0 : 1;
        var blocked = Loss(servers, load);
        return blocked / (1 - (load / servers * (1 - blocked)));
    }

    /// <summary>
    /// Mean wait of an <c>M/G/c</c> queue in units of the mean service time: (1 + cs²) / 2 times that of <c>M/M/c</c>.
    /// </summary>
    /// <param name="squaredVariation">Squared coefficient of variation of the service times; 1 for exponential ones.</param>
    public static double MeanWait(int servers, double load, double squaredVariation = 1) => load >= servers
        ? double.PositiveInfinity
        : (1 + squaredVariation) / 2 * Waiting(servers, load) / (servers - load);

    /// <summary>The fewest servers for which at most <paramref name="share"/> of the calls wait.</summary>
    public static int ServersFor(double load, double share)
    {
        if (share is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(share), "between 0 and 1");
        var servers = (int)Math.Floor(load) + 1;
        while (Waiting(servers, load) > share)
            servers++;
        return servers;
    }

    private static void Guard(int servers, double load)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(servers);
        if (!(load >= 0 && double.IsFinite(load)))
            throw new ArgumentOutOfRangeException(nameof(load), "zero or more");
    }
}
