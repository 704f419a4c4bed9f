using Rathaus.Kernel.Time;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>
/// Serves the drawn calls in their order: the nearest vehicle of the kind that is on duty and free by its time on the road; when none is
/// free, the one that becomes free first. Stamps follow from the same drives, so they fit together.
/// </summary>
internal sealed class CityDispatch
{
    private readonly CityParameters city;
    private readonly RescueArea area;
    private readonly TravelMatrix emergency;
    private readonly TravelMatrix normal;
    private readonly Unit[] units;
    private readonly int hospitalsAt;
    private readonly int stationsAt;

    public CityDispatch(CityParameters city, RescueArea area)
    {
        this.city = city;
        this.area = area;
        int[] places = [.. area.Cells.Select(cell => cell.Node), .. area.Hospitals.Select(hospital => hospital.Node), .. area.Stations.Select(station => station.Node)];
        hospitalsAt = area.Cells.Count;
        stationsAt = hospitalsAt + area.Hospitals.Count;
        emergency = TravelMatrix.Of(area.Roads.Profiles[RescueArea.Emergency], places, places);
        normal = TravelMatrix.Of(area.Roads.Profiles[RescueArea.Normal], places, places);
        var shifts = area.Shifts.ToLookup(shift => shift.Vehicle, StringComparer.Ordinal);
        units = [.. area.Vehicles.Select(vehicle => new Unit(vehicle, StationOf(vehicle.Station), shifts[vehicle.Id].Single()))];
    }

    /// <summary>The calls with their hospitals, and what the vehicles did. A vehicle that is sent out again on its way home did not come back.</summary>
    public (IReadOnlyList<CallRecord> Calls, IReadOnlyList<MissionRecord> Missions) Serve(IEnumerable<DrawnCall> drawn)
    {
        var calls = new List<CallRecord>();
        var missions = new List<MissionRecord>();
        foreach (var one in drawn)
        {
            var stream = new RandomStream(city.Seed, 4, calls.Count);
            var hospital = one.Call.Transported ? HospitalFor(stream, one) : -1;
            var call = one.Call with { Hospital = hospital >= 0 ? area.Hospitals[hospital].Id : null };
            calls.Add(call);
            if (call.Kind != CallKind.Emergency)
            {
                Drive(stream, call, one.Cell, hospital, VehicleType.Ktw, missions);
                continue;
            }

            Drive(stream, call, one.Cell, hospital, VehicleType.Rtw, missions);
            if (one.Doctor)
                Drive(stream, call, one.Cell, hospital, VehicleType.Nef, missions);
        }

        return (calls, missions);
    }

    private int StationOf(string id)
    {
        for (var at = 0; at < area.Stations.Count; at++)
        {
            if (area.Stations[at].Id == id)
                return stationsAt + at;
        }

        throw new InvalidOperationException($"There is no station {id}");
    }

    // Six of ten go to the nearest that takes the kind, three to the large one, the rest wherever there is room.
    private int HospitalFor(RandomStream stream, DrawnCall drawn)
    {
        var fit = Enumerable.Range(0, area.Hospitals.Count)
            .Where(at => area.Hospitals[at].Specialities.Count == 0 || area.Hospitals[at].Specialities.Contains(drawn.Speciality)).ToList();
        return stream.NextDouble() switch
        {
            < 0.6 => fit.MinBy(at => emergency[drawn.Cell, hospitalsAt + at]),
            < 0.9 => 0,
            _ => fit[stream.Next(fit.Count)],
        };
    }

