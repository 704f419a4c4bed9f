namespace Rathaus.Rescue.Areas;

/// <summary>What a call needs.</summary>
internal enum CallKind
{
    Emergency,
    Transport,
    Transfer,
}

/// <summary>A call without anything personal: place by cell, time to the minute (specs/rescue.md section 13).</summary>
/// <param name="PatientClass">GVS 0 to 6; null: not recorded.</param>
/// <param name="Cell">Null: position unknown or outside.</param>
internal sealed record CallRecord(
    string Id,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? OpenedAt,
    string Category,
    int? PatientClass,
    bool HighPriority,
    CallKind Kind,
    string? Cell,
    bool Transported,
    string? Hospital);

/// <summary>What one vehicle did for a call; a moment that is missing was not recorded.</summary>
internal sealed record MissionRecord(
    string Call,
    string Vehicle,
    VehicleType Type,
    DateTimeOffset DispatchedAt,
    DateTimeOffset? EnRouteAt,
    DateTimeOffset? OnSceneAt,
    DateTimeOffset? AtPatientAt,
    DateTimeOffset? LeaveSceneAt,
    DateTimeOffset? AtHospitalAt,
    DateTimeOffset? FreeAt,
    DateTimeOffset? BackAt,
    bool BlueLight,
    bool Cancelled);
