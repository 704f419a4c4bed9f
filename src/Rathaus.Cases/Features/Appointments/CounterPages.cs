using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

using Office = Rathaus.Services.Office;

/// <summary>Appointments at a counter without an application: <c>/{town}/termin</c>.</summary>
internal static class CounterPages
{
    private const string Cookie = "rathaus-termin";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/{town}/termin", Offices);
        routes.MapPage("/{town}/termin/{office}", ChooseAsync);
        routes.MapForm("/{town}/termin/{office}", BookAsync).RequireRateLimiting("submission");
        var one = routes.MapGroup("/{town}/termin/{office}/{id:guid}");
        one.MapPage("", ShowAsync);
        one.MapForm("", ChangeAsync).RequireRateLimiting("submission");
        one.MapPage("/kalender.ics", CalendarAsync);
    }

    private static IResult Offices(string town, ICatalogue catalogue) => catalogue.FindTown(town) is { } place
        ? PageResult.Of<CounterOfficesPage>(new { Place = place })
        : PageResult.Refused(Refusal.NotFound("town"));

    private static async Task<IResult> ChooseAsync(
        string town, string office, [FromQuery] string? ab, [FromQuery] string? zeit, HttpContext http, ICatalogue catalogue, ITexts texts, CounterAppointments counter, CancellationToken ct)
    {
        if (Find(catalogue, town, office) is not { } found)
            return PageResult.Refused(Refusal.NotFound("office"));
        var free = await counter.FreeAsync(found.Town, found.Office, SlotTime.Day(ab), ct);
        var draft = CarriedDraft.Of(http.Request, catalogue, found.Town);
        return PageResult.Of<SlotsPage>(new
        {
            Model = View(found.Town, found.Office, free, texts.For(http.Language())) with
            {
                Chosen = SlotTime.Read(zeit), More = draft?.More ?? "", Topic = draft?.Topic(http.Language()),
            },
        });
    }

    private static async Task<IResult> BookAsync(
        string town, string office, IFormCollection form, HttpContext http, ICatalogue catalogue, ITexts texts, CounterAppointments counter, CancellationToken ct)
    {
        Close(http);
        if (Find(catalogue, town, office) is not { } found)
            return PageResult.Refused(Refusal.NotFound("office"));
        var start = SlotTime.Read(form[SlotsView.TimeField]);
        string? name = form["name"];
        string? topic = form["anliegen"];
        var draft = CarriedDraft.Of(http.Request, catalogue, found.Town);
        var booked = start is null
            ? OfficeCalendar.Gone
            : await counter.BookAsync(found.Town, found.Office, new CounterAppointments.Request(start.Value, name, topic, http.Language()), ct);
        if (booked.Succeeded)
        {
            var address = CounterAddress.Of(town, office, booked.Value.Row.Id);
            if (booked.Value.Secret is { } secret)
                Remember(http, address, secret);
            return PageResult.SeeOther(address + "?neu=1" + draft?.More);
        }

        // A time that is gone leads back to the list, faults stay at their fields.
        var free = await counter.FreeAsync(found.Town, found.Office, null, ct);
        var view = View(found.Town, found.Office, free, texts.For(http.Language())) with { Refusal = booked.Refusal, Name = name, Topic = topic, More = draft?.More ?? "" };
        return PageResult.Of<SlotsPage>(
            new { Model = booked.Refusal.Kind == RefusalKind.Invalid ? view with { Chosen = start } : view }, status: RefusalHttp.StatusOf(booked.Refusal.Kind));
    }

    private static async Task<IResult> ShowAsync(
        string town, string office, Guid id, [FromQuery] string? neu, [FromQuery] string? verlegen, [FromQuery] string? ab, [FromQuery] string? zeit,
        HttpContext http, ICatalogue catalogue, ITexts texts, CounterAppointments counter, CancellationToken ct)
    {
        Close(http);
        if (Find(catalogue, town, office) is not { } found)
            return PageResult.Refused(Refusal.NotFound("office"));
        var own = await counter.ShowAsync(KeyOf(http, found.Town, id), SlotTime.Day(ab), ct);
        if (!own.Succeeded)
            return PageResult.Refused(own.Refusal);
        return verlegen == "1" && own.Value.Row.IsBooked
            ? PageResult.Of<SlotsPage>(new { Model = Moving(found.Town, own.Value, texts.For(http.Language())) with { Chosen = SlotTime.Read(zeit) } })
            : PageResult.Of<CounterPage>(new { Model = new CounterView(found.Town, own.Value, neu == "1", CarriedDraft.Of(http.Request, catalogue, found.Town)?.Address) });
    }

    private static async Task<IResult> ChangeAsync(
        string town, string office, Guid id, IFormCollection form, HttpContext http, ICatalogue catalogue, ITexts texts, CounterAppointments counter, CancellationToken ct)
    {
        Close(http);
        if (Find(catalogue, town, office) is not { } found)
            return PageResult.Refused(Refusal.NotFound("office"));
        var key = KeyOf(http, found.Town, id);
        var changed = form[FormActions.Name] == "absagen" ? await counter.CancelAsync(key, ct)
            : SlotTime.Read(form[SlotsView.TimeField]) is { } start ? await counter.MoveAsync(key, start, ct)
            : OfficeCalendar.Gone;
        if (changed.Succeeded)
            return PageResult.SeeOther(CounterAddress.Of(town, office, id));
        if (changed.Refusal.Kind != RefusalKind.Conflict)
            return PageResult.Refused(changed.Refusal);
        var own = await counter.ShowAsync(key, null, ct);
        return own.Succeeded
            ? PageResult.Of<SlotsPage>(new { Model = Moving(found.Town, own.Value, texts.For(http.Language())) with { Refusal = changed.Refusal } }, status: StatusCodes.Status409Conflict)
            : PageResult.Refused(own.Refusal);
    }

    private static async Task<IResult> CalendarAsync(
        string town, string office, Guid id, HttpContext http, ICatalogue catalogue, ITexts texts, CounterAppointments counter, CancellationToken ct)
    {
        Close(http);
        if (Find(catalogue, town, office) is not { } found)
            return PageResult.Refused(Refusal.NotFound("office"));
        var own = await counter.ShowAsync(KeyOf(http, found.Town, id), null, ct);
        if (!own.Succeeded)
            return PageResult.Refused(own.Refusal);
        var words = texts.For(http.Language());
        return Results.File(
            AppointmentWords.Calendar(own.Value.Row, words["cases.appointment.counter.title", ("town", found.Town.Name)], own.Value.Row.Topic ?? "", own.Value.Office, found.Town),
            "text/calendar; charset=utf-8", "termin.ics");
    }

    private static SlotsView View(Municipality town, Office office, FreeDays free, Texts words) => new(
        words["cases.appointment.counter.choose"], "", office, CounterAppointments.Minutes, free, $"/{town.Id}/termin/{office.Id}", $"/{town.Id}/termin", null, null, Asks: true);

    private static SlotsView Moving(Municipality town, CounterAppointments.View own, Texts words)
    {
        var address = CounterAddress.Of(town.Id, own.Office.Id, own.Row.Id);
        return new SlotsView(
            words["cases.appointment.counter.move"], "", own.Office, own.Row.Minutes, own.Free, address, address, own.Row.StartsAt, null, Asks: false) { More = "&verlegen=1" };
    }

    private static (Municipality Town, Office Office)? Find(ICatalogue catalogue, string town, string office) =>
        catalogue.FindTown(town) is { } place && place.FindOffice(office) is { } found ? (place, found) : null;

    private static CounterKey KeyOf(HttpContext http, Municipality town, Guid id) =>
        new(town, id, http.Request.Cookies.TryGetValue(Cookie, out var secret) && secret.Length <= 64 ? secret : null);

    private static void Remember(HttpContext http, string address, string secret) => http.Response.Cookies.Append(Cookie, secret, new CookieOptions
    {
        Path = address,
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        MaxAge = TimeSpan.FromDays(180),
        IsEssential = true,
    });

    private static void Close(HttpContext http) => http.Response.Headers.CacheControl = "private, no-store";
}

/// <summary>An appointment of one's own without a case.</summary>
/// <param name="Draft">Where the draft waits that led here, or null.</param>
internal sealed record CounterView(Municipality Town, CounterAppointments.View View, bool IsNew, string? Draft)
{
    public string Address => CounterAddress.Of(Town.Id, View.Row.Office, View.Row.Id);
}
