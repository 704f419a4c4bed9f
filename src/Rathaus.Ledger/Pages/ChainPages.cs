using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Ledger.Bundles;
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
    public const string Verify = "/govchain/pruefen";
    public const string Offline = "/govchain/pruefseite.html";

    private static readonly RequestSizeLimitAttribute Largest = new(BundleFiles.MostBytes + (1L << 20));

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
        routes.MapPage(Verify, () => PageResult.Of<BundlePage>(new { Model = new BundleView(null) }));
        routes.MapForm(Verify, CheckAsync).WithMetadata(Largest).RequireRateLimiting("upload");
        routes.MapPage(Offline, static (RegionPolicy region, OfflinePage page, HttpResponse response) => page.Answer(region.Current, response));
    }

    private static async Task<IResult> CheckAsync(
        IFormCollection form, RegionPolicy region, BundleMaker bundles, LogReader reader, CancellationToken ct)
    {
        if (form.Files is not [{ Length: > 0 } file, ..])
            return PageResult.Invalid<BundlePage>(new { Model = new BundleView(null) { NothingGiven = true } });
        await using var content = file.OpenReadStream();
        var files = file.Length > BundleFiles.MostBytes ? null : BundleFiles.Read(content);
        if (files is null)
            return PageResult.Of<BundlePage>(new { Model = new BundleView(BundleVerifier.Unreadable) });
        var verdict = BundleVerifier.Verify(files, region.Current, Succession.Unknown);

        // Our own logs can be asked for a later revocation; of others the line says that it is open.
        if (verdict.Leaf is { } leaf && await reader.TownOfAsync(verdict.Origin, ct) is { } town)
            verdict = BundleVerifier.Verify(files, region.Current, await bundles.SuccessionAsync(town, leaf, ct));
        return PageResult.Of<BundlePage>(new { Model = new BundleView(verdict) });
    }
}

/// <summary>What the overview shows.</summary>
internal sealed record ChainView(
    IReadOnlyList<(TownEntry Town, ShownLog Log)> Logs, TrustPolicy Policy, IReadOnlyList<FollowedSize> Followed);

/// <summary>A verdict, or the empty form.</summary>
internal sealed record BundleView(BundleVerdict? Verdict)
{
    public bool NothingGiven { get; init; }
}
