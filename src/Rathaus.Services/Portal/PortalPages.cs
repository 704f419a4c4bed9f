using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;

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
        foreach (var topic in HouseTopics)
            routes.MapPage("/" + topic, () => PageResult.Of<HousePage>(new { Topic = topic })).WithPublicCache();
        routes.MapPage("/problems/{code}", Problem).WithPublicCache();
        routes.MapPage("/{town}", Town).WithPublicCache();
        routes.MapPage("/{town}/aemter", Offices).WithPublicCache();
        routes.MapPage("/{town}/{service}", Service).WithPublicCache();
    }

    private static IResult Problem(string code) => ProblemEntries.Find(code) is { } entry
        ? PageResult.Of<ProblemPage>(new { entry.Code, entry.Status, entry.Meaning, entry.Remedy })
        : PageResult.Refused(Refusal.NotFound("problem"));

    private static IResult Region(ICatalogue catalogue, string? ort)
    {
        var search = ServiceSearch.Clean(ort);
        if (search is null)
            return PageResult.Of<RegionPage>(new { Catalogue = catalogue });

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
            : PageResult.Of<RegionPage>(new { Catalogue = catalogue, Search = search, Found = found, Known = known });
    }

    private static IResult Search(ICatalogue catalogue, string? s)
    {
        var search = ServiceSearch.Clean(s);
        var hits = search is null
            ? []
            : ServiceSearch.Find(catalogue.Towns.SelectMany(town => catalogue.ServicesOf(town.Id)), search);
        return PageResult.Of<SearchPage>(new { Search = search, Hits = hits });
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
        var offers = catalogue.ServicesOf(town);
        var search = ServiceSearch.Clean(s);
        return PageResult.Of<TownPage>(new
        {
            Place = place,
            Offers = offers,
            Search = search,
            Hits = search is null ? [] : ServiceSearch.Find(offers, search),
            Members = place.IsDistrict ? catalogue.Towns.Where(one => one.District == place.Id).ToArray() : [],
        });
    }

    private static IResult Offices(ICatalogue catalogue, string town) =>
        catalogue.FindTown(town) is { } place
            ? PageResult.Of<OfficesPage>(new { Place = place })
            : PageResult.Refused(Refusal.NotFound("town"));

    private static IResult Service(ICatalogue catalogue, TimeProvider time, string town, string service, string? plz)
    {
        if (catalogue.Find(town, service) is not { } offered)
            return PageResult.Refused(Refusal.NotFound("service"));
        var asked = ServiceSearch.Clean(plz);
        if (asked is null)
            return PageResult.Of<ServiceDetailPage>(new { Service = offered, Today = time.Today() });
        var code = PostCode.Parse(asked).Value;
        var competence = catalogue.CompetenceFor(offered, code, code is null ? asked : null);
        return PageResult.Of<ServiceDetailPage>(new { Service = offered, Today = time.Today(), PostCode = asked, Competence = competence });
    }
}
