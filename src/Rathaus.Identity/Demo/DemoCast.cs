using Rathaus.Kernel.Ports;

namespace Rathaus.Identity;

/// <summary>An obviously invented person who may be played in the demonstration (catalogue/demo/persons.yaml).</summary>
public sealed record DemoPerson
{
    /// <summary>Stable id, for example <c>mira-beispiel</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the town of the main dwelling.</summary>
    public required string Town { get; init; }

    /// <summary>One German sentence: whom one plays.</summary>
    public required string About { get; init; }

    /// <summary>What an eID would confirm about the person.</summary>
    public required ConfirmedPerson Confirmed { get; init; }

    /// <summary>The family or shared household, or null.</summary>
    public string? Household { get; init; }

    /// <summary>Disclosure block (Auskunftssperre, § 51 BMG) in the residents' register.</summary>
    public bool DisclosureBlock { get; init; }

    /// <summary>May be picked on the sign-in page: children and people under guardianship may not.</summary>
    public bool SignsIn { get; init; }

    /// <summary>The account of this person, the same in every installation.</summary>
    public required Guid AccountId { get; init; }

    public string DisplayName => $"{Confirmed.GivenNames.Split(' ')[0]} {Confirmed.FamilyName}";
}

/// <summary>An invented company and the person who acts for it.</summary>
public sealed record DemoCompany(
    string Id, string Name, string LegalForm, string Town, string Street, string HouseNumber, string PostCode, string RepresentedBy);

/// <summary>An invented member of staff; assignments name the towns' numbers and offices.</summary>
public sealed record DemoStaff(
    string Id, Guid StaffId, string DisplayName, string Town, IReadOnlyList<StaffAssignment> Assignments);

/// <summary>
/// The cast of the demonstration: one set of invented people for every room. Empty without demo mode, so that nobody
/// can be signed in by a forgotten route.
/// </summary>
public sealed class DemoCast
{
    public static readonly DemoCast None = new([], [], []);

    private readonly Dictionary<string, DemoPerson> persons;
    private readonly Dictionary<string, DemoStaff> staff;

    internal DemoCast(IReadOnlyList<DemoPerson> persons, IReadOnlyList<DemoCompany> companies, IReadOnlyList<DemoStaff> staff)
    {
        Persons = persons;
        Companies = companies;
        Staff = staff;
        this.persons = persons.ToDictionary(person => person.Id, StringComparer.Ordinal);
        this.staff = staff.ToDictionary(member => member.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<DemoPerson> Persons { get; }

    public IReadOnlyList<DemoCompany> Companies { get; }

    public IReadOnlyList<DemoStaff> Staff { get; }

    public DemoPerson? FindPerson(string? id) => id is null ? null : persons.GetValueOrDefault(id);

    public DemoStaff? FindStaff(string? id) => id is null ? null : staff.GetValueOrDefault(id);
}
