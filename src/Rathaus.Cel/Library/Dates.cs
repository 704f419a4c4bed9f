using System.Globalization;
using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>Days of the calendar and periods of Rathaus. The clock is never read: the caller says what today is.</summary>
internal static class Dates
{
    private static readonly CelType Day = CelType.Date;
    private static readonly CelValue OutOfRange = CelValue.Error("date out of range: year 1 to 9999");

    public static IEnumerable<CelFunction> Functions =>
    [
        new("date",
            Global("date_to_date", Day, call => call[0], Day),
            Global("string_to_date", Day, call => DateOnly.TryParseExact(call[0].AsString, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? CelValue.Of(day)
                : CelValue.Error("no date such as 2026-03-27"), CelType.String),
            Global("ints_to_date", Day, OfParts, CelType.Int, CelType.Int, CelType.Int)),
        new("string",
            Global("date_to_string", CelType.String, call => CelValue.Of(call[0].ToDisplay()), Day),
            Global("period_to_string", CelType.String, call => CelValue.Of(call[0].ToDisplay()), CelType.Period)),
        Period("days", count => new CelPeriod(0, count)),
        Period("weeks", count => new CelPeriod(0, checked(count * 7))),
        Period("months", count => new CelPeriod(count, 0)),
        Period("years", count => new CelPeriod(checked(count * 12), 0)),
        new("_+_",
            Global("add_date_period", Day, call => Add(call[0].AsDate, call[1].AsPeriod, 1), Day, CelType.Period),
            Global("add_period_date", Day, call => Add(call[1].AsDate, call[0].AsPeriod, 1), CelType.Period, Day),
            Global("add_period_period", CelType.Period, call => Join(call[0].AsPeriod, call[1].AsPeriod), CelType.Period, CelType.Period)),
        new("_-_",
            Global("subtract_date_period", Day, call => Add(call[0].AsDate, call[1].AsPeriod, -1), Day, CelType.Period)),
        Arithmetic.ComparisonOf("_<_", "less", Day),
        Arithmetic.ComparisonOf("_<=_", "less_equals", Day),
        Arithmetic.ComparisonOf("_>_", "greater", Day),
        Arithmetic.ComparisonOf("_>=_", "greater_equals", Day),
        Part("year", day => day.Year),
        Part("month", day => day.Month),
        Part("day", day => day.Day),
        Part("weekday", day => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek),
        new("daysBetween", Global("days_between_dates", CelType.Int, call => CelValue.Of((long)call[1].AsDate.DayNumber - call[0].AsDate.DayNumber), Day, Day)),
        new("monthsBetween", Global("months_between_dates", CelType.Int, call => CelValue.Of((long)Months(call[0].AsDate, call[1].AsDate)), Day, Day)),
        new("age", Global("age_date_date", CelType.Int, Age, Day, Day)),
        new("endOfMonth", Global("end_of_month_date", Day, call => CelValue.Of(LastOfMonth(call[0].AsDate)), Day)),
        new("today", new CelOverload("today", [], Day, Today)),
        new("isWorkday", new CelOverload("is_workday_date", [Day], CelType.Bool, call => call.Context is ICelCalendar calendar
            ? CelValue.Of(IsWorkday(call[0].AsDate, calendar))
            : CelValue.Error("isWorkday() needs a calendar that the caller did not give"))),
        new("addWorkdays", new CelOverload("add_workdays_date_int", [Day, CelType.Int], Day, AddWorkdays, cost: 10)),
    ];

    /// <summary>
    /// Whole years at the beginning of <paramref name="on"/>: § 187 (2) BGB counts the day of birth, so a year of life
    /// ends with the day before the birthday; born on 29 February, it is completed on 28 February at its end.
    /// </summary>
    internal static int Age(DateOnly born, DateOnly on)
    {
        var years = on.Year - born.Year;
        return (on.Month, on.Day).CompareTo((born.Month, born.Day)) < 0 ? years - 1 : years;
    }

    private static CelValue Age(CelCall call)
    {
        var (born, on) = (call[0].AsDate, call[1].AsDate);
        return on < born ? CelValue.Error("age() on a day before the birth") : CelValue.Of((long)Age(born, on));
    }

    private static CelValue OfParts(CelCall call)
    {
        var (year, month, day) = (call[0].AsInt, call[1].AsInt, call[2].AsInt);
        return year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month)
            ? CelValue.Error("there is no such day")
            : CelValue.Of(new DateOnly((int)year, (int)month, (int)day));
    }

    private static CelFunction Period(string name, Func<int, CelPeriod> period) =>
        new(name, Global($"{name}_int", CelType.Period, call => call[0].AsInt is < -200_000 or > 200_000
            ? CelValue.Error($"{name}() takes at most 200000")
            : CelValue.Of(period((int)call[0].AsInt)), CelType.Int));

    private static CelFunction Part(string name, Func<DateOnly, int> part) =>
        new(name, Member($"date_{name}", CelType.Int, call => CelValue.Of((long)part(call[0].AsDate)), Day));

    private static CelValue Join(CelPeriod left, CelPeriod right)
    {
        var months = (long)left.Months + right.Months;
        var days = (long)left.Days + right.Days;
        return months is < int.MinValue or > int.MaxValue || days is < int.MinValue or > int.MaxValue
            ? CelValue.Error("period out of range")
            : CelValue.Of(new CelPeriod((int)months, (int)days));
    }

    private static CelValue Add(DateOnly day, CelPeriod period, int sign)
    {
        var month = day.Year * 12L + day.Month - 1 + (long)period.Months * sign;
        var (year, ofYear) = (month / 12, (int)(month % 12) + 1);
        if (year is < 1 or > 9999 || month < 12)
            return OutOfRange;
        var moved = new DateOnly((int)year, ofYear, Math.Min(day.Day, DateTime.DaysInMonth((int)year, ofYear)));
        var number = moved.DayNumber + (long)period.Days * sign;
        return number < 0 || number > DateOnly.MaxValue.DayNumber ? OutOfRange : CelValue.Of(DateOnly.FromDayNumber((int)number));
    }

    private static int Months(DateOnly first, DateOnly second)
    {
        var (from, to) = first <= second ? (first, second) : (second, first);
        var months = (to.Year - from.Year) * 12 + to.Month - from.Month;
        if (to.Day < from.Day && to != LastOfMonth(to))
            months--;
        return first <= second ? months : -months;
    }

    private static DateOnly LastOfMonth(DateOnly day) =>
        new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    private static CelValue Today(CelCall call) => call.Context is ICelToday context
        ? CelValue.Of(context.Today)
        : CelValue.Error("today() needs a day that the caller did not give");

    private static bool IsWorkday(DateOnly day, ICelCalendar calendar) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !calendar.IsPublicHoliday(day);

    private static CelValue AddWorkdays(CelCall call)
    {
        if (call.Context is not ICelCalendar calendar)
            return CelValue.Error("addWorkdays() needs a calendar that the caller did not give");
        var day = call[0].AsDate;
        var count = call[1].AsInt;
        if (count is < -10_000 or > 10_000)
            return CelValue.Error("addWorkdays() takes at most 10000 days");
        var step = Math.Sign(count);
        for (var left = Math.Abs(count); left > 0;)
        {
            if (step > 0 ? day == DateOnly.MaxValue : day == DateOnly.MinValue)
                return OutOfRange;
            day = day.AddDays(step);
            if (IsWorkday(day, calendar))
                left--;
        }

        return CelValue.Of(day);
    }
}
