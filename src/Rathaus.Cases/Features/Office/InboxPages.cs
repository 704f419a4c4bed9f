using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Office;

/// <summary>The work list: views, filters, take, next case, tasks.</summary>
internal static class InboxPages
{
    public const int PageSize = 25;

    /// <summary>What the buttons of the list ask for; one row's number and version follow behind colons.</summary>
    public const string TakeAction = "uebernehmen";

    public const string MarkedField = "vorgang";

    public static void Map(IEndpointRouteBuilder office)
    {
        office.MapPage("", ShowAsync);
        office.MapForm("/uebernehmen", TakeAsync);
        office.MapPage("/naechster", NextAsync);
        office.MapPage("/aufgaben", TasksAsync);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, OfficeDesk desk, ListInbox list, CountInbox count, ICatalogue catalogue, TimeProvider time, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query);
        if (Enter(desk, query, out var town) is { } elsewhere)
            return elsewhere;
        var services = catalogue.ServicesOf(town!.Id);
        query = Known(query, desk, town, services);
        var page = await list.RunAsync(town, query.ToRequest(time.Today(), PageSize), ct);
        var counts = await count.RunAsync(town, ct);
        if (!page.Succeeded || !counts.Succeeded)
            return PageResult.Refused(page.Succeeded ? counts.Refusal! : page.Refusal, desk.Theme(town));
        var model = new InboxModel(
            town, query, page.Value, counts.Value, services, desk.Offices(town), desk.CaseTowns, time.Today(),
            Number(http, "uebernommen"), Number(http, "blieben"));
        return PageResult.Of<InboxPage>(new { Model = model }, desk.Theme(town));
    }

    private static async Task<IResult> TakeAsync(HttpContext http, IFormCollection form, WorkOnCase work, CancellationToken ct)
    {
        var query = InboxQuery.Read(http.Request.Query);
        var wanted = form[FormActions.Name].ToString() is { } action && action.StartsWith(TakeAction + ":", StringComparison.Ordinal)
            ? [action[(TakeAction.Length + 1)..]]
            : form[MarkedField].OfType<string>().Distinct(StringComparer.Ordinal).Take(ListInbox.LargestPage).ToArray();
        var (taken, left) = (0, 0);
        foreach (var row in wanted)
        {
            var parts = row.Split(':');
            var version = parts is [_, var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
            if ((await work.TakeAsync(parts[0], version, ct)).Succeeded)
                taken++;
            else
                left++;
        }

        var back = query.QueryString;
        return PageResult.SeeOther(string.Create(
            CultureInfo.InvariantCulture, $"/amt{back}{(back.Length == 0 ? '?' : '&')}uebernommen={taken}&blieben={left}"));
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
    private static IResult? Enter(OfficeDesk desk, InboxQuery query, out Municipality? town)
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

    /// <summary>Filters on what the town does not offer or the person does not work for fall away.</summary>
    private static InboxQuery Known(
        InboxQuery query, OfficeDesk desk, Municipality town, IReadOnlyList<EffectiveService> services) => query with
        {
            Service = services.Any(service => service.Id == query.Service) ? query.Service : null,
            Office = desk.Offices(town).Any(office => office.Id == query.Office) ? query.Office : null,
        };

    private static int? Number(HttpContext http, string name) =>
        int.TryParse(http.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= ListInbox.LargestPage ? number : null;
}

/// <summary>What the page of the work list shows.</summary>
internal sealed record InboxModel(
    Municipality Town, InboxQuery Query, ListInbox.Page Page, CountInbox.Counts Counts, IReadOnlyList<EffectiveService> Services,
    IReadOnlyList<Rathaus.Services.Office> Offices, IReadOnlyList<Municipality> Towns, DateOnly Today, int? Taken, int? Left);

/// <summary>Open tasks of the person's offices.</summary>
internal sealed record TasksModel(Municipality Town, InboxQuery Query, IReadOnlyList<WorkTask> Tasks, CountInbox.Counts Counts);

/// <summary>Whose cases, when a person works for several towns.</summary>
internal sealed record TownChoice(IReadOnlyList<Municipality> Towns, string Address);
