using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>
/// Staff read an entry of a register of their own office for a stated purpose (<c>/amt/register</c>). What is looked for travels in the body,
/// never in an address; each look is audit data.
/// </summary>
internal static class RegisterPages
{
    public const string Address = "/amt/register";

    /// <summary>Which register belongs to which kind of office.</summary>
    public static IReadOnlyList<(string Register, string OfficeKind)> Kept { get; } =
    [
        ("residents", "meldebehoerde"), ("civil", "standesamt"), ("vehicles", "zulassungsbehoerde"), ("licences", "fahrerlaubnisbehoerde"),
        ("businesses", "gewerbemeldestelle"), ("electoral", "wahlamt"), ("titles", "auslaenderbehoerde"), ("childcare", "jugendamt"), ("honorary", "ehrenamt"),
    ];

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapPage("/register", Show);
        office.MapForm("/register", ReadAsync);
    }

    private static IResult Show(HttpContext http, OfficeDesk desk)
    {
        var chosen = http.Request.Query["stadt"].ToString() is { Length: > 0 } id ? id : null;
        var towns = TownsOf(desk);
        return OfficeDesk.Choose(towns, chosen) is { } town
            ? Page(town, new RegisterModel(town, RegistersOf(desk, town)), desk)
            : towns.Count > 1 && chosen is null
                ? PageResult.Of<TownChoicePage>(new { Model = new TownChoice(towns, Address) })
                : PageResult.Refused(Refusal.NotFound("register"));
    }

    private static async Task<IResult> ReadAsync(
        HttpContext http, IFormCollection form, OfficeDesk desk, IRegisterReader reader, CaseAccess access, IActor actor, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        if (OfficeDesk.Choose(TownsOf(desk), form["stadt"]) is not { } town || actor.StaffId is not { } staff
            || !RegistersOf(desk, town).Contains(form["register"].ToString()))
            return PageResult.Refused(Refusal.NotFound("register"));
        var inquiry = new RegisterInquiry(
            town.Number, form["register"].ToString(), form["familienname"].ToString(), form["vornamen"].ToString(), Day(form["geboren"].ToString()),
            form["kennzeichen"].ToString(), form["zweck"].ToString(), form["bezug"].ToString(), staff);
        var model = new RegisterModel(town, RegistersOf(desk, town)) { Asked = inquiry };
        if (await UnfitAsync(inquiry, town, access, ct) is { } unfit)
            return Page(town, model with { Refusal = unfit }, desk);
        var read = await reader.ReadAsync(inquiry, ct);
        return Page(town, read.Succeeded ? model with { Found = read.Value } : model with { Refusal = read.Refusal }, desk);
    }

    /// <summary>A purpose that is a case names one that this person may open, in this town.</summary>
    private static async Task<Refusal?> UnfitAsync(RegisterInquiry inquiry, Municipality town, CaseAccess access, CancellationToken ct)
    {
        if (RegisterPurpose.All.FirstOrDefault(purpose => purpose.Id == inquiry.Purpose) is not { OfCase: true })
            return inquiry.Reference.Trim().Length is > 3 and <= 200 ? null : Missing;
        var opened = await access.AsStaffAsync(inquiry.Reference.Trim(), ct);
        return opened.Succeeded && opened.Value.Town.Id == town.Id ? null : Missing;
    }

    private static Refusal Missing => Refusal.Conflict("register.purpose-missing", "Sagen Sie, wofür Sie den Eintrag lesen: mit der Nummer eines Vorgangs Ihres Amts oder einem Aktenzeichen.");

    private static PageResult Page(Municipality town, RegisterModel model, OfficeDesk desk) => PageResult.Of<RegisterPage>(
        new { Model = model }, desk.Theme(town), model.Refusal is { } refusal ? RefusalHttp.StatusOf(refusal.Kind) : StatusCodes.Status200OK);

    private static List<Municipality> TownsOf(OfficeDesk desk) => [.. desk.CaseTowns.Where(town => RegistersOf(desk, town).Count > 0)];

    private static IReadOnlyList<string> RegistersOf(OfficeDesk desk, Municipality town) =>
        [.. Kept.Where(kept => desk.Offices(town).Any(office => office.Kinds.Contains(kept.OfficeKind))).Select(kept => kept.Register)];

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

/// <summary>The form, and what was found for it.</summary>
internal sealed record RegisterModel(Municipality Town, IReadOnlyList<string> Registers)
{
    public RegisterInquiry? Asked { get; init; }

    /// <summary>Null before anything was asked.</summary>
    public IReadOnlyList<RegisterEntryView>? Found { get; init; }

    public Refusal? Refusal { get; init; }
}
