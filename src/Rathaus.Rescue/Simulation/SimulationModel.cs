using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;

namespace Rathaus.Rescue.Simulation;

/// <summary>Travel times of an area by both profiles; variants that keep stations and hospitals share them.</summary>
internal sealed record AreaTimes(PlaceTimes Emergency, PlaceTimes Normal)
{
    public static AreaTimes Of(RescueArea area)
    {
        int[] places = [.. area.Stations.Select(station => station.Node), .. area.Hospitals.Select(hospital => hospital.Node), .. area.Cells.Select(cell => cell.Node)];
        PlaceTimes Times(string profile) => PlaceTimes.Of(area.Roads.Profiles[profile], places, area.Stations.Count + area.Hospitals.Count);
        return new(Times(RescueArea.Emergency), Times(RescueArea.Normal));
    }
}

/// <summary>A rule as the simulation asks it.</summary>
/// <param name="Limits">Seconds by area class; not a number: does not count.</param>
/// <param name="Doctor">Only doctors can fulfil it: it holds for calls that need one.</param>
internal sealed record RuleSetup(DeadlineRule Rule, uint Classes, uint Vehicles, double[] Limits, bool Doctor)
{
    public static RuleSetup Of(DeadlineRule rule)
    {
        var vehicles = rule.Vehicles.Aggregate(0u, (mask, type) => mask | (1u << (int)type));
        var doctors = (1u << (int)VehicleType.Nef) | (1u << (int)VehicleType.Tna) | (1u << (int)VehicleType.Rth);
        return new(
            rule, rule.PatientClasses.Aggregate(0u, (mask, level) => mask | (1u << level)), vehicles,
            [.. Enum.GetValues<AreaClass>().Select(area => rule.Seconds.TryGetValue(area, out var seconds) ? seconds : double.NaN)],
            (vehicles & ~doctors) == 0);
    }

    public bool HoldsFor(in SimulatedCall call, AreaClass area) =>
        call.Kind == CallKind.Emergency && !double.IsNaN(Limits[(int)area])
        && (Classes == 0 || (call.PatientClass >= 0 && (Classes >> call.PatientClass & 1) == 1))
        && (!Doctor || call.NeedsDoctor);
}

/// <summary>Everything that stays the same through all replications of a variant, ready for use: places, vehicles, shifts, laws, rules.</summary>
internal sealed class SimulationModel
{
    private readonly DurationLaw?[] laws;

