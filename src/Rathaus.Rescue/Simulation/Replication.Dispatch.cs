using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>Who goes.</summary>
internal sealed partial class Replication
{
    private const int Urgent = 0;
    private const int CanWait = 1;
    private const int Planned = 2;

    // Among vehicles a policy puts first the rest is compared only when there is none of them.
    private const double Later = 1e7;
    private const double CoverageWeight = 1e5;

    private void Ready(int number)
    {
        if (!SendUnit(number))
            return;
        ref var state = ref progress[number];
        if (state.Stage == DoctorStage.None && Call(number) is { NeedsDoctor: true, Kind: CallKind.Emergency } call)
        {
            if (state.Unit < 0 && call.TeleDoctorSuffices)
                state.Stage = DoctorStage.Undecided;
            else
                SendDoctor(number);
        }
    }

    /// <returns>False: somebody else takes the call.</returns>
    private bool SendUnit(int number)
    {
        ref readonly var call = ref Call(number);
        var best = ChooseUnit(call, out var seconds);
        if (Level(call) == Urgent && settings.Neighbour.Share > 0 && (best < 0 || seconds > settings.Neighbour.WhenOwnSeconds)
            && call.Draws.Of(Draw.Neighbour) < settings.Neighbour.Share)
        {
            progress[number].QueuedAt = now;
            if (Counts(call))
                tally.ByNeighbour++;
            heap.Plan(now + (settings.Neighbour.ResponseSeconds * Noise(settings.TravelSigma, call.Draws.Of(Draw.NeighbourTravel))), EventKind.NeighbourArrives, number);
            return false;
        }

        if (best >= 0)
        {
            Send(best, number, asDoctor: false);
            return true;
        }

        if (settings.NobodyFree == NobodyFree.Lose && call.Kind == CallKind.Emergency)
        {
            ReleaseDoctor(number);
            progress[number].Done = true;
            open--;
            if (Counts(call))
                tally.Missed++;
            return false;
        }

        Wait(number, first: false);
        return true;
    }

    private void Wait(int number, bool first)
    {
        ref readonly var call = ref Call(number);
        progress[number].QueuedAt = now;
        if (first)
            waiting[Level(call)].Prepend(number);
        else
            waiting[Level(call)].Append(number);
        if (!Counts(call))
            return;
        if (call.Kind == CallKind.Emergency)
        {
            tally.Waited++;
            tally.WaitedByHour[HourOfWeek(call.ReceivedAt)]++;
        }
        else
        {
            tally.TransportsWaited++;
        }

        tally.LongestQueue = Math.Max(tally.LongestQueue, waiting[Urgent].Count + waiting[CanWait].Count);
    }

    private static int Level(in SimulatedCall call) => call.Kind != CallKind.Emergency ? Planned : call.HighPriority ? Urgent : CanWait;

    private int ChooseUnit(in SimulatedCall call, out double seconds)
    {
        if (call.Kind == CallKind.Emergency)
        {
            var best = ChooseAmbulance(call, out seconds);
            return best < 0 && !call.HighPriority && settings.TransportCarsHelp ? Nearest(VehicleType.Ktw, call, out seconds) : best;
        }

        var car = Nearest(VehicleType.Ktw, call, out seconds);
        return car < 0 && settings.ReserveForTransports is { } reserve && FreeAmbulances() > reserve ? Nearest(VehicleType.Rtw, call, out seconds) : car;
    }

    private int ChooseAmbulance(in SimulatedCall call, out double seconds)
    {
        if (settings.Dispatch == DispatchPolicy.Coverage)
            CountPlaced();
        var (best, bestKey, own) = (-1, double.PositiveInfinity, model.OwnStation[call.Cell]);
        seconds = double.PositiveInfinity;
        for (var number = 0; number < fleet.Length; number++)
        {
            ref var vehicle = ref fleet[number];
            if (vehicle.Type != VehicleType.Rtw)
                continue;
            var free = vehicle.FreeFor(call.HighPriority);
            if (!free && !(call.HighPriority && MayTurn(ref vehicle)))
                continue;
            var predicted = Predict(ref vehicle, model.CellPlace(call.Cell), Blue(call, asDoctor: false));
            var late = free ? predicted : predicted + settings.RedispatchGainSeconds!.Value;
            var key = settings.Dispatch switch
            {
                DispatchPolicy.OwnArea when vehicle.Home != own => late + Later,
                DispatchPolicy.Coverage when predicted > settings.CoverageSeconds => late + Later,
                DispatchPolicy.Coverage when free => (model.Coverage.Loss(vehicle.Base, counts) * CoverageWeight) + (late * 1e-3),
                DispatchPolicy.Coverage => late + CoverageWeight,
                _ => late,
            };
            if (key < bestKey)
                (best, bestKey, seconds) = (number, key, predicted);
        }

        return double.IsInfinity(seconds) ? -1 : best;
    }

