using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Ui;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Pages;

namespace Rathaus.Rescue.Features;

/// <summary>A change that is tried on the page of the sites.</summary>
/// <param name="Station">Id of a station, <see cref="New"/>, or empty: nothing is tried.</param>
/// <param name="Place">Id of a candidate, or longitude and latitude with a comma between; empty: where it is.</param>
/// <param name="Vehicles">0 closes it; null: as many as now.</param>
internal sealed record SiteTrial(string Station, string Place, int? Vehicles)
{
    public const string New = "neu";

    public const int MostVehicles = 9;

    public static SiteTrial Of(IQueryCollection query) => new(
        query["wache"].ToString(), query["ort"].ToString().Trim(),
        int.TryParse(query["fahrzeuge"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var vehicles) && vehicles <= MostVehicles ? vehicles : null);

    /// <exception cref="RescueFileException">There is no such place.</exception>
    public SiteChange Change(RescueArea area) => new(Station == New ? null : Station, Point(area), Vehicles);

    private GeoPoint? Point(RescueArea area)
    {
        if (Place.Length == 0)
            return null;
        if (area.Stations.FirstOrDefault(station => station.Id == Place) is { } candidate)
            return candidate.Point;
        return Place.Split(',') is [var longitude, var latitude] && Degrees(longitude, 180) is { } east && Degrees(latitude, 90) is { } north
            ? new GeoPoint(east, north)
            : throw new RescueFileException($"'{Place}' is neither a candidate nor longitude,latitude");
    }

    private static double? Degrees(string text, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= most
            ? value
            : null;
}

/// <summary>The site lab: what is now, what was tried, and what came of it.</summary>
/// <param name="Answer">Null: nothing was tried, or it cannot be.</param>
/// <param name="Impossible">The change that was asked for cannot be tried.</param>
internal sealed record SitesModel(CoverageModel Now, SiteTrial Trial, SiteAnswer? Answer, bool Impossible);

/// <summary>The page that tries sites, and its answers for the map that is dragged on.</summary>
internal static class SitePages
{
    public static void Map(IEndpointRouteBuilder rescue)
    {
        rescue.MapPage("/standorte", static (HttpContext http, RescueDesk desk, SiteFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
            RescuePages.Show<SitesPage>(town, await figures.TryAsync(town, http.Request.Query, ct)), ct));
        rescue.MapPage("/standorte.json", static (HttpContext http, RescueDesk desk, SiteFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
        {
            var model = await figures.TryAsync(town, http.Request.Query, ct);
            return model.Answer is { } answer
                ? Results.Json(new SiteReply(CellSteps.Of(answer.After, model.Now.Rule), answer.After.Total.ShareWithin, answer.ShareGained, answer.CallsGained, answer.Gained.Count, answer.Lost.Count))
                : Results.UnprocessableEntity();
        }, ct));
        rescue.MapPage("/zellen.geojson", static (HttpContext http, RescueDesk desk, SiteFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
        {
            var model = await figures.TryAsync(town, http.Request.Query, ct);
            return Results.Bytes(LiveMap.Write(town.Area.Area, CellSteps.Of(model.Answer?.After ?? model.Now.Map, model.Now.Rule)), "application/geo+json");
        }, ct));
    }

    /// <summary>What the map needs after a drag: the step of each cell in the order of the grid, and the figures.</summary>
    private sealed record SiteReply(IReadOnlyList<int> Steps, double Share, double ShareGained, double? CallsGained, int Gained, int Lost);
}

/// <summary>Tries changes; what is computed before the first try is kept for the next ones.</summary>
internal sealed class SiteFigures(PlanningFigures figures, FigureCache cache)
{
    public async Task<SitesModel> TryAsync(PlannedTown town, IQueryCollection query, CancellationToken ct)
    {
        var now = await figures.CoverageAsync(town, query["regel"], RescuePages.HourOf(query), ct);
        var trial = SiteTrial.Of(query);
        if (trial.Station.Length == 0)
            return new SitesModel(now, trial, null, Impossible: false);
        var key = $"{town.Town.Id}/{town.Area.Id}/{now.Period?.Batch}/lab/{DeadlineRules.Text(now.Rule)}/{now.Block}/{now.CallsAYear}";
        var lab = await cache.OfAsync(key, () => Task.Run(
            () => new SiteLab(town.Area.Area, new CoverageQuestion { Rule = now.Rule, Block = now.Block, CallsAYear = now.CallsAYear }), CancellationToken.None));
        try
        {
            return new SitesModel(now, trial, lab.Try([trial.Change(town.Area.Area)]), Impossible: false);
        }
        catch (RescueFileException)
        {
            return new SitesModel(now, trial, null, Impossible: true);
        }
    }
}
