namespace Rathaus.Rescue.Forecasting;

/// <summary>What drives an hour.</summary>
internal enum CallDriver
{
    WeekHour,
    Season,
    Trend,
    SpecialDay,

    /// <summary>More or less than usual in the last weeks.</summary>
    Level,
}

/// <summary>What a forecast explains a count by: the columns of its regression and how strongly each is held back.</summary>
internal abstract class CallDesign
{
    /// <summary>One and a half years; with less there is no season and no trend to be seen.</summary>
    public const int HoursForSeasons = 13_140;

    /// <summary>Time steps a day.</summary>
    public abstract int StepsADay { get; }

    /// <summary>Steps that are forecast at once.</summary>
    public abstract int Horizon { get; }

    /// <summary>Steps of history that are fitted.</summary>
    public abstract int Window { get; }

    /// <summary>Steps and half-life of the level correction.</summary>
    public abstract (int Steps, double HalfLife) Level { get; }

    public abstract int Columns { get; }

    /// <summary>What the columns from a number on speak of, in rising order; the first column is the level of all.</summary>
    public abstract IReadOnlyList<(CallDriver Driver, int First)> Parts { get; }

    /// <summary>Rows have rising columns. <paramref name="years"/> is the time since the origin.</summary>
    public abstract SparseRow Row(DateTime time, double years);

    /// <param name="strength">Ridge of the columns that refine others; chosen by the data.</param>
    public abstract double[] Penalty(double strength);

    protected static void AddAnnual(List<int> columns, List<double> values, int first, double yearAngle, int harmonics)
    {
        for (var wave = 1; wave <= harmonics; wave++)
        {
            columns.Add(first + (2 * wave) - 2);
            values.Add(Math.Sin(wave * yearAngle));
            columns.Add(first + (2 * wave) - 1);
            values.Add(Math.Cos(wave * yearAngle));
        }
    }

    protected static double YearAngle(DateTime time) => 2 * Math.PI * (time.DayOfYear - 1 + (time.Hour / 24.0)) / 365.25;
}

/// <summary>
/// Hours of the week, seasons, seasons by time of day, trend, and special days in three blocks of the day
/// (specs/rescue.md section 6.1).
/// </summary>
internal sealed class HourlyDesign(HolidayCalendar calendar, int firstYear, int lastYear, bool seasons) : CallDesign
{
    private const int Weekday = 1;
    private const int Hour = Weekday + 7;
    private const int WeekHour = Hour + 24;
    private const int Annual = WeekHour + 168;
    private const int Mixed = Annual + 8;
    private const int Trend = Mixed + 24;
    private const int Special = Trend + 1;

    private readonly IReadOnlyDictionary<DateOnly, int> specials = calendar.Between(firstYear, lastYear);

    public override int StepsADay => 24;

    public override int Horizon => 168;

    public override int Window => 3 * 8_760;

    public override (int Steps, double HalfLife) Level => (42 * 24, 14 * 24);

    public override int Columns => Special + (3 * calendar.Types.Count);

    public override IReadOnlyList<(CallDriver Driver, int First)> Parts { get; } =
        [(CallDriver.WeekHour, Weekday), (CallDriver.Season, Annual), (CallDriver.Trend, Trend), (CallDriver.SpecialDay, Special)];

    public override SparseRow Row(DateTime time, double years)
    {
        var weekday = ((int)time.DayOfWeek + 6) % 7;
        var columns = new List<int>(48) { 0, Weekday + weekday, Hour + time.Hour, WeekHour + (weekday * 24) + time.Hour };
        var values = new List<double>(48) { 1, 1, 1, 1 };
        if (seasons)
        {
            var angle = YearAngle(time);
            AddAnnual(columns, values, Annual, angle, 4);
            var annual = (ReadOnlySpan<double>)[Math.Sin(angle), Math.Cos(angle), Math.Sin(2 * angle), Math.Cos(2 * angle)];
            var day = 2 * Math.PI * (time.Hour + 0.5) / 24;
            var at = Mixed;
            foreach (var wave in annual)
            {
                for (var harmonic = 1; harmonic <= 3; harmonic++)
                {
                    columns.Add(at++);
                    values.Add(wave * Math.Sin(harmonic * day));
                    columns.Add(at++);
                    values.Add(wave * Math.Cos(harmonic * day));
                }
            }

            columns.Add(Trend);
            values.Add(years);
        }

        if (specials.TryGetValue(DateOnly.FromDateTime(time), out var type))
        {
            columns.Add(Special + (3 * type) + (time.Hour < 7 ? 0 : time.Hour < 17 ? 1 : 2));
            values.Add(1);
        }

        return new SparseRow([.. columns], [.. values]);
    }

    public override double[] Penalty(double strength)
    {
        var penalty = new double[Columns];
        Array.Fill(penalty, 1e-3, Weekday, 31);
        Array.Fill(penalty, strength, WeekHour, 168);
        Array.Fill(penalty, 1, Annual, 8);
        Array.Fill(penalty, strength, Mixed, 24);
        penalty[Trend] = 1;
        Array.Fill(penalty, 20, Special, 3 * calendar.Types.Count);
        return penalty;
    }
}

/// <summary>Weekdays, seasons, trend and special days, for sums of days.</summary>
internal sealed class DailyDesign(HolidayCalendar calendar, int firstYear, int lastYear, bool seasons) : CallDesign
{
    private const int Weekday = 1;
    private const int Annual = Weekday + 7;
    private const int Harmonics = 6;
    private const int Trend = Annual + (2 * Harmonics);
    private const int Special = Trend + 1;

    private readonly IReadOnlyDictionary<DateOnly, int> specials = calendar.Between(firstYear, lastYear);

    public override int StepsADay => 1;

    public override int Horizon => 28;

    public override int Window => 4 * 365;

    public override (int Steps, double HalfLife) Level => (42, 14);

    public override int Columns => Special + calendar.Types.Count;

    public override IReadOnlyList<(CallDriver Driver, int First)> Parts { get; } =
        [(CallDriver.WeekHour, Weekday), (CallDriver.Season, Annual), (CallDriver.Trend, Trend), (CallDriver.SpecialDay, Special)];

    public override SparseRow Row(DateTime time, double years)
    {
        var columns = new List<int>(24) { 0, Weekday + (((int)time.DayOfWeek + 6) % 7) };
        var values = new List<double>(24) { 1, 1 };
        if (seasons)
        {
            AddAnnual(columns, values, Annual, YearAngle(time), Harmonics);
            columns.Add(Trend);
            values.Add(years);
        }

        if (specials.TryGetValue(DateOnly.FromDateTime(time), out var type))
        {
            columns.Add(Special + type);
            values.Add(1);
        }

        return new SparseRow([.. columns], [.. values]);
    }

    public override double[] Penalty(double strength)
    {
        var penalty = new double[Columns];
        Array.Fill(penalty, 1e-3, Weekday, 7);
        Array.Fill(penalty, strength, Annual, 2 * Harmonics);
        penalty[Trend] = 1;
        Array.Fill(penalty, 20, Special, calendar.Types.Count);
        return penalty;
    }
}
