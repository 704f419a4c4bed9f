using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Tests;

public sealed class SimulationCityTests
{
    /// <summary>Everything that can happen, happens.</summary>
    private static SimulationSettings Lively => SimulatedCity.Inputs.Usual(SimulatedCity.Rules) with
    {
        Dispatch = DispatchPolicy.Coverage,
        Relocation = new(RelocationPolicy.Dmexclp, LeastGain: 0.001),
        Neighbour = new(0.3, 600),
        Breakdown = new(120, 4),
        TransportCarsHelp = true,
        DivertAbove = 2,
        Closures = [new("H1", new DateTime(2026, 1, 6), new DateTime(2026, 1, 8))],
    };

    private static RescueArea WithTele => SimulatedCity.Inputs.Area with
    {
        Vehicles = [.. SimulatedCity.Inputs.Area.Vehicles, new Vehicle("TNA-1", VehicleType.Tna, SimulatedCity.Inputs.Area.Stations[0].Id, false)],
        Shifts = [.. SimulatedCity.Inputs.Area.Shifts, new VehicleShift("TNA-1", Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(0, 0), new TimeOnly(0, 0), 1, null, null, null)],
    };

    [Theory]
    [InlineData(nameof(RelocationPolicy.Dmexclp))]
    [InlineData(nameof(RelocationPolicy.Table))]
    [InlineData(nameof(RelocationPolicy.None))]
    public void Each_call_is_served_once_and_each_vehicle_does_one_thing(string policy)
    {
        var relocation = Enum.Parse<RelocationPolicy>(policy);
        var run = SimulatedCity.Run;
        var demand = SimulatedCity.Inputs.Demand.Select(part => new CallDemand(
            hour => part.Rate(hour) * 1.8, part.Dispersion, [.. part.Types.Select(type => type with { TeleDoctor = 0.4 })], part.Shares)).ToList();
        var settings = Lively with { Relocation = Lively.Relocation with { Policy = relocation } };
        var model = SimulatedCity.Inputs.Model(WithTele, settings, run);
        var events = 0;
        var replication = new Replication(model, new CallGenerator(demand, run))
        {
            Watch = (fleet, calls, _) =>
            {
                var units = new HashSet<int>();
                for (var number = 0; number < fleet.Length; number++)
                {
                    ref readonly var vehicle = ref fleet[number];
                    Assert.NotEqual(Duty.Freed, vehicle.Duty);
                    Assert.Equal(vehicle.Busy, vehicle.Call >= 0);
                    Assert.False(vehicle.Down && vehicle.Duty != Duty.Off);
                    Assert.True(vehicle.OnShift > 0 || vehicle.Overdue || vehicle.Duty == Duty.Off, $"vehicle {number} is out without a crew");
                    if (!vehicle.Busy || vehicle.Type == VehicleType.Tna)
                        continue;
                    Assert.Equal(number, vehicle.AsDoctor ? calls[vehicle.Call].Doctor : calls[vehicle.Call].Unit);
                    if (!vehicle.AsDoctor)
                    {
                        Assert.True(units.Add(vehicle.Call), "two ambulances have one call");
                        Assert.False(calls[vehicle.Call].Done, "a call that is done is served again");
                    }
                }

                events++;
            },
        };
        var tally = replication.Run(0, TestContext.Current.CancellationToken);
        Assert.True(events > 10_000);
        Assert.Equal(tally.Calls, tally.Completed + tally.Missed);
        Assert.True(tally is { ByNeighbour: > 0, Breakdowns: > 0, Diverted: > 0, DoctorByTele: > 0, Waited: > 0, Redirected: > 0, OvertimeHours: > 0 });
        Assert.Equal(relocation != RelocationPolicy.None, tally.Relocations > 0);
    }

