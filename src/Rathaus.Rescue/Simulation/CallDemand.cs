using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>Calls that are alike.</summary>
/// <param name="Weight">Share among all calls.</param>
/// <param name="PatientClass">GVS; null: not classified.</param>
/// <param name="Transported">Share that goes to a hospital.</param>
/// <param name="Doctor">Share that needs an emergency doctor.</param>
/// <param name="TeleDoctor">Of them: the tele emergency doctor suffices.</param>
/// <param name="DoctorRides">Of transported ones with a doctor on scene: the doctor goes along.</param>
/// <param name="Speciality">What the hospital must have; null: any.</param>
internal sealed record CallType(
    string Name, double Weight, CallKind Kind, bool HighPriority, int? PatientClass, double Transported, double Doctor = 0, double TeleDoctor = 0,
    double DoctorRides = 0.5, string? Speciality = null);

/// <summary>Where calls come from: how many in each hour, of what type, from which cell.</summary>
internal sealed class CallDemand
{
    /// <summary>Night, day, evening on weekdays, then at the weekend.</summary>
    public const int ShareBlocks = 6;

    /// <param name="rate">Mean number of calls of a local hour.</param>
    /// <param name="dispersion">φ: variance over mean of an hour's count; 1 is Poisson's.</param>
    /// <param name="shares">Weights of the cells, one list for all times or one for each of six blocks.</param>
    public CallDemand(Func<DateTime, double> rate, double dispersion, IReadOnlyList<CallType> types, IReadOnlyList<IReadOnlyList<double>> shares)
    {
        if (dispersion < 1)
            throw new ArgumentOutOfRangeException(nameof(dispersion), "at least 1");
        if (types.Count is 0 or > 250 || types.Any(type => type.Weight < 0) || types.Sum(type => type.Weight) <= 0)
            throw new ArgumentException("types have weights, not all zero", nameof(types));
        if (shares.Count is not (1 or ShareBlocks) || shares.Any(block => block.Any(share => !(share >= 0)) || block.Sum() <= 0))
            throw new ArgumentException("cells have shares, not all zero, once or for six blocks", nameof(shares));
        Rate = rate;
        Dispersion = dispersion;
        Types = types;
        Shares = shares;
    }

    public Func<DateTime, double> Rate { get; }

    public double Dispersion { get; }

    public IReadOnlyList<CallType> Types { get; }

    public IReadOnlyList<IReadOnlyList<double>> Shares { get; }

    /// <summary>Standard deviation of the logarithm of a factor on all calls of a replication: how unsure the level itself is.</summary>
    public double LevelSigma { get; init; }

    public CallDemand Times(double factor) => new(time => Rate(time) * factor, Dispersion, Types, Shares) { LevelSigma = LevelSigma };

    public static int BlockOf(DateTime time) =>
        (time.Hour < 7 ? 0 : time.Hour < 17 ? 1 : 2) + (time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 3 : 0);
}
