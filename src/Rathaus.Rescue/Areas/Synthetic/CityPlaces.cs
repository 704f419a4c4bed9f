using System.Globalization;

namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>Cells, stations, hospitals, vehicles and shifts of the synthetic city.</summary>
internal static class CityPlaces
{
    private static readonly HashSet<DayOfWeek> Always = [.. Enum.GetValues<DayOfWeek>()];
    private static readonly HashSet<DayOfWeek> Worked = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>Stations of today: name, direction, distance, vehicles of day and night, further ones by day, doctor's cars, transports.</summary>
    private static readonly (string Name, double Degrees, double Away, int Always, int ByDay, int Doctors, int Transports)[] Today =
    [
        ("Wache Mitte", 200, 0.9, 2, 1, 1, 2), ("Wache Nord", 80, 2.4, 2, 0, 1, 2), ("Wache Ost", 5, 3.1, 1, 1, 0, 2), ("Wache Süd", 268, 2.7, 1, 1, 0, 2),
        ("Wache Klinikum", 165, 3.4, 1, 1, 1, 2), ("Wache Talrand", 305, 4.6, 1, 0, 1, 0),
    ];

    private static readonly (string Name, double Degrees, double Away)[] Candidates =
    [
        ("Standort Randdorf", 20, 5.6), ("Standort Feldhausen", 75, 5.7), ("Standort Nordweiler", 125, 5.4), ("Standort Westend", 178, 5.8),
        ("Standort Hügelbach", 235, 5.6), ("Standort Talrand Dorf", 300, 5.7), ("Standort Ostring", 30, 3.5), ("Standort Nordring", 105, 3.5),
        ("Standort Westring", 195, 3.5), ("Standort Südring", 285, 3.5), ("Standort Markt", 60, 0.9), ("Standort Werkstraße", 345, 4.3),
    ];

    private static readonly (string Name, double Degrees, double Away, string[] Takes, double Handover)[] Clinics =
    [
        ("Großklinikum Beispielstadt", 168, 3.6, [], 24), ("Krankenhaus am Markt", 320, 0.8, ["innere", "unfall", "sonstige", "atemnot"], 19),
        ("Krankenhaus Oststadt", 10, 2.3, ["innere", "unfall", "sonstige", "atemnot", "herz"], 20), ("Krankenhaus Südhang", 280, 3.2, ["innere", "sonstige", "psychiatrie"], 18),
    ];

    public static List<DemandCell> Cells(CityParameters city, CityStreets streets)
    {
        var places = new List<(int Column, int Row, double East, double North, double Density)>();
        var reach = (int)(CityParameters.Radius * 1.15 / CityParameters.CellEdge) + 1;
        for (var row = -reach; row < reach; row++)
        {
            for (var column = -reach; column < reach; column++)
            {
                var (east, north) = ((column + 0.5) * CityParameters.CellEdge, (row + 0.5) * CityParameters.CellEdge);
                if (CityGround.Inside(east, north))
                    places.Add((column + reach, row + reach, east, north, CityGround.Density(east, north)));
            }
        }

        var density = places.Sum(place => place.Density);
        var people = places.Select(place => Math.Round(city.People * place.Density / density)).ToList();
        var weights = CallWeights(places.Select(place => (place.East, place.North)).ToList(), people, day: null);
        return [.. places.Select((place, at) => new DemandCell(
            string.Create(CultureInfo.InvariantCulture, $"Z{place.Column:00}{place.Row:00}"),
            CityGround.Place(place.East, place.North),
            streets.Nearest(place.East, place.North),
            CityGround.District(place.East, place.North),
            CityGround.Forest(place.East, place.North) ? AreaClass.Excluded : people[at] >= 100 ? AreaClass.Urban : AreaClass.Rural,
            weights[at],
            people[at],
            Math.Round(people[at] * CityGround.OldShare(place.East, place.North))))];
    }

