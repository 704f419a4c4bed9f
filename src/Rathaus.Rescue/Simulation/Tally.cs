using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>What is counted in a replication, for calls and times behind the warm-up.</summary>
internal sealed class Tally(int rules, int districts)
{
    public const int Types = 6;
    private const int LongestSeconds = 4 * 3_600;

    private readonly int[] responses = new int[LongestSeconds + 1];
    private int responseCount;
    private double responseSum;

    public int Calls { get; set; }

    public int Emergencies { get; set; }

    public int Completed { get; set; }

    /// <summary>Calls that nobody came for.</summary>
    public int Missed { get; set; }

    public int ByNeighbour { get; set; }

    /// <summary>Calls for which no vehicle was free at first.</summary>
    public int Waited { get; set; }

    public double WaitSeconds { get; set; }

    public int TransportsWaited { get; set; }

    public double TransportWaitSeconds { get; set; }

    public int Transports { get; set; }

    public int LongestQueue { get; set; }

    public int Redirected { get; set; }

    public int Relocations { get; set; }

    public int Breakdowns { get; set; }

    public int BreaksMissed { get; set; }

    public int Diverted { get; set; }

    public int DoctorNeeded { get; set; }

    public int DoctorByTele { get; set; }

    public int DoctorTooLate { get; set; }

    /// <summary>Hours of crews beyond the end of their shift.</summary>
    public double OvertimeHours { get; set; }

    /// <summary>By type of vehicle: seconds on calls.</summary>
    public double[] Busy { get; } = new double[Types];

    public double[] Service { get; } = new double[Types];

    /// <summary>By rule and district.</summary>
    public int[,] Counting { get; } = new int[rules, Math.Max(1, districts)];

    public int[,] Within { get; } = new int[rules, Math.Max(1, districts)];

    /// <summary>By hour of the week from Monday 0 h.</summary>
    public int[] EmergenciesByHour { get; } = new int[168];

    public int[] WaitedByHour { get; } = new int[168];

    /// <summary>By vehicle: share of the time it was on calls; for checks, not for reports.</summary>
    public double[] BusyByVehicle { get; set; } = [];

    public void Respond(double seconds)
    {
        responses[(int)Math.Clamp(seconds, 0, LongestSeconds)]++;
        responseCount++;
        responseSum += seconds;
    }

    /// <summary>Emergencies by whole seconds from the call to the first vehicle.</summary>
    public ReadOnlySpan<int> Responses => responses;

    public double MeanResponse => responseCount == 0 ? double.NaN : responseSum / responseCount;

    /// <summary>Seconds within which that share of the emergencies saw the first vehicle arrive.</summary>
    public double ResponseQuantile(double level)
    {
        if (responseCount == 0)
            return double.NaN;
        var wanted = level * responseCount;
        var below = 0;
        for (var second = 0; second < responses.Length; second++)
        {
            if (below + responses[second] >= wanted)
                return second + ((wanted - below) / responses[second]);
            below += responses[second];
        }

        return LongestSeconds;
    }

    public double Share(int rule)
    {
        var (within, counting) = (0, 0);
        for (var district = 0; district < Counting.GetLength(1); district++)
        {
            within += Within[rule, district];
            counting += Counting[rule, district];
        }

        return counting == 0 ? double.NaN : (double)within / counting;
    }

    public double Share(int rule, int district) => Counting[rule, district] == 0 ? double.NaN : (double)Within[rule, district] / Counting[rule, district];

    public double Utilisation(VehicleType type) => Service[(int)type] <= 0 ? double.NaN : Busy[(int)type] / Service[(int)type];
}
