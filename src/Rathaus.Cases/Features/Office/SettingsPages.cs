using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>What the town has set and what it still has to check: parameters, fees, offices, staff. Read only.</summary>
internal static class SettingsPages
{
    public const string Address = "/amt/einstellungen";

    public static void Map(IEndpointRouteBuilder office) => office.MapPage("/einstellungen", ShowAsync);

    private static async Task<IResult> ShowAsync(
        HttpContext http, OfficeDesk desk, ICatalogue catalogue, IStaffDirectory staff, TimeProvider time, CancellationToken ct)
    {
        var chosen = http.Request.Query["stadt"].ToString() is { Length: > 0 } id ? id : null;
        var towns = desk.Towns;
        if (OfficeDesk.Choose(towns, chosen) is not { } town)
            return towns.Count > 1 && chosen is null
                ? PageResult.Of<TownChoicePage>(new { Model = new TownChoice(towns, Address) })
                : PageResult.Refused(Refusal.NotFound("town"));
        IReadOnlyList<StaffMember>? people = null;
        if (desk.SeesStaff(town))
        {
            var found = new Dictionary<Guid, StaffMember>();
            foreach (var office in town.Offices)
            {
                foreach (var member in await staff.OfOfficeAsync(town.Number, office.Id, ct))
                    found[member.Id] = member;
            }

            people = [.. found.Values.OrderBy(member => member.DisplayName, StringComparer.Ordinal)];
        }

        return PageResult.Of<SettingsPage>(
            new { Model = new SettingsModel(town, catalogue.ServicesOf(town.Id), catalogue.RatesOf(town.Id), time.Today(), people) }, desk.Theme(town));
    }
}

/// <summary>Settings of a town.</summary>
/// <param name="Staff">Null for whoever may not see it.</param>
internal sealed record SettingsModel(
    Municipality Town, IReadOnlyList<EffectiveService> Services, IReadOnlyList<RateNote> Rates, DateOnly Today, IReadOnlyList<StaffMember>? Staff);
