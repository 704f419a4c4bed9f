using System.Globalization;
using Rathaus.Kernel.Time;

namespace Rathaus.Rescue.Forecasting;

/// <summary>
/// Special days by kind, as data: a file with <c>type,rule</c> (<c>MM-DD</c>, <c>easter±N</c>, <c>3 monday 01</c>, <c>last monday 05</c>, each
/// with <c>+N</c> days behind it if need be) or with <c>date,type</c>.
/// </summary>
internal sealed class HolidayCalendar
{
    /// <summary>Calendars that come with the product.</summary>
    public static readonly IReadOnlyList<string> Known = ["none", "nrw", "us"];

    private readonly List<(int Type, Func<int, DateOnly> Day)> rules = [];
    private readonly Dictionary<DateOnly, int> dates = [];

    private HolidayCalendar(string name) => Name = name;

    public string Name { get; }

    public List<string> Types { get; } = [];

    /// <param name="nameOrFile">One of <see cref="Known"/> or a path.</param>
    public static HolidayCalendar Read(string nameOrFile)
    {
        if (nameOrFile == "none")
            return new HolidayCalendar("none");
        using var table = Known.Contains(nameOrFile)
            ? CsvTable.Open(nameOrFile + ".csv", typeof(HolidayCalendar).Assembly.GetManifestResourceStream($"Calendars/{nameOrFile}.csv")!, "type")
            : CsvTable.Open(nameOrFile, "type");
        var calendar = new HolidayCalendar(nameOrFile);
        while (table.Next())
        {
            var type = calendar.Types.IndexOf(table.Text("type"));
            if (type < 0)
            {
                type = calendar.Types.Count;
                calendar.Types.Add(table.Text("type"));
            }

            if (table.Has("date"))
                calendar.dates[DayOf(table)] = type;
            else if (table.Has("rule"))
                calendar.rules.Add((type, RuleOf(table)));
            else
                throw table.Fault("column rule or date is missing");
        }

        return calendar;
    }

    /// <summary>The kinds of the days of these years, by day; of two on one day the first of the file counts.</summary>
    public IReadOnlyDictionary<DateOnly, int> Between(int firstYear, int lastYear)
    {
        var days = new Dictionary<DateOnly, int>(dates);
        for (var year = firstYear; year <= lastYear; year++)
        {
            foreach (var (type, day) in rules)
                days.TryAdd(day(year), type);
        }

        return days;
    }

    private static DateOnly DayOf(CsvTable table) =>
        DateOnly.TryParseExact(table.Text("date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw table.Fault($"date: '{table.Text("date")}' is no date such as 2026-12-24");

    private static Func<int, DateOnly> RuleOf(CsvTable table)
    {
        var words = table.Text("rule").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var shift = 0;
        if (words is [.., ['+', ..] more] && words.Length > 1)
        {
            shift = Whole(table, more);
            words = words[..^1];
        }

        switch (words)
        {
            case [['e', 'a', 's', 't', 'e', 'r', .. var days]]:
                var offset = Whole(table, days) + shift;
                return year => PublicHolidays.EasterSunday(year).AddDays(offset);
            case [{ Length: 5 } fixedDay] when fixedDay[2] == '-':
                var (month, day) = (Whole(table, fixedDay[..2]), Whole(table, fixedDay[3..]));
                if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(2024, month))
                    throw table.Fault($"rule: there is no day {fixedDay}");
                return year => new DateOnly(year, month, Math.Min(day, DateTime.DaysInMonth(year, month))).AddDays(shift);
            case [var which, var name, var inMonth] when Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var weekday):
                var number = which == "last" ? 0 : Whole(table, which);
                var monthOf = Whole(table, inMonth);
                if (number is < 0 or > 4 || monthOf is < 1 or > 12)
                    throw table.Fault($"rule: '{table.Text("rule")}' names no day");
                return year => Nth(year, monthOf, weekday, number).AddDays(shift);
            default:
                throw table.Fault($"rule: '{table.Text("rule")}' is not MM-DD, easter±N, 'N weekday MM' or 'last weekday MM'");
        }
    }

    private static int Whole(CsvTable table, string word) =>
        int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw table.Fault($"rule: '{word}' is no whole number");

    /// <param name="number">From 1; 0 is the last of the month.</param>
    private static DateOnly Nth(int year, int month, DayOfWeek weekday, int number)
    {
        var first = number == 0 ? new DateOnly(year, month, DateTime.DaysInMonth(year, month)).AddDays(-6) : new DateOnly(year, month, 1);
        return first.AddDays((((int)weekday - (int)first.DayOfWeek + 7) % 7) + (7 * Math.Max(0, number - 1)));
    }
}
