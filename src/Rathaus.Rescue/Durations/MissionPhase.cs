using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Durations;

/// <summary>Stretches of a mission that do not follow from the roads.</summary>
internal enum MissionPhase
{
    /// <summary>Call received to opened.</summary>
    Taking,

    /// <summary>Opened to the alarm of the first vehicle.</summary>
    Deciding,

    /// <summary>Alarm to departure.</summary>
    Turnout,

    /// <summary>On scene to at the patient.</summary>
    Access,

    /// <summary>On scene to departure with the patient.</summary>
    Treating,

    /// <summary>On scene to free again, where nobody is transported.</summary>
    Attending,

    /// <summary>At hospital to free again: handing over and cleaning up.</summary>
    Handover,
}

/// <summary>What durations are told apart by; -1 stands for all.</summary>
/// <param name="Class">See <see cref="ClassOf"/>.</param>
/// <param name="Block">0: 0 to 7 h, 1: 7 to 17 h, 2: 17 to 24 h.</param>
internal readonly record struct DurationKey(MissionPhase Phase, int Class, int Block, int Hospital)
{
    public const int Classes = 12;

    public const int Blocks = 3;

    /// <summary>The next coarser one; null: this is the coarsest.</summary>
    public DurationKey? Coarser => this switch
    {
        { Hospital: >= 0 } => this with { Hospital = -1 },
        { Block: >= 0 } => this with { Block = -1 },
        { Class: >= 0 } => this with { Class = -1 },
        _ => null,
    };

    public static int BlockOf(int hour) => hour < 7 ? 0 : hour < 17 ? 1 : 2;

    /// <summary>Type of vehicle (RTW, NEF, KTW, other) by urgent emergency, other emergency, planned transport.</summary>
    public static int ClassOf(VehicleType type, CallKind kind, bool highPriority) =>
        (Math.Min((int)type, 3) * 3) + (kind != CallKind.Emergency ? 2 : highPriority ? 0 : 1);
}
