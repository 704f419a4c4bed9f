using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>Jobs that failed for good, for the operators of a town: look and try again. No case content is shown.</summary>
internal static class JobPages
{
    public const string Address = "/amt/auftraege";

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapPage("/auftraege", ShowAsync);
        office.MapForm("/auftraege/{id:long}/wiederholen", RetryAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, OfficeDesk desk, IJobDesk jobs, CancellationToken ct)
    {
        var towns = desk.OperatedTowns;
        var town = OfficeDesk.Choose(towns, ChosenTown(http));
        if (town is null)
            return towns.Count > 1 && ChosenTown(http) is null
                ? PageResult.Of<TownChoicePage>(new { Model = new TownChoice(towns, Address) })
                : PageResult.Refused(Refusal.NotFound("jobs"));
        var again = http.Request.Query["wieder"].ToString();
        return PageResult.Of<JobsPage>(
            new { Model = new JobsModel(town, await jobs.DeadAsync(town.Number, ct), again is "ja" or "nein" ? again : null) }, desk.Theme(town));
    }

    private static async Task<IResult> RetryAsync(HttpContext http, long id, OfficeDesk desk, IJobDesk jobs, CancellationToken ct)
    {
        if (OfficeDesk.Choose(desk.OperatedTowns, ChosenTown(http)) is not { } town)
            return PageResult.Refused(Refusal.NotFound("jobs"));
        var back = await jobs.RetryAsync(town.Number, id, ct);
        return PageResult.SeeOther($"{Address}?stadt={town.Id}&wieder={(back ? "ja" : "nein")}");
    }

    private static string? ChosenTown(HttpContext http) => http.Request.Query["stadt"].ToString() is { Length: > 0 } id ? id : null;
}

/// <summary>Dead jobs of a town.</summary>
/// <param name="Again"><c>ja</c> or <c>nein</c> after a retry, else null.</param>
internal sealed record JobsModel(Municipality Town, IReadOnlyList<DeadJob> Jobs, string? Again);
