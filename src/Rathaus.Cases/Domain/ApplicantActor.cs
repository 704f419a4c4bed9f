using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>
/// The applicant as the rules saw them at submission. Background work and clerks evaluate a case on the applicant's
/// behalf, never on their own.
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
        };
}
