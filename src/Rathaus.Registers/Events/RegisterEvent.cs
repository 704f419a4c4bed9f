using System.Text.Json.Nodes;

namespace Rathaus.Registers;

/// <summary>Something that happened to a subject of a register (a person, a vehicle, an entry). Only ever added.</summary>
/// <param name="Sequence">From 1, without gap.</param>
/// <param name="Body">What the event changes; the state of the subject is the fold of all of them.</param>
public sealed record RegisterEvent(string Register, string Subject, int Sequence, string Kind, DateTimeOffset At, JsonObject Body)
{
    /// <summary><c>Citizen</c>, <c>Staff</c> or <c>System</c>.</summary>
    public string ActorKind { get; init; } = "System";

    public Guid? ActorId { get; init; }

    /// <summary>For which purpose: the id of the service, or what the house itself did.</summary>
    public required string Purpose { get; init; }

    /// <summary>Number of the case, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>Id of the case's effect, or null.</summary>
    public string? Deed { get; init; }

    /// <summary>Number of the event within its deed: it happens once.</summary>
    public int? Step { get; init; }
}
