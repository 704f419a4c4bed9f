using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

internal enum ActorKind
{
    Citizen,

    /// <summary>Somebody who holds the secret of the draft or receipt.</summary>
    Anonymous,
    Staff,
    System,
}

/// <summary>Who caused an event, as the history keeps it.</summary>
/// <param name="Name">Shown in the history: name of staff or applicant; null for the system.</param>
internal sealed record CaseActor(ActorKind Kind, Guid? Id, string? Name)
{
    public static readonly CaseActor System = new(ActorKind.System, null, null);

    public static readonly CaseActor Anonymous = new(ActorKind.Anonymous, null, null);

    public static CaseActor Of(IActor actor) => actor switch
    {
        { StaffId: { } staff } => new CaseActor(ActorKind.Staff, staff, actor.DisplayName),
        { AccountId: { } account } => new CaseActor(ActorKind.Citizen, account, actor.DisplayName),
        _ => Anonymous,
    };
}