    /// <exception cref="RescueFileException">The area cannot be served at all; the text names the file.</exception>
    public SimulationModel(RescueArea area, AreaTimes times, MissionDurations durations, IReadOnlyList<CallType> types, SimulationSettings settings, SimulationRun run)
    {
        (Area, Times, Settings, Run) = (area, times, settings, run);
        if (settings.HourFactors.Count != 24 || settings.HandoverFactors.Count != 24)
            throw new RescueFileException("hour_factors, handover_factors: 24 numbers");
        var stations = area.Stations.Select((station, at) => (station.Id, at)).ToDictionary(station => station.Id, station => station.at);
        Vehicles = [.. area.Vehicles.Where(vehicle => vehicle.Type is VehicleType.Rtw or VehicleType.Nef or VehicleType.Ktw or VehicleType.Tna)];
        Homes = [.. Vehicles.Select(vehicle => stations.TryGetValue(vehicle.Station, out var home)
            ? home : throw new RescueFileException($"vehicles.csv: {vehicle.Id}: there is no station {vehicle.Station}"))];
        Schedule = ShiftCalendar.Of(Vehicles, area.Shifts, run, settings);
        Rules = [.. settings.Rules.Select(RuleSetup.Of)];
        if (Rules.Length > 32)
            throw new RescueFileException("deadlines.csv: at most 32 rules");
        Districts = [.. area.Cells.Select(cell => cell.District).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        DistrictOf = [.. area.Cells.Select(cell => Array.BinarySearch(Districts, cell.District, StringComparer.Ordinal))];
        Guard(types);

        laws = new DurationLaw?[Enum.GetValues<MissionPhase>().Length * DurationKey.Classes * DurationKey.Blocks * (area.Hospitals.Count + 1)];
        var at = 0;
        foreach (var phase in Enum.GetValues<MissionPhase>())
        {
            for (var kind = 0; kind < DurationKey.Classes; kind++)
            {
                for (var block = 0; block < DurationKey.Blocks; block++)
                {
                    for (var hospital = -1; hospital < area.Hospitals.Count; hospital++)
                        laws[at++] = durations.Find(new DurationKey(phase, kind, block, hospital));
                }
            }
        }

        Suits = [.. types.Select(type => area.Hospitals.Select(hospital => type.Speciality is null || hospital.Specialities.Count == 0
            || hospital.Specialities.Contains(type.Speciality, StringComparer.OrdinalIgnoreCase)).ToArray())];
        OwnStation = [.. Enumerable.Range(0, area.Cells.Count).Select(OwnStationOf)];
        Coverage = new CoverageGroups(
            [.. area.Cells.Select(cell => cell.Share)],
            (station, cell) => area.Stations[station].TurnoutDaySeconds + times.Emergency[station, CellPlace(cell)] <= settings.CoverageSeconds,
            area.Stations.Count, settings.BusyShare);
        Table = settings.Relocation.Policy == RelocationPolicy.Table ? TableOf(stations) : [];
        Closures = [.. area.Hospitals.Select(hospital => settings.Closures.Where(closure => closure.Hospital == hospital.Id)
            .Select(closure => ((closure.From - run.Begin).TotalSeconds, (closure.To - run.Begin).TotalSeconds)).ToArray())];
        if (settings.Closures.FirstOrDefault(closure => area.Hospitals.All(hospital => hospital.Id != closure.Hospital)) is { } unknown)
            throw new RescueFileException($"hospitals.csv: there is no hospital {unknown.Hospital} that could close");
    }

    public RescueArea Area { get; }

    public AreaTimes Times { get; }

    public SimulationSettings Settings { get; }

    public SimulationRun Run { get; }

    public Vehicle[] Vehicles { get; }

    public int[] Homes { get; }

    public ScheduledChange[] Schedule { get; }

    public RuleSetup[] Rules { get; }

    public string[] Districts { get; }

    public int[] DistrictOf { get; }

    /// <summary>By type of call and hospital.</summary>
    public bool[][] Suits { get; }

    public int[] OwnStation { get; }

    public CoverageGroups Coverage { get; }

    /// <summary>Stations in the order of the compliance table.</summary>
    public int[] Table { get; }

    /// <summary>By hospital: when it takes nobody.</summary>
    public (double From, double To)[][] Closures { get; }

    public int HospitalPlace(int hospital) => Area.Stations.Count + hospital;

    public int CellPlace(int cell) => Area.Stations.Count + Area.Hospitals.Count + cell;

    public DurationLaw? Law(MissionPhase phase, int kind, int block, int hospital) =>
        laws[(((((int)phase * DurationKey.Classes) + kind) * DurationKey.Blocks) + block) * (Area.Hospitals.Count + 1) + hospital + 1];

    private int OwnStationOf(int cell)
    {
        var own = 0;
        for (var station = 1; station < Area.Stations.Count; station++)
        {
            if (!Area.Stations[station].Candidate && (Area.Stations[own].Candidate || Times.Emergency[station, CellPlace(cell)] < Times.Emergency[own, CellPlace(cell)]))
                own = station;
        }

        return own;
    }

    private int[] TableOf(Dictionary<string, int> stations) => Settings.Relocation.Table is { } table
        ? [.. table.Select(id => stations.TryGetValue(id, out var station) ? station : throw new RescueFileException($"relocation table: there is no station {id}"))]
        : Coverage.Nested(Vehicles.Count(vehicle => vehicle.Type == VehicleType.Rtw), [.. Area.Stations.Select(station => station.Candidate ? 0 : station.Capacity)]);

    private void Guard(IReadOnlyList<CallType> types)
    {
        bool Serves(VehicleType type) => Schedule.Any(change => change.Kind == ChangeKind.ShiftStarts && change.At < Run.EndSeconds && Vehicles[change.Vehicle].Type == type);
        if (!Serves(VehicleType.Rtw))
            throw new RescueFileException("shifts.csv: no RTW is in service in this time, so nobody could be helped");
        if (types.Any(type => type.Weight > 0 && type.Kind != CallKind.Emergency) && !Serves(VehicleType.Ktw) && Settings.ReserveForTransports is null)
            throw new RescueFileException("shifts.csv: no KTW is in service and RTW may take no transports, but there are planned transports");
        if (types.Any(type => type.Doctor > 0 && type.TeleDoctor < 1) && !Serves(VehicleType.Nef))
            throw new RescueFileException("shifts.csv: no NEF is in service, but there are calls that need an emergency doctor");
        if (Area.Hospitals.Count == 0 && types.Any(type => type.Transported > 0))
            throw new RescueFileException("hospitals.csv: there is no hospital, but patients are transported");
        foreach (var (type, speciality) in types.Select(type => (type.Name, type.Speciality)))
        {
            if (speciality is not null && !Area.Hospitals.Any(hospital => hospital.Specialities.Count == 0 || hospital.Specialities.Contains(speciality, StringComparer.OrdinalIgnoreCase)))
                throw new RescueFileException($"hospitals.csv: no hospital takes {speciality} ({type})");
        }

        var stations = Homes.Where((_, at) => Vehicles[at].Type == VehicleType.Rtw).Distinct().ToArray();
        var cut = Area.Cells.Where((cell, at) => cell.Share > 0 && stations.All(station => float.IsInfinity(Times.Emergency[station, CellPlace(at)]))).ToList();
        if (cut.Count > 0)
            throw new RescueFileException($"cells.csv: {cut.Count} cells with calls cannot be reached from any station with an RTW, such as {string.Join(", ", cut.Take(5).Select(cell => cell.Id))}");
        cut = [.. Area.Cells.Where((cell, at) => cell.Share > 0 && Area.Hospitals.Count > 0
            && Enumerable.Range(0, Area.Hospitals.Count).Any(hospital => float.IsInfinity(Times.Normal[CellPlace(at), HospitalPlace(hospital)])))];
        if (cut.Count > 0)
            throw new RescueFileException($"arcs.csv: from {cut.Count} cells with calls no road leads to every hospital, such as {string.Join(", ", cut.Take(5).Select(cell => cell.Id))}");
        var away = Area.Stations.FirstOrDefault(station => Enumerable.Range(0, Area.Hospitals.Count).Any(hospital =>
            float.IsInfinity(Times.Normal[HospitalPlace(hospital), Area.Stations.ToList().IndexOf(station)])));
        if (away is not null)
            throw new RescueFileException($"arcs.csv: no road leads from every hospital to station {away.Id}");
    }
}
