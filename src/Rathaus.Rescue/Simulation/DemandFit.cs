using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Simulation;

/// <summary>Demand as the forecast of section 6 sees it for the time to come, one for emergencies and one for planned transports.</summary>
internal static class DemandFit
{
    private const int LeastDays = 56;
    private const double Ridge = 30;
    private const int MostTypes = 120;

    /// <param name="calls">In any order.</param>
    /// <param name="doctors">By call: which doctors came.</param>
    /// <exception cref="RescueFileException">Too few calls to say how many will come.</exception>
    public static IReadOnlyList<CallDemand> Of(
        RescueArea area, IReadOnlyCollection<CallRecord> calls, IReadOnlyDictionary<string, DoctorsSeen> doctors, string calendar, TimeZoneInfo zone)
    {
        if (calls.Count == 0)
            throw new RescueFileException("calls.csv: there is no call, so nobody can say how many will come");
        var first = calls.Min(call => Local(call, zone)).Date;
        var last = calls.Max(call => Local(call, zone)).Date;
        if ((last - first).TotalDays < LeastDays)
            throw new RescueFileException($"calls.csv: calls of {(last - first).TotalDays:0} days; at least {LeastDays} are needed to see the week");
        return [.. calls.GroupBy(call => call.Kind == CallKind.Emergency).OrderByDescending(kind => kind.Key)
            .Select(kind => Part(area, [.. kind], doctors, HolidayCalendar.Read(calendar), zone, first, last))];
    }

    private static CallDemand Part(
        RescueArea area, IReadOnlyList<CallRecord> calls, IReadOnlyDictionary<string, DoctorsSeen> doctors, HolidayCalendar calendar, TimeZoneInfo zone, DateTime first, DateTime last)
    {
        // The last day may be cut short.
        var counts = new double[(int)(last - first).TotalHours];
        foreach (var call in calls)
        {
            var hour = (int)(Local(call, zone) - first).TotalHours;
            if (hour < counts.Length)
                counts[hour]++;
        }

        var design = new HourlyDesign(calendar, first.Year, last.Year + 12, seasons: counts.Length >= 13_140);
        var forecast = CallForecast.Fit(design, first, counts, counts.Length, Ridge);
        return new CallDemand(hour => forecast.At(hour).Mean, forecast.Dispersion, Types(area, calls, doctors), [[.. area.Cells.Select(cell => cell.Share)]]);
    }

    private static List<CallType> Types(RescueArea area, IReadOnlyList<CallRecord> calls, IReadOnlyDictionary<string, DoctorsSeen> doctors)
    {
        var named = area.Hospitals.SelectMany(hospital => hospital.Specialities).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string? Speciality(CallRecord call) => call.Transported && named.Contains(call.Category) ? call.Category : null;
        var groups = calls.GroupBy(call => (call.Kind, call.HighPriority, call.PatientClass, Wish: named.Contains(call.Category) ? call.Category : "")).ToList();
        if (groups.Count > MostTypes)
            groups = [.. calls.GroupBy(call => (call.Kind, call.HighPriority, call.PatientClass, Wish: ""))];
        return [.. groups.OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.HighPriority).ThenBy(group => group.Key.PatientClass).ThenBy(group => group.Key.Wish, StringComparer.Ordinal)
            .Select(group =>
            {
                var count = group.Count();
                var seen = group.Select(call => doctors.GetValueOrDefault(call.Id)).ToList();
                var needing = seen.Count(doctor => doctor.Car || doctor.Tele);
                var cars = seen.Count(doctor => doctor.Car);
                return new CallType(
                    $"{group.Key.Kind} {group.Key.PatientClass} {group.Key.Wish}".Trim(), count, group.Key.Kind, group.Key.HighPriority, group.Key.PatientClass,
                    group.Count(call => call.Transported) / (double)count, (double)needing / count, needing == 0 ? 0 : (needing - cars) / (double)needing,
                    cars == 0 ? 0 : seen.Count(doctor => doctor.Rode) / (double)cars,
                    group.Key.Wish.Length > 0 && group.Any(call => Speciality(call) is not null) ? group.Key.Wish : null);
            })];
    }

    private static DateTime Local(CallRecord call, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(call.ReceivedAt, zone).DateTime;
}

/// <param name="Car">A doctor's car came.</param>
/// <param name="Tele">The tele emergency doctor was asked.</param>
/// <param name="Rode">The doctor went along to the hospital.</param>
internal readonly record struct DoctorsSeen(bool Car, bool Tele, bool Rode);
