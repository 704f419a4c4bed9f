using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Rathaus.Kernel.Time;

/// <summary>
/// Public holidays that hold throughout a German state, computed for any year of the Gregorian calendar: the laws on holidays
/// (Feiertagsgesetze) of the states, for North Rhine-Westphalia § 2 Feiertagsgesetz NW; 3 October by Art. 2 (2)
/// Einigungsvertrag. Holidays of single municipalities (Fronleichnam in parts of Saxony and Thuringia, Mariä Himmelfahrt in
/// parts of Bavaria, the Friedensfest of Augsburg) are not among them.
/// </summary>
public static class PublicHolidays
{
    /// <summary>The state whose holidays hold unless another is named.</summary>
    public const string NorthRhineWestphalia = "NW";

    private static readonly ConcurrentDictionary<(string State, int Year), FrozenDictionary<DateOnly, string>> Years = new();

    /// <summary>The sixteen states by their two letters (ISO 3166-2:DE).</summary>
    public static IReadOnlySet<string> States { get; } = FrozenSet.ToFrozenSet(
        ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"], StringComparer.Ordinal);

    /// <summary>The holidays of a year with their German names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is before 1990 (no 3 October) or after 9000, or there is no such state.</exception>
    public static IReadOnlyDictionary<DateOnly, string> Of(int year, string state = NorthRhineWestphalia)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1990);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9000);
        if (!States.Contains(state))
            throw new ArgumentOutOfRangeException(nameof(state), state, "No German state");
        return Years.GetOrAdd((state, year), static key => Compute(key.State, key.Year));
    }

    public static bool IsHoliday(DateOnly day, string state = NorthRhineWestphalia) => Of(day.Year, state).ContainsKey(day);

    /// <summary>Neither Saturday nor Sunday nor public holiday (§ 193 BGB, § 31 (3) VwVfG).</summary>
    public static bool IsWorkingDay(DateOnly day, string state = NorthRhineWestphalia) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day, state);

    /// <summary>Easter Sunday by the Meeus/Jones/Butcher form of the Gregorian computus.</summary>
    public static DateOnly EasterSunday(int year)
    {
        var a = year % 19;
        var (b, c) = Math.DivRem(year, 100);
        var (d, e) = Math.DivRem(b, 4);
        var f = (b + 8) / 25;
        var g = (b - f + 1) / 3;
        var h = ((19 * a) + b - d - g + 15) % 30;
        var (i, k) = Math.DivRem(c, 4);
        var l = (32 + (2 * e) + (2 * i) - h - k) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var (month, day) = Math.DivRem(h + l - (7 * m) + 114, 31);
        return new DateOnly(year, month, day + 1);
    }

    private static FrozenDictionary<DateOnly, string> Compute(string state, int year)
    {
        var easter = EasterSunday(year);
        var days = new Dictionary<DateOnly, string>
        {
            [new DateOnly(year, 1, 1)] = "Neujahr",
            [easter.AddDays(-2)] = "Karfreitag",
            [easter.AddDays(1)] = "Ostermontag",
            [new DateOnly(year, 10, 3)] = "Tag der Deutschen Einheit",
            [new DateOnly(year, 12, 25)] = "Erster Weihnachtstag",
            [new DateOnly(year, 12, 26)] = "Zweiter Weihnachtstag",
            [easter.AddDays(39)] = "Christi Himmelfahrt",
            [easter.AddDays(50)] = "Pfingstmontag",
        };

        // In 2008 Ascension fell on 1 May; one day, one entry.
        days.TryAdd(new DateOnly(year, 5, 1), "Tag der Arbeit");
        foreach (var (day, name) in OfState(state, year, easter))
            days.TryAdd(day, name);
        return days.ToFrozenDictionary();
    }

    private static IEnumerable<(DateOnly Day, string Name)> OfState(string state, int year, DateOnly easter)
    {
        if (state is "BW" or "BY" or "ST")
            yield return (new DateOnly(year, 1, 6), "Heilige Drei Könige");
        if ((state == "BE" && year >= 2019) || (state == "MV" && year >= 2023))
            yield return (new DateOnly(year, 3, 8), "Internationaler Frauentag");
        if (state == "BE" && year is (2020 or 2025))
            yield return (new DateOnly(year, 5, 8), "Tag der Befreiung");
        if (state is "BW" or "BY" or "HE" or "NW" or "RP" or "SL")
            yield return (easter.AddDays(60), "Fronleichnam");
        if (state == "SL")
            yield return (new DateOnly(year, 8, 15), "Mariä Himmelfahrt");
        if (state == "TH" && year >= 2019)
            yield return (new DateOnly(year, 9, 20), "Weltkindertag");

        // In 2017, 500 years after 1517, the day was a holiday everywhere.
        if (year == 2017 || state is "BB" or "MV" or "SN" or "ST" or "TH" || (year >= 2018 && state is ("HB" or "HH" or "NI" or "SH")))
            yield return (new DateOnly(year, 10, 31), "Reformationstag");
        if (state is "BW" or "BY" or "NW" or "RP" or "SL")
            yield return (new DateOnly(year, 11, 1), "Allerheiligen");
        if (state == "SN")
            yield return (RepentanceDay(year), "Buß- und Bettag");
    }

    /// <summary>The Wednesday before 23 November.</summary>
    private static DateOnly RepentanceDay(int year)
    {
        var day = new DateOnly(year, 11, 22);
        while (day.DayOfWeek != DayOfWeek.Wednesday)
            day = day.AddDays(-1);
        return day;
    }
}
