using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>Vehicles between missions: queues, ways home, relocation, shifts, breaks, breakdowns.</summary>
internal sealed partial class Replication
{
    private readonly int[] placed;
    private readonly int[] counts;

    private void Free(int number)
    {
        ref var vehicle = ref fleet[number];
        vehicle.Version++;
        Become(number, Duty.Freed);
        (vehicle.Call, vehicle.AsDoctor) = (-1, false);
        if (vehicle.FailsWhenFree)
        {
            GoDown(number);
            return;
        }

        if (vehicle.OnShift == 0 && !vehicle.Overdue)
            (vehicle.Overdue, vehicle.OverdueSince) = (true, now);
        if (vehicle.Type == VehicleType.Tna)
            ReachStation(number);
        else if (vehicle.Overdue || !ServeQueues(number))
            SendHome(number, vehicle.Overdue ? vehicle.Home : ChooseBase(number));
    }

    /// <summary>A doctor's car on its way is no longer needed.</summary>
    private void CallOff(int number)
    {
        ref var vehicle = ref fleet[number];
        var before = vehicle.Duty;
        vehicle.Version++;
        (vehicle.Call, vehicle.AsDoctor) = (-1, false);
        if (before == Duty.Mobilising)
        {
            ReachStation(number);
            return;
        }

        Become(number, Duty.Returning);
        if (!vehicle.FailsWhenFree && !vehicle.Overdue && ServeQueues(number))
            return;
        TurnHome(number);
    }

    /// <summary>From somewhere on the way.</summary>
    private void TurnHome(int number)
    {
        ref var vehicle = ref fleet[number];
        vehicle.Version++;
        var seconds = OnTheWay(ref vehicle, model.Times.Normal, vehicle.Home);
        BeginHere(ref vehicle);
        vehicle.Base = vehicle.Home;
        Drive(ref vehicle, vehicle.Home, seconds * settings.HourFactors[Hour(now)]);
        Become(number, Duty.Returning);
        heap.Plan(vehicle.Arrives, EventKind.AtStation, number, vehicle.Version);
    }

    private void SendHome(int number, int station)
    {
        ref var vehicle = ref fleet[number];
        vehicle.Base = station;
        vehicle.Version++;
        var seconds = model.Times.Normal[vehicle.Place, station] * settings.HourFactors[Hour(now)];
        if (seconds <= 0)
        {
            vehicle.Place = station;
            ReachStation(number);
            return;
        }

        (vehicle.From, vehicle.Via) = (vehicle.Place, -1);
        Drive(ref vehicle, station, seconds);
        Become(number, station == vehicle.Home ? Duty.Returning : Duty.Relocating);
        heap.Plan(vehicle.Arrives, EventKind.AtStation, number, vehicle.Version);
    }

    private void ReachStation(int number)
    {
        ref var vehicle = ref fleet[number];
        if (vehicle.Overdue)
            BookOvertime(number);
        Become(number, vehicle.OnShift > 0 ? Duty.AtStation : Duty.Off);
        vehicle.Place = vehicle.Base;
        if (vehicle.FailsWhenFree)
            GoDown(number);
        else if (vehicle.OnShift > 0 && !ServeQueues(number) && vehicle.BreakSeconds > 0)
            StartBreak(number);
    }

    private void BookOvertime(int number)
    {
        ref var vehicle = ref fleet[number];
        Book(number);
        vehicle.Overdue = false;
        tally.OvertimeHours += Math.Max(0, Math.Min(now, end) - Math.Max(vehicle.OverdueSince, warm)) / 3_600;
    }

    /// <summary>A vehicle that got free takes who waits: urgent ones first, the oldest first.</summary>
    private bool ServeQueues(int number)
    {
        ref var vehicle = ref fleet[number];
        if (vehicle.Type == VehicleType.Nef)
        {
            while (doctors.Count > 0)
            {
                var wanted = doctors.First;
                doctors.TakeFirst();
                if (progress[wanted].Stage != DoctorStage.Wanted || progress[wanted].Done)
                    continue;
                Send(number, wanted, asDoctor: true);
                return true;
            }

            return false;
        }

        for (var level = Urgent; level <= Planned; level++)
        {
            if (waiting[level].Count == 0 || !vehicle.FreeFor(level == Urgent) || !Takes(vehicle.Type, level))
                continue;
            var call = waiting[level].First;
            waiting[level].TakeFirst();
            Send(number, call, asDoctor: false);
            return true;
        }

        return false;
    }

