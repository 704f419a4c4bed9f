using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Coverage;
using Rathaus.Rescue.Pages;
using Rathaus.Rescue.Roads;

namespace Rathaus.Rescue.Features;

/// <summary>The pages below <c>/amt/rettung</c>; the host lets staff in only, the desk asks for town and role.</summary>
internal static class RescuePages
{
    public const string Address = "/amt/rettung";

    private const double UsualReturn = 10;
    private const double UsualWaiting = 0.05;

    public static IServiceCollection Add(IServiceCollection services)
    {
        services.AddNavigation(NavPlace.Office, 50, "rescue.nav", Address, RescueDesk.IsVisible);
        services.AddSingleton<FigureCache>();
        services.AddScoped<DeadlineDesk>();
        services.AddScoped<PlanningFigures>();
        services.AddScoped<SiteFigures>();
        return services.AddScoped<RescueDesk>();
    }

    public static void Map(IEndpointRouteBuilder rescue)
    {
        rescue.MapPage("", static (HttpContext http, RescueDesk desk, PlanningFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
        {
            var rule = await figures.RuleAsync(town, null, ct);
            return Show<OverviewPage>(town, new OverviewModel(
                town, await PlanningData.PeriodAsync(town.Scope, ct), rule, await figures.ResponseAsync(town, rule, ct), await PlanningData.BatchesAsync(town.Scope, ct)));
        }, ct));
        rescue.MapPage("/daten", static (HttpContext http, RescueDesk desk, CancellationToken ct) => desk.WithTownAsync(http, async town =>
            Show<DataPage>(town, new DataModel(town, await PlanningData.PeriodAsync(town.Scope, ct), await PlanningData.BatchesAsync(town.Scope, ct))), ct));
        rescue.MapPage("/bedarf", static (HttpContext http, RescueDesk desk, PlanningFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
            Show<DemandPage>(town, new DemandModel(town, await figures.DemandAsync(town, ct))), ct));
        rescue.MapPage("/bedarf.csv", static (HttpContext http, RescueDesk desk, PlanningFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
            Downloads.Demand(town, await figures.DemandAsync(town, ct)), ct));
        MapCoverage(rescue);
        rescue.MapPage("/bemessung", static (HttpContext http, RescueDesk desk, PlanningFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
        {
            var shifts = Number(http, "schichten", 1, 1_000) ?? UsualReturn;
            var waiting = (Number(http, "wartend", 1, 50) ?? (UsualWaiting * 100)) / 100;
            return Show<SizingPage>(town, new SizingModel(town, await PlanningData.PeriodAsync(town.Scope, ct), await figures.SizingAsync(town, shifts, waiting, ct)));
        }, ct));
        SitePages.Map(rescue);
        DeadlinePages.Map(rescue);
    }

    public static IResult Show<TPage>(PlannedTown town, object model)
        where TPage : Microsoft.AspNetCore.Components.IComponent => PageResult.Of<TPage>(new { Model = model }, town.Theme);

    private static void MapCoverage(IEndpointRouteBuilder rescue)
    {
        rescue.MapPage("/abdeckung", static (HttpContext http, RescueDesk desk, PlanningFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
        {
            var model = await figures.CoverageAsync(town, http.Request.Query["regel"], Hour(http), ct);
            return Show<CoveragePage>(town, model);
        }, ct));
        rescue.MapPage("/abdeckung.csv", static (HttpContext http, RescueDesk desk, PlanningFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
            Downloads.CoverageTable(town, await figures.CoverageAsync(town, http.Request.Query["regel"], Hour(http), ct)), ct));
        rescue.MapPage("/abdeckung.geojson", static (HttpContext http, RescueDesk desk, PlanningFigures figures, CancellationToken ct) => desk.WithTownAsync(http, async town =>
            Downloads.CoverageMap(town, await figures.CoverageAsync(town, http.Request.Query["regel"], Hour(http), ct)), ct));
    }

    public static int HourOf(IQueryCollection query) => (int)(Number(query, "stunde", 0, 23) ?? 10);

    private static int Hour(HttpContext http) => HourOf(http.Request.Query);

