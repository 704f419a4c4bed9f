using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>What a plan changes in an area and its rules of dispatch: JSON of an analyst, or made by a page.</summary>
internal sealed record VariantFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public string? Name { get; init; }

    /// <summary>Calls as a multiple of what is expected.</summary>
    public double DemandFactor { get; init; } = 1;

    /// <summary>Vehicles that come in addition; without own shifts they are in service around the clock.</summary>
    public IReadOnlyList<VehicleChange> AddVehicles { get; init; } = [];

    public IReadOnlyList<string> RemoveVehicles { get; init; } = [];

    /// <summary>Station by vehicle.</summary>
    public IReadOnlyDictionary<string, string> MoveVehicles { get; init; } = new Dictionary<string, string>();

    /// <summary>A vehicle named here has these shifts and no others.</summary>
    public IReadOnlyList<ShiftChange> Shifts { get; init; } = [];

    public DispatchPolicy? Dispatch { get; init; }

    /// <summary>Negative: vehicles on their way are never turned.</summary>
    public double? RedispatchGainSeconds { get; init; }

    public RelocationSettings? Relocation { get; init; }

    public NeighbourSettings? Neighbour { get; init; }

    public BreakdownSettings? Breakdown { get; init; }

    /// <summary>Negative: ambulances never take planned transports.</summary>
    public int? ReserveForTransports { get; init; }

    public bool? TransportCarsHelp { get; init; }

    public double? CoverageSeconds { get; init; }

    public double? BusyShare { get; init; }

    public int? DivertAbove { get; init; }

    public double? TravelSigma { get; init; }

    public IReadOnlyList<double>? HourFactors { get; init; }

    public IReadOnlyList<double>? HandoverFactors { get; init; }

    public IReadOnlyList<HospitalClosure> Closures { get; init; } = [];

    /// <param name="Type">RTW, NEF, KTW or TNA.</param>
    internal sealed record VehicleChange(string Id, string Type, string Station, bool TeleDoctor = false);

    /// <param name="Weekdays">1 (Monday) to 7, such as 12345.</param>
    internal sealed record ShiftChange(string Vehicle, string Start, string End, string Weekdays = "1234567", int Crew = 2, decimal? CostPerHour = null);

    public static VariantFile Read(string path)
    {
        if (!File.Exists(path))
            throw new RescueFileException($"{path}: there is no such file");
        return Parse(Path.GetFileName(path), File.ReadAllText(path));
    }

    public static VariantFile Parse(string name, string json)
    {
        try
        {
            return JsonSerializer.Deserialize<VariantFile>(json, Json) ?? throw new RescueFileException(name, 1, "there is no object");
        }
        catch (JsonException unfit)
        {
            throw new RescueFileException(name, (int)(unfit.LineNumber ?? 0) + 1, unfit.Message.Split(" Path:", StringSplitOptions.None)[0]);
        }
    }

    /// <param name="name">Of the file, for faults.</param>
    public (RescueArea Area, SimulationSettings Settings) Apply(string name, RescueArea area, SimulationSettings usual)
    {
        if (!(DemandFactor is > 0 and <= 100))
            throw new RescueFileException($"{name}: demand_factor is above 0 and at most 100");
        var known = area.Vehicles.Select(vehicle => vehicle.Id).ToHashSet(StringComparer.Ordinal);
        var stations = area.Stations.Select(station => station.Id).ToHashSet(StringComparer.Ordinal);
        if (RemoveVehicles.Concat(MoveVehicles.Keys).FirstOrDefault(id => !known.Contains(id)) is { } nobody)
            throw new RescueFileException($"{name}: there is no vehicle {nobody}");
        if (MoveVehicles.Values.Concat(AddVehicles.Select(vehicle => vehicle.Station)).FirstOrDefault(station => !stations.Contains(station)) is { } nowhere)
            throw new RescueFileException($"{name}: there is no station {nowhere}");
        if (AddVehicles.Select(vehicle => vehicle.Id).FirstOrDefault(id => !known.Add(id)) is { } twice)
            throw new RescueFileException($"{name}: vehicle {twice} is there already");
        var kept = area.Vehicles.Where(vehicle => !RemoveVehicles.Contains(vehicle.Id))
            .Select(vehicle => MoveVehicles.TryGetValue(vehicle.Id, out var station) ? vehicle with { Station = station } : vehicle);
        Vehicle[] vehicles = [.. kept, .. AddVehicles.Select(added => new Vehicle(
            added.Id, AreaWords.FindVehicle(added.Type) ?? throw new RescueFileException($"{name}: '{added.Type}' is no vehicle"), added.Station, added.TeleDoctor))];
        GuardRoom(name, area, vehicles);

        var own = Shifts.Select(shift => shift.Vehicle).ToHashSet(StringComparer.Ordinal);
        if (own.FirstOrDefault(id => vehicles.All(vehicle => vehicle.Id != id)) is { } missing)
            throw new RescueFileException($"{name}: shifts name vehicle {missing}, which is not there");
        // Without any shift all are in service at all times, and an added vehicle needs none.
        var always = area.Shifts.Count + Shifts.Count == 0
            ? []
            : AddVehicles.Where(vehicle => !own.Contains(vehicle.Id)).Select(vehicle => new ShiftChange(vehicle.Id, "00:00", "00:00"));
        VehicleShift[] shifts = [.. area.Shifts.Where(shift => !own.Contains(shift.Vehicle) && !RemoveVehicles.Contains(shift.Vehicle)), .. Shifts.Concat(always).Select(shift => Of(name, shift))];
        return (area with { Vehicles = vehicles, Shifts = shifts }, Apply(usual));
    }

    private SimulationSettings Apply(SimulationSettings usual) => usual with
    {
        Dispatch = Dispatch ?? usual.Dispatch,
        RedispatchGainSeconds = RedispatchGainSeconds is { } gain ? (gain < 0 ? null : gain) : usual.RedispatchGainSeconds,
        Relocation = Relocation ?? usual.Relocation,
        Neighbour = Neighbour ?? usual.Neighbour,
        Breakdown = Breakdown ?? usual.Breakdown,
        ReserveForTransports = ReserveForTransports is { } reserve ? (reserve < 0 ? null : reserve) : usual.ReserveForTransports,
        TransportCarsHelp = TransportCarsHelp ?? usual.TransportCarsHelp,
        CoverageSeconds = CoverageSeconds ?? usual.CoverageSeconds,
        BusyShare = BusyShare ?? usual.BusyShare,
        DivertAbove = DivertAbove ?? usual.DivertAbove,
        TravelSigma = TravelSigma ?? usual.TravelSigma,
        HourFactors = HourFactors ?? usual.HourFactors,
        HandoverFactors = HandoverFactors ?? usual.HandoverFactors,
        Closures = [.. usual.Closures, .. Closures],
    };

    private static void GuardRoom(string name, RescueArea area, Vehicle[] vehicles)
    {
        foreach (var station in area.Stations)
        {
            // What is full today may stay so; nothing more goes in.
            var before = area.Vehicles.Count(vehicle => vehicle.Station == station.Id);
            var after = vehicles.Count(vehicle => vehicle.Station == station.Id);
            if (after > station.Capacity && after > before)
                throw new RescueFileException($"{name}: station {station.Id} has room for {station.Capacity} vehicles, the plan puts {after} there");
        }
    }

    private static VehicleShift Of(string name, ShiftChange shift)
    {
        TimeOnly Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new RescueFileException($"{name}: shift of {shift.Vehicle}: '{text}' is no time such as 07:00");
        if (shift.Weekdays.Length == 0 || shift.Weekdays.Any(day => day is < '1' or > '7'))
            throw new RescueFileException($"{name}: shift of {shift.Vehicle}: weekdays are digits from 1 (Monday) to 7");
        return new VehicleShift(
            shift.Vehicle, shift.Weekdays.Select(day => (DayOfWeek)((day - '0') % 7)).ToHashSet(), Time(shift.Start), Time(shift.End), shift.Crew, shift.CostPerHour, null, null);
    }
}
