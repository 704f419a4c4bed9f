using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Domain;

/// <summary>A taken unit of five minutes at a counter.</summary>
internal readonly record struct TakenUnit(short Counter, DateTimeOffset At);

/// <summary>Beginnings of appointments that an office has free. Pure: no clock, no database.</summary>
internal static class FreeSlots
{
    public const int UnitMinutes = 5;

    /// <summary>The units an appointment takes.</summary>
    public static IEnumerable<DateTimeOffset> Units(DateTimeOffset start, int minutes) =>
        Enumerable.Range(0, (minutes + UnitMinutes - 1) / UnitMinutes).Select(unit => start.AddMinutes(unit * UnitMinutes));

    /// <summary>Whether the office sees people on that day at all.</summary>
    public static bool IsOpen(AppointmentHours hours, string state, DateOnly day) =>
        !PublicHolidays.IsHoliday(day, state) && !hours.IsClosed(day) && hours.Weekly.Any(span => span.Day == day.DayOfWeek);

    /// <summary>First and last day that can be booked now.</summary>
    public static (DateOnly First, DateOnly Last) Days(AppointmentHours hours, DateTimeOffset now)
    {
        var first = GermanClock.DayOf(now.AddMinutes(hours.NoticeMinutes));
        return (first, GermanClock.DayOf(now).AddDays(hours.AheadDays));
    }

    /// <summary>Every beginning on the day, taken or not, that can still be booked now.</summary>
    public static IEnumerable<DateTimeOffset> Beginnings(AppointmentHours hours, string state, DateOnly day, int minutes, DateTimeOffset now)
    {
        var (first, last) = Days(hours, now);
        if (day < first || day > last || !IsOpen(hours, state, day))
            yield break;
        var earliest = now.AddMinutes(hours.NoticeMinutes);
        foreach (var span in hours.Weekly.Where(span => span.Day == day.DayOfWeek))
        {
            for (var at = span.From.ToTimeSpan(); at + TimeSpan.FromMinutes(minutes) <= span.To.ToTimeSpan(); at += TimeSpan.FromMinutes(hours.SlotMinutes))
            {
                var start = GermanClock.At(day, TimeOnly.FromTimeSpan(at));
                if (start >= earliest)
                    yield return start;
            }
        }
    }

    /// <summary>Counters at which nobody sits during the appointment, lowest first.</summary>
    public static IReadOnlyList<short> Counters(AppointmentHours hours, DateTimeOffset start, int minutes, IReadOnlySet<TakenUnit> taken) =>
        [.. Enumerable.Range(1, hours.Counters).Select(counter => (short)counter)
            .Where(counter => Units(start, minutes).All(unit => !taken.Contains(new TakenUnit(counter, unit))))];
}
