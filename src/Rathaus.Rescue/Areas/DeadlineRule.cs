namespace Rathaus.Rescue.Areas;

/// <summary>Moments of a mission that a deadline may start or stop at (specs/rescue.md section 3).</summary>
internal enum MissionEvent
{
    CallReceived,
    CallOpened,
    Dispatched,
    EnRoute,
    OnScene,
    AtPatient,
}

/// <summary>
/// A response-time limit (Hilfsfrist, Planungsfrist) as versioned data.
/// </summary>
/// <param name="PatientClasses">Classes it holds for (GVS 0 to 6); empty: every emergency.</param>
/// <param name="Vehicles">The first of these to arrive counts.</param>
/// <param name="Seconds">By area class; a class that is missing does not count.</param>
/// <param name="TargetShare">Share of calls to be reached in time, 0 to 1.</param>
/// <param name="AlarmShare">Below it sites and vehicles have to be examined again; null: the rule names none.</param>
/// <param name="ToBeConfirmed">What the carrier has to confirm before it may be called law; null: nothing.</param>
internal sealed record DeadlineRule(
    string Id,
    string Name,
    DateOnly ValidFrom,
    DateOnly? ValidTo,
    IReadOnlyList<int> PatientClasses,
    IReadOnlyList<VehicleType> Vehicles,
    MissionEvent Start,
    MissionEvent Stop,
    IReadOnlyDictionary<AreaClass, double> Seconds,
    double TargetShare,
    double? AlarmShare,
    string? ToBeConfirmed,
    string Source);
