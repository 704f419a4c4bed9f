using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Forecasting;

namespace Rathaus.Rescue.Tests;

public sealed class OutlookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0.5, 0.5723649429247001)]
    [InlineData(5, 3.1780538303479458)]
    [InlineData(100, 359.1342053695754)]
    [InlineData(0.01, 4.599479878042022)]
    public void The_logarithm_of_gamma_is_that_of_the_tables(double x, double value) => Assert.Equal(value, SpatialShares.LogGamma(x), 1e-9);

    [Fact]
    public void Draws_have_the_mean_and_spread_they_are_drawn_from()
    {
        var random = new RandomStream(3);
        foreach (var (mean, dispersion) in new[] { (0.4, 1.0), (7.0, 1.0), (7.0, 1.8), (55.0, 1.4) })
        {
            var counts = Enumerable.Range(0, 20_000).Select(_ => (double)CallDraws.Count(random, new CountDistribution(mean, dispersion))).ToList();
            Assert.Equal(mean, counts.Average(), 0.03 * mean);
            Assert.Equal(dispersion, counts.Average(count => (count - mean) * (count - mean)) / mean, 0.07 * dispersion);
        }
    }

    [Fact]
    public void The_drivers_of_an_hour_multiply_to_its_mean()
    {
        var series = Series(weeks: 90);
        var outlook = CallOutlook.Of(series, "nrw", 14, [7, 19], 1, Ct);
        Assert.Equal(14 * 24, outlook.Hours.Count);
        Assert.All(outlook.Hours, hour => Assert.Equal(hour.Mean, hour.Usual * hour.Drivers.Values.Aggregate((one, other) => one * other), 1e-9 * hour.Mean));

        // By day there are three times as many calls as by night.
        var (noon, night) = (outlook.Hours.First(hour => hour.Hour.Hour == 12), outlook.Hours.First(hour => hour.Hour.Hour == 3));
        Assert.InRange(noon.Drivers[CallDriver.WeekHour] / night.Drivers[CallDriver.WeekHour], 2.4, 3.6);
        Assert.Equal(series.Start.AddDays(90 * 7), outlook.Origin);
    }

    [Fact]
    public void Days_and_shifts_are_sums_of_their_hours_and_wider_than_independent_hours()
    {
        var outlook = CallOutlook.Of(Series(weeks: 90), "none", 7, [7, 19], 1, Ct);
        Assert.Equal(7, outlook.Days.Count);
        for (var day = 0; day < 7; day++)
        {
            var hours = outlook.Hours.Where(hour => hour.Hour.Date == outlook.Days[day].From.Date).ToList();
            Assert.Equal(hours.Sum(hour => hour.Mean), outlook.Days[day].Mean, 1e-9);
            Assert.Equal(outlook.Days[day].Mean, outlook.Days[day].Quantiles[3], 0.06 * outlook.Days[day].Mean);
        }

        Assert.Equal((7, 12, 13), (outlook.Shifts[0].From.Hour, outlook.Shifts[0].Hours, outlook.Shifts.Count));
        Assert.Equal(
            CallOutlook.Of(Series(weeks: 90), "none", 7, [7, 19], 1, Ct).Days.Select(day => day.Quantiles[6]), outlook.Days.Select(day => day.Quantiles[6]));
        Assert.Contains("four weeks", Assert.Throws<RescueFileException>(() => CallOutlook.Of(Series(weeks: 2), "none", 7, [7], 1, Ct)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seasons_come_from_what_is_before_the_origin_only()
    {
        // A year and a bit before the first origin: whether years follow must not change its forecast.
        var longer = Series(weeks: 160);
        var shorter = longer with { Counts = longer.Counts[..(66 * 168)] };
        var (from, to) = (longer.Start.AddDays(62 * 7), longer.Start.AddDays(63 * 7));
        var one = new Backtest(hourly: true, "none", from, to).Run(longer, Ct).Origins[0];
        var other = new Backtest(hourly: true, "none", from, to).Run(shorter, Ct).Origins[0];
        Assert.Equal(other.Score, one.Score);
    }

    [Fact]
    public void Shares_lie_between_what_was_seen_and_who_lives_there_and_beat_both_where_calls_are_few()
    {
        var cells = SmallArea.Grid(10, 6, [(0, 0)], [1]).Cells.Select((cell, at) => cell with { Population = 50 + (at * 7), PopulationOver65 = 10 + at }).ToList();
        var prior = SpatialShares.Prior(cells);
        Assert.Equal(1, prior.Sum(), 1e-12);

        // The truth is the prior with some noise.
        var random = new RandomStream(8);
        var weights = prior.Select(share => share * (0.1 + (2 * random.NextDouble()))).ToArray();
        var truth = weights.Select(weight => weight / weights.Sum()).ToArray();
        var calls = Enumerable.Range(0, 3_000).Select(at => (new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddHours(at / 3.0), Draw(truth, random.NextDouble()))).ToList();
        var fit = SpatialShares.Fit(cells, calls);
        Assert.All(fit.Shares, block => Assert.Equal(1, block.Sum(), 1e-9));
        Assert.InRange(fit.Kappa, 60, 600);
        Assert.True(fit.LogScore > fit.PriorLogScore);
        double Off(Func<int, double> share) => Enumerable.Range(0, cells.Count).Sum(cell => Math.Abs(share(cell) - truth[cell]));
        var raw = calls.Where(call => ShareBlocks.Of(call.Item1) == 1).CountBy(call => call.Item2).ToDictionary();
        Assert.True(Off(cell => fit.Shares[1][cell]) < Off(cell => raw.GetValueOrDefault(cell) / (double)raw.Values.Sum()));
        Assert.True(Off(cell => fit.Shares[1][cell]) < Off(cell => prior[cell]));
        Assert.Equal(prior, SpatialShares.Fit(cells, []).Shares[0]);
    }

    [Fact]
    public void The_strength_of_the_prior_has_the_greatest_likelihood()
    {
        var prior = new[] { 0.5, 0.3, 0.2 };
        double[][] counts = [[30, 25, 10], [8, 9, 4]];
        var cells = Enumerable.Range(0, 3).Select(at => new DemandCell($"c{at}", default, 0, "", AreaClass.Urban, prior[at], 0, 0)).ToList();
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], SpatialShares.Prior(cells));

        // One call: its chance is the prior's share, whatever κ is.
        Assert.Equal(Math.Log(0.3), SpatialShares.Likelihood([[0, 1, 0]], prior, 7), 1e-9);
        Assert.True(SpatialShares.Likelihood(counts, prior, 20) > SpatialShares.Likelihood(counts, prior, 0.1));
    }

    private static int Draw(double[] shares, double at)
    {
        for (var cell = 0; cell < shares.Length; cell++)
        {
            if ((at -= shares[cell]) < 0)
                return cell;
        }

        return shares.Length - 1;
    }

    private static CallSeries Series(int weeks)
    {
        var random = new RandomStream(weeks > 0 ? 21 : 0);
        return new CallSeries("town", new DateTime(2023, 1, 2, 0, 0, 0, DateTimeKind.Unspecified), [.. Enumerable.Range(0, weeks * 168).Select(hour => (double)CallDraws.Poisson(random, hour % 24 is >= 8 and < 20 ? 6 : 2))]);
    }
}
