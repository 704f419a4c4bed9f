using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Tests;

public sealed class SimulationPolicyTests
{
    private static readonly SimulationRun Run = new(SimulatedService.Monday, Weeks: 4, Replications: 6, Seed: 3);

    [Fact]
    public void A_point_on_the_way_is_as_far_as_geometry_says()
    {
        // On a line: A at 0, B at 600; from its third, 200, X at -300, 400 and 900.
        Assert.Equal(500, PlaceTimes.Between(300, 900, 600, 1 / 3.0), 1e-9);
        Assert.Equal(200, PlaceTimes.Between(400, 200, 600, 1 / 3.0), 1e-9);
        Assert.Equal(700, PlaceTimes.Between(900, 300, 600, 1 / 3.0), 1e-9);
        // A right angle: from the middle of the longest side to the corner it is half of that side.
        Assert.Equal(250, PlaceTimes.Between(300, 400, 500, 0.5), 1e-9);
    }

    [Fact]
    public void The_nearest_goes_unless_the_own_area_comes_first()
    {
        // The cell belongs to station 0 (400 s from it, 500 s from the other); r1 lives at station 1 and r2 at station 0.
        static SimulationResult With(DispatchPolicy policy) => new SimulatedService
        {
            Seconds = SimulatedService.Table(4, (from, to) => (from, to) switch { (0, 2) => 400, (1, 2) => 500, (0, 3) => 900, (1, 3) => 100, _ when from == to => 0, _ => 300 }),
            Stations = 2,
            Ambulances = [0, 1],
            CallsPerHour = 0.2,
            Shares = [0.5, 0.5],
            Settings = SimulatedService.Plain with { Dispatch = policy, RedispatchGainSeconds = null },
        }.Run(Run);
        // With so few calls both policies send the own one, which is the nearest: 400 and 100 seconds.
        Assert.Equal(250, With(DispatchPolicy.Nearest)["response_mean"].Mean, 25.0);
        Assert.Equal(250, With(DispatchPolicy.OwnArea)["response_mean"].Mean, 25.0);
        var (nearest, own) = (With(DispatchPolicy.Nearest), With(DispatchPolicy.OwnArea));
        Assert.True(nearest["response_mean"].Mean <= own["response_mean"].Mean);
    }

    [Fact]
    public void Dispatch_by_coverage_keeps_the_only_vehicle_of_a_large_area()
    {
        // Both reach cell 1 in time; cell 0, with nine tenths of the calls, only vehicle 0 does. Coverage sends the other to cell 1.
        static double[] Loads(DispatchPolicy policy)
        {
            var service = new SimulatedService
            {
                Seconds = SimulatedService.Table(4, (from, to) => (from, to) switch { (0, 2) => 200, (1, 2) => 900, (0, 3) => 200, (1, 3) => 300, _ when from == to => 0, _ => 300 }),
                Stations = 2,
                Ambulances = [0, 1],
                CallsPerHour = 0.3,
                Shares = [0.0001, 0.9999],
                Settings = SimulatedService.Plain with { Dispatch = policy, RedispatchGainSeconds = null },
            };
            var area = service.Area;
            area = area with { Cells = [area.Cells[0] with { Share = 0.9 }, area.Cells[1] with { Share = 0.1 }] };
            var model = new SimulationModel(area, service.Times, new MissionDurations(service.Laws), service.Types, service.Settings, Run);
            return new Replication(model, new CallGenerator(service.Demand, Run)).Run(0, TestContext.Current.CancellationToken).BusyByVehicle;
        }

        var (nearest, coverage) = (Loads(DispatchPolicy.Nearest), Loads(DispatchPolicy.Coverage));
        Assert.True(nearest[0] > 5 * nearest[1]);
        Assert.True(coverage[1] > 5 * coverage[0]);
    }

    [Fact]
    public void Doctors_cars_go_beside_ambulances_unless_the_tele_doctor_suffices()
    {
        static SimulationResult With(double tele) => new SimulatedService
        {
            Seconds = SimulatedService.Table(3, (from, to) => from == to ? 0 : 300),
            Stations = 1,
            Hospitals = 1,
            Ambulances = [],
            More =
            [
                .. Enumerable.Range(0, 8).Select(at => new Vehicle($"rt{at}", VehicleType.Rtw, "s0", TeleDoctor: true)),
                .. Enumerable.Range(0, 4).Select(at => new Vehicle($"n{at}", VehicleType.Nef, "s0", false)), new Vehicle("t", VehicleType.Tna, "s0", false),
            ],
            CallsPerHour = 1,
            Types = [new CallType("emergency", 1, CallKind.Emergency, true, 5, Transported: 1, Doctor: 0.5, TeleDoctor: tele)],
            Settings = SimulatedService.Plain with { Rules = SimulatedCity.Rules },
            Laws = new() { [MissionDurations.All(MissionPhase.Treating)] = new ConstantDuration(1_200) },
        }.Run(Run);
        var (cars, both) = (With(0), With(0.6));
        Assert.Equal(0, cars["doctor_by_tele"].Mean);
        // Six of ten suit; while he is busy with another mission (18 of 60 minutes at 0.3 an hour) a car goes.
        Assert.InRange(both["doctor_by_tele"].Mean, 0.5, 0.6);
        Assert.True(both["utilisation_nef"].Mean < 0.6 * cars["utilisation_nef"].Mean);
        Assert.Equal(1, cars.Share("doctor").Mean);
        // 1,200 s on scene, 300 there, 300 to the hospital, 20 minutes there: 3,000 s of an hour shared by eight.
        Assert.Equal(3_000 / 3_600.0 / 8, cars["utilisation_rtw"].Mean, 0.01);
    }

