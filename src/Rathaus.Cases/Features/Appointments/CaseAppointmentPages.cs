using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Account;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Appointments;

/// <summary>Appointments of a case for its applicant.</summary>
internal static class CaseAppointmentPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/vorgang/{number}/termin/{rule}");
        one.MapPage("", ShowAsync);
        one.MapForm("", ChangeAsync).RequireRateLimiting("submission");
        one.MapPage("/kalender.ics", CalendarAsync);
    }

    private static async Task<IResult> ShowAsync(
        [AsParameters] CaseRequest request, string rule, [FromQuery] string? ab, [FromQuery] string? zeit, CaseAppointments appointments, ITexts texts, CancellationToken ct)
    {
        request.Close();
        var view = await appointments.ShowAsync(request.Key, rule, request.Http.Language(), SlotTime.Day(ab), ct);
        return view.Succeeded
            ? Page(request, view.Value, null, texts, SlotTime.Read(zeit))
            : request.Refused(view.Refusal);
    }

    private static async Task<IResult> ChangeAsync(
        [AsParameters] CaseRequest request, string rule, IFormCollection form, CaseAppointments appointments, ITexts texts, CancellationToken ct)
    {
        request.Close();
        var language = request.Http.Language();
        var changed = form[FormActions.Name] == "absagen" ? await appointments.CancelAsync(request.Key, rule, language, ct)
            : SlotTime.Read(form[SlotsView.TimeField]) is { } start ? await appointments.BookAsync(request.Key, rule, start, language, ct)
            : OfficeCalendar.Gone;
        if (changed.Succeeded || changed.Refusal.Code == "appointment.not-now")
            return PageResult.SeeOther(request.Address + "#termine");
        if (changed.Refusal.Kind != RefusalKind.Conflict)
            return request.Refused(changed.Refusal);
        var view = await appointments.ShowAsync(request.Key, rule, language, null, ct);
        return view.Succeeded ? Page(request, view.Value, changed.Refusal, texts, null) : request.Refused(view.Refusal);
    }

    private static async Task<IResult> CalendarAsync(
        [AsParameters] CaseRequest request, string rule, CaseAppointments appointments, CancellationToken ct)
    {
        request.Close();
        var language = request.Http.Language();
        var view = await appointments.ShowAsync(request.Key, rule, language, null, ct);
        if (!view.Succeeded || view.Value.Appointment.Booked is not { } booked)
            return request.Refused(view.Succeeded ? Refusal.NotFound("appointment") : view.Refusal);
        var (opened, one) = (view.Value.Opened, view.Value.Appointment);
        return Results.File(
            AppointmentWords.Calendar(
                booked, $"{opened.Service.Name.In(language)}: {AppointmentWords.Label(opened.Service, one.Due, language)}",
                $"{AppointmentWords.Say(opened.Service, one.Due, language)} {opened.Case.Number.Text}", one.Due.Office, opened.Town),
            "text/calendar; charset=utf-8", $"termin-{opened.Case.Number.Text}.ics");
    }

    private static PageResult Page(CaseRequest request, CaseAppointments.View view, Refusal? refusal, ITexts texts, DateTimeOffset? chosen)
    {
        var language = request.Http.Language();
        var (opened, one) = (view.Opened, view.Appointment);
        var title = texts.For(language)["cases.appointment.case.title", ("label", AppointmentWords.Label(opened.Service, one.Due, language))];
        var model = new SlotsView(
            title, AppointmentWords.Say(opened.Service, one.Due, language), one.Due.Office, one.Due.Minutes, view.Free,
            $"{request.Address}/termin/{one.Due.Id}", request.Address, one.Booked is { IsBooked: true } booked ? booked.StartsAt : null, chosen, Asks: false)
        { Refusal = refusal };
        return PageResult.Of<SlotsPage>(
            new { Model = model }, request.TownOf(opened), refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }
}
