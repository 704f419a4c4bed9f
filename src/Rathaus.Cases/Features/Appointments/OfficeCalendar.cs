using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

using Office = Rathaus.Services.Office;

/// <summary>A day with its free beginnings.</summary>
internal sealed record FreeDay(DateOnly Day, IReadOnlyList<DateTimeOffset> Slots);

/// <summary>Free days of an office and where the list goes on.</summary>
/// <param name="Next">First day after those shown that can be booked, or null.</param>
/// <param name="Earlier">Whether there are days before.</param>
internal sealed record FreeDays(IReadOnlyList<FreeDay> Days, DateOnly? Next, bool Earlier);

/// <summary>Finds and takes free times of an office. What is shown as free may be gone at the click; the database decides.</summary>
internal sealed class OfficeCalendar(TimeProvider time)
{
    private const int ShownDays = 5;

    public static Refusal Gone => Refusal.Conflict("appointment.gone", "Dieser Termin ist gerade vergeben worden. Wählen Sie einen anderen.");

    /// <summary>The next days with free times from a day on.</summary>
    public async Task<FreeDays> FreeAsync(SqlScope scope, Municipality town, Office office, int minutes, DateOnly? from, CancellationToken ct)
    {
        var hours = office.Appointments;
        var now = time.GetUtcNow();
        var (first, last) = FreeSlots.Days(hours, now);
        var begin = from is { } wanted && wanted > first ? wanted : first;
        var days = new List<FreeDay>();
        DateOnly? next = null;
        if (hours.Weekly.Count == 0 || begin > last)
            return new FreeDays(days, next, begin > first);
        var taken = await AppointmentSql.TakenAsync(scope, office.Id, GermanClock.StartOf(begin), GermanClock.StartOf(last.AddDays(1)), ct);
        for (var day = begin; day <= last; day = day.AddDays(1))
        {
            List<DateTimeOffset> slots = [.. FreeSlots.Beginnings(hours, town.State, day, minutes, now)
                .Where(start => FreeSlots.Counters(hours, start, minutes, taken).Count > 0)];
            if (slots.Count == 0)
                continue;
            if (days.Count == ShownDays)
            {
                next = day;
                break;
            }

            days.Add(new FreeDay(day, slots));
        }

        return new FreeDays(days, next, begin > first);
    }

    /// <summary>
    /// Tries counter after counter until <paramref name="write"/> has written one. Of many who want the last place one gets it.
    /// </summary>
    public async Task<Outcome<T>> TakeAsync<T>(
        SqlScope scope, Municipality town, Office office, DateTimeOffset start, int minutes, Guid? own, Func<short, Task<Outcome<T>>> write, CancellationToken ct)
    {
        var hours = office.Appointments;
        var now = time.GetUtcNow();
        if (!FreeSlots.Beginnings(hours, town.State, GermanClock.DayOf(start), minutes, now).Contains(start))
            return Gone;
        for (var attempt = 0; attempt <= hours.Counters; attempt++)
        {
            var taken = await AppointmentSql.TakenAsync(scope, office.Id, start, start.AddMinutes(minutes), ct);
            var free = FreeSlots.Counters(hours, start, minutes, taken);
            if (free.Count == 0)
                return Gone;
            try
            {
                // Whoever comes at the same moment begins at another counter.
                return await write(free[(own?.GetHashCode() & int.MaxValue ?? 0) % free.Count]);
            }
            catch (UniqueViolationException lost) when (lost.Constraint == AppointmentSql.UnitKey)
            {
                // Somebody else sat down there; look again.
            }
        }

        return Gone;
    }
}
