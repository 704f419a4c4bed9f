namespace Rathaus.Rescue.Queueing;

/// <summary>Calls of places that ask for the vehicles in the same order.</summary>
/// <param name="Rate">Calls per unit of time.</param>
/// <param name="Preference">Server numbers from 0, the first choice first, each at most once.</param>
internal sealed record CallClass(double Rate, IReadOnlyList<int> Preference);

/// <summary>
/// Vehicles that help one another out (Larson's hypercube model): which is free decides who goes. With a queue, calls wait in
/// order of arrival when all are busy; without, another service takes them.
/// </summary>
internal sealed class HypercubeModel
{
    /// <summary>2 to the power of this many states are solved exactly.</summary>
    public const int MostExact = 12;

    public const int Most = 60;

    /// <exception cref="ArgumentException">The numbers do not describe a system; the text says which.</exception>
    public HypercubeModel(IReadOnlyList<double> serviceRates, bool queues, IReadOnlyList<CallClass> classes)
    {
        if (serviceRates.Count is 0 or > Most)
            throw new ArgumentException($"between 1 and {Most} servers", nameof(serviceRates));
        if (serviceRates.Any(rate => !(rate > 0 && double.IsFinite(rate))))
            throw new ArgumentException("each service rate is above zero", nameof(serviceRates));
        if (classes.Count == 0 || classes.Any(calls => !(calls.Rate >= 0 && double.IsFinite(calls.Rate))))
            throw new ArgumentException("each class has a rate of zero or more", nameof(classes));
        foreach (var calls in classes)
        {
            if (calls.Preference.Any(server => server < 0 || server >= serviceRates.Count)
                || calls.Preference.Distinct().Count() != calls.Preference.Count || calls.Preference.Count == 0)
                throw new ArgumentException("a preference names servers of the system, each once", nameof(classes));
            if (queues && calls.Preference.Count != serviceRates.Count)
                throw new ArgumentException("with a queue each preference names every server", nameof(classes));
        }

        ServiceRates = serviceRates;
        Queues = queues;
        Classes = classes;
        ArrivalRate = classes.Sum(calls => calls.Rate);
        if (queues && ArrivalRate >= serviceRates.Sum())
            throw new ArgumentException("with a queue the arrival rate stays below the service rate of all servers", nameof(classes));
    }

    public IReadOnlyList<double> ServiceRates { get; }

    public bool Queues { get; }

    public IReadOnlyList<CallClass> Classes { get; }

    public double ArrivalRate { get; }

    public int Servers => ServiceRates.Count;
}

/// <summary>What comes out.</summary>
/// <param name="Workloads">Share of time each server is busy.</param>
/// <param name="Empty">Chance that all are free; null: this method does not say.</param>
/// <param name="AllBusy">Chance that all are busy and nobody waits.</param>
/// <param name="Waiting">Chance that somebody waits.</param>
/// <param name="Immediate">By class and server: share of the class's calls that the server takes at once.</param>
/// <param name="Rounds">Sweeps or iterations until it stood still.</param>
internal sealed record HypercubeResult(
    IReadOnlyList<double> Workloads, double? Empty, double AllBusy, double Waiting, IReadOnlyList<IReadOnlyList<double>> Immediate, int Rounds);
