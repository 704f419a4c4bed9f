using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Retention;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>The deletion report of a town (Löschbericht), for its administrators.</summary>
internal static class RetentionPages
{
    public const string Address = "/amt/loeschung";

    public static void Map(IEndpointRouteBuilder office) => office.MapPage("/loeschung", ShowAsync);

    private static async Task<IResult> ShowAsync(HttpContext http, OfficeDesk desk, ShowRetention report, CancellationToken ct)
    {
        var chosen = http.Request.Query["stadt"].ToString() is { Length: > 0 } id ? id : null;
        var towns = desk.OperatedTowns;
        if (OfficeDesk.Choose(towns, chosen) is not { } town)
            return towns.Count > 1 && chosen is null
                ? PageResult.Of<TownChoicePage>(new { Model = new TownChoice(towns, Address) })
                : PageResult.Refused(Refusal.NotFound("retention"));
        var view = await report.RunAsync(town, ct);
        return view.Succeeded
            ? PageResult.Of<RetentionPage>(new { Model = new RetentionModel(town, view.Value) }, desk.Theme(town))
            : PageResult.Refused(view.Refusal, desk.Theme(town));
    }
}

/// <summary>What the deletion report shows.</summary>
internal sealed record RetentionModel(Municipality Town, ShowRetention.View View);
