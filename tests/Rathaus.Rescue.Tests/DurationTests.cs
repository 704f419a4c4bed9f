using System.Globalization;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;

namespace Rathaus.Rescue.Tests;

public sealed class DurationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_normal_distribution_is_that_of_the_tables()
    {
        Assert.Equal(1.959963985, Normal.Quantile(0.975), 1e-8);
        Assert.Equal(-2.326347874, Normal.Quantile(0.01), 1e-8);
        Assert.Equal(0.8413447461, Normal.UpTo(1), 1e-10);
        Assert.Equal(0.9986501020, Normal.UpTo(3), 1e-9);
        Assert.Equal(3.16712e-5, Normal.UpTo(-4), 1e-9);
    }

    [Fact]
    public void The_law_that_made_the_missions_is_found_by_class_and_hours()
    {
        var fit = new DurationFit(["H1", "H2"], TimeZoneInfo.Utc);
        var random = new RandomStream(5);
        for (var number = 0; number < 6_000; number++)
        {
            var night = number % 3 == 0;
            var began = Noon.AddDays(number % 300).AddHours(night ? -10 : 0);
            var scene = LogNormalDuration.OfMedian(night ? 1_500 : 1_000, 0.4).Seconds(random.NextDouble());
            var stay = LogNormalDuration.OfMedian(number % 2 == 0 ? 1_800 : 900, 0.3).Seconds(random.NextDouble());
            Add(fit, number, began, scene, stay, number % 2 == 0 ? "H1" : "H2");
        }

        var found = fit.Fit();
        var kind = DurationKey.ClassOf(VehicleType.Rtw, CallKind.Emergency, highPriority: true);
        Assert.Equal(1_500, found.Find(new(MissionPhase.Treating, kind, 0, -1))!.Seconds(0.5), 40.0);
        Assert.Equal(1_000, found.Find(new(MissionPhase.Treating, kind, 1, -1))!.Seconds(0.5), 25.0);
        Assert.Equal(1_000 * Math.Exp(0.4 * 1.2815516), found.Find(new(MissionPhase.Treating, kind, 1, -1))!.Seconds(0.9), 60.0);
        Assert.Equal(1_800, found.Find(new(MissionPhase.Handover, kind, 1, 0))!.Seconds(0.5), 45.0);
        Assert.Equal(900, found.Find(new(MissionPhase.Handover, kind, 1, 1))!.Seconds(0.5), 25.0);

        // What was never seen takes the next coarser law.
        Assert.Equal(found.Find(new(MissionPhase.Treating, kind, -1, -1)), found.Find(new(MissionPhase.Treating, kind, 2, -1)));
        Assert.Equal(found.Find(MissionDurations.All(MissionPhase.Treating)), found.Find(new(MissionPhase.Treating, 11, 2, -1)));
        // Both hospitals in one heap are not log-normal: their own shape is kept.
        Assert.Contains(found.Rows, row => row.Key == new DurationKey(MissionPhase.Handover, kind, -1, -1) && row.Empirical);
    }

    [Fact]
    public void A_missing_stamp_is_a_bound_and_does_not_shift_the_law()
    {
        var fit = new DurationFit([], TimeZoneInfo.Utc);
        var random = new RandomStream(9);
        for (var number = 0; number < 4_000; number++)
            Add(fit, number, Noon.AddMinutes(number), LogNormalDuration.OfMedian(1_200, 0.5).Seconds(random.NextDouble()), 300, null, withoutLeaving: random.NextDouble() < 0.3);
        var found = fit.Fit();
        var row = found.Rows.Single(row => row.Key == MissionDurations.All(MissionPhase.Treating));
        Assert.Equal(4_000, row.Count);
        Assert.InRange(row.Bounded, 1_100, 1_300);
        Assert.Equal(1_200, row.Median, 60.0);
        Assert.Equal(0.5, row.Sigma, 0.05);
    }

    [Fact]
    public void Durations_of_which_only_a_bound_is_known_are_counted_as_such()
    {
        // Nobody saw what lies above 1,500 seconds: the mean of the seen ones is far off, the likelihood is not.
        var (sample, seen) = (new DurationSample(), new List<double>());
        var random = new RandomStream(4);
        for (var number = 0; number < 5_000; number++)
        {
            var seconds = (int)LogNormalDuration.OfMedian(1_200, 0.5).Seconds(random.NextDouble());
            if (seconds > 1_500)
                sample.Add(1_500, DurationSample.Unbounded);
            else
                sample.Add(seconds, seconds);
            if (seconds <= 1_500)
                seen.Add(Math.Log(seconds));
        }

        var (mu, variance) = sample.Fit();
        Assert.True(Math.Exp(seen.Average()) < 950);
        Assert.Equal(1_200, Math.Exp(mu), 40.0);
        Assert.Equal(0.5, Math.Sqrt(variance), 0.03);
    }

    [Fact]
    public void Few_missions_lean_on_the_many()
    {
        var fit = new DurationFit(["H1", "H2"], TimeZoneInfo.Utc);
        var random = new RandomStream(3);
        for (var number = 0; number < 2_000; number++)
            Add(fit, number, Noon, 900, LogNormalDuration.OfMedian(1_200, 0.4).Seconds(random.NextDouble()), "H1");
        Add(fit, 9_999, Noon, 900, 7_000, "H2");
        var rare = fit.Fit().Find(new(MissionPhase.Handover, 0, 1, 1))!.Seconds(0.5);
        Assert.InRange(rare, 1_150, 2_000);
    }

    [Fact]
    public void Real_records_kept_to_the_minute_give_their_medians_back()
    {
        var path = DataFiles.Shared("virginia-beach-log", "calls_sample.csv");
        var fit = new DurationFit([], TimeZoneInfo.Utc, resolution: 60);
        var (turnouts, stays, reversed) = (new List<double>(), new List<double>(), 0);
        foreach (var row in DataFiles.Rows(path))
        {
            DateTimeOffset? Moment(string column) => row[column].Length == 0 ? null
                : DateTimeOffset.ParseExact(row[column], "M/d/yy H:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (Moment("DispatchDateandTime") is not { } alarm)
                continue;
            var call = new CallRecord(
                row["EMSCallNumber"], Moment("CallDateandTime")!.Value, Moment("EntryDateandTime"), "", null, row["CallPriority"] == "1", CallKind.Emergency, null, false, null);
            var mission = new MissionRecord(
                call.Id, row["RescueSquad.Number"], VehicleType.Rtw, alarm, Moment("EnrouteDateandTime"), Moment("OnSceneDateandTime"), null, null, null,
                Moment("CloseDateandTime"), null, call.HighPriority, Cancelled: false);
            fit.Add(mission, call, first: true);
            if (mission.EnRouteAt is { } left)
                turnouts.Add((left - alarm).TotalSeconds);
            if (mission is { OnSceneAt: { } there, FreeAt: { } free })
                (stays, reversed) = free >= there && free - there <= TimeSpan.FromHours(8) ? ([.. stays, (free - there).TotalSeconds], reversed) : (stays, reversed + 1);
        }

        var found = fit.Fit();
        Assert.True(stays.Count > 800);
        stays.Sort();
        var law = found.Find(new(MissionPhase.Attending, -1, -1, -1))!;
        foreach (var level in new[] { 0.25, 0.5, 0.75, 0.9 })
            Assert.Equal(1, law.Seconds(level) / stays[(int)(level * stays.Count)], 0.12);
        // Most departures are typed in the minute of the alarm or the next: the law lies within a minute of them.
        turnouts.Sort();
        Assert.InRange(found.Find(new(MissionPhase.Turnout, -1, -1, -1))!.Seconds(0.5), turnouts[turnouts.Count / 2] - 60, turnouts[turnouts.Count / 2] + 60);
        Assert.True(found.Implausible >= reversed);
    }

    [Fact]
    public void Reversed_stamps_and_endless_stays_are_counted_and_left_out()
    {
        var fit = new DurationFit([], TimeZoneInfo.Utc);
        Add(fit, 1, Noon, -600, 300, null);
        Add(fit, 2, Noon, 40_000, 300, null);
        Add(fit, 3, Noon, 600, 300, null);
        var found = fit.Fit();
        Assert.Equal(2, found.Implausible);
        Assert.Equal(600, found.Find(MissionDurations.All(MissionPhase.Treating))!.Seconds(0.5), 1.0);
        Assert.Null(new DurationFit([], TimeZoneInfo.Utc).Fit().Find(MissionDurations.All(MissionPhase.Treating)));
    }

    private static void Add(DurationFit fit, int number, DateTimeOffset began, double scene, double stay, string? hospital, bool withoutLeaving = false)
    {
        var there = began.AddSeconds(500);
        var left = there.AddSeconds(Math.Round(scene));
        var arrived = left.AddSeconds(300 + (number * 37 % 200));
        var call = new CallRecord($"{number}", began, began, "", 5, true, CallKind.Emergency, null, true, hospital);
        fit.Add(
            new MissionRecord(call.Id, "r", VehicleType.Rtw, began, began.AddSeconds(60), there, null, withoutLeaving ? null : left, arrived, arrived.AddSeconds(Math.Round(stay)), null, true, false),
            call, first: true);
    }
}
