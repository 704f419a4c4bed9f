using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services.Calculators;
using Rathaus.Services.Search;

namespace Rathaus.Services.Portal;

/// <summary>Public pages of region, towns and services. They know no person, so they may be cached.</summary>
internal static class PortalPages
{
    private static readonly string[] HouseTopics =
        ["impressum", "datenschutz", "barrierefreiheit", "barriere-melden", "gebaerdensprache"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/", Region).WithPublicCache();
        routes.MapPage("/suche", Search).WithPublicCache();
        routes.MapPage("/leistungen/{service}", ChooseTown).WithPublicCache();
        routes.MapPage("/lebenslagen/{id}", RegionEvent).WithPublicCache();
        foreach (var topic in HouseTopics)
            routes.MapPage("/" + topic, () => PageResult.Of<HousePage>(new { Topic = topic })).WithPublicCache();
        routes.MapPage("/problems/{code}", Problem).WithPublicCache();
        routes.MapPage("/{town}", Town).WithPublicCache();
        routes.MapPage("/{town}/aemter", Offices).WithPublicCache();
        routes.MapPage("/{town}/lebenslagen/{id}", TownEvent).WithPublicCache();
        routes.MapPage("/{town}/{service}", Service).WithPublicCache();
    }

    private static IResult Problem(string code) => ProblemEntries.Find(code) is { } entry
        ? PageResult.Of<ProblemPage>(new { entry.Code, entry.Status, entry.Meaning, entry.Remedy })
        : PageResult.Refused(Refusal.NotFound("problem"));

    private static IResult Region(ICatalogue catalogue, string? ort)
    {
        var search = SearchWords.Clean(ort);
        if (search is null)
            return PageResult.Of<RegionPage>(new { Catalogue = catalogue, Services = EachOnce(catalogue) });

        var form = Din91379.SearchForm(search);
        Municipality[] found = PostCode.Parse(search).Value is { } code
            ? [.. catalogue.Towns.Where(town => town.PostCodes.Contains(code))]
            : [.. catalogue.Towns.Where(town => form.Length > 1 && Din91379.SearchForm(town.Name).Contains(form, StringComparison.Ordinal))];
        var known = catalogue.KnownMunicipalities
            .Where(one => one.PostCodes.Contains(search)
                || (form.Length > 2 && Din91379.SearchForm(one.Name).StartsWith(form, StringComparison.Ordinal)))
            .Take(10)
            .ToArray();
        return found.Length == 1 && known.Length == 0
            ? PageResult.SeeOther("/" + found[0].Id)
            : PageResult.Of<RegionPage>(new { Catalogue = catalogue, Services = EachOnce(catalogue), Search = search, Found = found, Known = known });
    }

    private static IResult Search(ICatalogue catalogue, string? s)
    {
        var search = SearchWords.Clean(s);
        return PageResult.Of<SearchPage>(new
        {
            Search = search,
            All = EachOnce(catalogue),
            Hits = search is null ? [] : catalogue.Search(search),
        });
    }

    private static IResult ChooseTown(ICatalogue catalogue, string service)
    {
        EffectiveService[] offers =
            [.. catalogue.Towns.Select(town => catalogue.Find(town.Id, service)).OfType<EffectiveService>()];
        return offers.Length == 0
            ? PageResult.Refused(Refusal.NotFound("service"))
            : PageResult.Of<ChooseTownPage>(new { Offers = offers });
    }

    private static IResult Town(ICatalogue catalogue, string town, string? s)
    {
        if (catalogue.FindTown(town) is not { } place)
            return PageResult.Refused(Refusal.NotFound("town"));
        var offers = catalogue.OffersFor(place);
        var search = SearchWords.Clean(s);
        return PageResult.Of<TownPage>(new
        {
            Place = place,
            ChecksBenefits = catalogue.FindCalculator(town, Calculator.BenefitCheck) is not null,
            Offers = offers,
            Search = search,
            Hits = search is null ? [] : catalogue.Search(search).Select(hit => catalogue.FindFor(place, hit.Id)).OfType<EffectiveService>().ToArray(),
            Events = catalogue.LifeEvents,
            Members = place.IsDistrict ? catalogue.Towns.Where(one => one.District == place.Id).ToArray() : [],
        });
    }

    private static IResult RegionEvent(ICatalogue catalogue, string id)
    {
        if (catalogue.LifeEvents.Find(id) is not { } life)
            return PageResult.Refused(Refusal.NotFound("life-event"));
        EffectiveService[] offers = [.. life.Services
            .Select(service => catalogue.Towns.Select(town => catalogue.Find(town.Id, service)).OfType<EffectiveService>().FirstOrDefault())
            .OfType<EffectiveService>()];
        return PageResult.Of<LifeEventPage>(new { Life = life, Offers = offers });
    }

    private static IResult TownEvent(ICatalogue catalogue, string town, string id)
    {
        if (catalogue.FindTown(town) is not { } place)
            return PageResult.Refused(Refusal.NotFound("town"));
        return catalogue.LifeEvents.Find(id) is not { } life
            ? PageResult.Refused(Refusal.NotFound("life-event"))
            : PageResult.Of<LifeEventPage>(new
            {
                Life = life,
                Place = place,
                Offers = life.Services.Select(service => catalogue.FindFor(place, service)).OfType<EffectiveService>().ToArray(),
            });
    }

    /// <summary>"42103", "Wuppertal" or "42103 Wuppertal".</summary>
    private static (string? Code, string? Place) CodeAndPlace(string asked)
    {
        var parts = asked.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 && PostCode.Parse(parts[0]).Value is { } code ? (code, parts.Length == 2 ? parts[1] : null) : (null, asked);
    }

    private static IResult Offices(ICatalogue catalogue, string town) =>
        catalogue.FindTown(town) is { } place
            ? PageResult.Of<OfficesPage>(new { Place = place })
            : PageResult.Refused(Refusal.NotFound("town"));

    private static IResult Service(ICatalogue catalogue, TimeProvider time, string town, string service, string? plz)
    {
        if (catalogue.Find(town, service) is not { } offered)
        {
            return catalogue.FindTown(town) is { } home && catalogue.FindFor(home, service) is { } ofDistrict
                ? PageResult.SeeOther($"/{ofDistrict.Town.Id}/{service}")
                : PageResult.Refused(Refusal.NotFound("service"));
        }

        var calculates = catalogue.FindCalculator(town, service) is not null;
        var asked = SearchWords.Clean(plz);
        if (asked is null)
            return PageResult.Of<ServiceDetailPage>(new { Service = offered, Today = time.Today(), HasCalculator = calculates });
        var (code, place) = CodeAndPlace(asked);
        var competence = catalogue.CompetenceFor(offered, code, place);
        return PageResult.Of<ServiceDetailPage>(new
        {
            Service = offered, Today = time.Today(), PostCode = asked, Competence = competence, HasCalculator = calculates,
        });
    }

    /// <summary>Every service of the region once, as its first town offers it, by name.</summary>
    private static EffectiveService[] EachOnce(ICatalogue catalogue) => [.. catalogue.Towns
        .SelectMany(town => catalogue.ServicesOf(town.Id))
        .DistinctBy(service => service.Id)
        .OrderBy(service => service.Name.German, StringComparer.Create(CultureInfo.GetCultureInfo("de-DE"), ignoreCase: true))];
}
