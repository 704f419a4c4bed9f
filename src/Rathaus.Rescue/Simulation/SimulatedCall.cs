using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>What each duration or decision of a call is drawn from: one uniform number each, so that variants share them.</summary>
internal enum Draw
{
    Taking,
    Deciding,
    Turnout,
    Travel,
    Access,
    Scene,
    Ride,
    Handover,
    DoctorTurnout,
    DoctorTravel,
    DoctorScene,
    Tele,
    Neighbour,
    NeighbourTravel,
}

[System.Runtime.CompilerServices.InlineArray(14)]
internal struct Draws
{
    private float first;

    public readonly float Of(Draw draw) => ((ReadOnlySpan<float>)this)[(int)draw];
}

/// <summary>A call with everything that chance decides about it, before anybody is sent.</summary>
internal readonly struct SimulatedCall
{
    /// <summary>Seconds from the begin of the simulation.</summary>
    public double ReceivedAt { get; init; }

    public int Cell { get; init; }

    public byte Type { get; init; }

    public sbyte PatientClass { get; init; }

    public CallKind Kind { get; init; }

    public bool HighPriority { get; init; }

    public bool Transported { get; init; }

    public bool NeedsDoctor { get; init; }

    public bool TeleDoctorSuffices { get; init; }

    public bool DoctorRides { get; init; }

    /// <summary>The one that was recorded; -1: the nearest that is suitable.</summary>
    public short Hospital { get; init; }

    /// <summary>Seconds on scene and at hospital that were recorded; not a number: drawn.</summary>
    public float RecordedScene { get; init; }

    public float RecordedHandover { get; init; }

    public Draws Draws { get; init; }
}