    /// <summary>Shares of the cells in all emergencies: old people count three times, places of work by day.</summary>
    /// <param name="day">True from 7 to 19 h, false at night, null in the mean of both.</param>
    public static double[] CallWeights(IReadOnlyList<(double East, double North)> places, IReadOnlyList<double> people, bool? day)
    {
        var homes = Shares(places.Select((place, at) => people[at] * (1 + (2 * CityGround.OldShare(place.East, place.North)))).ToArray());
        var work = Shares(places.Select(place => CityGround.DayWeight(place.East, place.North)).ToArray());
        var working = day switch
        {
            true => 0.34,
            false => 0.12,
            null => 0.26,
        };
        return [.. homes.Select((home, at) => ((1 - working) * home) + (working * work[at]))];
    }

    public static List<Station> Stations(CityStreets streets) =>
    [
        .. Today.Select((station, at) => StationAt(streets, $"W{at + 1}", station.Name, station.Degrees, station.Away, 6, candidate: false, cost: 420_000)),
        .. Candidates.Select((station, at) => StationAt(streets, $"K{at + 1:00}", station.Name, station.Degrees, station.Away, 3, candidate: true, cost: 310_000)),
    ];

    public static List<Hospital> Hospitals(CityStreets streets) => [.. Clinics.Select((clinic, at) =>
    {
        var (east, north) = Polar(clinic.Degrees, clinic.Away);
        return new Hospital($"H{at + 1}", clinic.Name, CityGround.Place(east, north), streets.Nearest(east, north), clinic.Takes, clinic.Handover);
    })];

    /// <summary>Vehicles of the usual city, more or fewer with its people; each with one shift.</summary>
    public static (List<Vehicle> Vehicles, List<VehicleShift> Shifts) Fleet(CityParameters city)
    {
        var vehicles = new List<Vehicle>();
        var shifts = new List<VehicleShift>();
        for (var at = 0; at < Today.Length; at++)
        {
            var station = Today[at];
            for (var number = 1; number <= Scaled(station.Always); number++)
                Add(at, number, VehicleType.Rtw, Always, 7, 7, 2, 62, teleDoctor: true);
            for (var number = Scaled(station.Always) + 1; number <= Scaled(station.Always) + Scaled(station.ByDay); number++)
                Add(at, number, VehicleType.Rtw, Always, 7, 19, 2, 62, teleDoctor: true);
            for (var number = 1; number <= Scaled(station.Doctors); number++)
                Add(at, number, VehicleType.Nef, Always, 7, 7, 2, 95, teleDoctor: false);
            for (var number = 1; number <= Scaled(station.Transports); number++)
                Add(at, number, VehicleType.Ktw, number == 1 && at < 2 ? Always : Worked, number == 1 && at < 2 ? 6 : 7, number == 1 && at < 2 ? 6 : 18, 2, 48, teleDoctor: false);
        }

        return (vehicles, shifts);

        int Scaled(int count) => count == 0 ? 0 : Math.Max(1, (int)Math.Round(count * city.Scale, MidpointRounding.AwayFromZero));

        void Add(int station, int number, VehicleType type, HashSet<DayOfWeek> days, int start, int end, int crew, decimal cost, bool teleDoctor)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"B-{station + 1}-{AreaWords.Of(type)}-{number}");
            vehicles.Add(new Vehicle(id, type, $"W{station + 1}", teleDoctor));
            shifts.Add(new VehicleShift(id, days, new TimeOnly(start, 0), new TimeOnly(end, 0), crew, cost, null, null));
        }
    }

    private static Station StationAt(CityStreets streets, string id, string name, double degrees, double away, int capacity, bool candidate, decimal cost)
    {
        var (east, north) = Polar(degrees, away);
        return new Station(id, name, CityGround.Place(east, north), streets.Nearest(east, north), capacity, 60, 90, candidate, cost);
    }

    private static (double East, double North) Polar(double degrees, double away) =>
        (away * Math.Cos(double.DegreesToRadians(degrees)), away * Math.Sin(double.DegreesToRadians(degrees)));

    private static double[] Shares(double[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
