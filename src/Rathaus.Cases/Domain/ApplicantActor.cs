using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>
/// The applicant as the rules saw them at submission. Background work and clerks evaluate a case on the applicant's
/// behalf, never on their own; a representative's request is evaluated for the one represented.
/// </summary>
internal sealed record ApplicantActor : IActor
{
    public Guid? AccountId { get; init; }

    public Guid? StaffId => null;

    public string? DisplayName { get; init; }

    public TrustLevel Trust { get; init; }

    public bool Simulated { get; init; }

    public ConfirmedPerson? Person { get; init; }

    public IReadOnlyList<StaffAssignment> Assignments => [];

    public ActsFor? ActsFor { get; init; }

    /// <summary>The applicant of a case, or null when nobody was signed in.</summary>
    public static ApplicantActor? Of(Case state) => state.Account is null
        ? null
        : new ApplicantActor
        {
            AccountId = state.Account,
            DisplayName = state.ApplicantName,
            Trust = state.Trust,
            Simulated = state.Simulated,
            Person = state.Person,
            ActsFor = state.Representative is { } sender
                ? new ActsFor(sender.Mandate, sender.Kind, state.Account.Value, state.ApplicantName ?? "")
                {
                    Holder = sender.Account,
                    Person = state.Person,
                    Organisation = sender.Organisation,
                }
                : null,
        };

    /// <summary>The applicant of a request: who is signed in, or whom they represent; null: nobody is signed in.</summary>
    public static IActor? Of(IActor actor) => actor switch
    {
        { AccountId: null } => null,
        { ActsFor: { } acts } => new ApplicantActor
        {
            AccountId = acts.Principal,
            DisplayName = acts.Name,
            Trust = Representation.TrustOf(actor),
            Simulated = actor.Simulated || acts.Simulated,
            Person = acts.Person,
            ActsFor = acts,
        },
        _ => actor,
    };
}
