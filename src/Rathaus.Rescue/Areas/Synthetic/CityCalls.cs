using System.Globalization;
using Rathaus.Kernel.Time;
using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Areas.Synthetic;

/// <summary>What a call of the generator still needs to be served.</summary>
/// <param name="Cell">Index in the cells.</param>
internal readonly record struct DrawnCall(CallRecord Call, int Cell, string Speciality, bool Doctor);

/// <summary>
/// Calls hour by hour: Poisson with a mean of shape of the week, season, special days, growth and a log-normal level of the day; each with
/// cell, class and kind. Every hour has its own stream, so that one more year changes none before it.
/// </summary>
internal sealed class CityCalls
{
    /// <summary>Categories of emergencies: share, hospitals that take them, chances of GVS 4 or more and of a doctor.</summary>
    private static readonly (string Name, double Share, string Takes, double Severe, double Doctor)[] Categories =
    [
        ("innere", 0.27, "innere", 0.25, 0.14), ("unfall", 0.22, "unfall", 0.22, 0.12), ("herz", 0.13, "herz", 0.75, 0.55),
        ("atemnot", 0.11, "atemnot", 0.70, 0.45), ("neurologie", 0.10, "neurologie", 0.72, 0.30), ("psychiatrie", 0.05, "psychiatrie", 0.10, 0.08),
        ("bewusstlos", 0.04, "innere", 0.95, 0.85), ("kind", 0.03, "kind", 0.45, 0.40), ("sonstige", 0.05, "sonstige", 0.10, 0.05),
    ];

    private static readonly double[] CategorySums = Dice.Sums(Categories.Select(category => category.Share));

    private readonly CityParameters city;
    private readonly double[] dayCells;
    private readonly double[] nightCells;
    private readonly IReadOnlyList<DemandCell> cells;
    private readonly HolidayCalendar calendar = HolidayCalendar.Read("nrw");
    private readonly IReadOnlyDictionary<DateOnly, int> special;
    private readonly double emergencyMean;
    private readonly double transportMean;

    public CityCalls(CityParameters city, IReadOnlyList<DemandCell> cells, IReadOnlyList<(double East, double North)> places)
    {
        this.city = city;
        this.cells = cells;
        var people = cells.Select(cell => cell.Population).ToList();
        dayCells = Dice.Sums(CityPlaces.CallWeights(places, people, day: true));
        nightCells = Dice.Sums(CityPlaces.CallWeights(places, people, day: false));
        special = calendar.Between(city.From.Year, city.Until.Year);
        var hours = Enum.GetValues<DayOfWeek>().SelectMany(day => Enumerable.Range(0, 24).Select(hour => (day, hour))).ToList();
        var calls = city.People * CityParameters.CallsPerPersonAndYear / (365.25 * 24);
        emergencyMean = calls * CityParameters.EmergencyShare / hours.Average(at => CityParameters.EmergencyShape(at.day, at.hour));
        transportMean = calls * (1 - CityParameters.EmergencyShare) / hours.Average(at => CityParameters.TransportShape(at.day, at.hour));
    }

    /// <summary>All calls in the order of their time.</summary>
    public IEnumerable<DrawnCall> Draw()
    {
        var number = 0L;
        var until = GermanClock.StartOf(city.Until);
        for (var hour = GermanClock.StartOf(city.From); hour < until; hour = hour.AddHours(1))
        {
            var stream = new RandomStream(city.Seed, 2, hour.ToUnixTimeSeconds());
            var local = GermanClock.Local(hour);
            var (emergencies, transports) = Means(local);
            var calls = new List<(int Second, bool Emergency)>();
            for (var left = stream.Poisson(emergencies); left > 0; left--)
                calls.Add((60 * stream.Next(60), true));
            for (var left = stream.Poisson(transports); left > 0; left--)
                calls.Add((60 * stream.Next(60), false));
            foreach (var (second, emergency) in calls.OrderBy(call => call.Second))
            {
                number++;
                yield return One(stream, string.Create(CultureInfo.InvariantCulture, $"S{number:0000000}"), hour.AddSeconds(second), local.Hour, emergency);
            }
        }
    }

    private (double Emergencies, double Transports) Means(DateTimeOffset local)
    {
        var day = DateOnly.FromDateTime(local.DateTime);
        var level = new RandomStream(city.Seed, 3, day.DayNumber).LogNormal(1, CityParameters.DayLevelSpread);
        var growth = Math.Pow(1 + CityParameters.GrowthPerYear, (day.DayNumber - city.Until.DayNumber) / 365.25);
        var all = level * growth * CityParameters.Season(day.DayOfYear);
        var holiday = special.TryGetValue(day, out var type) ? calendar.Types[type] : null;
        var free = holiday is not null and not ("Weiberfastnacht" or "Rosenmontag" or "Heiligabend" or "Silvester");
        return (
            all * emergencyMean * CityParameters.EmergencyShape(day.DayOfWeek, local.Hour) * (holiday is null ? 1 : CityParameters.HolidayEmergency(holiday, local.Hour)),
            all * transportMean * CityParameters.TransportShape(free ? DayOfWeek.Sunday : day.DayOfWeek, local.Hour));
    }

    private DrawnCall One(RandomStream stream, string id, DateTimeOffset at, int hour, bool emergency)
    {
        var cell = stream.Pick(hour is >= 7 and < 19 ? dayCells : nightCells);
        var opened = at.AddSeconds(Math.Round(stream.LogNormal(CityParameters.CallTaking.Mean, CityParameters.CallTaking.Spread)));
        if (!emergency)
        {
            var transfer = stream.NextDouble() >= CityParameters.TransportShare / (1 - CityParameters.EmergencyShare);
            var ride = new CallRecord(
                id, at, opened, transfer ? "verlegung" : "krankentransport", 0, HighPriority: false, transfer ? CallKind.Transfer : CallKind.Transport, cells[cell].Id,
                Transported: true, Hospital: null);
            return new DrawnCall(ride, cell, "innere", Doctor: false);
        }

        var category = Categories[stream.Pick(CategorySums)];
        var severe = stream.NextDouble() < category.Severe;
        var level = severe ? 4 + stream.Next(3) : 1 + stream.Next(3);
        var call = new CallRecord(
            id, at, opened, category.Name, level, HighPriority: severe, CallKind.Emergency, cells[cell].Id, Transported: stream.NextDouble() < (severe ? 0.86 : 0.68), Hospital: null);
        return new DrawnCall(call, cell, category.Takes, stream.NextDouble() < category.Doctor);
    }
}
