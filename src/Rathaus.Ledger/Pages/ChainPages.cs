using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Ledger.Http;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;

namespace Rathaus.Ledger.Pages;

/// <summary>The public pages of GovChain: what there is, what was found, and the check of a bundle.</summary>
internal static class ChainPages
{
    public const string Address = "/govchain";
    public const string Alarm = "/govchain/alarm";

    /// <summary>The one page where everything is verified; it also knows what this house issued.</summary>
    public const string Verify = "/verify";

    public const string Offline = "/govchain/pruefseite.html";

    /// <summary>Checks the printed code of a document in the browser.</summary>
    public const string Script = "/govchain/papier.mjs";

    /// <summary>Where bundles were verified before there was one page for all.</summary>
    private const string Earlier = "/govchain/pruefen";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address, async (LogReader reader, RegionPolicy region, FollowedLogs followed, CancellationToken ct) =>
            PageResult.Of<ChainPage>(new { Model = new ChainView(await reader.OpenLogsAsync(ct), region.Current, await followed.AllAsync(ct)) }))
            .RequireRateLimiting("api");
        routes.MapPage(Alarm, async (EvidenceStore evidence, CancellationToken ct) =>
            PageResult.Of<AlarmPage>(new { Model = await evidence.LatestAsync(ct) })).RequireRateLimiting("api");
        routes.MapPage(Alarm + "/{id:guid}.txt", async (Guid id, EvidenceStore evidence, HttpResponse response, CancellationToken ct) =>
        {
            if (await evidence.FindAsync(id, ct) is not { } found)
                return Results.NotFound();
            response.Headers.ContentDisposition = $"attachment; filename=\"govchain-{id:D}.txt\"";
            return Results.Text($"{found.Kind}\n{found.Origin}\n{found.At:u}\n{found.Detail}\n\n{found.Bundle}", LogRoutes.TextType);
        }).RequireRateLimiting("api");
        routes.MapGet(Script, static (HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=300";
            return Results.Text(OfflinePage.PaperScript, "text/javascript; charset=utf-8");
        }).ExcludeFromDescription();
        routes.MapGet(Earlier, static () => Results.Redirect(Verify, permanent: true)).ExcludeFromDescription();
        routes.MapPage(Offline, static (RegionPolicy region, OfflinePage page, HttpResponse response) => page.Answer(region.Current, response));
    }
}

/// <summary>What the overview shows.</summary>
internal sealed record ChainView(
    IReadOnlyList<(TownEntry Town, ShownLog Log)> Logs, TrustPolicy Policy, IReadOnlyList<FollowedSize> Followed);
