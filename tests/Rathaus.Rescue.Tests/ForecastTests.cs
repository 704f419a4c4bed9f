using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Tests;

public sealed class ForecastTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("us", "2017-01-16", "Martin Luther King Day")]
    [InlineData("us", "2017-05-29", "Memorial Day")]
    [InlineData("us", "2017-11-23", "Thanksgiving")]
    [InlineData("us", "2017-11-24", "Day after Thanksgiving")]
    [InlineData("us", "2018-09-03", "Labor Day")]
    [InlineData("nrw", "2026-02-16", "Rosenmontag")]
    [InlineData("nrw", "2026-04-03", "Karfreitag")]
    [InlineData("nrw", "2026-06-04", "Fronleichnam")]
    [InlineData("nrw", "2026-11-01", "Allerheiligen")]
    public void Special_days_are_where_the_calendar_has_them(string calendar, string day, string type)
    {
        var known = HolidayCalendar.Read(calendar);
        Assert.Equal(type, known.Types[known.Between(2017, 2027)[DateOnly.Parse(day, null)]]);
    }

    [Theory]
    [InlineData("type,rule\nX,5 monday 01\n", "names no day")]
    [InlineData("type,rule\nX,13-01\n", "there is no day 13-01")]
    [InlineData("type,rule\nX,whenever\n", "is not MM-DD")]
    [InlineData("type,date\nX,2026-02-30\n", "is no date")]
    [InlineData("type,day\nX,1\n", "rule or date is missing")]
    public void A_calendar_that_is_none_is_refused_with_its_line(string text, string named)
    {
        using var file = new TextFile("calendar.csv", text);
        Assert.Contains(named, Assert.Throws<RescueFileException>(() => HolidayCalendar.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantiles_of_counts_are_those_of_the_tables()
    {
        // The table of Poisson with mean 7 has .0296 up to 2, .0818 up to 3, .4497 up to 6, .5987 up to 7, .9467 up to 11 and .9730 up to 12.
        Assert.Equal([3, 7, 12], new CountDistribution(7, 1).Quantiles([0.05, 0.5, 0.95]));
        Assert.Equal([7, 8], new CountDistribution(7, 1).Quantiles([0.5986, 0.5988]));

        // NB1 with mean 4 and variance 8 is r = 4, p = 1/2: P(0) = 1/16, P(1) = 4/32, P(2) = 10/64; their sum is 0.34375.
        var wide = new CountDistribution(4, 2);
        Assert.Equal([0, 1, 2, 3], wide.Quantiles([0.0624, 0.0626, 0.3437, 0.3438]));
        Assert.Equal([0, 0], new CountDistribution(0, 2).Quantiles([0.5, 0.99]));
    }

    [Fact]
    public void A_regression_finds_the_rates_that_made_the_counts()
    {
        // Without penalty the means of a one-column-each design are the averages of its groups.
        var rows = Enumerable.Range(0, 60).Select(row => new SparseRow([row % 3], [1])).ToList();
        var counts = Enumerable.Range(0, 60).Select(row => (double)((row % 3 * 10) + (row % 2))).ToList();
        var fit = PoissonRegression.Fit(rows, counts, null, [0, 0, 0]);
        Assert.Equal(0.5, fit.Mean(rows[0]), 1e-6);
        Assert.Equal(10.5, fit.Mean(rows[1]), 1e-6);
        Assert.Equal(20.5, fit.Mean(rows[2]), 1e-6);
        Assert.Equal(3, fit.Freedom, 1e-6);

        // An endless penalty leaves the mean of all in the free column.
        rows = rows.ConvertAll(row => new SparseRow([0, 1 + row.Columns[0]], [1, 1]));
        fit = PoissonRegression.Fit(rows, counts, null, [0, 1e9, 1e9, 1e9]);
        Assert.Equal(counts.Average(), fit.Mean(rows[2]), 1e-3);
        Assert.Equal(1, fit.Freedom, 1e-3);
    }

    [Fact]
    public void What_is_behind_the_origin_changes_no_forecast()
    {
        var series = Invented(weeks: 120, seed: 3);
        var design = new HourlyDesign(HolidayCalendar.Read("nrw"), 2024, 2027, seasons: true);
        var origin = 100 * 168;
        var early = CallForecast.Fit(design, series.Start, series.Counts, origin, 100);
        var changed = series.Counts.ToArray();
        Array.Fill(changed, 999, origin, changed.Length - origin);
        var late = CallForecast.Fit(design, series.Start, changed, origin, 100);
        for (var step = origin; step < origin + 168; step++)
            Assert.Equal(early.At(series.TimeOf(step)), late.At(series.TimeOf(step)));
    }

    [Fact]
    public void An_invented_town_is_forecast_better_than_by_averages_and_as_surely_as_said()
    {
        var result = new Backtest(hourly: true, "none", new DateTime(2025, 7, 1), null).Run(Invented(weeks: 120, seed: 7), Ct);
        Assert.True(result.Origins.Count >= 9);
        Assert.All(result.Origins, origin => Assert.Equal(DayOfWeek.Monday, origin.Origin.DayOfWeek));
        Assert.True(result.Mean.Mase < result.Beside["average_8_weeks"].Mase);
        Assert.True(result.Mean.Pinball < result.Beside["medic"].Pinball);
        Assert.InRange(result.Mean.Cov90, 0.88, 0.95);
    }

    /// <summary>Bars of specs/rescue.md section 10, row "section 6 model with level", 13 origins in 2017, at most one percent above.</summary>
    [Theory]
    [InlineData("staten_island", 0.716, 0.203)]
    [InlineData("bronx", 0.732, 0.208)]
    [InlineData("manhattan", 0.697, 0.199)]
    public void Real_calls_of_a_year_are_forecast_as_well_as_by_the_reference(string borough, double mase, double pinball)
    {
        var series = CallSeries.Read(DataFiles.Shared("nyc-ems-hourly", "calls_2010_2017.csv")).Single(series => series.Name == borough);
        var result = new Backtest(hourly: true, null, new DateTime(2017, 1, 2), new DateTime(2017, 12, 31)).Run(series, Ct);
        Assert.Equal(13, result.Origins.Count);
        Assert.Equal("us", result.Holidays);
        Assert.InRange(result.Mean.Mase, 0, mase * 1.01);
        Assert.InRange(result.Mean.Pinball, 0, pinball * 1.01);
        Assert.InRange(result.Mean.Cov90, 0.88, 0.93);
        Assert.True(result.Mean.Mase < result.Beside["medic"].Mase);
    }

    [Theory]
    [InlineData("time,a\n2017-01-02T00:30,1\n", "no local hour")]
    [InlineData("time,a\n2017-01-02T02:00,1\n2017-01-02T01:00,1\n", "do not rise")]
    [InlineData("time,a\n2017-01-02T00:00,-1\n", "not negative")]
    [InlineData("time\n2017-01-02T00:00\n", "there is no series")]
    [InlineData("time,a\n", "there is no row")]
    public void A_series_that_is_none_is_refused_with_its_line(string text, string named)
    {
        using var file = new TextFile("calls.csv", text);
        Assert.Contains(named, Assert.Throws<RescueFileException>(() => CallSeries.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hour_that_is_missing_in_spring_stays_unknown_and_the_double_one_of_autumn_is_summed()
    {
        using var file = new TextFile("calls.csv", "time,a\n2017-03-12T01:00,5\n2017-03-12T03:00,7\n2017-03-12T04:00,1\n2017-03-12T04:00,2\n");
        var series = Assert.Single(CallSeries.Read(file.Path));
        Assert.Equal(24, series.Hours);
        Assert.True(double.IsNaN(series.Counts[2]));
        Assert.Equal(3, series.Counts[4]);
    }

    /// <summary>Calls with a rhythm of day and week and a season, by a fixed stream.</summary>
    private static CallSeries Invented(int weeks, int seed)
    {
        var random = new RandomStream(seed);
        var start = new DateTime(2024, 1, 1);
        var counts = new double[weeks * 168];
        for (var hour = 0; hour < counts.Length; hour++)
        {
            var time = start.AddHours(hour);
            var rate = 6 * (1 + (0.5 * Math.Sin(2 * Math.PI * (time.Hour - 9) / 24))) * (time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.8 : 1)
                * (1 + (0.15 * Math.Cos(2 * Math.PI * time.DayOfYear / 365.25)));
            for (var left = random.NextExponential(); left < rate; left += random.NextExponential())
                counts[hour]++;
        }

        return new CallSeries("invented", start, counts);
    }

    private sealed class TextFile : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("rescue-file-").FullName;

        public TextFile(string name, string text)
        {
            Path = System.IO.Path.Combine(folder, name);
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
