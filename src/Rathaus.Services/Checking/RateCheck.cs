using System.Globalization;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>Warns of figures that end soon, and of those that are still to be checked.</summary>
internal static class RateCheck
{
    public static void Run(IEnumerable<RateNote> notes, DateOnly today, FaultList faults)
    {
        foreach (var note in notes)
        {
            var at = note.Place.LastIndexOf(':');
            var (file, line) = (note.Place[..at], int.Parse(note.Place[(at + 1)..], CultureInfo.InvariantCulture));
            if (note.KnownUntil is { } end && note.EndsSoon(today))
            {
                faults.Warn(file, line, note.IsOver(today)
                    ? $"known until {end:yyyy-MM-dd} only: enter what holds now"
                    : $"known until {end:yyyy-MM-dd}, in {end.DayNumber - today.DayNumber} days: enter what follows");
            }

            if (note.Check is { } check)
                faults.Warn(file, line, $"to be checked: {check}");
        }
    }
}