    private bool MayTurn(ref VehicleState vehicle) => settings.RedispatchGainSeconds is not null && !vehicle.AsDoctor && !vehicle.Overdue
        && vehicle.Duty is Duty.Mobilising or Duty.ToScene && Level(Call(vehicle.Call)) != Urgent;

    private int Nearest(VehicleType type, in SimulatedCall call, out double seconds)
    {
        var best = -1;
        seconds = double.PositiveInfinity;
        var doctor = type == VehicleType.Nef;
        for (var number = 0; number < fleet.Length; number++)
        {
            ref var vehicle = ref fleet[number];
            if (vehicle.Type != type || !vehicle.FreeFor(call.HighPriority || doctor))
                continue;
            var predicted = Predict(ref vehicle, model.CellPlace(call.Cell), Blue(call, doctor));
            if (predicted < seconds)
                (best, seconds) = (number, predicted);
        }

        return best;
    }

    private int FreeAmbulances()
    {
        var free = 0;
        foreach (ref var vehicle in fleet.AsSpan())
            free += vehicle.Type == VehicleType.Rtw && vehicle.FreeFor(urgent: false) ? 1 : 0;
        return free;
    }

    /// <summary>The tele emergency doctor where he suffices and the ambulance can reach him; else the nearest doctor's car.</summary>
    private void SendDoctor(int number)
    {
        ref readonly var call = ref Call(number);
        ref var state = ref progress[number];
        if (call.TeleDoctorSuffices && state.Unit >= 0 && fleet[state.Unit].TeleDoctor && FreeTele() is >= 0 and var tele)
        {
            state.Stage = DoctorStage.Gone;
            state.ByTele = true;
            if (Counts(call))
                tally.DoctorByTele++;
            fleet[tele].Call = number;
            fleet[tele].Version++;
            Become(tele, Duty.OnScene);
            heap.Plan(now + (settings.TeleDoctorMinutes * 60 * Noise(settings.HandoverSigma, call.Draws.Of(Draw.Tele))), EventKind.TeleEnds, tele, fleet[tele].Version);
            ForgetRulesWithoutTele(call);
            return;
        }

        var car = Nearest(VehicleType.Nef, call, out _);
        if (car >= 0)
        {
            Send(car, number, asDoctor: true);
            return;
        }

        state.Stage = DoctorStage.Wanted;
        doctors.Append(number);
    }

    private void ForgetRulesWithoutTele(in SimulatedCall call)
    {
        if (!Counts(call))
            return;
        for (var rule = 0; rule < model.Rules.Length; rule++)
        {
            var setup = model.Rules[rule];
            if (setup.Doctor && (setup.Vehicles >> (int)VehicleType.Tna & 1) == 0 && setup.HoldsFor(call, model.Area.Cells[call.Cell].Class))
                tally.Counting[rule, model.DistrictOf[call.Cell]]--;
        }
    }

    private int FreeTele()
    {
        for (var number = 0; number < fleet.Length; number++)
        {
            if (fleet[number].Type == VehicleType.Tna && fleet[number].FreeFor(urgent: true))
                return number;
        }

        return -1;
    }

    /// <summary>Seconds until a vehicle would be at a place if it were sent now.</summary>
    private double Predict(ref VehicleState vehicle, int place, bool blue)
    {
        var times = blue ? model.Times.Emergency : model.Times.Normal;
        var factor = settings.HourFactors[Hour(now)];
        return vehicle.Duty switch
        {
            Duty.AtStation => Turnout(vehicle.Base) + (times[vehicle.Place, place] * factor),
            Duty.Mobilising => Math.Max(0, vehicle.Left - now) + (times[vehicle.Place, place] * factor),
            Duty.Freed => times[vehicle.Place, place] * factor,
            _ => OnTheWay(ref vehicle, times, place) * factor,
        };
    }

    private double Turnout(int station) =>
        Hour(now) is >= 7 and < 22 ? model.Area.Stations[station].TurnoutDaySeconds : model.Area.Stations[station].TurnoutNightSeconds;

    private double OnTheWay(ref VehicleState vehicle, PlaceTimes times, int place) => PlaceTimes.Between(
        FromBegin(ref vehicle, times, place), times[vehicle.To, place], FromBegin(ref vehicle, times, vehicle.To), PartOfWay(ref vehicle));

    private double PartOfWay(ref VehicleState vehicle) =>
        vehicle.Arrives <= vehicle.Left ? 1 : Math.Clamp((now - vehicle.Left) / (vehicle.Arrives - vehicle.Left), 0, 1);

    private static double FromBegin(ref VehicleState vehicle, PlaceTimes times, int place) => vehicle.Via < 0
        ? times[vehicle.From, place]
        : PlaceTimes.Between(times[vehicle.From, place], times[vehicle.Via, place], times[vehicle.From, vehicle.Via], vehicle.ViaPart);

    /// <summary>With blue light: to urgent emergencies, and the emergency doctor always.</summary>
    private bool Blue(in SimulatedCall call, bool asDoctor) =>
        asDoctor || (call.Kind == CallKind.Emergency && (call.HighPriority || settings.BlueLightAlways));
}
