using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Durations;

namespace Rathaus.Rescue.Simulation;

/// <summary>A mission from the alarm until the vehicle is free.</summary>
internal sealed partial class Replication
{
    /// <summary>Share of the stay at a hospital that is spent cleaning up, when the bay is free again.</summary>
    private const double ClearingShare = 0.3;

    private void Send(int number, int callNumber, bool asDoctor)
    {
        ref var vehicle = ref fleet[number];
        ref readonly var call = ref Call(callNumber);
        ref var state = ref progress[callNumber];
        var left = vehicle.Busy ? vehicle.Call : -1;
        if (vehicle.OnBreak)
            (vehicle.OnBreak, vehicle.BreakNumber) = (false, vehicle.BreakNumber + 1);
        if (state.QueuedAt > 0 && !asDoctor && Counts(call))
        {
            if (call.Kind == CallKind.Emergency)
                tally.WaitSeconds += now - state.QueuedAt;
            else
                tally.TransportWaitSeconds += now - state.QueuedAt;
        }

        if (asDoctor)
            (state.Doctor, state.Stage) = (number, DoctorStage.Sent);
        else
            (state.Unit, state.QueuedAt) = (number, 0);
        (vehicle.Call, vehicle.AsDoctor, vehicle.AlarmAt) = (callNumber, asDoctor, now);
        switch (vehicle.Duty)
        {
            case Duty.AtStation:
                vehicle.Version++;
                Become(number, Duty.Mobilising);
                vehicle.Left = now + (Turnout(vehicle.Base) * Noise(settings.TurnoutSigma, call.Draws.Of(asDoctor ? Draw.DoctorTurnout : Draw.Turnout)));
                heap.Plan(vehicle.Left, EventKind.Departed, number, vehicle.Version);
                break;
            case Duty.Mobilising:
                break;
            default:
                DriveToScene(number);
                break;
        }

        if (left >= 0)
            TakeAway(left);
        if (!asDoctor && state.Stage == DoctorStage.Undecided)
            SendDoctor(callNumber);
        if (vehicle.Type == VehicleType.Rtw)
            MoveUp();
    }

    /// <summary>A call that can wait has lost its vehicle to an urgent one: another goes, or it waits before the others.</summary>
    private void TakeAway(int number)
    {
        progress[number].Unit = -1;
        if (Counts(Call(number)))
            tally.Redirected++;
        var other = ChooseUnit(Call(number), out _);
        if (other >= 0)
            Send(other, number, asDoctor: false);
        else
            Wait(number, first: true);
    }

    private void DriveToScene(int number)
    {
        ref var vehicle = ref fleet[number];
        ref readonly var call = ref Call(vehicle.Call);
        var place = model.CellPlace(call.Cell);
        var blue = Blue(call, vehicle.AsDoctor);
        var times = blue ? model.Times.Emergency : model.Times.Normal;
        double seconds;
        if (vehicle.Driving)
        {
            seconds = OnTheWay(ref vehicle, times, place);
            BeginHere(ref vehicle);
        }
        else
        {
            seconds = times[vehicle.Place, place];
            (vehicle.From, vehicle.Via) = (vehicle.Place, -1);
        }

        vehicle.Version++;
        Become(number, Duty.ToScene);
        vehicle.EnRouteAt = now;
        Drive(ref vehicle, place, seconds * settings.HourFactors[Hour(now)] * Noise(settings.TravelSigma, call.Draws.Of(vehicle.AsDoctor ? Draw.DoctorTravel : Draw.Travel)));
        heap.Plan(vehicle.Arrives, EventKind.OnScene, number, vehicle.Version);
    }

    /// <summary>The next way begins between two places; after a second turn, between the nearer of the two before and the next.</summary>
    private void BeginHere(ref VehicleState vehicle)
    {
        var part = PartOfWay(ref vehicle);
        if (vehicle.Via >= 0 && vehicle.ViaPart >= 0.5)
            vehicle.From = vehicle.Via;
        (vehicle.Via, vehicle.ViaPart) = (vehicle.To, part);
    }

    private void Drive(ref VehicleState vehicle, int to, double seconds) => (vehicle.To, vehicle.Left, vehicle.Arrives) = (to, now, now + seconds);

