using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Rescue.Areas.Stored;
using Rathaus.Rescue.Demo;
using Rathaus.Rescue.Pages;

namespace Rathaus.Rescue.Features;

/// <summary>A town whose planning this person works on, with its area.</summary>
internal sealed record PlannedTown(TownEntry Town, TownScope Scope, StoredArea Area, TownTheme? Theme, IReadOnlySet<StaffRole> Roles)
{
    public bool May(params ReadOnlySpan<StaffRole> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
                return true;
        }

        return false;
    }
}

/// <summary>Who plans which town: planner, medical director and controller, and nobody else, an administrator neither.</summary>
internal sealed class RescueDesk(IActor actor, ITownOffices towns, ITownThemes themes, TownDatabase database, AreaStore areas)
{
    private static readonly StaffRole[] Planning = [StaffRole.Planner, StaffRole.MedicalDirector, StaffRole.Controller];

    public static bool IsVisible(PageContext context) =>
        context.Actor is { StaffId: not null } staff && staff.Assignments.Any(held => Planning.Contains(held.Role));

    public Guid Staff => actor.StaffId ?? throw new InvalidOperationException("Nobody is signed in");

    /// <summary>Answers for the town of the address, or the only one; without an area with the page that says so.</summary>
    public async Task<IResult> WithTownAsync(HttpContext http, Func<PlannedTown, Task<IResult>> answer, CancellationToken ct)
    {
        var mine = towns.All.Where(town => RolesIn(town).Count > 0).ToList();
        var chosen = http.Request.Query["stadt"].ToString();
        if (chosen.Length == 0 && mine.Count > 1)
            return PageResult.Of<ChooseTownPage>(new { Towns = (IReadOnlyList<TownEntry>)mine });
        var town = chosen.Length == 0 ? mine.FirstOrDefault() : mine.FirstOrDefault(one => one.Id == chosen);
        if (town is null)
            return PageResult.Refused(Refusal.NotFound("rescue"));
        var scope = database.For(town.Number);
        return await areas.CurrentAsync(scope, ct) is { } area
            ? await answer(new PlannedTown(town, scope, area, themes.Find(town.Id), RolesIn(town)))
            : PageResult.Of<NoAreaPage>(new { BeingMade = await BeingMadeAsync(scope, ct) }, themes.Find(town.Id));
    }

    private HashSet<StaffRole> RolesIn(TownEntry town) =>
        actor.StaffId is null ? [] : [.. actor.Assignments.Where(held => held.Municipality == town.Number && Planning.Contains(held.Role)).Select(held => held.Role)];

    private static async Task<bool> BeingMadeAsync(TownScope town, CancellationToken ct) => (await town.QueryAsync<int>(
        "select 1 from kernel.job where municipality = @Town and kind = @Kind limit 1", new { MakeDemoCity.Kind }, ct)).Count > 0;
}
