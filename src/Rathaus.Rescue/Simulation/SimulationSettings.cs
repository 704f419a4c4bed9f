using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>Which free vehicle goes.</summary>
internal enum DispatchPolicy
{
    /// <summary>The one that is predicted to be there first.</summary>
    Nearest,

    /// <summary>One of the station the cell belongs to, while it has a free one; else the nearest.</summary>
    OwnArea,

    /// <summary>Of those in time the one whose absence costs least expected coverage (DMEXCLP dispatch, Jagtenberg 2017).</summary>
    Coverage,
}

internal enum RelocationPolicy
{
    None,

    /// <summary>A table says for each number of free vehicles where they stand.</summary>
    Table,

    /// <summary>A vehicle that gets free goes where it adds most expected coverage (Jagtenberg, Bhulai, van der Mei 2015).</summary>
    Dmexclp,
}

/// <summary>What becomes of an emergency when nobody is free.</summary>
internal enum NobodyFree
{
    Wait,

    /// <summary>Another service takes it; it counts as missed.</summary>
    Lose,
}

/// <summary>How vehicles are moved before anybody calls.</summary>
/// <param name="MostPerShift">Of one vehicle.</param>
/// <param name="MostPerHour">Of all.</param>
/// <param name="MostDrivingSeconds">Predicted, without blue light.</param>
/// <param name="NightFrom">Hour of the day from which on none are ordered; equal to <paramref name="NightTo"/>: at any time.</param>
/// <param name="LeastGain">Share of all demand that must be gained in expected coverage over going home.</param>
/// <param name="Table">For <see cref="RelocationPolicy.Table"/>: station ids in the order in which they are filled; null: found by MEXCLP.</param>
internal sealed record RelocationSettings(
    RelocationPolicy Policy = RelocationPolicy.None, int MostPerShift = 4, int MostPerHour = 4, double MostDrivingSeconds = 900,
    int NightFrom = 22, int NightTo = 6, double LeastGain = 0.005, IReadOnlyList<string>? Table = null);

/// <summary>Help from outside the area, for urgent emergencies.</summary>
/// <param name="Share">Chance that a neighbour is free; 0: there is no help.</param>
/// <param name="WhenOwnSeconds">Asked when no own vehicle is predicted to be there sooner.</param>
/// <param name="ResponseSeconds">Median from the alarm to the scene.</param>
internal sealed record NeighbourSettings(double Share = 0, double WhenOwnSeconds = 900, double ResponseSeconds = 840);

/// <summary>Vehicles that fail.</summary>
/// <param name="MeanHoursBetween">Of one vehicle; 0: none fails.</param>
internal sealed record BreakdownSettings(double MeanHoursBetween = 0, double MeanRepairHours = 6);

/// <summary>A hospital that takes nobody for a while, in local time.</summary>
internal sealed record HospitalClosure(string Hospital, DateTime From, DateTime To);

/// <summary>How the service works; what is left alone is what most control centres do.</summary>
internal sealed record SimulationSettings
{
    public DispatchPolicy Dispatch { get; init; } = DispatchPolicy.Nearest;

    /// <summary>A vehicle on its way to a call that can wait turns to an urgent one when it gains so many seconds; null: never.</summary>
    public double? RedispatchGainSeconds { get; init; } = 60;

    public RelocationSettings Relocation { get; init; } = new();

    public NeighbourSettings Neighbour { get; init; } = new();

    public BreakdownSettings Breakdown { get; init; } = new();

    public NobodyFree NobodyFree { get; init; } = NobodyFree.Wait;

    /// <summary>Free ambulances (RTW) that must remain when one of them takes a planned transport; null: they never do.</summary>
    public int? ReserveForTransports { get; init; } = 2;

    /// <summary>The pool of transport cars (KTW) helps with emergencies that can wait, when no ambulance is free.</summary>
    public bool TransportCarsHelp { get; init; }

    /// <summary>Cell to be reached in so many seconds from the alarm, for every policy that looks at coverage.</summary>
    public double CoverageSeconds { get; init; } = 480;

    /// <summary>Chance that a vehicle is busy, for expected coverage.</summary>
    public double BusyShare { get; init; } = 0.3;

    /// <summary>Break in a shift above 6 hours and above 9 hours (ArbZG § 4), in minutes; urgent calls interrupt it.</summary>
    public (double Long, double Longer) BreakMinutes { get; init; } = (30, 45);

    /// <summary>To emergencies that can wait ambulances drive with blue light too.</summary>
    public bool BlueLightAlways { get; init; }

    /// <summary>Ambulances that may stand at a hospital before the next goes elsewhere; null: any number.</summary>
    public int? DivertAbove { get; init; }

    public IReadOnlyList<HospitalClosure> Closures { get; init; } = [];

    /// <summary>By hour of the day: how much longer a drive takes than on the empty road.</summary>
    public IReadOnlyList<double> HourFactors { get; init; } = [.. Enumerable.Repeat(1.0, 24)];

    /// <summary>By hour of the day: how much longer handing over takes than in the mean.</summary>
    public IReadOnlyList<double> HandoverFactors { get; init; } = [.. Enumerable.Repeat(1.0, 24)];

    /// <summary>Standard deviation of the logarithm of drives around their prediction.</summary>
    public double TravelSigma { get; init; } = 0.2;

    public double TurnoutSigma { get; init; } = 0.2;

    public double HandoverSigma { get; init; } = 0.4;

    /// <summary>Minutes a tele emergency doctor is busy with a mission.</summary>
    public double TeleDoctorMinutes { get; init; } = 18;

    /// <summary>Minutes on scene of an emergency doctor who does not go along.</summary>
    public double DoctorMinutes { get; init; } = 22;

    public IReadOnlyList<DeadlineRule> Rules { get; init; } = [];
}

/// <summary>How long and how often, and from which numbers.</summary>
/// <param name="Start">Local time of the first hour that counts; a midnight.</param>
/// <param name="StopHalfWidth">Ends as soon as the first rule's share is known to so much (half of the 95 % interval); null: all replications.</param>
internal sealed record SimulationRun(
    DateTime Start, int Weeks = 4, int Replications = 20, long Seed = 1, int WarmUpHours = 24, double? StopHalfWidth = null, int Threads = 0)
{
    public double WarmUpSeconds => WarmUpHours * 3_600.0;

    /// <summary>End of what counts, in seconds from the begin of the warm-up.</summary>
    public double EndSeconds => WarmUpSeconds + (Weeks * 7 * 86_400.0);

    public DateTime Begin => Start.AddHours(-WarmUpHours);
}
