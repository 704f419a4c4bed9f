using Rathaus.Rescue.Durations;
using Rathaus.Rescue.Queueing;
using Rathaus.Rescue.Simulation;

namespace Rathaus.Rescue.Tests;

public sealed class SizingTests
{
    private static SizingQuestion Even(double calls) => new([.. Enumerable.Repeat(calls, 168)], 1, LoadCurve.Exponential(1));

    [Fact]
    public void A_steady_stream_has_a_steady_load_and_a_wave_a_later_and_flatter_one()
    {
        Assert.All(LoadCurve.OfWeek(Even(1.5).CallsPerHour, LoadCurve.Exponential(1)), load => Assert.Equal(1.5, load, 1e-4));

        // λ(t) = 2 + sin ωt with exponential stays of mean 1 gives m(t) = 2 + (sin ωt - ω cos ωt) / (1 + ω²) (Eick, Massey, Whitt 1993).
        var omega = 2 * Math.PI / 24;
        double[] calls = [.. Enumerable.Range(0, 168).Select(hour => 2 + Math.Sin(omega * (hour + 0.5)))];
        var load = LoadCurve.OfWeek(calls, LoadCurve.Exponential(1));
        for (var step = 0; step < load.Length; step++)
        {
            var at = (step + 1.0) / LoadCurve.StepsAnHour;
            Assert.Equal(2 + ((Math.Sin(omega * at) - (omega * Math.Cos(omega * at))) / (1 + (omega * omega))), load[step], 0.05);
        }

        // The mean stays rate times mean stay, whatever the law.
        var law = LoadCurve.Survival(level => LogNormalDuration.OfMean(3_600, 0.8).Seconds(level) / 3_600);
        Assert.Equal(calls.Average(), LoadCurve.OfWeek(calls, law).Average(), 0.02);
    }

    [Fact]
    public void The_worked_example_stands_beside_Erlang_and_the_simulation()
    {
        // 1.5 calls an hour for an hour each, shifts of 12 hours: five vehicles come back after 18.7 shifts.
        var question = Even(1.5);
        var simulation = SizingSimulation.Of(
            question, new ExponentialDuration(3_600), new SimulationRun(SimulatedService.Monday, Weeks: 8, Replications: 10, Seed: 2), TestContext.Current.CancellationToken);
        var rows = SizingComparison.Of(question, null, shift => simulation.Fewest(shift, 1.5, 0.05));
        Assert.Equal(4, rows.Count);
        Assert.Equal(5, rows[0].Risk.Vehicles);
        Assert.Equal([4, 5, 6], rows[0].RiskAround.Select(row => row.Vehicles));
        // 24 hours: the same chance comes back after half as many shifts, 9.3: six are needed for ten.
        Assert.Equal(6, rows[2].Risk.Vehicles);
        Assert.All(rows, row =>
        {
            // Erlang C with a load of 1.5: 7.5 of a hundred wait with four vehicles, 2.0 with five.
            Assert.Equal(5, row.Erlang);
            Assert.Equal(3, row.Frequency);
            Assert.Equal(5, row.Simulation);
            Assert.InRange(row.Reasons.Count, 4, 6);
            Assert.Contains(row.Reasons, reason => reason.StartsWith("Risikoabhängig:", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Erlang_is_asked_at_the_peak_and_not_at_the_mean()
    {
        double[] calls = [.. Enumerable.Range(0, 168).Select(hour => hour % 24 == 12 ? 8.0 : 1.0)];
        var row = SizingComparison.Of(new SizingQuestion(calls, 1, LoadCurve.Exponential(1)))[0];
        Assert.InRange(row.PeakLoad, 5.0, 5.6);
        Assert.True(row.Erlang > Erlang.ServersFor(row.MeanLoad, 0.05));
        Assert.True(row.Frequency > Math.Ceiling(row.MeanLoad / 0.7));
        Assert.Throws<ArgumentException>(() => SizingComparison.Of(new SizingQuestion([1, 2, 3], 1, LoadCurve.Exponential(1))));
    }

    [Fact]
    public void Emergency_vehicles_take_transports_only_while_the_risk_case_stays_rare()
    {
        var emergency = new RiskSizing(1.5, 1, 12);
        var holding = CombinedHolding.Of(emergency, transportLoad: 3, leastShifts: 10, use: 0.7);
        Assert.Equal(5, holding.EmergencyVehicles);
        Assert.Equal(5, holding.TransportVehiclesAlone);
        Assert.InRange(holding.TransportLoad, 0.05, 1);
        Assert.Equal(10, holding.ReturnShifts, 1e-6);
        Assert.Equal(Math.Ceiling((3 - holding.TransportLoad) / 0.7), holding.TransportVehicles);
        // Little to carry is carried whole.
        Assert.Equal(0, CombinedHolding.Of(emergency, 0.05, 10, 0.7).TransportVehicles);
    }

    [Fact]
    public void The_tele_doctor_saves_cars_and_has_work_places_of_his_own()
    {
        var sizing = DoctorSizing.Of(new RiskSizing(1.5, 1, 12), 0.6, 0.3, 10, 0.05);
        Assert.Equal(5, sizing.CarsAlone);
        Assert.Equal(new RiskSizing(0.6, 1, 12).FewestFor(10).Vehicles, sizing.Cars);
        // 0.9 calls an hour for 0.3 hours: a load of 0.27; one place lets 27 of a hundred wait, two 3.2 (Erlang C).
        Assert.Equal(2, sizing.TeleDoctors);
        Assert.Equal(0.0321, sizing.TeleWaiting, 1e-3);
        Assert.Equal(0, DoctorSizing.Of(new RiskSizing(1.5, 1, 12), 0, 0.3, 10, 0.05).TeleDoctors);
    }
}
