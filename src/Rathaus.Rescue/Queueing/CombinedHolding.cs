namespace Rathaus.Rescue.Queueing;

/// <summary>
/// Combined holding (optimierte Notfallvorhaltung): emergency vehicles take planned transports as long as the return time of the risk
/// case stays what it must be; only the rest needs vehicles of its own (specs/rescue.md section 7).
/// </summary>
/// <param name="TransportLoad">Load of transports that the emergency vehicles can carry.</param>
/// <param name="TransportVehicles">For what is left.</param>
/// <param name="TransportVehiclesAlone">Without the help.</param>
/// <param name="ReturnShifts">Of the risk case with the transports on.</param>
internal sealed record CombinedHolding(int EmergencyVehicles, double TransportLoad, int TransportVehicles, int TransportVehiclesAlone, double ReturnShifts)
{
    /// <param name="emergency">Of the shift class.</param>
    /// <param name="transportLoad">Load of transports in the busiest hour.</param>
    /// <param name="use">Share of the hours a transport vehicle may be out.</param>
    public static CombinedHolding Of(RiskSizing emergency, double transportLoad, double leastShifts, double use)
    {
        var chosen = emergency.FewestFor(leastShifts);
        double Return(double added)
        {
            var exceeded = RiskSizing.Exceeded(chosen.Vehicles, emergency.Load + added);
            return exceeded > 0 ? emergency.OccupationHours / (emergency.ShiftHours * exceeded) : double.PositiveInfinity;
        }

        var (low, high) = (0.0, transportLoad);
        if (Return(high) < leastShifts)
        {
            for (var step = 0; step < 60; step++)
            {
                var middle = (low + high) / 2;
                (low, high) = Return(middle) >= leastShifts ? (middle, high) : (low, middle);
            }
        }
        else
        {
            low = transportLoad;
        }

        int Vehicles(double load) => (int)Math.Ceiling((load / use) - 1e-9);
        return new CombinedHolding(chosen.Vehicles, low, Vehicles(transportLoad - low), Vehicles(transportLoad), Return(low));
    }
}

/// <summary>Emergency doctors with and without the tele emergency doctor (TNA).</summary>
/// <param name="CarsAlone">Doctor's cars (NEF) when each call needs one.</param>
/// <param name="Cars">Doctor's cars for those calls that need one on scene.</param>
/// <param name="TeleDoctors">Work places of the tele emergency doctor.</param>
internal sealed record DoctorSizing(int CarsAlone, int Cars, int TeleDoctors, double TeleWaiting)
{
    /// <param name="share">Of the calls that need a doctor, the tele doctor suffices for.</param>
    public static DoctorSizing Of(RiskSizing doctors, double share, double teleHours, double leastShifts, double mostWaiting)
    {
        if (share is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), "from 0 to 1");
        var tele = doctors.CallsPerHour * share * teleHours;
        var servers = share > 0 ? Erlang.ServersFor(tele, mostWaiting) : 0;
        return new DoctorSizing(
            doctors.FewestFor(leastShifts).Vehicles, (doctors with { CallsPerHour = doctors.CallsPerHour * (1 - share) }).FewestFor(leastShifts).Vehicles,
            servers, servers == 0 ? 0 : Erlang.Waiting(servers, tele));
    }
}
