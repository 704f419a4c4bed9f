using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary>What each page of a registration office asks first: which town, and whether the person works in its office.</summary>
internal sealed record OfficeDesk(HttpContext Http, IActor Actor, RegistrationOffices Offices, ITownThemes Themes)
{
    private static readonly IReadOnlyList<string> Deeds = ["versendet", "geprueft", "bestaetigt", "abgelehnt"];

    /// <summary>What was just done, as the address says.</summary>
    public string? Done => Deeds.FirstOrDefault(deed => deed == Http.Request.Query["erledigt"]);

    public async Task<IResult> WithTownAsync(string address, Func<TownEntry, Task<IResult>> answer)
    {
        var served = Offices.Served(Actor);
        if (served.Count == 0)
            return PageResult.Refused(Refusal.Forbidden("access.role-missing", "Diese Seite gibt es für Sie nicht."));
        var chosen = Http.Request.Query["stadt"].ToString();
        if (chosen.Length > 0)
            return served.FirstOrDefault(town => town.Id == chosen) is { } town
                ? await answer(town)
                : PageResult.Refused(Refusal.NotFound("town"));
        return served.Count == 1
            ? await answer(served[0])
            : PageResult.Of<ChooseOfficeTownPage>(new { Towns = served, Address = address });
    }

    public IResult Answer<TPage>(TownEntry town, object model, Refusal? refusal)
        where TPage : IComponent => PageResult.Of<TPage>(
            new { Model = model }, Themes.Find(town.Id), refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
}
