using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Rathaus.Kernel.Time;

/// <summary>
/// Public holidays of North Rhine-Westphalia (§ 2 Feiertagsgesetz NW; 3 October by Art. 2 (2) Einigungsvertrag),
/// computed for any year of the Gregorian calendar.
/// </summary>
public static class PublicHolidays
{
    private static readonly ConcurrentDictionary<int, FrozenDictionary<DateOnly, string>> Years = new();

    /// <summary>The holidays of a year with their German names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is before 1990 (no 3 October) or after 9000.</exception>
    public static IReadOnlyDictionary<DateOnly, string> Of(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 1990);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9000);
        return Years.GetOrAdd(year, Compute);
    }

    public static bool IsHoliday(DateOnly day) => Of(day.Year).ContainsKey(day);

    /// <summary>Neither Saturday nor Sunday nor public holiday (§ 193 BGB, § 31 (3) VwVfG).</summary>
    public static bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day);

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

    private static FrozenDictionary<DateOnly, string> Compute(int year)
    {
        var easter = EasterSunday(year);
        var days = new Dictionary<DateOnly, string>
        {
            [new DateOnly(year, 1, 1)] = "Neujahr",
            [easter.AddDays(-2)] = "Karfreitag",
            [easter.AddDays(1)] = "Ostermontag",
            [new DateOnly(year, 10, 3)] = "Tag der Deutschen Einheit",
            [new DateOnly(year, 11, 1)] = "Allerheiligen",
            [new DateOnly(year, 12, 25)] = "Erster Weihnachtstag",
            [new DateOnly(year, 12, 26)] = "Zweiter Weihnachtstag",
            [easter.AddDays(39)] = "Christi Himmelfahrt",
            [easter.AddDays(50)] = "Pfingstmontag",
            [easter.AddDays(60)] = "Fronleichnam",
        };

        // In 2008 Ascension fell on 1 May; one day, one entry.
        days.TryAdd(new DateOnly(year, 5, 1), "Tag der Arbeit");
        return days.ToFrozenDictionary();
    }
}
