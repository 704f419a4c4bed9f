using System.Text.Json;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Tests;

public sealed class CoverageTests
{
    [Theory]
    [InlineData(-1.959964, 0.025)]
    [InlineData(0, 0.5)]
    [InlineData(1.281552, 0.9)]
    [InlineData(2.326348, 0.99)]
    public void The_normal_curve_is_that_of_the_tables(double x, double chance) => Assert.Equal(chance, NormalCurve.UpTo(x), 1e-6);

    [Fact]
    public void A_drive_is_in_time_with_the_chance_of_its_noise()
    {
        // ln(480 / 393.0) / 0.2 = 1: one sigma.
        Assert.Equal(0.8413447, NormalCurve.InTime(480 / Math.Exp(0.2), 480, 0.2), 1e-6);
        Assert.Equal(0.5, NormalCurve.InTime(480, 480, 0.2), 1e-12);
        Assert.Equal(1, NormalCurve.InTime(480, 480, 0));
        Assert.Equal(0, NormalCurve.InTime(double.PositiveInfinity, 480, 0.2));
        Assert.Equal(0, NormalCurve.InTime(10, -5, 0.2));
    }

    [Fact]
    public void The_rules_that_come_along_say_what_has_to_be_confirmed_and_when_the_alarm_goes()
    {
        var rules = DeadlineRules.Shipped;
        var old = rules.Choose("nrw-2010");
        Assert.Equal((480, 720, 0.9), (old.Seconds[AreaClass.Urban], old.Seconds[AreaClass.Rural], old.TargetShare));
        Assert.Null(old.AlarmShare);
        var decree = rules.Choose(null);
        Assert.Equal("nrw-2025", decree.Id);
        Assert.Equal([4, 5, 6], decree.PatientClasses);
        Assert.Equal(0.8, decree.AlarmShare);
        Assert.NotNull(decree.ToBeConfirmed);
        Assert.Contains(VehicleType.Nef, rules.Choose("doctor").Vehicles);
        Assert.Contains("there is no rule x", Assert.Throws<RescueFileException>(() => rules.Choose("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_has_its_best_and_second_vehicle_with_their_seconds()
    {
        // 8 minutes less one for the dispatch and one for the turnout leave six blocks.
        var area = SmallArea.Grid(10, 1, [(0, 0), (9, 0)], [1, 1]);
        var map = CoverageMap.Of(area, Question());
        var cell = map.Cells[2];
        Assert.Equal(("s0", 180.0, "s1", 480.0), (cell.Station, cell.Seconds, cell.SecondStation, cell.SecondSeconds));
        Assert.Equal(CoverageVerdict.Reached, cell.Verdict);
        Assert.Equal(CoverageVerdict.ReachedTwice, map.Cells[4].Verdict);
        Assert.Equal(1, map.Total.ShareWithin);
        Assert.Equal(60 + (60 * 2.0), map.Total.MeanSeconds, 1e-9);
    }

    [Fact]
    public void Two_vehicles_at_one_station_are_a_first_and_a_second()
    {
        var map = CoverageMap.Of(SmallArea.Grid(3, 1, [(0, 0), (2, 0)], [2, 0]), Question());
        Assert.All(map.Cells, cell => Assert.Equal(("s0", "s0", CoverageVerdict.ReachedTwice), (cell.Station, cell.SecondStation, cell.Verdict)));
    }

    [Fact]
    public void Below_the_alarm_share_the_rule_demands_a_new_look_and_the_gap_is_named()
    {
        // One station in the west: of twenty cells in a row the first seven are within six blocks.
        var area = SmallArea.Grid(20, 1, [(0, 0), (19, 0)], [1, 0]);
        var map = CoverageMap.Of(area, Question() with { CallsAYear = 2_000 });
        Assert.Equal(7 / 20.0, map.Total.ShareWithin, 1e-9);
        Assert.True(map.Alarm);
        Assert.Equal(["Ost", "West"], map.Gaps.Select(gap => gap.District));
        var west = map.Districts.Single(district => district.District == "West");
        Assert.Equal(1_000.0, west.CallsAYear!.Value, 1e-6);
        Assert.Equal(0.7, west.ShareWithin, 1e-9);
        Assert.Equal(3, west.GapCells);
        Assert.Equal(Math.Sqrt(0.7 * 0.3 / 1_000), west.StandardError!.Value, 1e-12);
        Assert.False(CoverageMap.Of(area, Question() with { Rule = DeadlineRules.Shipped.Choose("nrw-2010") }).Alarm);
    }

    [Fact]
    public void Excluded_cells_do_not_count()
    {
        var map = CoverageMap.Of(
            SmallArea.Grid(20, 1, [(0, 0)], [1], (column, _) => column > 6 ? AreaClass.Excluded : AreaClass.Urban), Question());
        Assert.Equal(1, map.Total.ShareWithin);
        Assert.Empty(map.Gaps);
        Assert.Equal(13, map.Cells.Count(cell => cell.Verdict == CoverageVerdict.Excluded));
    }

    [Fact]
    public void A_rural_cell_has_the_longer_limit_and_the_night_the_longer_turnout()
    {
        var area = SmallArea.Grid(20, 1, [(0, 0)], [1], (_, _) => AreaClass.Rural);
        Assert.Equal(11, CoverageMap.Of(area, Question()).Cells.Count(cell => cell.Verdict == CoverageVerdict.Reached));
        Assert.Equal(10, CoverageMap.Of(area, Question() with { Block = TimeBlock.Night }).Cells.Count(cell => cell.Verdict == CoverageVerdict.Reached));
    }

    [Fact]
    public void A_busy_vehicle_lets_the_next_one_come()
    {
        var area = SmallArea.Grid(3, 1, [(0, 0), (2, 0)], [2, 1]);
        var map = CoverageMap.Of(area, Question() with { Busy = 0.4 });
        Assert.Equal(1 - Math.Pow(0.4, 3), map.Total.ShareWithin, 1e-12);
    }

    [Fact]
    public void Only_vehicles_whose_shift_covers_the_hour_count()
    {
        var area = SmallArea.Grid(3, 1, [(0, 0)], [1]) with
        {
            Shifts = [new VehicleShift("r0-1", new HashSet<DayOfWeek> { DayOfWeek.Tuesday }, new TimeOnly(19, 0), new TimeOnly(7, 0), 2, null, null, null)],
        };
        Assert.Equal(0, CoverageMap.Of(area, Question()).Total.ShareWithin);
        Assert.Equal(1, CoverageMap.Of(area, Question() with { Block = TimeBlock.Night }).Total.ShareWithin);
        Assert.Equal(0, CoverageMap.Of(area, Question() with { Block = TimeBlock.Night, Weekday = DayOfWeek.Tuesday }).Total.ShareWithin);
    }

    [Fact]
    public void A_dragged_station_gives_what_the_whole_calculation_gives()
    {
        var area = SmallArea.Grid(20, 3, [(0, 1), (19, 1)], [1, 1]);
        var lab = new SiteLab(area, Question() with { CallsAYear = 600 });
        var answer = lab.Try([new SiteChange("s0", area.NodePoints[26], null)]);
        var moved = area with { Stations = [area.Stations[0] with { Node = 26 }, area.Stations[1]] };
        var whole = CoverageMap.Of(moved, Question());
        Assert.Equal(whole.Cells.Select(cell => cell.Seconds), answer.After.Cells.Select(cell => cell.Seconds));
        Assert.NotEmpty(answer.Gained);
        Assert.Equal(["c0", "c40"], answer.Lost);
        Assert.Equal(600 * (whole.Total.ShareWithin - lab.Now.Total.ShareWithin), answer.CallsGained!.Value, 1e-9);

        var more = lab.Try([new SiteChange(null, area.NodePoints[30], 1), new SiteChange("s1", null, 0)]);
        Assert.Contains(more.After.Cells, cell => cell.Station == "+1");
        Assert.DoesNotContain(more.After.Cells, cell => cell.Station == "s1");
        Assert.Contains("no road", Assert.Throws<RescueFileException>(() => lab.Try([new SiteChange(null, new GeoPoint(7, 51), 1)])).Message, StringComparison.Ordinal);
        Assert.Contains("no station x", Assert.Throws<RescueFileException>(() => lab.Try([new SiteChange("x", null, 1)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rings_turn_left_around_what_is_inside_and_right_around_holes()
    {
        // A frame of squares around an empty one.
        var inside = new[,] { { 1, 1, 1 }, { 1, 0, 1 }, { 1, 1, 1 } };
        var rings = new ContourLines((x, y) => inside[x, y] == 1 ? 0 : double.PositiveInfinity, 3, 3, 1).Rings();
        Assert.Equal(2, rings.Count);
        var (outer, hole) = (rings.Single(ring => ContourLines.TwiceArea(ring) > 0), rings.Single(ring => ContourLines.TwiceArea(ring) < 0));
        Assert.Equal(8.5, ContourLines.TwiceArea(outer) / 2, 1e-9);
        Assert.Equal(-0.5, ContourLines.TwiceArea(hole) / 2, 1e-9);
        Assert.True(ContourLines.Contains(outer, (0, 0)));
        Assert.True(ContourLines.Contains(hole, (1, 1)));
        Assert.Equal(2, new ContourLines((x, y) => x == y ? 0 : double.PositiveInfinity, 2, 2, 1).Rings().Count);
    }

    [Fact]
    public void An_isochrone_holds_the_nodes_within_the_time_and_no_others_further_than_a_walk()
    {
        var area = SmallArea.Grid(21, 21, [(10, 10)], [1]);
        var raster = new Isochrones(area, area.Roads.Profiles[RescueArea.Emergency], [area.Stations[0].Node], 400);
        var within = raster.Within(330, area.Cells);

        // Five blocks in each direction of a town of crossroads: 1 + 4 (1 + 2 + 3 + 4 + 5) crossings.
        Assert.Equal(61, within.Cells.Count);
        var polygon = Assert.Single(within.Polygons);
        var plane = LocalPlane.Around(area.NodePoints);
        var ring = polygon.Outer.Select(plane.Of).ToList();
        var times = new ShortestPaths(area.Roads.Profiles[RescueArea.Emergency]).From(area.Stations[0].Node).ToArray();
        for (var node = 0; node < times.Length; node++)
            Assert.Equal(times[node] <= 300, ContourLines.Contains(ring, plane.Of(area.NodePoints[node])));
        Assert.InRange(within.SquareKilometres, 10, 16);
        Assert.Empty(new Isochrones(area, ArcTable.Of(441, []), [], 300).Within(300, area.Cells).Polygons);
    }

    [Fact]
    public void Maps_are_geojson_that_suppresses_small_cells()
    {
        var area = SmallArea.Grid(4, 1, [(0, 0)], [1]);
        var map = CoverageMap.Of(area, Question());
        using var stream = new MemoryStream();
        CoverageFilesOut.GeoJson(stream, area, map, 16, []);
        using var json = JsonDocument.Parse(stream.ToArray());
        var features = json.RootElement.GetProperty("features");
        Assert.Equal(4, features.GetArrayLength());
        Assert.Equal(JsonValueKind.Null, features[0].GetProperty("properties").GetProperty("calls_a_year").ValueKind);
        Assert.Equal("reached", features[0].GetProperty("properties").GetProperty("verdict").GetString());
        var ring = features[0].GetProperty("geometry").GetProperty("coordinates")[0][0];
        Assert.Equal(5, ring.GetArrayLength());
        Assert.Equal(ring[0][0].GetDouble(), ring[4][0].GetDouble());
        using var writer = new StringWriter();
        CoverageFilesOut.Csv(writer, map, 400);
        Assert.EndsWith(",100", writer.ToString().Split('\n')[1].Trim(), StringComparison.Ordinal);
    }

    private static CoverageQuestion Question() => new() { Rule = DeadlineRules.Shipped.Choose("nrw-2025"), Sigma = 0 };
}