    [Fact]
    public void One_thread_and_eight_give_the_same_bits()
    {
        static SimulationResult With(int threads) => SimulatedCity.Simulate(WithTele, Lively, SimulatedCity.Run with { Threads = threads, Replications = 10 });
        var (one, eight) = (With(1), With(8));
        Assert.Equal(one.Values.Count, eight.Values.Count);
        foreach (var (left, right) in one.Values.Zip(eight.Values))
            Assert.Equal(left.Select(BitConverter.DoubleToInt64Bits), right.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(one.Responses, eight.Responses);
        var other = SimulatedCity.Simulate(WithTele, Lively, SimulatedCity.Run with { Seed = 12, Replications = 2 });
        Assert.NotEqual(one.Values[0], other.Values[0]);
    }

    [Fact]
    public void One_ambulance_more_never_makes_the_mean_response_longer()
    {
        var area = SimulatedCity.Inputs.Area;
        var plain = SimulatedCity.Simulate();
        foreach (var station in area.Stations.Where(station => !station.Candidate).Take(3))
        {
            var (more, settings) = new VariantFile { AddVehicles = [new("RTW-neu", "RTW", station.Id)] }.Apply("more.json", area with
            {
                Stations = [.. area.Stations.Select(each => each with { Capacity = 20 })],
            }, SimulatedCity.Inputs.Usual(SimulatedCity.Rules));
            var difference = SimulatedCity.Simulate(more, settings).Minus(plain).Single(row => row.Name == "response_mean");
            Assert.True(difference.Mean < (difference.High - difference.Low) / 2, $"{station.Id}: {difference}");
        }
    }

    [Fact]
    public void Variants_see_the_same_calls_so_their_difference_is_known_better_than_either()
    {
        // Two plans of shifts with as many hours: every ambulance of half the stations by day, or round the clock as it is.
        var area = SimulatedCity.Inputs.Area;
        var days = new VariantFile
        {
            Shifts = [.. area.Vehicles.Where(vehicle => vehicle.Type == VehicleType.Rtw).Take(4).Select(vehicle => new VariantFile.ShiftChange(vehicle.Id, "07:00", "19:00"))],
        };
        var (changed, settings) = days.Apply("days.json", area, SimulatedCity.Inputs.Usual(SimulatedCity.Rules));
        var (before, after) = (SimulatedCity.Simulate(), SimulatedCity.Simulate(changed, settings));
        Assert.Equal(before["calls"].Mean, after["calls"].Mean);
        var difference = after.Minus(before).Single(row => row.Rule == "nrw-2010" && row.District is null);
        var apart = Math.Sqrt(Math.Pow(before.Share("nrw-2010").HalfWidth, 2) + Math.Pow(after.Share("nrw-2010").HalfWidth, 2));
        Assert.True(difference.High < 0, $"{difference}");
        Assert.True((difference.High - difference.Low) / 2 < apart, $"{difference} against {apart}");
        Assert.All(after.Minus(after), row => Assert.True(double.IsNaN(row.Mean) || row.Mean == 0));
        Assert.Throws<ArgumentException>(() => after.Minus(SimulatedCity.Simulate(run: SimulatedCity.Run with { Seed = 1, Replications = 2 })));
    }

    [Fact]
    public void Replayed_calls_come_near_to_what_was_recorded()
    {
        var run = SimulatedCity.Run with { Start = new DateTime(2025, 1, 6), Weeks = 26, Replications = 2 };
        var recorded = RecordedCalls.Of(SimulatedCity.Inputs.Area, SimulatedCity.Calls, SimulatedCity.Missions, run, SimulationInputs.Zone);
        Assert.Equal(0, recorded.Unplaced);
        // As the control centre of the records works: nobody is turned on the way, ambulances take no transports, breaks are not kept.
        var settings = SimulatedCity.Inputs.Usual(SimulatedCity.Rules) with { RedispatchGainSeconds = null, ReserveForTransports = null, BreakMinutes = (0, 0) };
        var result = SimulatedCity.Simulate(settings: settings, run: run, source: recorded);
        var register = RegisterComparison.Of(
            SimulatedCity.Inputs.Area, SimulatedCity.Calls, SimulatedCity.Missions, SimulatedCity.Rules, result, SimulationInputs.Zone);
        var counted = SimulatedCity.Calls.Count(call => TimeZoneInfo.ConvertTime(call.ReceivedAt, SimulationInputs.Zone).DateTime is var at
            && at >= run.Start && at < run.Start.AddDays(26 * 7));
        Assert.Equal(counted / 26.0, result["calls"].Mean, 1e-9);
        Assert.All(register.Rules, rule => Assert.True(Math.Abs(rule.Points) <= 2, $"{rule}"));
        Assert.True(register.Distance < 0.03, $"{register}");
    }

    [Fact]
    public void It_ends_when_the_share_is_known_well_enough_and_when_it_is_cancelled()
    {
        var run = SimulatedCity.Run with { Replications = 60, StopHalfWidth = 0.02 };
        var result = SimulatedCity.Simulate(run: run);
        Assert.True(result.Replications is >= 20 and < 60);
        Assert.True(result.Share("nrw-2010").HalfWidth <= 0.02);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Simulator.Run(
            SimulatedCity.Inputs.Model(SimulatedCity.Inputs.Area, Lively, run), new CallGenerator(SimulatedCity.Inputs.Demand, run), ct: stop.Token));
    }
}
