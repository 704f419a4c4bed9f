using System.Runtime.InteropServices;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;

namespace Rathaus.Rescue.Simulation;

/// <summary>
/// One run through the time of a plan, event by event. An instance keeps its arrays and is for one thread; what comes out depends on
/// the model, the source of calls and the number of the replication alone.
/// </summary>
internal sealed partial class Replication
{
    private const int Failures = 5;
    private const int CheckEvery = 0xFFFF;

    private readonly SimulationModel model;
    private readonly ICallSource source;
    private readonly SimulationSettings settings;
    private readonly List<SimulatedCall> calls = [];
    private readonly EventHeap heap = new();
    private readonly CallQueue[] waiting = [new(), new(), new()];
    private readonly CallQueue doctors = new();
    private readonly VehicleState[] fleet;
    private readonly int[] atHospital;
    private readonly RandomStream[] failures;
    private readonly double warm;
    private readonly double end;
    private readonly int firstHour;
    private readonly int firstHourOfWeek;
    private CallProgress[] progress = [];
    private Tally tally;
    private double now;
    private int nextCall;
    private int nextChange;
    private int open;
    private int hourOfOrders;
    private int ordersThisHour;

    public Replication(SimulationModel model, ICallSource source)
    {
        (this.model, this.source, settings) = (model, source, model.Settings);
        fleet = new VehicleState[model.Vehicles.Length];
        failures = new RandomStream[fleet.Length];
        atHospital = new int[model.Area.Hospitals.Count];
        (warm, end, firstHour) = (model.Run.WarmUpSeconds, model.Run.EndSeconds, model.Run.Begin.Hour);
        firstHourOfWeek = SizingSimulation.HourOfWeek(model.Run.Begin);
        placed = new int[model.Area.Stations.Count];
        counts = new int[model.Coverage.Groups];
        tally = new Tally(0, 0);
    }

    /// <summary>Called after each event, for tests that look at the state.</summary>
    public Action<VehicleState[], CallProgress[], double>? Watch { get; init; }

    public Tally Run(int replication, CancellationToken ct)
    {
        Reset(replication);
        for (var step = 1; ; step++)
        {
            var call = nextCall < calls.Count ? calls[nextCall].ReceivedAt : double.PositiveInfinity;
            var change = nextChange < model.Schedule.Length ? model.Schedule[nextChange].At : double.PositiveInfinity;
            var next = Math.Min(Math.Min(call, change), heap.Next);
            if (double.IsPositiveInfinity(next) || (next >= end && open == 0) || next > end + (ShiftCalendar.DaysAfter * 86_400.0))
                break;
            now = next;
            if (change <= next)
                Apply(model.Schedule[nextChange++]);
            else if (heap.Next <= next)
                Happen(heap.Take());
            else
                Receive(nextCall++);
            Watch?.Invoke(fleet, progress, now);
            if ((step & CheckEvery) == 0)
                ct.ThrowIfCancellationRequested();
        }

        Close();
        return tally;
    }

    private void Reset(int replication)
    {
        source.Fill(calls, replication);
        if (progress.Length < calls.Count)
            progress = new CallProgress[calls.Count + (calls.Count / 8) + 16];
        Array.Clear(progress);
        heap.Clear();
        foreach (var queue in waiting)
            queue.Reset(progress.Length);
        doctors.Reset(progress.Length);
        Array.Clear(atHospital);
        (now, nextCall, nextChange, open, hourOfOrders, ordersThisHour) = (0, 0, 0, 0, -1, 0);
        tally = new Tally(model.Rules.Length, model.Districts.Length) { BusyByVehicle = new double[fleet.Length] };
        for (var at = 0; at < fleet.Length; at++)
        {
            fleet[at] = new VehicleState
            {
                Type = model.Vehicles[at].Type,
                TeleDoctor = model.Vehicles[at].TeleDoctor,
                Home = model.Homes[at],
                Base = model.Homes[at],
                Place = model.Homes[at],
                Call = -1,
                Via = -1,
            };
            if (settings.Breakdown.MeanHoursBetween <= 0)
                continue;
            failures[at] = new RandomStream(model.Run.Seed, replication, Failures, at);
            heap.Plan(failures[at].NextExponential() * settings.Breakdown.MeanHoursBetween * 3_600, EventKind.Breaks, at);
        }
    }

