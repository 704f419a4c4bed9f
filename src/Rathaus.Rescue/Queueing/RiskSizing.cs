namespace Rathaus.Rescue.Queueing;

/// <summary>One row of a sizing table: what a number of vehicles means.</summary>
/// <param name="Vehicles">k.</param>
/// <param name="Exceeded">Chance that more calls run at once than there are vehicles.</param>
/// <param name="ReturnShifts">The risk case comes back once in so many shifts; infinite when it never does.</param>
internal sealed record RiskRow(int Vehicles, double Exceeded, double ReturnShifts);

/// <summary>
/// Risk-dependent dimensioning of emergency vehicles as in North Rhine-Westphalian expert reports (specs/rescue.md section 7):
/// the load of an area and shift class is Poisson distributed, the risk case is more demands than vehicles, and its return
/// time in shifts must reach a least value.
/// </summary>
/// <param name="CallsPerHour">Emergencies an hour in the area and shift class.</param>
/// <param name="OccupationHours">Mean time from alarm to free again, hours.</param>
/// <param name="ShiftHours">Length of the shift class.</param>
internal sealed record RiskSizing(double CallsPerHour, double OccupationHours, double ShiftHours)
{
    /// <summary>Mean number of demands at once.</summary>
    public double Load => CallsPerHour * OccupationHours;

    public RiskRow Row(int vehicles)
    {
        var exceeded = Exceeded(vehicles, Load);
        return new RiskRow(vehicles, exceeded, exceeded > 0 ? OccupationHours / (ShiftHours * exceeded) : double.PositiveInfinity);
    }

    /// <summary>The fewest vehicles whose return time reaches <paramref name="leastShifts"/>.</summary>
    public RiskRow FewestFor(double leastShifts)
    {
        var row = Row(0);
        while (row.ReturnShifts < leastShifts)
            row = Row(row.Vehicles + 1);
        return row;
    }

    /// <summary>P(X > k) for a Poisson variable; the tail itself is summed, so that small risks keep their digits.</summary>
    public static double Exceeded(int vehicles, double load)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(vehicles);
        if (!(load >= 0 && double.IsFinite(load)))
            throw new ArgumentOutOfRangeException(nameof(load), "zero or more");
        if (load <= 0)
            return 0;
        var logTerm = -load;
        for (var count = 1; count <= vehicles + 1; count++)
            logTerm += Math.Log(load / count);
        var term = Math.Exp(logTerm);
        var sum = 0.0;
        for (var count = vehicles + 2; term > sum * 1e-17; count++)
        {
            sum += term;
            term *= load / count;
        }

        return Math.Min(1, sum);
    }
}
