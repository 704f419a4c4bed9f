using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary><c>/amt/schalter</c>: clerks of the registration office check a person by a document, and confirm each other's checks.</summary>
internal static class CounterDeskRoutes
{
    public const string Address = "/amt/schalter";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup(Address).RequireStaff(StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead);
        desk.MapPage("", static ([AsParameters] OfficeDesk desk, CounterVisits visits, CancellationToken ct) => desk.WithTownAsync(Address, async town =>
            desk.Answer<CounterDeskPage>(
                town, new CounterDeskView(town, CheckInput.Of(desk.Http.Request.Query["zweck"]), await visits.OpenAsync(town.Number, ct), desk.Done, null), null)));
        desk.MapForm("", static ([AsParameters] OfficeDesk desk, IFormCollection form, CounterVisits visits, CancellationToken ct) =>
            desk.WithTownAsync(Address, async town =>
            {
                var input = CheckInput.From(form);
                var done = await visits.CheckAsync(
                    desk.Actor, town, desk.Offices.Of(town)!, input.Purpose, input.Code, input.Person, input.Document, ct);
                return done.Succeeded
                    ? PageResult.SeeOther($"{Address}?stadt={town.Id}&erledigt={(done.Value.Waits ? "geprueft" : "bestaetigt")}")
                    : desk.Answer<CounterDeskPage>(
                        town, new CounterDeskView(town, input, await visits.OpenAsync(town.Number, ct), null, done.Refusal), done.Refusal);
            })).RequireRateLimiting(IdentityModule.LoginLimit);
        desk.MapPage("/{id:guid}", static (Guid id, [AsParameters] OfficeDesk desk, CounterVisits visits, CancellationToken ct) =>
            desk.WithTownAsync(Address, town => ShowAsync(desk, town, visits, id, null, ct)));
        desk.MapForm("/{id:guid}/bestaetigen", static (Guid id, [AsParameters] OfficeDesk desk, CounterVisits visits, CancellationToken ct) =>
            desk.WithTownAsync(Address, async town =>
            {
                var done = await visits.ConfirmAsync(desk.Actor, town.Number, id, ct);
                if (!done.Succeeded)
                    return await ShowAsync(desk, town, visits, id, done.Refusal, ct);
                desk.Http.Response.Headers.CacheControl = "no-store";
                return done.Value.Code is { } code
                    ? desk.Answer<VisitCodePage>(town, new VisitCodeView(town, code), null)
                    : PageResult.SeeOther($"{Address}?stadt={town.Id}&erledigt=bestaetigt");
            }));
        desk.MapForm("/{id:guid}/ablehnen", static (Guid id, [AsParameters] OfficeDesk desk, CounterVisits visits, CancellationToken ct) =>
            desk.WithTownAsync(Address, async town => await visits.RefuseAsync(desk.Actor, town.Number, id, ct)
                ? PageResult.SeeOther($"{Address}?stadt={town.Id}&erledigt=abgelehnt")
                : PageResult.Refused(Refusal.NotFound("visit"))));
    }

    private static async Task<IResult> ShowAsync(
        OfficeDesk desk, TownEntry town, CounterVisits visits, Guid id, Refusal? refusal, CancellationToken ct) =>
        await visits.FindAsync(town.Number, id, ct) is { } visit
            ? desk.Answer<VisitPage>(town, new VisitView(town, visit, visit.CheckedBy == desk.Actor.StaffId, refusal), refusal)
            : PageResult.Refused(Refusal.NotFound("visit"));
}

/// <summary>What a clerk typed.</summary>
internal sealed record CheckInput(string Purpose, string Code, PersonInput Person, CheckedDocument Document, string Day, string Month, string Year)
{
    public static CheckInput Of(string? purpose) => new(
        purpose == "wiederherstellung" ? CounterVisits.Recovery : CounterVisits.Proofing, "", PersonInput.Empty,
        new CheckedDocument("", null, PictureFits: false, Genuine: false), "", "", "");

    public static CheckInput From(IFormCollection form)
    {
        var (day, month, year) = (form["gueltig.day"].ToString().Trim(), form["gueltig.month"].ToString().Trim(), form["gueltig.year"].ToString().Trim());
        var until = TypedDay.Read(day, month, year);
        return Of(form["zweck"]) with
        {
            Code = form["code"].ToString() is { Length: <= 64 } code ? code : "",
            Person = PersonInput.From(form),
            Document = new CheckedDocument(form["dokument"].ToString(), until, form["bild"].Contains("ja"), form["echt"].Contains("ja")),
            Day = day.Length <= 10 ? day : "",
            Month = month.Length <= 10 ? month : "",
            Year = year.Length <= 10 ? year : "",
        };
    }
}

/// <summary>The counter's page: the form, and what waits for a second person.</summary>
internal sealed record CounterDeskView(TownEntry Town, CheckInput Input, IReadOnlyList<OpenVisit> Open, string? Done, Refusal? Refusal)
{
    public string In(string path) => $"{CounterDeskRoutes.Address}{path}?stadt={Town.Id}";

    public bool Recovers => Input.Purpose == CounterVisits.Recovery;
}

/// <summary>One visit that waits.</summary>
/// <param name="Own">The clerk who looks is the one who checked.</param>
internal sealed record VisitView(TownEntry Town, OpenVisit Visit, bool Own, Refusal? Refusal)
{
    public string In(string path) => $"{CounterDeskRoutes.Address}/{Visit.Id:D}{path}?stadt={Town.Id}";
}

/// <summary>The code that opens an account again, shown once.</summary>
internal sealed record VisitCodeView(TownEntry Town, string Code);
