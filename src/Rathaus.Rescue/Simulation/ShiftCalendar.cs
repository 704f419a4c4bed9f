using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>Order of what happens at the same moment: the old crew goes, then the new one comes.</summary>
internal enum ChangeKind : byte
{
    ShiftEnds,
    ShiftStarts,
    BreakDue,
}

/// <param name="Seconds">Of the break.</param>
internal readonly record struct ScheduledChange(double At, ChangeKind Kind, int Vehicle, double Seconds);

/// <summary>The shifts of the time to be simulated as moments.</summary>
internal static class ShiftCalendar
{
    /// <summary>Days behind the end during which running calls are finished.</summary>
    public const int DaysAfter = 3;

    public static ScheduledChange[] Of(IReadOnlyList<Vehicle> vehicles, IReadOnlyList<VehicleShift> shifts, SimulationRun run, SimulationSettings settings)
    {
        var changes = new List<ScheduledChange>();
        var numbers = vehicles.Select((vehicle, at) => (vehicle.Id, at)).ToDictionary(vehicle => vehicle.Id, vehicle => vehicle.at);
        if (shifts.Count == 0)
            return [.. numbers.Values.Select(vehicle => new ScheduledChange(0, ChangeKind.ShiftStarts, vehicle, 0))];
        var last = run.Begin.AddSeconds(run.EndSeconds).AddDays(DaysAfter);
        foreach (var shift in shifts)
        {
            if (!numbers.TryGetValue(shift.Vehicle, out var vehicle))
                continue;
            for (var day = run.Begin.Date.AddDays(-1); day < last; day = day.AddDays(1))
            {
                var date = DateOnly.FromDateTime(day);
                if (!shift.Weekdays.Contains(day.DayOfWeek) || date < shift.ValidFrom || date > shift.ValidTo)
                    continue;
                var from = (day + shift.Start.ToTimeSpan() - run.Begin).TotalSeconds;
                var to = from + shift.Length.TotalSeconds;
                if (to <= 0)
                    continue;
                changes.Add(new ScheduledChange(Math.Max(0, from), ChangeKind.ShiftStarts, vehicle, 0));
                changes.Add(new ScheduledChange(to, ChangeKind.ShiftEnds, vehicle, 0));
                var pause = shift.Length.TotalHours > 9 ? settings.BreakMinutes.Longer : shift.Length.TotalHours > 6 ? settings.BreakMinutes.Long : 0;
                if (pause > 0 && from + (shift.Length.TotalSeconds / 2) > 0)
                    changes.Add(new ScheduledChange(from + (shift.Length.TotalSeconds / 2), ChangeKind.BreakDue, vehicle, pause * 60));
            }
        }

        return [.. changes.OrderBy(change => change.At).ThenBy(change => change.Kind).ThenBy(change => change.Vehicle)];
    }
}
