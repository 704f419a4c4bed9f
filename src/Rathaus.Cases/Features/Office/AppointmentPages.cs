using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Appointments;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>The day list of an office: who comes when, and what became of it.</summary>
internal static class AppointmentPages
{
    public const string Address = "/amt/termine";

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapPage("/termine", ShowAsync);
        office.MapForm("/termine", NoteAsync);
    }

    private static Task<IResult> ShowAsync(HttpContext http, OfficeDesk desk, KeepAppointments appointments, ICatalogue catalogue, TimeProvider time, CancellationToken ct) =>
        PageAsync(http, desk, appointments, catalogue, time, null, ct);

    private static async Task<IResult> NoteAsync(
        HttpContext http, IFormCollection form, OfficeDesk desk, KeepAppointments appointments, ICatalogue catalogue, TimeProvider time, CancellationToken ct)
    {
        if (Chosen(http, desk) is not { Office: { } office } place)
            return PageResult.Refused(Refusal.NotFound("appointments"));
        var noted = Guid.TryParse(form["termin"], out var id)
            ? await appointments.NoteAsync(place.Town, office.Id, id, form[FormActions.Name].ToString(), ct)
            : Refusal.NotFound("appointments");
        if (noted.Succeeded)
            return PageResult.SeeOther(DayModel.AddressOf(place.Town, office, Day(http, time)));
        return noted.Refusal.Kind == RefusalKind.Conflict
            ? await PageAsync(http, desk, appointments, catalogue, time, noted.Refusal, ct)
            : PageResult.Refused(noted.Refusal, desk.Theme(place.Town));
    }

    private static async Task<IResult> PageAsync(
        HttpContext http, OfficeDesk desk, KeepAppointments appointments, ICatalogue catalogue, TimeProvider time, Refusal? refusal, CancellationToken ct)
    {
        if (Chosen(http, desk) is not { } place)
            return desk.CaseTowns.Count > 1
                ? PageResult.Of<TownChoicePage>(new { Model = new TownChoice(desk.CaseTowns, Address) })
                : PageResult.Refused(Refusal.NotFound("appointments"));
        if (place.Office is null)
            return PageResult.Refused(Refusal.NotFound("appointments"), desk.Theme(place.Town));
        var day = Day(http, time);
        var lines = await appointments.DayAsync(place.Town, place.Office.Id, day, ct);
        return lines.Succeeded
            ? PageResult.Of<AppointmentsPage>(
                new { Model = new DayModel(place.Town, desk.Offices(place.Town), place.Office, day, time.Today(), lines.Value, NamesOf(catalogue, place.Town, lines.Value), refusal) },
                desk.Theme(place.Town), refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind))
            : PageResult.Refused(lines.Refusal, desk.Theme(place.Town));
    }

    private static Dictionary<string, LocalText> NamesOf(ICatalogue catalogue, Municipality town, IReadOnlyList<KeepAppointments.Line> lines) => lines
        .Select(line => line.Service).OfType<string>().Distinct()
        .ToDictionary(id => id, id => catalogue.Find(town.Id, id)?.Name ?? new LocalText(id), StringComparer.Ordinal);

    private static DateOnly Day(HttpContext http, TimeProvider time) => SlotTime.Day(http.Request.Query["tag"]) ?? time.Today();

    private static (Municipality Town, Rathaus.Services.Office? Office)? Chosen(HttpContext http, OfficeDesk desk)
    {
        var wanted = http.Request.Query["stadt"].ToString();
        if (OfficeDesk.Choose(desk.CaseTowns, wanted.Length > 0 ? wanted : null) is not { } town)
            return null;
        var offices = desk.Offices(town);
        var office = http.Request.Query["amt"].ToString();
        return (town, office.Length > 0 ? offices.FirstOrDefault(one => one.Id == office) : offices.Count > 0 ? offices[0] : null);
    }
}

/// <summary>One day of an office.</summary>
internal sealed record DayModel(
    Municipality Town, IReadOnlyList<Rathaus.Services.Office> Offices, Rathaus.Services.Office Office, DateOnly Day, DateOnly Today,
    IReadOnlyList<KeepAppointments.Line> Lines, IReadOnlyDictionary<string, LocalText> Services, Refusal? Refusal)
{
    public string Address => AddressOf(Town, Office, Day);

    public static string AddressOf(Municipality town, Rathaus.Services.Office office, DateOnly day) =>
        $"{AppointmentPages.Address}?stadt={town.Id}&amt={office.Id}&tag={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
