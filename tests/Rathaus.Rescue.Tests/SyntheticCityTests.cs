using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Synthetic;
using Rathaus.Rescue.Forecasting;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Tests;

/// <summary>The synthetic city is the same for the same numbers, looks like a town, and its stamps fit together.</summary>
public sealed class SyntheticCityTests
{
    private static readonly CityParameters OneYear = new(250_000, 1, 1, new DateOnly(2026, 1, 1));

    private static readonly SyntheticCity City = SyntheticCity.Make(OneYear);

    private static readonly (IReadOnlyList<CallRecord> Calls, IReadOnlyList<MissionRecord> Missions) History = City.History();

    [Fact]
    public void The_city_has_the_size_of_Aachen()
    {
        var area = City.Area;
        Assert.True(area.Synthetic);
        Assert.InRange(area.Cells.Count * CityParameters.CellEdge * CityParameters.CellEdge, 150, 170);
        Assert.InRange(area.Cells.Sum(cell => cell.Population), 249_000, 251_000);
        Assert.Equal(1, area.Cells.Sum(cell => cell.Share), 9);
        Assert.InRange(area.Stations.Count(station => !station.Candidate), 5, 7);
        Assert.Equal(12, area.Stations.Count(station => station.Candidate));
        Assert.Equal(4, area.Hospitals.Count);
        Assert.InRange(area.Vehicles.Count(vehicle => vehicle.Type == VehicleType.Rtw), 11, 13);
        Assert.Equal(4, area.Vehicles.Count(vehicle => vehicle.Type == VehicleType.Nef));
        Assert.Contains(area.Cells, cell => cell.Class == AreaClass.Excluded && cell.Population == 0);
        Assert.InRange(History.Calls.Count, 33_000, 37_000);
    }

    [Fact]
    public void Every_place_can_be_reached_by_road()
    {
        var area = City.Area;
        var times = new ShortestPaths(area.Roads.Profiles[RescueArea.Emergency]).From(area.Stations[0].Node);
        Assert.All(area.Cells.Select(cell => cell.Node).Concat(area.Stations.Select(station => station.Node)).ToList(), Reached(times.ToArray()));
        Assert.Equal(area.Roads.Nodes, area.NodePoints.Count);

        static Action<int> Reached(double[] times) => node => Assert.True(double.IsFinite(times[node]));
    }

    [Fact]
    public void Equal_numbers_give_an_equal_city_and_another_seed_another_one()
    {
        var week = OneYear with { People = 30_000 };
        var first = SyntheticCity.Make(week).History();
        var again = SyntheticCity.Make(week).History();
        Assert.Equal(first.Calls, again.Calls);
        Assert.Equal(first.Missions, again.Missions);
        Assert.NotEqual(first.Calls, SyntheticCity.Make(week with { Seed = 2 }).History().Calls);
    }

    [Fact]
    public void Stamps_of_a_mission_rise_and_no_vehicle_is_in_two_places()
    {
        foreach (var mission in History.Missions)
        {
            DateTimeOffset?[] stamps =
            [
                mission.DispatchedAt, mission.EnRouteAt, mission.OnSceneAt, mission.AtPatientAt, mission.LeaveSceneAt, mission.AtHospitalAt, mission.FreeAt, mission.BackAt,
            ];
            var known = stamps.OfType<DateTimeOffset>().ToList();
            Assert.Equal(known.Order(), known);
        }

        foreach (var vehicle in History.Missions.GroupBy(mission => mission.Vehicle))
        {
            var rows = vehicle.OrderBy(mission => mission.DispatchedAt).ToList();
            Assert.All(rows.Zip(rows.Skip(1)), pair =>
            {
                Assert.True(pair.Second.DispatchedAt >= pair.First.FreeAt);
                Assert.True(pair.First.BackAt is null || pair.Second.DispatchedAt >= pair.First.BackAt);
            });
        }
    }

    [Fact]
    public void The_rim_waits_longer_than_the_centre_and_the_whole_stays_below_the_target()
    {
        var rule = DeadlineRules.Shipped.Single(rule => rule.Id == "nrw-2010");
        var cells = City.Area.Cells.ToDictionary(cell => cell.Id);
        var first = History.Missions.Where(mission => mission.Type is VehicleType.Rtw or VehicleType.Nef)
            .GroupBy(mission => mission.Call).ToDictionary(call => call.Key, call => call.Min(mission => mission.OnSceneAt!.Value));
        var inTime = History.Calls.Where(call => call.Kind == CallKind.Emergency && cells[call.Cell!].Class != AreaClass.Excluded).Select(call =>
            (cells[call.Cell!].District, Reached: (first[call.Id] - call.OpenedAt!.Value).TotalSeconds <= rule.Seconds[cells[call.Cell!].Class])).ToList();
        var all = inTime.Average(call => call.Reached ? 1.0 : 0);
        Assert.InRange(all, 0.55, 0.88);
        var byDistrict = inTime.GroupBy(call => call.District).ToDictionary(calls => calls.Key, calls => calls.Average(call => call.Reached ? 1.0 : 0));
        Assert.True(byDistrict["Mitte"] > 0.95);
        // One village has a station of its own and another one a station near by; the other four are the gaps.
        Assert.Equal(4, CityGround.Rim.Count(village => byDistrict[village.Name] < 0.6));
    }

    [Fact]
    public void Days_have_their_shape()
    {
        var local = History.Calls.Select(call => (call, At: Kernel.Time.GermanClock.Local(call.ReceivedAt))).ToList();
        var emergencies = local.Where(pair => pair.call.Kind == CallKind.Emergency).ToList();
        Assert.True(emergencies.Count(pair => pair.At.Hour == 11) > 2 * emergencies.Count(pair => pair.At.Hour == 4));
        var holidays = HolidayCalendar.Read("nrw").Between(2025, 2025);
        var transports = local.Where(pair => pair.call.Kind != CallKind.Emergency).ToLookup(pair => DateOnly.FromDateTime(pair.At.DateTime));
        Assert.True(transports[new DateOnly(2025, 5, 1)].Count() < transports[new DateOnly(2025, 5, 8)].Count() / 2);
        Assert.Contains(new DateOnly(2025, 5, 1), holidays.Keys);
    }

    [Fact]
    public void A_folder_holds_the_same_city()
    {
        var small = SyntheticCity.Make(OneYear with { People = 20_000 });
        var (calls, missions) = small.History();
        var folder = Directory.CreateTempSubdirectory("rescue").FullName;
        try
        {
            AreaFolderWriter.Write(folder, small.Area, DeadlineRules.Shipped);
            AreaFolderWriter.WriteHistory(folder, calls, missions);
            var read = AreaFolder.Read(folder);
            Assert.Equal(small.Area.Name, read.Name);
            Assert.True(read.Synthetic);
            Assert.Equal(small.Area.Cells.Select(cell => (cell.Id, cell.Node, cell.District, cell.Population)), read.Cells.Select(cell => (cell.Id, cell.Node, cell.District, cell.Population)));
            Assert.Equal(small.Area.Vehicles, read.Vehicles);
            Assert.Equal(small.Area.Shifts.Select(shift => (shift.Vehicle, shift.Start, shift.End, shift.CostPerHour)), read.Shifts.Select(shift => (shift.Vehicle, shift.Start, shift.End, shift.CostPerHour)));
            Assert.Equal(calls, AreaFolder.ReadCalls(folder));
            Assert.Equal(missions, AreaFolder.ReadMissions(folder));
            Assert.Equal(DeadlineRules.Shipped.Select(DeadlineRules.Text), DeadlineRules.Of(folder).Select(DeadlineRules.Text));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