    private bool Takes(VehicleType type, int level) => (type, level) switch
    {
        (VehicleType.Rtw, Urgent or CanWait) => true,
        (VehicleType.Rtw, _) => settings.ReserveForTransports is { } reserve && FreeAmbulances() > reserve,
        (VehicleType.Ktw, CanWait) => settings.TransportCarsHelp,
        (VehicleType.Ktw, Planned) => true,
        _ => false,
    };

    private void Apply(in ScheduledChange change)
    {
        ref var vehicle = ref fleet[change.Vehicle];
        Become(change.Vehicle, vehicle.Duty);
        switch (change.Kind)
        {
            case ChangeKind.ShiftStarts:
                vehicle.OnShift++;
                (vehicle.Relocations, vehicle.BreakSeconds) = (0, 0);
                if (vehicle.Duty == Duty.Off && !vehicle.Down)
                    ReachStation(change.Vehicle);
                break;
            case ChangeKind.ShiftEnds:
                EndShift(change.Vehicle);
                break;
            case ChangeKind.BreakDue:
                vehicle.BreakSeconds = change.Seconds;
                if (vehicle.Duty == Duty.AtStation)
                    StartBreak(change.Vehicle);
                break;
            default:
                throw new InvalidOperationException($"Unknown change {change.Kind}");
        }
    }

    private void EndShift(int number)
    {
        ref var vehicle = ref fleet[number];
        vehicle.OnShift--;
        if (vehicle.BreakSeconds > 0 && now >= warm && now < end)
            tally.BreaksMissed++;
        vehicle.BreakSeconds = 0;
        (vehicle.OnBreak, vehicle.BreakNumber) = (false, vehicle.BreakNumber + 1);
        if (vehicle.Duty == Duty.Off)
            return;
        if (vehicle.Duty == Duty.AtStation && vehicle.Base == vehicle.Home)
        {
            if (vehicle.OnShift == 0)
                Become(number, Duty.Off);
            return;
        }

        if (!vehicle.Overdue)
            (vehicle.Overdue, vehicle.OverdueSince) = (true, now);
        if (vehicle.Duty is Duty.AtStation)
        {
            SendHome(number, vehicle.Home);
        }
        else if (vehicle.Duty == Duty.Relocating)
        {
            TurnHome(number);
        }
    }

    private void StartBreak(int number)
    {
        ref var vehicle = ref fleet[number];
        vehicle.OnBreak = true;
        vehicle.BreakNumber++;
        heap.Plan(now + vehicle.BreakSeconds, EventKind.BreakEnds, number, vehicle.BreakNumber);
    }

    private void EndBreak(int number, int version)
    {
        ref var vehicle = ref fleet[number];
        if (!vehicle.OnBreak || vehicle.BreakNumber != version)
            return;
        (vehicle.OnBreak, vehicle.BreakSeconds) = (false, 0);
        ServeQueues(number);
    }

    private void Fail(int number)
    {
        ref var vehicle = ref fleet[number];
        heap.Plan(now + (failures[number].NextExponential() * settings.Breakdown.MeanHoursBetween * 3_600), EventKind.Breaks, number);
        if (vehicle.Down || vehicle.Duty == Duty.Off || vehicle.Type == VehicleType.Tna)
            return;
        if (vehicle.Busy && vehicle.Duty is not (Duty.Mobilising or Duty.ToScene))
        {
            // Who is with a patient finishes first.
            vehicle.FailsWhenFree = true;
            return;
        }

        var (call, doctor) = (vehicle.Call, vehicle.AsDoctor);
        vehicle.Version++;
        (vehicle.Call, vehicle.AsDoctor) = (-1, false);
        GoDown(number);
        if (call < 0)
            return;
        if (doctor)
        {
            progress[call].Doctor = -1;
            SendDoctor(call);
        }
        else
        {
            progress[call].Unit = -1;
            SendUnit(call);
        }
    }

    private void GoDown(int number)
    {
        ref var vehicle = ref fleet[number];
        if (now >= warm && now < end)
            tally.Breakdowns++;
        if (vehicle.Overdue)
            BookOvertime(number);
        vehicle.Version++;
        Become(number, Duty.Off);
        (vehicle.Down, vehicle.FailsWhenFree, vehicle.OnBreak) = (true, false, false);
        (vehicle.Base, vehicle.Place) = (vehicle.Home, vehicle.Home);
        heap.Plan(now + (failures[number].NextExponential() * settings.Breakdown.MeanRepairHours * 3_600), EventKind.Repaired, number, vehicle.Version);
    }

    private void Repair(int number)
    {
        fleet[number].Down = false;
        if (fleet[number].OnShift > 0)
            ReachStation(number);
    }