    private void Drive(RandomStream stream, CallRecord call, int cell, int hospital, VehicleType type, List<MissionRecord> missions)
    {
        var blue = type != VehicleType.Ktw;
        var decided = call.OpenedAt!.Value.AddSeconds(Math.Round(stream.LogNormal(CityParameters.Dispatching.Mean, CityParameters.Dispatching.Spread)));
        var matrix = blue ? emergency : normal;
        var unit = Choose(type, decided, cell, matrix);
        var dispatched = unit.FreeFrom(decided);
        var local = GermanClock.Local(dispatched);
        var traffic = CityParameters.TrafficAt(local.Hour);
        var home = unit.AtHome(dispatched);
        if (!home && unit.Mission >= 0)
            missions[unit.Mission] = missions[unit.Mission] with { BackAt = null };
        var station = area.Stations[unit.Home - stationsAt];
        var turnout = home ? (local.Hour is >= 7 and < 22 ? station.TurnoutDaySeconds : station.TurnoutNightSeconds) * stream.LogNormal(1, 0.25) : 10;
        var enRoute = dispatched.AddSeconds(Math.Round(turnout));
        var onScene = enRoute.AddSeconds(Math.Round(Math.Max(15, matrix[unit.PlaceAt(dispatched), cell] * traffic * stream.LogNormal(1, CityParameters.TravelNoise))));
        var atPatient = onScene.AddSeconds(Math.Round(stream.LogNormal(70, 0.5)));
        var (mean, spread) = call.Kind == CallKind.Emergency ? CityParameters.OnScene : CityParameters.OnSceneTransport;
        var left = atPatient.AddMinutes(stream.LogNormal(type == VehicleType.Nef && hospital < 0 ? mean * 0.8 : mean, spread)).Whole();
        var place = hospital >= 0 ? hospitalsAt + hospital : cell;
        DateTimeOffset? arrived = null;
        var free = left.AddMinutes(stream.LogNormal(4, 0.4)).Whole();
        // A doctor's car follows to the hospital in half of the cases only.
        var follows = hospital >= 0 && (type != VehicleType.Nef || stream.NextDouble() < 0.5);
        if (follows)
        {
            arrived = left.AddSeconds(Math.Round(Math.Max(30, (call.HighPriority ? emergency : normal)[cell, place] * traffic * stream.LogNormal(1, CityParameters.TravelNoise))));
            var clean = stream.LogNormal(CityParameters.Cleaning.Mean, CityParameters.Cleaning.Spread);
            free = arrived.Value.AddMinutes(stream.LogNormal(area.Hospitals[hospital].HandoverMinutes, 0.35) + clean).Whole();
        }
        else
        {
            place = cell;
        }

        var back = free.AddSeconds(Math.Round(normal[place, unit.Home] * traffic));
        unit.Send(free, back, place, missions.Count);
        missions.Add(new MissionRecord(
            call.Id, unit.Vehicle.Id, type, dispatched, enRoute, onScene, atPatient, follows ? left : null, arrived, free, back, blue, Cancelled: false));
    }

    private Unit Choose(VehicleType type, DateTimeOffset at, int cell, TravelMatrix matrix)
    {
        Unit? best = null;
        var least = double.PositiveInfinity;
        foreach (var unit in units)
        {
            if (unit.Vehicle.Type != type || !unit.OnDuty(at))
                continue;
            var wait = (unit.FreeFrom(at) - at).TotalSeconds;
            var turnout = unit.AtHome(unit.FreeFrom(at)) ? 60 : 0;
            var arrives = wait + turnout + matrix[unit.PlaceAt(unit.FreeFrom(at)), cell];
            if (arrives < least)
                (best, least) = (unit, arrives);
        }

        return best ?? throw new InvalidOperationException($"No {type} is on duty");
    }

    private sealed class Unit(Vehicle vehicle, int home, VehicleShift shift)
    {
        private DateTimeOffset free = DateTimeOffset.MinValue;
        private DateTimeOffset back = DateTimeOffset.MinValue;
        private int place = -1;

        public Vehicle Vehicle => vehicle;

        public int Home { get; } = home;

        public DateTimeOffset FreeFrom(DateTimeOffset at) => at > free ? at : free;

        public bool AtHome(DateTimeOffset at) => at >= back;

        /// <summary>Where it stands; on the way home it still counts where it became free.</summary>
        public int PlaceAt(DateTimeOffset at) => AtHome(at) ? Home : place;

        public bool OnDuty(DateTimeOffset at)
        {
            var local = GermanClock.Local(at);
            var time = TimeOnly.FromDateTime(local.DateTime);
            if (shift.Start == shift.End)
                return true;
            return shift.Weekdays.Contains(local.DayOfWeek) && time >= shift.Start && time < shift.End;
        }

        /// <summary>Index of its last mission; -1: none yet.</summary>
        public int Mission { get; private set; } = -1;

        public void Send(DateTimeOffset freeAt, DateTimeOffset backAt, int at, int mission) => (free, back, place, Mission) = (freeAt, backAt, at, mission);
    }
}

/// <summary>Stamps are whole seconds.</summary>
internal static class WholeSeconds
{
    public static DateTimeOffset Whole(this DateTimeOffset moment) => new(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerSecond), moment.Offset);
}
