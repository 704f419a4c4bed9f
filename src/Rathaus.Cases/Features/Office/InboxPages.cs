using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Identity;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>The work list: views, filters, take, next case, tasks.</summary>
internal static class InboxPages
{
    public const int PageSize = 25;

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapPage("", ShowAsync);
        office.MapForm("/ansichten", SaveViewAsync);
        office.MapForm("/ansichten/loeschen", DeleteViewAsync);
        office.MapPage("/ansichten", static (HttpContext http) => PageResult.SeeOther(InboxQuery.Read(http.Request.Query).Address));
        office.MapPage("/naechster", NextAsync);
        office.MapPage("/aufgaben", TasksAsync);
    }

    private static async Task<IResult> ShowAsync(HttpContext http, OfficeDesk desk, InboxScreen screen, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query);
        return Enter(desk, query, out var town) ?? await screen.ShowAsync(town!, query, SelectionPages.Done(http), ct);
    }

    private static async Task<IResult> SaveViewAsync(
        HttpContext http, IFormCollection form, OfficeDesk desk, SavedViews views, InboxScreen screen, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query).FromStart;
        if (Enter(desk, query, out var town) is { } elsewhere)
            return elsewhere;
        var saved = await views.SaveAsync(town!, form["name"].ToString(), query.QueryString, ct);
        return saved.Succeeded
            ? PageResult.SeeOther(query.Address)
            : await screen.ShowAsync(town!, query, null, ct, saved.Refusal, form["name"].ToString());
    }

    private static async Task<IResult> DeleteViewAsync(
        HttpContext http, IFormCollection form, OfficeDesk desk, SavedViews views, CancellationToken ct)
    {
        var query = new InboxQuery { Town = InboxQuery.Read(http.Request.Query).Town };
        if (Enter(desk, query, out var town) is { } elsewhere)
            return elsewhere;
        // The second of two clicks finds it gone.
        await views.DeleteAsync(town!, form["name"].ToString(), ct);
        return PageResult.SeeOther(query.Address);
    }

    /// <summary>The next case to work on: the own one with the earliest deadline, else the earliest that nobody has.</summary>
    private static async Task<IResult> NextAsync(
        HttpContext http, OfficeDesk desk, ListInbox list, TimeProvider time, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query);
        if (Enter(desk, query, out var town) is { } elsewhere)
            return elsewhere;
        foreach (var view in (InboxQuery[])[query.Of(InboxView.Mine) with { Status = Domain.CaseStatus.InReview }, query.Of(InboxView.New)])
        {
            var page = await list.RunAsync(town!, view.ToRequest(time.Today(), 1), ct);
            if (page is { Succeeded: true, Value.Rows: [var first, ..] })
                return PageResult.SeeOther(new OfficeCase(first.Number, (view with { Status = null }).QueryString).Tab(CaseTab.Answers));
        }

        return PageResult.SeeOther(query.Of(InboxView.Team).Address);
    }

    private static async Task<IResult> TasksAsync(
        HttpContext http, OfficeDesk desk, ListTasks list, CountInbox count, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query);
        if (Enter(desk, query, out var town) is { } elsewhere)
            return elsewhere;
        var tasks = await list.RunAsync(town!, ct);
        var counts = await count.RunAsync(town!, ct);
        return tasks.Succeeded && counts.Succeeded
            ? PageResult.Of<TasksPage>(
                new { Model = new TasksModel(town!, new InboxQuery { Town = query.Town }, tasks.Value, counts.Value) }, desk.Theme(town!))
            : PageResult.Refused(tasks.Succeeded ? counts.Refusal! : tasks.Refusal, desk.Theme(town!));
    }

    /// <summary>The town of the list, or where to go instead: who has several chooses, who has none works elsewhere.</summary>
    internal static IResult? Enter(OfficeDesk desk, InboxQuery query, out Municipality? town)
    {
        var towns = desk.CaseTowns;
        town = OfficeDesk.Choose(towns, query.Town);
        if (town is not null)
            return null;
        if (query.Town is not null)
            return PageResult.Refused(Refusal.NotFound("town"));
        return towns.Count == 0
            ? PageResult.SeeOther(SettingsPages.Address)
            : PageResult.Of<TownChoicePage>(new { Model = new TownChoice(towns, "/amt") });
    }
}

/// <summary>Puts the page of the work list together.</summary>
internal sealed class InboxScreen(
    OfficeDesk desk, ListInbox list, CountInbox count, SavedViews views, IStaffDirectory staff, ICatalogue catalogue, TimeProvider time)
{
    public async Task<IResult> ShowAsync(
        Municipality town, InboxQuery asked, SelectionDone? done, CancellationToken ct, Refusal? refusal = null, string? name = null)
    {
        EffectiveService[] services = [.. catalogue.ServicesOf(town.Id).Where(service => service.TakesApplications)];
        var query = Known(asked, town, services);
        var page = await list.RunAsync(town, query.ToRequest(time.Today(), InboxPages.PageSize), ct);
        var counts = await count.RunAsync(town, ct);
        if (!page.Succeeded || !counts.Succeeded)
            return PageResult.Refused(page.Succeeded ? counts.Refusal! : page.Refusal, desk.Theme(town));
        var offices = desk.Offices(town);
        var model = new InboxModel(
            town, query, page.Value, counts.Value, services, offices, desk.CaseTowns, time.Today(), done,
            await views.ListAsync(town, ct), await ColleaguesAsync(town, offices, ct), refusal, name);
        return PageResult.Of<InboxPage>(
            new { Model = model }, desk.Theme(town), refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    private async Task<IReadOnlyList<StaffMember>> ColleaguesAsync(
        Municipality town, IReadOnlyList<Rathaus.Services.Office> offices, CancellationToken ct)
    {
        var found = new Dictionary<Guid, StaffMember>();
        foreach (var office in offices)
        {
            foreach (var member in await staff.OfOfficeAsync(town.Number, office.Id, ct))
                found[member.Id] = member;
        }

        return [.. found.Values.OrderBy(member => member.DisplayName, StringComparer.Ordinal)];
    }

    /// <summary>Filters on what the town does not offer or the person does not work for fall away.</summary>
    private InboxQuery Known(InboxQuery query, Municipality town, IReadOnlyList<EffectiveService> services) => query with
    {
        Service = services.Any(service => service.Id == query.Service) ? query.Service : null,
        Office = desk.Offices(town).Any(office => office.Id == query.Office) ? query.Office : null,
    };
}

/// <summary>What the page of the work list shows.</summary>
internal sealed record InboxModel(
    Municipality Town, InboxQuery Query, ListInbox.Page Page, CountInbox.Counts Counts, IReadOnlyList<EffectiveService> Services,
    IReadOnlyList<Rathaus.Services.Office> Offices, IReadOnlyList<Municipality> Towns, DateOnly Today, SelectionDone? Done,
    IReadOnlyList<SavedView> Own, IReadOnlyList<StaffMember> Colleagues, Refusal? ViewRefusal, string? ViewName);

/// <summary>Open tasks of the person's offices.</summary>
internal sealed record TasksModel(Municipality Town, InboxQuery Query, IReadOnlyList<WorkTask> Tasks, CountInbox.Counts Counts);

/// <summary>Whose cases, when a person works for several towns.</summary>
internal sealed record TownChoice(IReadOnlyList<Municipality> Towns, string Address);
