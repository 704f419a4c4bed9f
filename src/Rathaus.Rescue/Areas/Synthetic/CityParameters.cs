namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>
/// What the synthetic city is made from. All values are stated assumptions of the size usual for a German city of 250,000 people,
/// none is measured; docs/rescue.md lists them.
/// </summary>
/// <param name="People">Inhabitants; calls and vehicles grow with them.</param>
/// <param name="Until">Local day after the last one with calls.</param>
internal sealed record CityParameters(int People, int Years, long Seed, DateOnly Until)
{
    /// <summary>The centre of the map lies in the North Sea, so that nobody takes it for a real town.</summary>
    public static readonly GeoPoint Centre = new(6.5, 54.5);

    /// <summary>People the numbers of vehicles below are for.</summary>
    public const double UsualPeople = 250_000;

    /// <summary>Kilometres; the outline swings around it.</summary>
    public const double Radius = 7.05;

    /// <summary>Kilometres between rings of streets.</summary>
    public const double RingStep = 0.25;

    /// <summary>Kilometres, edge of a demand cell.</summary>
    public const double CellEdge = 0.5;

    public const double CallsPerPersonAndYear = 0.14;

    /// <summary>Emergencies, transports and transfers of all calls.</summary>
    public const double EmergencyShare = 0.60;

    public const double TransportShare = 0.31;

    /// <summary>Growth of all calls in a year.</summary>
    public const double GrowthPerYear = 0.02;

    /// <summary>Log-normal spread of a day's level beside Poisson, the same for all its hours.</summary>
    public const double DayLevelSpread = 0.077;

    /// <summary>Log-normal noise of a drive's time.</summary>
    public const double TravelNoise = 0.18;

    /// <summary>Mean minutes and log-normal spread.</summary>
    public static readonly (double Mean, double Spread) OnScene = (22, 0.45);

    public static readonly (double Mean, double Spread) OnSceneTransport = (14, 0.4);

    public static readonly (double Mean, double Spread) Cleaning = (9, 0.5);

    /// <summary>Seconds from the ring of the phone to the opened mission, and from there to the alarm.</summary>
    public static readonly (double Mean, double Spread) CallTaking = (40, 0.5);

    public static readonly (double Mean, double Spread) Dispatching = (55, 0.45);

    public double Scale => People / UsualPeople;

    public DateOnly From => Until.AddYears(-Years);

    /// <summary>Factor of driving times by local hour: streets are full in the morning and late afternoon.</summary>
    public static double TrafficAt(int hour) => hour switch
    {
        7 or 8 => 1.18,
        15 or 16 or 17 => 1.15,
        >= 22 or < 6 => 0.92,
        _ => 1.05,
    };

    /// <summary>Emergencies in an hour of the week, mean 1: quiet from three to five, busy from ten to eight; late on weekend nights.</summary>
    public static double EmergencyShape(DayOfWeek day, int hour)
    {
        ReadOnlySpan<double> usual =
        [
            0.72, 0.62, 0.56, 0.52, 0.51, 0.55, 0.66, 0.86, 1.06, 1.22, 1.30, 1.31, 1.27, 1.22, 1.20, 1.19, 1.21, 1.25, 1.28, 1.24, 1.15, 1.06, 0.96, 0.84,
        ];
        var weekendNight = (day is DayOfWeek.Saturday or DayOfWeek.Sunday && hour < 6) || (day is DayOfWeek.Friday or DayOfWeek.Saturday && hour >= 21);
        var weekendDay = day is DayOfWeek.Saturday or DayOfWeek.Sunday && hour is >= 7 and < 18;
        return usual[hour] * (weekendNight ? 1.35 : weekendDay ? 0.94 : 1.0);
    }

    /// <summary>Transports and transfers in an hour of the week, mean near 1: office hours of practices and clinics.</summary>
    public static double TransportShape(DayOfWeek day, int hour)
    {
        var worked = day switch
        {
            DayOfWeek.Saturday => 0.45,
            DayOfWeek.Sunday => 0.25,
            _ => 1.25,
        };
        return worked * hour switch
        {
            >= 8 and < 13 => 2.45,
            >= 13 and < 17 => 1.75,
            7 or 17 or 18 => 1.05,
            >= 19 and < 22 => 0.55,
            _ => 0.2,
        };
    }

    /// <summary>Season: more in January and in the heat of July, by day of the year.</summary>
    public static double Season(int day) =>
        1 + (0.05 * Math.Cos(2 * Math.PI * (day - 15) / 365.25)) + (0.03 * Math.Cos(4 * Math.PI * (day - 15) / 365.25));

    /// <summary>Factor of a special day of the NRW calendar for emergencies, by hour.</summary>
    public static double HolidayEmergency(string type, int hour) => type switch
    {
        "Neujahr" => hour < 6 ? 2.1 : 1.05,
        "Silvester" => hour >= 20 ? 1.5 : 1.0,
        "Weiberfastnacht" or "Rosenmontag" => hour is >= 11 and < 23 ? 1.6 : 1.1,
        "Heiligabend" => hour >= 16 ? 0.85 : 0.95,
        _ => 0.95,
    };
}
