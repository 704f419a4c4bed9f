using Rathaus.Kernel.Ports;

namespace Rathaus.Services;

/// <summary>People besides the applicant who must confirm with their own account, as declared.</summary>
/// <param name="Trust">Level they sign in with.</param>
public sealed record SignerRule(string Id, LocalText Label, LocalText Why, TrustLevel Trust);

/// <summary>A visit to an office that a case may call for, as declared.</summary>
public sealed record AppointmentRule(string Id, LocalText Label, LocalText Say, Office Office, int Minutes, AppointmentTime At);

/// <summary>When an appointment is offered.</summary>
public enum AppointmentTime
{
    Submitted,
    Granted,
}

/// <summary>A document made with a grant, besides notice and permit, as declared.</summary>
public sealed record IssueRule(string Id, string DocumentId);

/// <summary>People who must confirm these answers.</summary>
/// <param name="People">At least one.</param>
public sealed record DueSigner(string Id, string Label, string Why, TrustLevel Trust, IReadOnlyList<SignerPerson> People);

/// <summary>A person named in the answers.</summary>
public sealed record SignerPerson(string FamilyName, string GivenNames, DateOnly? BirthDate);

/// <summary>An appointment these answers call for.</summary>
public sealed record DueAppointment(string Id, string Label, string Say, Office Office, int Minutes, AppointmentTime At);

/// <summary>A document to be made with a grant.</summary>
/// <param name="Copies">At least one.</param>
public sealed record DueIssue(string Id, string DocumentId, int Copies);