    private void CountPlaced(int except = -1)
    {
        Array.Clear(placed);
        for (var number = 0; number < fleet.Length; number++)
        {
            if (number != except && fleet[number].Type == VehicleType.Rtw && fleet[number].FreeFor(urgent: true))
                placed[fleet[number].Base]++;
        }

        model.Coverage.Count(placed, counts);
    }

    /// <summary>Where a vehicle that got free goes: home, or where it is worth more (specs/rescue.md section 12).</summary>
    private int ChooseBase(int number)
    {
        ref var vehicle = ref fleet[number];
        if (vehicle.Type != VehicleType.Rtw || settings.Relocation.Policy == RelocationPolicy.None || !MayRelocate(ref vehicle))
            return vehicle.Home;
        CountPlaced(number);
        var limits = settings.Relocation;
        var (best, bestWorth, bestSeconds) = (vehicle.Home, 0.0, double.PositiveInfinity);
        var home = model.Coverage.Gain(vehicle.Home, counts);
        var available = placed.Sum() + 1;
        for (var station = 0; station < placed.Length; station++)
        {
            var seconds = model.Times.Normal[vehicle.Place, station] * settings.HourFactors[Hour(now)];
            if (model.Area.Stations[station].Candidate || seconds > limits.MostDrivingSeconds || !HasRoom(station, number))
                continue;
            var worth = limits.Policy == RelocationPolicy.Table
                ? Math.Sign(Wanted(station, available) - placed[station])
                : model.Coverage.Gain(station, counts) - home - limits.LeastGain;
            if (worth > 0 && (worth > bestWorth || (worth >= bestWorth && seconds < bestSeconds)))
                (best, bestWorth, bestSeconds) = (station, worth, seconds);
        }

        if (limits.Policy == RelocationPolicy.Table && Wanted(vehicle.Home, available) > placed[vehicle.Home])
            best = vehicle.Home;
        if (best != vehicle.Home)
            Order(ref vehicle);
        return best;
    }

    /// <summary>With a compliance table a vehicle that left may be followed by one from where there are too many.</summary>
    private void MoveUp()
    {
        if (settings.Relocation.Policy != RelocationPolicy.Table)
            return;
        CountPlaced();
        var available = placed.Sum();
        var (mover, target, least) = (-1, -1, settings.Relocation.MostDrivingSeconds);
        for (var number = 0; number < fleet.Length; number++)
        {
            ref var vehicle = ref fleet[number];
            if (vehicle.Type != VehicleType.Rtw || vehicle.Duty != Duty.AtStation || !vehicle.FreeFor(urgent: false) || !MayRelocate(ref vehicle)
                || placed[vehicle.Base] <= Wanted(vehicle.Base, available))
                continue;
            for (var station = 0; station < placed.Length; station++)
            {
                var seconds = model.Times.Normal[vehicle.Place, station] * settings.HourFactors[Hour(now)];
                if (placed[station] < Wanted(station, available) && seconds < least && HasRoom(station, number))
                    (mover, target, least) = (number, station, seconds);
            }
        }

        if (mover < 0)
            return;
        Order(ref fleet[mover]);
        SendHome(mover, target);
    }

    private int Wanted(int station, int available)
    {
        var wanted = 0;
        foreach (var place in model.Table.AsSpan(0, Math.Min(available, model.Table.Length)))
            wanted += place == station ? 1 : 0;
        return wanted;
    }

    private bool MayRelocate(ref VehicleState vehicle)
    {
        var limits = settings.Relocation;
        var hour = Hour(now);
        var night = limits.NightFrom <= limits.NightTo ? hour >= limits.NightFrom && hour < limits.NightTo : hour >= limits.NightFrom || hour < limits.NightTo;
        return !night && vehicle.Relocations < limits.MostPerShift && (hourOfOrders != (int)(now / 3_600) || ordersThisHour < limits.MostPerHour);
    }

    private void Order(ref VehicleState vehicle)
    {
        if (hourOfOrders != (int)(now / 3_600))
            (hourOfOrders, ordersThisHour) = ((int)(now / 3_600), 0);
        ordersThisHour++;
        vehicle.Relocations++;
        if (now >= warm && now < end)
            tally.Relocations++;
    }

    private bool HasRoom(int station, int except)
    {
        var there = 0;
        for (var number = 0; number < fleet.Length; number++)
            there += number != except && fleet[number].Base == station && fleet[number].Duty != Duty.Off ? 1 : 0;
        return there < model.Area.Stations[station].Capacity;
    }
}
