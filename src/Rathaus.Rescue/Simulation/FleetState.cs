using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>What a vehicle is doing; it does exactly one thing at a time.</summary>
internal enum Duty : byte
{
    Off,
    AtStation,
    Mobilising,
    ToScene,
    OnScene,
    ToHospital,
    AtHospital,
    Clearing,

    /// <summary>For the moment between the end of a mission and what comes next.</summary>
    Freed,
    Returning,
    Relocating,
}

internal struct VehicleState
{
    public Duty Duty;
    public VehicleType Type;
    public bool TeleDoctor;
    public int Home;

    /// <summary>Station where it stands or goes when free.</summary>
    public int Base;

    /// <summary>Where it stands.</summary>
    public int Place;

    // Where it drives, and since when. With Via the way began at part ViaPart of the way from From to Via.
    public int From;
    public int Via;
    public double ViaPart;
    public int To;
    public double Left;
    public double Arrives;

    public int Call;
    public bool AsDoctor;
    public double AlarmAt;
    public double EnRouteAt;

    /// <summary>Grows when plans change: what was planned before is off.</summary>
    public int Version;

    /// <summary>Crews on shift.</summary>
    public int OnShift;

    /// <summary>The crew's shift is over, but it is still out.</summary>
    public bool Overdue;
    public double OverdueSince;

    public double BreakSeconds;
    public bool OnBreak;
    public int BreakNumber;

    public bool Down;
    public bool FailsWhenFree;
    public int Relocations;
    public double Since;

    public readonly bool Busy => Duty is >= Duty.Mobilising and <= Duty.Clearing;

    public readonly bool Driving => Duty is Duty.ToScene or Duty.Returning or Duty.Relocating;

    public readonly bool FreeFor(bool urgent) =>
        Duty is Duty.AtStation or Duty.Freed or Duty.Returning or Duty.Relocating && OnShift > 0 && !Overdue && !Down && (urgent || !OnBreak);
}

internal enum DoctorStage : byte
{
    None,

    /// <summary>Depends on the ambulance, which is not found yet.</summary>
    Undecided,
    Wanted,
    Sent,
    OnScene,

    /// <summary>On scene and done, but the ambulance is not there yet.</summary>
    Waiting,
    Gone,
}

internal struct CallProgress
{
    public double OpenedAt;
    public double QueuedAt;
    public int Unit;
    public int Doctor;
    public bool Done;
    public bool UnitOnScene;
    public bool UnitLeft;
    public bool Responded;
    public bool ByTele;
    public DoctorStage Stage;
    public int Hospital;

    /// <summary>Rules that a vehicle has answered.</summary>
    public uint Answered;
}

/// <summary>Calls that wait, in order; links instead of nodes, so that nothing is allocated.</summary>
internal sealed class CallQueue
{
    private int[] next = [];
    private int head = -1;
    private int tail = -1;

    public int Count { get; private set; }

    public int First => head;

    public void Reset(int calls)
    {
        if (next.Length < calls)
            next = new int[calls];
        (head, tail, Count) = (-1, -1, 0);
    }

    public void Append(int call)
    {
        next[call] = -1;
        if (tail < 0)
            head = call;
        else
            next[tail] = call;
        tail = call;
        Count++;
    }

    /// <summary>Puts a call that had its vehicle taken away before all others.</summary>
    public void Prepend(int call)
    {
        next[call] = head;
        head = call;
        if (tail < 0)
            tail = call;
        Count++;
    }

    public void TakeFirst()
    {
        head = next[head];
        if (head < 0)
            tail = -1;
        Count--;
    }
}
