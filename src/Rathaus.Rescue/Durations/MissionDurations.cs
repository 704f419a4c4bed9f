namespace Rathaus.Rescue.Durations;

/// <summary>One row of what was fitted.</summary>
/// <param name="Bounded">Of them: a stamp was missing or kept to the minute only.</param>
/// <param name="Median">Seconds.</param>
/// <param name="Sigma">Standard deviation of the logarithm.</param>
/// <param name="Empirical">The shape that was seen stands for the log-normal one.</param>
internal sealed record DurationRow(DurationKey Key, int Count, int Bounded, double Median, double Sigma, bool Empirical);

/// <summary>Durations of a service as laws, each as fine as the data allow: by class, hours of the day and hospital.</summary>
internal sealed class MissionDurations
{
    private readonly Dictionary<DurationKey, DurationLaw> laws;

    public MissionDurations(IReadOnlyDictionary<DurationKey, DurationLaw> laws, IReadOnlyList<DurationRow>? rows = null, int implausible = 0)
    {
        this.laws = new Dictionary<DurationKey, DurationLaw>(laws);
        Rows = rows ?? [];
        Implausible = implausible;
    }

    /// <summary>
    /// What is assumed of a service without records: general values of German services, to be replaced by the own missions.
    /// </summary>
    public static MissionDurations Assumed { get; } = new(new Dictionary<DurationKey, DurationLaw>
    {
        [All(MissionPhase.Taking)] = LogNormalDuration.OfMedian(20, 0.4),
        [All(MissionPhase.Deciding)] = LogNormalDuration.OfMedian(60, 0.4),
        [All(MissionPhase.Access)] = LogNormalDuration.OfMedian(60, 0.5),
        [All(MissionPhase.Treating)] = LogNormalDuration.OfMedian(1_080, 0.45),
        [All(MissionPhase.Attending)] = LogNormalDuration.OfMedian(1_500, 0.6),
    });

    public IReadOnlyList<DurationRow> Rows { get; }

    /// <summary>Stretches left out: reversed, or longer than eight hours.</summary>
    public int Implausible { get; }

    /// <summary>The finest law that is known; null: nothing is known of the phase.</summary>
    public DurationLaw? Find(DurationKey key)
    {
        for (DurationKey? at = key; at is { } now; at = now.Coarser)
        {
            if (laws.TryGetValue(now, out var law))
                return law;
        }

        return null;
    }

    /// <summary>These laws, and those of <paramref name="other"/> for phases of which nothing is known here.</summary>
    public MissionDurations Or(MissionDurations other)
    {
        var known = laws.Keys.Select(key => key.Phase).ToHashSet();
        return new(laws.Concat(other.laws.Where(law => !known.Contains(law.Key.Phase))).ToDictionary(), Rows, Implausible);
    }

    public static DurationKey All(MissionPhase phase) => new(phase, -1, -1, -1);
}
