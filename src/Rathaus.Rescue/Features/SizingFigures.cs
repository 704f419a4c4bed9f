using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Queueing;

namespace Rathaus.Rescue.Features;

/// <summary>Vehicles of a kind in a class of shifts by the methods of expert reports and by waiting.</summary>
/// <param name="Place">Station of the supply area; null: all of the area.</param>
/// <param name="Rows">k - 1, k and k + 1.</param>
/// <param name="ByWaiting">Fewest vehicles for which at most the stated share waits (Erlang C).</param>
/// <param name="Lost">Share that finds all k busy (Erlang B).</param>
internal sealed record SizingRow(
    string? Place, VehicleType Type, string Shift, double ShiftHours, double CallsPerHour, double Minutes, RiskRow Chosen, IReadOnlyList<RiskRow> Rows, int ByWaiting, double Lost)
{
    /// <summary>Use of a vehicle that frequency-dependent dimensioning aims at; usual, to be set by the carrier.</summary>
    public const double TargetUse = 0.7;

    public double Load => CallsPerHour * Minutes / 60;

    /// <summary>Vehicles by frequency: occupied vehicle hours over the target use; for what can be planned ahead.</summary>
    public int ByFrequency => (int)Math.Ceiling(Load / TargetUse);
}

/// <summary>The sizing table of a year (specs/rescue.md section 7).</summary>
internal sealed record SizingFigures(double ReturnShifts, double MostWaiting, IReadOnlyList<SizingRow> Whole, IReadOnlyList<SizingRow> ByStation)
{
    private static readonly (string Shift, double Hours)[] Shifts = [("day", 12), ("night", 12), ("saturday", 24), ("sunday", 24)];

    /// <param name="stationOf">Supply area of a cell: the station whose vehicle is there first; null: none.</param>
    public static SizingFigures Of(PlanningPeriod period, IReadOnlyList<ShiftLoad> loads, Func<string, string?> stationOf, double returnShifts, double mostWaiting)
    {
        var hours = Shifts.ToDictionary(shift => shift.Shift, shift => shift.Hours * Days(period, shift.Shift), StringComparer.Ordinal);
        SizingRow? Row(string? place, VehicleType type, string shift, double length, IEnumerable<ShiftLoad> rows)
        {
            var (missions, busy) = (0L, 0.0);
            foreach (var row in rows)
            {
                missions += row.Missions;
                busy += row.Hours;
            }

            if (missions == 0)
                return null;
            var sizing = new RiskSizing(missions / hours[shift], busy / missions, length);
            var chosen = sizing.FewestFor(returnShifts);
            return new SizingRow(
                place, type, shift, length, sizing.CallsPerHour, sizing.OccupationHours * 60, chosen,
                [.. Enumerable.Range(Math.Max(0, chosen.Vehicles - 1), 3).Select(sizing.Row)], Erlang.ServersFor(sizing.Load, mostWaiting), Erlang.Loss(chosen.Vehicles, sizing.Load));
        }

        var whole = new List<SizingRow>();
        foreach (var type in new[] { VehicleType.Rtw, VehicleType.Nef, VehicleType.Ktw })
        {
            whole.AddRange(Shifts.Select(shift => Row(null, type, shift.Shift, shift.Hours, loads.Where(load => load.Type == type.ToString() && load.Shift == shift.Shift)))
                .OfType<SizingRow>());
        }

        var byStation = loads.Where(load => load.Type == nameof(VehicleType.Rtw) && load.Cell is not null)
            .GroupBy(load => stationOf(load.Cell!)).Where(place => place.Key is not null).OrderBy(place => place.Key, StringComparer.Ordinal)
            .SelectMany(place => Shifts.Select(shift => Row(place.Key, VehicleType.Rtw, shift.Shift, shift.Hours, place.Where(load => load.Shift == shift.Shift))))
            .OfType<SizingRow>().ToList();
        return new SizingFigures(returnShifts, mostWaiting, whole, byStation);
    }

    private static int Days(PlanningPeriod period, string shift)
    {
        var days = Enumerable.Range(0, period.Days).Select(day => period.From.AddDays(day).DayOfWeek);
        return shift switch
        {
            "saturday" => days.Count(day => day == DayOfWeek.Saturday),
            "sunday" => days.Count(day => day == DayOfWeek.Sunday),
            _ => days.Count(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday)),
        };
    }
}
