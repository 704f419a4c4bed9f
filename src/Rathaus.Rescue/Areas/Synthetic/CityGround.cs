namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>The ground the city stands on: kilometres east and north of the centre, outline, hills, density of people.</summary>
internal static class CityGround
{
    private const double KilometresPerDegree = 111.32;

    /// <summary>Villages at the rim, thinly settled: name, direction in degrees from east against the clock, distance, people.</summary>
    public static readonly IReadOnlyList<(string Name, double East, double North, double People)> Rim =
    [
        At("Randdorf", 20, 5.7, 14_000), At("Feldhausen", 75, 5.9, 11_000), At("Nordweiler", 125, 5.6, 12_000), At("Westend", 178, 6.0, 8_000),
        At("Hügelbach", 235, 5.8, 7_000), At("Talrand", 300, 5.6, 13_000),
    ];

    /// <summary>Districts of the core by sector.</summary>
    private static readonly string[] Sectors = ["Oststadt", "Nordstadt", "Weststadt", "Südstadt"];

    public static GeoPoint Place(double east, double north) => new(
        CityParameters.Centre.Longitude + (east / (KilometresPerDegree * Math.Cos(double.DegreesToRadians(CityParameters.Centre.Latitude)))),
        CityParameters.Centre.Latitude + (north / KilometresPerDegree));

    /// <summary>Kilometres east and north of the centre.</summary>
    public static (double East, double North) Plane(GeoPoint place) => (
        (place.Longitude - CityParameters.Centre.Longitude) * KilometresPerDegree * Math.Cos(double.DegreesToRadians(CityParameters.Centre.Latitude)),
        (place.Latitude - CityParameters.Centre.Latitude) * KilometresPerDegree);

    /// <summary>Distance of the town's border from the centre in this direction.</summary>
    public static double Border(double angle) =>
        CityParameters.Radius * (1 + (0.06 * Math.Cos(2 * (angle - 0.6))) + (0.04 * Math.Cos((3 * angle) + 1)));

    public static bool Inside(double east, double north) =>
        Math.Sqrt((east * east) + (north * north)) <= Border(Math.Atan2(north, east));

    /// <summary>Metres above the river; the south-west is hilly.</summary>
    public static double Height(double east, double north)
    {
        var main = 160 * Bump(east, north, -3.6, -3.8, 2.2);
        var second = 90 * Bump(east, north, 2.8, -4.4, 1.5);
        return main + second + (60 * Bump(east, north, -0.8, 3.0, 0.9));
    }

    /// <summary>The forest on the hill: nobody lives there, no deadline counts.</summary>
    public static bool Forest(double east, double north) => Bump(east, north, -4.4, -3.2, 0.85) > 0.5 || Bump(east, north, 4.6, -3.6, 0.6) > 0.5;

    /// <summary>People living on a square kilometre, up to one factor.</summary>
    public static double Density(double east, double north)
    {
        if (Forest(east, north))
            return 0;
        var away = Math.Sqrt((east * east) + (north * north));
        var core = 6_900 * Math.Exp(-away / 1.9) * (1 - (0.5 * Bump(east, north, 0, 0, 0.7)));
        return 60 + core + Rim.Sum(village => village.People / 2.6 * Bump(east, north, village.East, village.North, 0.65));
    }

    /// <summary>Where people are by day: shops and offices in the centre, works in the east.</summary>
    public static double DayWeight(double east, double north) =>
        Bump(east, north, 0.2, 0.1, 1.1) + (0.5 * Bump(east, north, 3.4, 0.9, 0.9)) + (0.35 * Bump(east, north, -2.6, 1.6, 0.7));

    public static string District(double east, double north)
    {
        foreach (var (name, villageEast, villageNorth, _) in Rim)
        {
            if (Math.Sqrt(Square(east - villageEast) + Square(north - villageNorth)) < 1.75)
                return name;
        }

        var away = Math.Sqrt((east * east) + (north * north));
        var sector = ((int)Math.Floor((Math.Atan2(north, east) + (Math.PI / 4)) / (Math.PI / 2)) + 4) % 4;
        return away < 1.3 ? "Mitte" : away < 4.3 ? Sectors[sector] : $"Äußere {Sectors[sector]}";
    }

    /// <summary>Share of people of 65 and more: young in the centre, old at the rim.</summary>
    public static double OldShare(double east, double north) => Math.Min(0.29, 0.17 + (0.018 * Math.Sqrt((east * east) + (north * north))));

    private static (string Name, double East, double North, double People) At(string name, double degrees, double away, double people) =>
        (name, away * Math.Cos(double.DegreesToRadians(degrees)), away * Math.Sin(double.DegreesToRadians(degrees)), people);

    private static double Bump(double east, double north, double atEast, double atNorth, double width) =>
        Math.Exp(-(Square(east - atEast) + Square(north - atNorth)) / (2 * width * width));

    private static double Square(double value) => value * value;
}
