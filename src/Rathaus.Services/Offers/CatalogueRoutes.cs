using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services.Catalogues;

namespace Rathaus.Services.Offers;

/// <summary>The region's catalogue: pages for people who adopt services, exports for other systems. Public, without persons.</summary>
internal static class CatalogueRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/katalog", All).WithPublicCache();
        routes.MapPage("/katalog/{lead}/{service}", One).WithPublicCache();
        routes.MapPage("/katalog/leistungen.json", Json).WithPublicCache();
        routes.MapPage("/katalog/leistungen.xml", Xml).WithPublicCache();
    }

    private static IResult All(Catalogue catalogue, TimeProvider time) =>
        PageResult.Of<CataloguePage>(new { Model = (object)new CatalogueView(RegionCatalogue.Of(catalogue.Snapshot), GermanClock.Today(time)) });

    private static async Task<IResult> One(Catalogue catalogue, ExampleStanding examples, TimeProvider time, string lead, string service) =>
        RegionCatalogue.Of(catalogue.Snapshot).FirstOrDefault(entry => entry.Sample.Lead == lead && entry.Sample.Id == service) is { } entry
            ? PageResult.Of<CatalogueEntryPage>(new { Model = (object)new CatalogueEntryView(entry, GermanClock.Today(time), await examples.OfAsync(entry.Sample)) })
            : PageResult.Refused(Refusal.NotFound("service"));

    private static IResult Json(Catalogue catalogue) =>
        Results.Json(CatalogueExport.Json(RegionCatalogue.Of(catalogue.Snapshot)), new JsonSerializerOptions { WriteIndented = true });

    private static IResult Xml(Catalogue catalogue, TimeProvider time) =>
        Results.Text(CatalogueExport.Xzufi(RegionCatalogue.Of(catalogue.Snapshot), time.GetUtcNow()).ToString(), "application/xml");
}

/// <summary>What the page of one service shows.</summary>
internal sealed record CatalogueEntryView(CatalogueEntry Entry, DateOnly Today, ExampleStanding.Result Examples);

/// <summary>What the page of all services shows.</summary>
internal sealed record CatalogueView(IReadOnlyList<CatalogueEntry> Entries, DateOnly Today);