    private void ReachScene(int number)
    {
        ref var vehicle = ref fleet[number];
        ref readonly var call = ref Call(vehicle.Call);
        ref var state = ref progress[vehicle.Call];
        Become(number, Duty.OnScene);
        vehicle.Place = vehicle.To;
        Arrived(vehicle.Call, vehicle.Type, vehicle.AlarmAt, vehicle.EnRouteAt);
        if (vehicle.AsDoctor)
        {
            state.Stage = DoctorStage.OnScene;
            if (!(call.Transported && call.DoctorRides))
                heap.Plan(now + DoctorSeconds(call), EventKind.DoctorLeaves, number, vehicle.Version);
            return;
        }

        state.UnitOnScene = true;
        if (state.ByTele)
            Answer(vehicle.Call, VehicleType.Tna, vehicle.AlarmAt, vehicle.EnRouteAt);
        if (state.Stage == DoctorStage.Waiting)
            heap.Plan(now + (DoctorSeconds(call) / 2), EventKind.DoctorLeaves, state.Doctor, fleet[state.Doctor].Version);
        var kind = DurationKey.ClassOf(vehicle.Type, call.Kind, call.HighPriority);
        var stay = float.IsNaN(call.RecordedScene)
            ? Seconds(call.Transported ? MissionPhase.Treating : MissionPhase.Attending, kind, Block(now), -1, call.Draws.Of(Draw.Scene))
            : call.RecordedScene;
        heap.Plan(now + stay, EventKind.SceneEnds, number, vehicle.Version);
    }

    private double DoctorSeconds(in SimulatedCall call) => settings.DoctorMinutes * 60 * Noise(settings.HandoverSigma, call.Draws.Of(Draw.DoctorScene));

    /// <summary>An emergency doctor who does not go along hands the patient over when the ambulance is there.</summary>
    private void DoctorDone(int number)
    {
        ref var state = ref progress[fleet[number].Call];
        if (!state.UnitOnScene && !state.UnitLeft)
        {
            state.Stage = DoctorStage.Waiting;
            return;
        }

        state.Stage = DoctorStage.Gone;
        state.Doctor = -1;
        Free(number);
    }

    private void LeaveScene(int number)
    {
        ref var vehicle = ref fleet[number];
        ref readonly var call = ref Call(vehicle.Call);
        ref var state = ref progress[vehicle.Call];
        state.UnitLeft = true;
        var doctor = DoctorAtDeparture(ref state, call);
        if (!call.Transported)
        {
            var done = vehicle.Call;
            Free(number);
            Finish(done);
            return;
        }

        state.Hospital = ChooseHospital(call);
        var place = model.HospitalPlace(state.Hospital);
        var times = call.PatientClass >= 5 ? model.Times.Emergency : model.Times.Normal;
        var seconds = times[vehicle.Place, place] * settings.HourFactors[Hour(now)] * Noise(settings.TravelSigma, call.Draws.Of(Draw.Ride));
        StartRide(number, place, seconds);
        if (doctor >= 0)
            StartRide(doctor, place, seconds);
        heap.Plan(vehicle.Arrives, EventKind.AtHospital, number, vehicle.Version);
    }

    private void StartRide(int number, int place, double seconds)
    {
        ref var vehicle = ref fleet[number];
        Become(number, Duty.ToHospital);
        vehicle.Version++;
        (vehicle.From, vehicle.Via) = (vehicle.Place, -1);
        Drive(ref vehicle, place, seconds);
    }

    /// <summary>Somebody else has taken the call over.</summary>
    private void ReleaseDoctor(int number)
    {
        ref var state = ref progress[number];
        var (stage, doctor) = (state.Stage, state.Doctor);
        (state.Stage, state.Doctor) = (DoctorStage.Gone, -1);
        if (stage == DoctorStage.Sent)
            CallOff(doctor);
        else if (stage is DoctorStage.OnScene or DoctorStage.Waiting && doctor >= 0)
            Free(doctor);
    }

    /// <returns>The doctor's car that goes along; -1: none.</returns>
    private int DoctorAtDeparture(ref CallProgress state, in SimulatedCall call)
    {
        switch (state.Stage)
        {
            case DoctorStage.Wanted or DoctorStage.Undecided:
                state.Stage = DoctorStage.Gone;
                tally.DoctorTooLate += Counts(call) ? 1 : 0;
                return -1;
            case DoctorStage.Sent:
                tally.DoctorTooLate += Counts(call) ? 1 : 0;
                state.Stage = DoctorStage.Gone;
                CallOff(state.Doctor);
                state.Doctor = -1;
                return -1;
            case DoctorStage.OnScene when call.Transported && call.DoctorRides:
                return state.Doctor;
            default:
                return -1;
        }
    }

    private int ChooseHospital(in SimulatedCall call)
    {
        if (call.Hospital >= 0)
            return call.Hospital;
        var (best, least, second) = (-1, double.PositiveInfinity, -1);
        var secondLeast = double.PositiveInfinity;
        var suits = call.Type < model.Suits.Length ? model.Suits[call.Type] : null;
        for (var hospital = 0; hospital < atHospital.Length; hospital++)
        {
            if (suits is not null && !suits[hospital])
                continue;
            var seconds = model.Times.Normal[model.CellPlace(call.Cell), model.HospitalPlace(hospital)];
            if (seconds < secondLeast)
                (second, secondLeast) = (hospital, seconds);
            if (seconds < least && !Closed(hospital) && !(settings.DivertAbove is { } most && atHospital[hospital] >= most))
                (best, least) = (hospital, seconds);
        }

        // With all of them closed the nearest has to take the patient.
        if (best != second && Counts(call))
            tally.Diverted++;
        return best >= 0 ? best : Math.Max(0, second);
    }