    private void Receive(int number)
    {
        ref readonly var call = ref Call(number);
        ref var state = ref progress[number];
        state.Unit = state.Doctor = state.Hospital = -1;
        open++;
        var block = Block(now);
        var kind = DurationKey.ClassOf(call.Kind == CallKind.Emergency ? VehicleType.Rtw : VehicleType.Ktw, call.Kind, call.HighPriority);
        state.OpenedAt = now + Seconds(MissionPhase.Taking, kind, block, -1, call.Draws.Of(Draw.Taking));
        heap.Plan(state.OpenedAt + Seconds(MissionPhase.Deciding, kind, block, -1, call.Draws.Of(Draw.Deciding)), EventKind.CallReady, number);
        if (!Counts(call))
            return;
        tally.Calls++;
        if (call.Kind == CallKind.Emergency)
        {
            tally.Emergencies++;
            tally.EmergenciesByHour[HourOfWeek(call.ReceivedAt)]++;
        }
        else
        {
            tally.Transports++;
        }

        if (call.Kind == CallKind.Emergency && call.NeedsDoctor)
            tally.DoctorNeeded++;
        for (var rule = 0; rule < model.Rules.Length; rule++)
        {
            if (model.Rules[rule].HoldsFor(call, model.Area.Cells[call.Cell].Class))
                tally.Counting[rule, model.DistrictOf[call.Cell]]++;
        }
    }

    private void Happen(in PlannedEvent what)
    {
        switch (what.Kind)
        {
            case EventKind.CallReady:
                Ready(what.Subject);
                return;
            case EventKind.NeighbourArrives:
                Arrived(what.Subject, VehicleType.Rtw, progress[what.Subject].QueuedAt, progress[what.Subject].QueuedAt);
                ReleaseDoctor(what.Subject);
                Finish(what.Subject);
                return;
            case EventKind.Breaks:
                Fail(what.Subject);
                return;
            case EventKind.BreakEnds:
                EndBreak(what.Subject, what.Version);
                return;
            default:
                break;
        }

        ref var vehicle = ref fleet[what.Subject];
        if (vehicle.Version != what.Version)
            return;
        switch (what.Kind)
        {
            case EventKind.Departed:
                DriveToScene(what.Subject);
                break;
            case EventKind.OnScene:
                ReachScene(what.Subject);
                break;
            case EventKind.SceneEnds:
                LeaveScene(what.Subject);
                break;
            case EventKind.DoctorLeaves:
                DoctorDone(what.Subject);
                break;
            case EventKind.AtHospital:
                ReachHospital(what.Subject);
                break;
            case EventKind.Cleared:
                Clear(what.Subject);
                break;
            case EventKind.TeleEnds:
                Free(what.Subject);
                break;
            case EventKind.AtStation:
                ReachStation(what.Subject);
                break;
            case EventKind.Repaired:
                Repair(what.Subject);
                break;
            default:
                throw new InvalidOperationException($"Unknown event {what.Kind}");
        }
    }

    /// <summary>Writes down how long a vehicle has been doing what it does; called before that changes.</summary>
    private void Book(int number)
    {
        ref var vehicle = ref fleet[number];
        var from = Math.Max(vehicle.Since, warm);
        var to = Math.Min(now, end);
        vehicle.Since = now;
        if (to <= from)
            return;
        var type = (int)vehicle.Type;
        if (vehicle.Busy)
        {
            tally.Busy[type] += to - from;
            tally.BusyByVehicle[number] += (to - from) / (end - warm);
        }

        if (vehicle.OnShift > 0 || vehicle.Overdue)
            tally.Service[type] += to - from;
    }

    private void Become(int number, Duty duty)
    {
        Book(number);
        fleet[number].Duty = duty;
    }

    private void Finish(int number)
    {
        progress[number].Done = true;
        open--;
        if (Counts(Call(number)))
            tally.Completed++;
    }

    private void Close()
    {
        for (var number = 0; number < fleet.Length; number++)
        {
            if (fleet[number].Overdue)
                BookOvertime(number);
            Become(number, fleet[number].Duty);
        }

        for (var number = 0; number < nextCall; number++)
        {
            if (!progress[number].Done && progress[number].Unit < 0 && Counts(Call(number)))
                tally.Missed++;
        }
    }

    private ref readonly SimulatedCall Call(int number) => ref CollectionsMarshal.AsSpan(calls)[number];

    private bool Counts(in SimulatedCall call) => call.ReceivedAt >= warm;

    private int Hour(double at) => (int)((at / 3_600) + firstHour) % 24;

    private int HourOfWeek(double at) => (int)((at / 3_600) + firstHourOfWeek) % 168;

    private int Block(double at) => DurationKey.BlockOf(Hour(at));

    private double Seconds(MissionPhase phase, int kind, int block, int hospital, float level) =>
        model.Law(phase, kind, block, hospital)?.Seconds(level) ?? 0;

    private static double Noise(double sigma, float level) => sigma <= 0 ? 1 : Math.Exp(sigma * Normal.Quantile(level));
}
