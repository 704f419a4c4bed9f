namespace Rathaus.Kernel.Ports;

/// <summary>Trust level of a sign-in, and what a service asks for (none, niedrig, substantiell, hoch; § 3 (4) OZG).</summary>
public enum TrustLevel
{
    None = 0,
    Low = 1,
    Substantial = 2,
    High = 3,
}

/// <summary>What staff may do, per town and office.</summary>
public enum StaffRole
{
    /// <summary>Sachbearbeitung: takes and decides cases of the own office.</summary>
    Clerk = 1,

    /// <summary>Zweite Person im Vier-Augen-Prinzip: releases what another person decided.</summary>
    SecondClerk = 2,

    /// <summary>Leitung: assigns, releases, sees the whole office.</summary>
    Lead = 3,

    /// <summary>Administration of the town: catalogue, staff, dead jobs; decides no case.</summary>
    Administrator = 4,

    /// <summary>Planung des Rettungsdienstes: imports data, calculates, tries plans.</summary>
    Planner = 5,

    /// <summary>Ärztliche Leitung Rettungsdienst: sees everything of the planning, confirms medical deadlines.</summary>
    MedicalDirector = 6,

    /// <summary>Controlling: reads results and costs of the planning, changes nothing.</summary>
    Controller = 7,
}

/// <summary>One role of a member of staff. <paramref name="Municipality"/> is the town's number, <paramref name="Office"/> the office's id there.</summary>
public sealed record StaffAssignment(short Municipality, string Office, StaffRole Role);

/// <summary>Who acts in this request. Owned by Identity; any room may ask.</summary>
public interface IActor
{
    /// <summary>Citizen account, or null: not signed in, or staff.</summary>
    Guid? AccountId { get; }

    /// <summary>Staff identity, or null: not signed in, or a citizen.</summary>
    Guid? StaffId { get; }

    /// <summary>Name to show on pages, or null.</summary>
    string? DisplayName { get; }

    /// <summary>The level reached by the current sign-in.</summary>
    TrustLevel Trust { get; }

    /// <summary>The sign-in went through a simulated eID or a demo person: shown on page, case and document.</summary>
    bool Simulated { get; }

    /// <summary>Identity data confirmed by the sign-in (eID or demo person), or null.</summary>
    ConfirmedPerson? Person { get; }

    /// <summary>Empty unless staff.</summary>
    IReadOnlyList<StaffAssignment> Assignments { get; }

    /// <summary>Whom this request is made for by a confirmed mandate; null: the person acts for themselves.</summary>
    ActsFor? ActsFor => null;

    /// <summary>Whose drafts, cases and mailbox these are: the represented one's, else the account's own.</summary>
    Guid? OwnerId => ActsFor?.Principal ?? AccountId;

    /// <summary>Until when an emergency access by sealed code is open somewhere in the back office; null: none, or not staff.</summary>
    DateTimeOffset? EmergencyUntil => null;
}

/// <summary>Identity data as an eID gives them (§ 18 (3) PAuswG): names, birth date, address.</summary>
public sealed record ConfirmedPerson(
    string FamilyName, string GivenNames, DateOnly BirthDate, string? BirthPlace,
    string Street, string HouseNumber, string PostCode, string Town);