    [Fact]
    public void The_end_of_a_shift_is_kept_and_what_goes_beyond_is_booked()
    {
        // Calls of an hour at 18:30 on a vehicle that ends at 19:00: half an hour of overtime each day.
        var service = new SimulatedService
        {
            Seconds = SimulatedService.Nowhere(2),
            Stations = 1,
            Ambulances = [0],
            Laws = new() { [MissionDurations.All(MissionPhase.Attending)] = new ConstantDuration(3_600) },
            Shifts = [new VehicleShift("r0", Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(7, 0), new TimeOnly(19, 0), 2, null, null, null)],
        };
        var calls = Enumerable.Range(1, 7).SelectMany(day => new[] { Call(day, 18.5), Call(day, 18.75) }).ToList();
        var model = service.Model(Run with { Weeks = 1 });
        var tally = new Replication(model, new Given(calls)).Run(0, TestContext.Current.CancellationToken);
        // The call at 18:45 waits until the crew of the next morning: the first crew takes no new one.
        Assert.Equal(7 * 0.5, tally.OvertimeHours, 1e-9);
        Assert.Equal(7, tally.Waited);
        Assert.Equal(14, tally.Completed);
        Assert.Equal(7 * 12.25 * 3_600, tally.WaitSeconds, 1e-6);
    }

    [Fact]
    public void An_urgent_call_takes_the_vehicle_of_one_that_can_wait()
    {
        var service = new SimulatedService
        {
            Seconds = SimulatedService.Table(3, (from, to) => from == to ? 0 : 600),
            Stations = 1,
            Ambulances = [0],
            Laws = new() { [MissionDurations.All(MissionPhase.Attending)] = new ConstantDuration(600) },
        };
        List<SimulatedCall> calls = [Call(1, 10) with { HighPriority = false }, Call(1, 10.1) with { Cell = 1 }];
        var tally = new Replication(service.Model(Run with { Weeks = 1 }), new Given(calls)).Run(0, TestContext.Current.CancellationToken);
        Assert.Equal(1, tally.Redirected);
        Assert.Equal(2, tally.Completed);
        // The urgent one waits no second: sent at once, it has been 360 of 600 seconds on the way and turns.
        var still = new Replication((new SimulatedService
        {
            Seconds = service.Seconds,
            Stations = 1,
            Ambulances = [0],
            Laws = service.Laws,
            Settings = SimulatedService.Plain with { RedispatchGainSeconds = null },
        }).Model(Run with { Weeks = 1 }), new Given(calls)).Run(0, TestContext.Current.CancellationToken);
        Assert.Equal(0, still.Redirected);
        Assert.True(still.MeanResponse < tally.MeanResponse);
    }

    [Fact]
    public void A_closed_hospital_sends_patients_to_the_next()
    {
        var service = new SimulatedService
        {
            Seconds = SimulatedService.Table(4, (from, to) => from == to ? 0 : to == 2 ? 1_200 : 300),
            Stations = 1,
            Hospitals = 2,
            Ambulances = [0, 0, 0],
            Types = [SimulatedService.Emergency with { Transported = 1 }],
            Settings = SimulatedService.Plain with { Closures = [new("h0", SimulatedService.Monday, SimulatedService.Monday.AddDays(14))] },
        };
        var result = service.Run(Run);
        Assert.Equal(0.5, result["hospital_not_nearest"].Mean / result["calls"].Mean, 0.03);
        var wrong = new SimulatedService
        {
            Seconds = service.Seconds,
            Stations = 1,
            Hospitals = 2,
            Ambulances = [0],
            Settings = SimulatedService.Plain with { Closures = [new("h9", SimulatedService.Monday, SimulatedService.Monday.AddDays(1))] },
        };
        Assert.Contains("h9", Assert.Throws<RescueFileException>(() => wrong.Model(Run)).Message, StringComparison.Ordinal);
    }

    private static SimulatedCall Call(int day, double hour) => new()
    {
        ReceivedAt = (day * 86_400) + (hour * 3_600), Kind = CallKind.Emergency, HighPriority = true, Hospital = -1, RecordedScene = float.NaN, RecordedHandover = float.NaN,
        Draws = CallGenerator.Scatter(new RandomStream(day)),
    };

    private sealed class Given(IReadOnlyList<SimulatedCall> given) : ICallSource
    {
        public void Fill(List<SimulatedCall> calls, int replication)
        {
            calls.Clear();
            calls.AddRange(given);
        }
    }
}
