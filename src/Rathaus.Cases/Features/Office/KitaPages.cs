using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>Giving out childcare places: rounds, preview with the reasons for each child, confirmation. For the town's youth welfare office.</summary>
internal static class KitaPages
{
    public const string Address = "/amt/kita";

    /// <summary>Kind of the office whose staff give out places.</summary>
    private const string OfficeKind = "jugendamt";

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapPage("/kita", ShowAsync);
        office.MapForm("/kita/vergeben", ConfirmAsync);
    }

    /// <summary>Works in a youth welfare office; for the navigation. The page itself asks for the kind of the office.</summary>
    public static bool GivesPlaces(PageContext context) => context.Actor is { StaffId: not null } staff
        && staff.Assignments.Any(held => held.Office == OfficeKind && held.Role != StaffRole.Administrator);

    private static async Task<IResult> ShowAsync(HttpContext http, OfficeDesk desk, IPlaceMatching matching, IPlaceOffers offers, IActor actor, CancellationToken ct)
    {
        var towns = TownsOf(desk);
        var chosen = http.Request.Query["stadt"].ToString() is { Length: > 0 } id ? id : null;
        if (OfficeDesk.Choose(towns, chosen) is not { } town)
            return towns.Count > 1 && chosen is null
                ? PageResult.Of<TownChoicePage>(new { Model = new TownChoice(towns, Address) })
                : PageResult.Refused(Refusal.NotFound("matching"));
        var given = int.TryParse(http.Request.Query["vergeben"], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : (int?)null;
        return await PageAsync(town, RoundOf(http.Request.Query["art"], http.Request.Query["ab"]), null, given, desk, matching, offers, actor, ct);
    }

    private static async Task<IResult> ConfirmAsync(
        IFormCollection form, OfficeDesk desk, IPlaceMatching matching, IPlaceOffers offers, IActor actor, CancellationToken ct)
    {
        if (OfficeDesk.Choose(TownsOf(desk), form["stadt"]) is not { } town || actor.StaffId is not { } staff || RoundOf(form["art"], form["ab"]) is not { } round)
            return PageResult.Refused(Refusal.NotFound("matching"));
        var confirmed = await matching.ConfirmAsync(town.Number, round, form["stand"].ToString(), staff, ct);
        return confirmed.Succeeded
            ? PageResult.SeeOther(string.Create(CultureInfo.InvariantCulture, $"{Address}?stadt={town.Id}&vergeben={confirmed.Value}"))
            : await PageAsync(town, round, confirmed.Refusal, null, desk, matching, offers, actor, ct);
    }

    private static async Task<IResult> PageAsync(
        Municipality town, MatchingRound? round, Refusal? refusal, int? given, OfficeDesk desk, IPlaceMatching matching, IPlaceOffers offers, IActor actor, CancellationToken ct)
    {
        MatchingView? view = null;
        if (round is not null && actor.StaffId is { } staff)
        {
            var preview = await matching.PreviewAsync(town.Number, round, staff, ct);
            refusal ??= preview.Refusal;
            view = preview.Value;
        }

        return PageResult.Of<KitaPage>(
            new { Model = new KitaModel(town, await matching.RoundsAsync(town.Number, ct), view, refusal, given) { Offers = await offers.AllAsync(town.Number, ct) } }, desk.Theme(town),
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    /// <summary>Towns in whose youth welfare office this person works on cases.</summary>
    private static List<Municipality> TownsOf(OfficeDesk desk) =>
        [.. desk.CaseTowns.Where(town => desk.Offices(town).Any(office => office.Kinds.Contains(OfficeKind)))];

    private static MatchingRound? RoundOf(string? care, string? start) =>
        care is "kita" or "ogs" && DateOnly.TryParseExact(start, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new MatchingRound(care, day, 0)
            : null;
}

/// <summary>Rounds of a town and the one that is looked at.</summary>
/// <param name="Given">Offers just written, or null.</param>
internal sealed record KitaModel(Municipality Town, IReadOnlyList<MatchingRound> Rounds, MatchingView? View, Refusal? Refusal, int? Given)
{
    /// <summary>Offers that hold or were answered, by number of the case.</summary>
    public IReadOnlyList<PlaceOffer> Offers { get; init; } = [];
}