    private bool Closed(int hospital)
    {
        foreach (var (from, to) in model.Closures[hospital])
        {
            if (now >= from && now < to)
                return true;
        }

        return false;
    }

    private void ReachHospital(int number)
    {
        ref var vehicle = ref fleet[number];
        ref readonly var call = ref Call(vehicle.Call);
        ref var state = ref progress[vehicle.Call];
        Become(number, Duty.AtHospital);
        vehicle.Place = vehicle.To;
        if (state is { Stage: DoctorStage.OnScene, Doctor: >= 0 })
        {
            Become(state.Doctor, Duty.AtHospital);
            fleet[state.Doctor].Place = vehicle.To;
        }

        atHospital[state.Hospital]++;
        var kind = DurationKey.ClassOf(vehicle.Type, call.Kind, call.HighPriority);
        var stay = float.IsNaN(call.RecordedHandover)
            ? (model.Law(MissionPhase.Handover, kind, Block(now), state.Hospital)?.Seconds(call.Draws.Of(Draw.Handover))
                ?? (model.Area.Hospitals[state.Hospital].HandoverMinutes * 60 * Noise(settings.HandoverSigma, call.Draws.Of(Draw.Handover))))
                * settings.HandoverFactors[Hour(now)]
            : call.RecordedHandover;
        vehicle.Left = stay * ClearingShare;
        heap.Plan(now + (stay * (1 - ClearingShare)), EventKind.Cleared, number, vehicle.Version);
    }

    /// <summary>First the patient is handed over and the crew cleans up, then the vehicle is free.</summary>
    private void Clear(int number)
    {
        ref var vehicle = ref fleet[number];
        ref var state = ref progress[vehicle.Call];
        if (vehicle.Duty == Duty.AtHospital)
        {
            atHospital[state.Hospital]--;
            Become(number, Duty.Clearing);
            heap.Plan(now + vehicle.Left, EventKind.Cleared, number, vehicle.Version);
            if (state is { Stage: DoctorStage.OnScene, Doctor: >= 0 and var doctor })
            {
                (state.Stage, state.Doctor) = (DoctorStage.Gone, -1);
                Free(doctor);
            }

            return;
        }

        var done = vehicle.Call;
        Free(number);
        Finish(done);
    }

    private void Arrived(int number, VehicleType type, double alarmAt, double enRouteAt)
    {
        ref readonly var call = ref Call(number);
        ref var state = ref progress[number];
        if (!state.Responded && call.Kind == CallKind.Emergency && Counts(call))
            tally.Respond(now - call.ReceivedAt);
        state.Responded = true;
        Answer(number, type, alarmAt, enRouteAt);
    }

    /// <summary>The first vehicle of those a rule names decides whether the call was reached in time.</summary>
    private void Answer(int number, VehicleType type, double alarmAt, double enRouteAt)
    {
        ref readonly var call = ref Call(number);
        ref var state = ref progress[number];
        if (!Counts(call))
            return;
        var cell = model.Area.Cells[call.Cell];
        for (var at = 0; at < model.Rules.Length; at++)
        {
            var rule = model.Rules[at];
            if ((state.Answered >> at & 1) == 1 || (rule.Vehicles >> (int)type & 1) == 0 || !rule.HoldsFor(call, cell.Class)
                || (rule.Doctor && state.ByTele && (rule.Vehicles >> (int)VehicleType.Tna & 1) == 0))
                continue;
            state.Answered |= 1u << at;
            double Moment(MissionEvent what) => what switch
            {
                MissionEvent.CallReceived => Call(number).ReceivedAt,
                MissionEvent.CallOpened => progress[number].OpenedAt,
                MissionEvent.Dispatched => alarmAt,
                MissionEvent.EnRoute => enRouteAt,
                MissionEvent.OnScene => now,
                MissionEvent.AtPatient => now + Seconds(MissionPhase.Access, DurationKey.ClassOf(type, CallKind.Emergency, Call(number).HighPriority), Block(now), -1, Call(number).Draws.Of(Draw.Access)),
                _ => throw new InvalidOperationException($"Unknown event {what}"),
            };
            if (Moment(rule.Rule.Stop) - Moment(rule.Rule.Start) <= rule.Limits[(int)cell.Class])
                tally.Within[at, model.DistrictOf[call.Cell]]++;
        }
    }
}
