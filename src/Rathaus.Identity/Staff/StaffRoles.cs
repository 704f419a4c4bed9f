using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Staff;

/// <summary>
/// Roles of one town as a form gives them: administration is a matter of the town and held in each of its offices, the
/// others are chosen office by office.
/// </summary>
internal static class StaffRoles
{
    public const string Administration = "verwaltung";

    public const string OfficePrefix = "amt.";

    /// <summary>Kind of the office that plans the ambulance service.</summary>
    public const string RescueKind = "rettungsdienst";

    private static readonly StaffRole[] OfCases = [StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead];

    private static readonly StaffRole[] OfPlanning = [.. OfCases, StaffRole.Planner, StaffRole.MedicalDirector, StaffRole.Controller];

    /// <summary>Roles that somebody can have in an office.</summary>
    public static IReadOnlyList<StaffRole> Of(OfficeEntry office) => office.Kinds.Contains(RescueKind) ? OfPlanning : OfCases;

    /// <summary>What no office of the town and no role is called is left out.</summary>
    public static IReadOnlyList<StaffAssignment> From(IFormCollection form, TownEntry town) =>
    [
        .. form[Administration].Contains("ja") ? Administrator(town) : [],
        .. town.Offices.SelectMany(office => Of(office)
            .Where(role => form[OfficePrefix + office.Id].Contains(role.ToString()))
            .Select(role => new StaffAssignment(town.Number, office.Id, role))),
    ];

    public static IEnumerable<StaffAssignment> Administrator(TownEntry town) =>
        town.Offices.Select(office => new StaffAssignment(town.Number, office.Id, StaffRole.Administrator));

    /// <summary>The towns this person looks after.</summary>
    public static IReadOnlyList<short> Administered(this IActor actor) =>
        [.. actor.Assignments.Where(held => held.Role == StaffRole.Administrator).Select(held => held.Municipality).Distinct().Order()];
}
