using Rathaus.Cases.Features.Inbox;
using Rathaus.Identity;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>Where the member of staff works: towns, offices, and how their pages look.</summary>
internal sealed class OfficeDesk(IActor actor, ICatalogue catalogue, ITownThemes themes)
{
    /// <summary>Towns in which this person has any role.</summary>
    public IReadOnlyList<Municipality> Towns =>
        [.. actor.Municipalities().Select(catalogue.FindTown).OfType<Municipality>().OrderBy(town => town.Name, StringComparer.Ordinal)];

    /// <summary>Towns in which this person works on cases.</summary>
    public IReadOnlyList<Municipality> CaseTowns => [.. Towns.Where(town => CaseOffices.Of(actor, town.Number).Count > 0)];

    /// <summary>Towns whose jobs and staff this person looks after.</summary>
    public IReadOnlyList<Municipality> OperatedTowns =>
        [.. Towns.Where(town => actor.Assignments.Any(held => held.Municipality == town.Number && held.Role == StaffRole.Administrator))];

    /// <summary>One of them by its id; without id the only one, or null when there is a choice.</summary>
    public static Municipality? Choose(IReadOnlyList<Municipality> towns, string? id) =>
        id is null && towns.Count == 1 ? towns[0] : towns.FirstOrDefault(town => town.Id == id);

    /// <summary>The offices of the town whose cases this person works on.</summary>
    public IReadOnlyList<Rathaus.Services.Office> Offices(Municipality town) =>
        [.. CaseOffices.Of(actor, town.Number).Select(town.FindOffice).OfType<Rathaus.Services.Office>()];

    public TownTheme? Theme(Municipality town) => themes.Find(town.Id);

    /// <summary>Sees who works in the town: administrators and leads.</summary>
    public bool SeesStaff(Municipality town) => actor.Assignments.Any(held =>
        held.Municipality == town.Number && held.Role is StaffRole.Administrator or StaffRole.Lead);

    /// <summary>Works on cases somewhere; for the navigation.</summary>
    public static bool WorksOnCases(PageContext context) => context.Actor is { StaffId: not null } staff
        && staff.Assignments.Any(held => held.Role is StaffRole.Clerk or StaffRole.SecondClerk or StaffRole.Lead);

    /// <summary>Looks after a town's jobs; for the navigation.</summary>
    public static bool Operates(PageContext context) => context.Actor is { StaffId: not null } staff
        && staff.Assignments.Any(held => held.Role == StaffRole.Administrator);
}