    /// <summary>A number of the address; what is none or out of range is as if it were not there.</summary>
    private static double? Number(HttpContext http, string name, double least, double most) => Number(http.Request.Query, name, least, most);

    private static double? Number(IQueryCollection query, string name, double least, double most) =>
        double.TryParse(query[name].ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : null;
}

/// <summary>The figures of the pages, computed once for an area, an import and a question.</summary>
internal sealed class PlanningFigures(FigureCache cache, DeadlineDesk deadlines, TimeProvider time)
{
    /// <summary>The rule of this id, or the one that holds today.</summary>
    public async Task<DeadlineRule> RuleAsync(PlannedTown town, string? id, CancellationToken ct)
    {
        var rules = await deadlines.RulesAsync(town, ct);
        var today = time.Today();
        return rules.FirstOrDefault(one => one.Rule.Id == id)?.Rule
            ?? rules.FirstOrDefault(one => one.Rule.ValidFrom <= today && (one.Rule.ValidTo is null || today <= one.Rule.ValidTo))?.Rule ?? rules[0].Rule;
    }

    /// <summary>Null: there are no calls.</summary>
    public async Task<ResponseFigures?> ResponseAsync(PlannedTown town, DeadlineRule rule, CancellationToken ct) =>
        await PlanningData.PeriodAsync(town.Scope, ct) is not { } period ? null
        : await cache.OfAsync(Key(town, period, "response", DeadlineRules.Text(rule)), async () =>
            ResponseFigures.Of(town.Area.Area, rule, await PlanningData.ArrivalsAsync(town.Scope, period, rule, CancellationToken.None)));

    /// <summary>Null: there are no calls.</summary>
    public async Task<DemandFigures?> DemandAsync(PlannedTown town, CancellationToken ct) =>
        await PlanningData.PeriodAsync(town.Scope, ct) is not { } period ? null
        : await cache.OfAsync(Key(town, period, "demand", ""), async () => DemandFigures.Of(
            town.Area.Area, period, await PlanningData.CellsAsync(town.Scope, period, CancellationToken.None), await PlanningData.HoursAsync(town.Scope, CancellationToken.None)));

    /// <summary>Null: there are no calls.</summary>
    public async Task<SizingFigures?> SizingAsync(PlannedTown town, double returnShifts, double mostWaiting, CancellationToken ct)
    {
        if (await PlanningData.PeriodAsync(town.Scope, ct) is not { } period)
            return null;
        var rule = await RuleAsync(town, null, ct);
        return await cache.OfAsync(Key(town, period, "sizing", string.Create(CultureInfo.InvariantCulture, $"{returnShifts}/{mostWaiting}/{rule.Id}")), async () =>
        {
            var first = CoverageMap.Of(town.Area.Area, new CoverageQuestion { Rule = rule }).Cells.ToDictionary(cell => cell.Cell, cell => cell.Station, StringComparer.Ordinal);
            return SizingFigures.Of(period, await PlanningData.LoadsAsync(town.Scope, period, CancellationToken.None), cell => first.GetValueOrDefault(cell), returnShifts, mostWaiting);
        });
    }

    public async Task<CoverageModel> CoverageAsync(PlannedTown town, string? ruleId, int hour, CancellationToken ct)
    {
        var rule = await RuleAsync(town, string.IsNullOrEmpty(ruleId) ? null : ruleId, ct);
        var block = TimeBlocks.Of(hour);
        var period = await PlanningData.PeriodAsync(town.Scope, ct);
        double? calls = await ResponseAsync(town, rule, ct) is { All.Calls: > 0 } measured ? measured.All.Calls : null;
        var map = await cache.OfAsync(Key(town, period, "coverage", $"{DeadlineRules.Text(rule)}/{block}/{calls}"), () =>
            Task.Run(() => CoverageMap.Of(town.Area.Area, new CoverageQuestion { Rule = rule, Block = block, CallsAYear = calls }), CancellationToken.None));
        return new CoverageModel(town, await deadlines.RulesAsync(town, ct), rule, hour, block, map, period, calls);
    }

    private static string Key(PlannedTown town, PlanningPeriod? period, string what, string question) =>
        $"{town.Town.Id}/{town.Area.Id}/{period?.Batch}/{period?.Until:O}/{what}/{question}";
}
