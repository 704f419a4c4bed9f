using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;

namespace Rathaus.Rescue.Simulation;

/// <summary>What the simulation takes from an area and its records; made once, used by every variant.</summary>
/// <param name="Travel">Null: too few drives are recorded; the road graph is taken as it is.</param>
/// <param name="Warnings">German sentences.</param>
internal sealed record SimulationInputs(
    RescueArea Area, AreaTimes Times, IReadOnlyList<CallDemand> Demand, MissionDurations Durations, TravelFit? Travel,
    DateTime LastDay, IReadOnlyList<string> Warnings)
{
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public IReadOnlyList<CallType> Types => [.. Demand.SelectMany(demand => demand.Types)];

    /// <summary>The first Monday behind the records.</summary>
    public DateTime NextMonday
    {
        get
        {
            var day = LastDay.Date.AddDays(1);
            while (day.DayOfWeek != DayOfWeek.Monday)
                day = day.AddDays(1);
            return day;
        }
    }

    /// <summary>Settings with what the missions say about drives.</summary>
    public SimulationSettings Usual(IReadOnlyList<DeadlineRule> rules) => Travel is null
        ? new SimulationSettings { Rules = rules }
        : new SimulationSettings { Rules = rules, HourFactors = Travel.HourFactors, TravelSigma = Travel.Sigma, BlueLightAlways = Travel.BlueLightAlways };

    /// <param name="resolution">Seconds to which the stamps of missions were kept; 1 or 60.</param>
    public static SimulationInputs Of(
        RescueArea area, IEnumerable<CallRecord> calls, IEnumerable<MissionRecord> missions, string calendar = "nrw", int resolution = 1, CancellationToken ct = default)
    {
        var known = new Dictionary<string, CallRecord>(StringComparer.Ordinal);
        foreach (var call in calls)
            known[call.Id] = call;
        var records = missions.OrderBy(mission => mission.DispatchedAt).ToList();
        ct.ThrowIfCancellationRequested();

        var doctors = new Dictionary<string, DoctorsSeen>(StringComparer.Ordinal);
        var fit = new DurationFit([.. area.Hospitals.Select(hospital => hospital.Id)], Zone, resolution);
        var begun = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mission in records)
        {
            fit.Add(mission, known.GetValueOrDefault(mission.Call), begun.Add(mission.Call));
            if (!mission.Cancelled && mission.Type is VehicleType.Nef or VehicleType.Tna)
            {
                var seen = doctors.GetValueOrDefault(mission.Call);
                doctors[mission.Call] = new(
                    seen.Car || mission.Type == VehicleType.Nef, seen.Tele || mission.Type == VehicleType.Tna, seen.Rode || mission.AtHospitalAt is not null);
            }
        }

        ct.ThrowIfCancellationRequested();
        var times = AreaTimes.Of(area);
        var travel = TravelFit.Of(area, times, known, records, Zone);
        var warnings = new List<string>();
        if (travel is null)
            warnings.Add("Für die Fahrzeiten gibt es zu wenige aufgezeichnete Fahrten ab Wache; gerechnet wird mit dem Straßennetz und der üblichen Streuung.");
        if (records.Count == 0)
            warnings.Add("Es gibt keine Einsätze (missions.csv); die Dauern sind allgemeine Annahmen.");
        if (area.Vehicles.Any(vehicle => vehicle.Type is VehicleType.Rth or VehicleType.FirstResponder))
            warnings.Add("Hubschrauber und Ersthelfende fahren in der Simulation nicht mit.");
        return new SimulationInputs(
            area, times, DemandFit.Of(area, known.Values, doctors, calendar, Zone), fit.Fit().Or(MissionDurations.Assumed), travel,
            known.Values.Max(call => TimeZoneInfo.ConvertTime(call.ReceivedAt, Zone).DateTime), warnings);
    }

    public SimulationModel Model(RescueArea variant, SimulationSettings settings, SimulationRun run) => new(variant, Times, Durations, Types, settings, run);
}
