using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Mandates;

/// <summary><c>/amt/vollmachten</c>: clerks check documents of parents and carers.</summary>
internal static class MandateOfficeRoutes
{
    public const string Address = "/amt/vollmachten";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var office = routes.MapGroup(Address).RequireStaff(StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead);
        office.MapPage("", static async (HttpContext http, IActor clerk, MandateStore store, ITownOffices towns, CancellationToken ct) =>
        {
            var mine = DecideMandate.TownsOf(clerk);
            return PageResult.Of<OfficeMandatesPage>(new
            {
                Model = new OfficeMandatesView(
                    await store.AskedInAsync(mine, ct), [.. towns.All.Where(town => mine.Contains(town.Number))],
                    http.Request.Query["erledigt"].ToString() is "confirmed" or "ended" ? http.Request.Query["erledigt"].ToString() : null),
            });
        });
        office.MapPage("/{id:guid}", static (Guid id, [AsParameters] Desk desk) => desk.ShowAsync(id, null, null));
        office.MapForm("/{id:guid}/bestaetigen", static async (Guid id, [AsParameters] Desk desk, IFormCollection form) =>
            await desk.AfterAsync(id, form, await desk.Decide.ConfirmAsync(desk.Clerk, id, form["nachweis"], FormValues.Date(form, "bis"), desk.Ct), "confirmed"));
        office.MapForm("/{id:guid}/beenden", static async (Guid id, [AsParameters] Desk desk, IFormCollection form) =>
            await desk.AfterAsync(id, form, await desk.Decide.EndAsync(desk.Clerk, id, form["grund"], desk.Ct), "ended"));
        foreach (var deed in (string[])["bestaetigen", "beenden"])
            office.MapPage("/{id:guid}/" + deed, static (Guid id) => PageResult.SeeOther($"{Address}/{id:D}"));
    }

    internal sealed record Desk(HttpContext Http, IActor Clerk, DecideMandate Decide, ITownOffices Towns, TimeProvider Time, CancellationToken Ct)
    {
        public async Task<IResult> ShowAsync(Guid id, IFormCollection? form, Refusal? refusal) =>
            await Decide.FindAsync(Clerk, id, Ct) is { Town: { } number } entry && Towns.Find(number) is { } town
                ? PageResult.Of<OfficeMandatePage>(
                    new { Model = new OfficeMandateView(entry, town, Time.Today(), Time.GetUtcNow(), form, refusal) },
                    status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind))
                : PageResult.Refused(Mandate.Unknown);

        public async Task<IResult> AfterAsync(Guid id, IFormCollection form, Outcome<Guid> outcome, string deed) =>
            outcome.Succeeded ? PageResult.SeeOther($"{Address}?erledigt={deed}") : await ShowAsync(id, form, outcome.Refusal);
    }
}
