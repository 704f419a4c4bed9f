using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Inbox;

namespace Rathaus.Cases.Features.Office;

/// <summary>Views of the work list; each is an address.</summary>
internal enum InboxView
{
    Team,
    Mine,
    Due,
    Overdue,
    New,
    Waiting,
    Signers,
    Release,
    Send,
    Payment,
    Done,
}

/// <summary>
/// The work list as its address says it: the address is the view, it can be kept and passed on. Whatever is no value
/// of a filter does not filter.
/// </summary>
internal sealed record InboxQuery
{
    private const int LongestText = 100;

    private static readonly string[] ViewWords =
        ["team", "mir", "faellig", "ueberfaellig", "neu", "wartet", "mitzeichnung", "freigabe", "versand", "zahlung", "erledigt"];

    /// <summary>Days of the deadline filter.</summary>
    public static readonly IReadOnlyList<int> DueChoices = [0, 7, 14, 30];

    public string? Town { get; init; }

    public InboxView View { get; init; }

    /// <summary>Number, name or subject; null: no search.</summary>
    public string? Text { get; init; }

    public string? Service { get; init; }

    public string? Office { get; init; }

    public CaseStatus? Status { get; init; }

    /// <summary>Deadline within so many days.</summary>
    public int? DueDays { get; init; }

    public InboxOrder Order { get; init; }

    /// <summary>Where the page before ended.</summary>
    public InboxCursor? After { get; init; }

    /// <summary>Where the page behind began.</summary>
    public InboxCursor? Before { get; init; }

    /// <summary>The same list from its first page.</summary>
    public InboxQuery FromStart => this with { After = null, Before = null };

    public bool HasFilters => Text is not null || Service is not null || Office is not null || Status is not null || DueDays is not null;

    public static InboxQuery Read(IQueryCollection query) => new()
    {
        Town = Word(query["stadt"]),
        View = Array.IndexOf(ViewWords, query["ansicht"].ToString()) is > 0 and var view ? (InboxView)view : InboxView.Team,
        Text = SearchText(query["q"]),
        Service = Word(query["leistung"]),
        Office = Word(query["amt"]),
        Status = Enum.TryParse<CaseStatus>(query["stand"], out var status) && Enum.IsDefined(status)
            && query["stand"].ToString().All(char.IsAsciiLetter) ? status : null,
        DueDays = int.TryParse(query["frist"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && DueChoices.Contains(days)
            ? days : null,
        Order = query["sortierung"] == "eingang" ? InboxOrder.Received : InboxOrder.Due,
        After = InboxCursor.Read(query["nach"]),
        Before = InboxCursor.Read(query["vor"]),
    };

    /// <summary>From the part of an address behind the question mark.</summary>
    public static InboxQuery Read(string? query) => Read(new QueryCollection(
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseNullableQuery(query is { Length: <= 1000 } ? query : null) ?? []));

    public ListInbox.Request ToRequest(DateOnly today, int take) => new()
    {
        Offices = Office is null ? [] : [Office],
        Statuses = Status is { } status ? [status] : StatusesOf(View),
        Service = Service,
        Assignee = View switch
        {
            InboxView.Mine => InboxAssignee.Me,
            InboxView.New => InboxAssignee.Nobody,
            _ => InboxAssignee.Anybody,
        },
        DueUntil = DueUntil(today),
        Text = Text,
        Order = EffectiveOrder,
        After = After,
        Before = Before,
        Take = take,
    };

    /// <summary>One's own cases and hits of a search come by deadline.</summary>
    public InboxOrder EffectiveOrder => Text is not null || View == InboxView.Mine ? InboxOrder.Due : Order;

    /// <summary>Address of the list with these filters.</summary>
    public string Address => "/amt" + QueryString;

    /// <summary>With the question mark, or empty.</summary>
    public string QueryString
    {
        get
        {
            var query = Microsoft.AspNetCore.Http.QueryString.Empty;
            foreach (var (name, value) in Fields)
                query = query.Add(name, value);
            return query.ToUriComponent();
        }
    }

    /// <summary>What is set, as fields of a form.</summary>
    public IEnumerable<(string Name, string Value)> Fields
    {
        get
        {
            if (Town is not null)
                yield return ("stadt", Town);
            if (View != InboxView.Team)
                yield return ("ansicht", ViewWords[(int)View]);
            if (Text is not null)
                yield return ("q", Text);
            if (Service is not null)
                yield return ("leistung", Service);
            if (Office is not null)
                yield return ("amt", Office);
            if (Status is { } status)
                yield return ("stand", status.ToString());
            if (DueDays is { } days)
                yield return ("frist", days.ToString(CultureInfo.InvariantCulture));
            if (Order == InboxOrder.Received)
                yield return ("sortierung", "eingang");
            if (After is not null)
                yield return ("nach", After.ToString());
            if (Before is not null)
                yield return ("vor", Before.ToString());
        }
    }

    /// <summary>Without filters and from the beginning.</summary>
    public InboxQuery Of(InboxView view) => new() { Town = Town, View = view };

    private DateOnly? DueUntil(DateOnly today)
    {
        DateOnly? view = View switch
        {
            InboxView.Due => today,
            InboxView.Overdue => today.AddDays(-1),
            _ => null,
        };
        DateOnly? filter = DueDays is { } days ? today.AddDays(days) : null;
        return view is { } first && filter is { } second ? (first < second ? first : second) : view ?? filter;
    }

    private static IReadOnlyList<CaseStatus> StatusesOf(InboxView view) => view switch
    {
        InboxView.New => [CaseStatus.Submitted],
        InboxView.Waiting => [CaseStatus.AwaitingApplicant],
        InboxView.Signers => [CaseStatus.AwaitingSigners],
        InboxView.Release => [CaseStatus.AwaitingRelease],
        InboxView.Send => [CaseStatus.ReadyToSend],
        InboxView.Payment => [CaseStatus.AwaitingPayment],
        InboxView.Done => [CaseStatus.Decided, CaseStatus.Withdrawn, CaseStatus.Expired],
        _ => [],
    };

    private static string? SearchText(string? typed) =>
        typed?.Trim() is { Length: > 0 } text && CaseText.IsStorable(text) ? text[..Math.Min(text.Length, LongestText)].Trim() : null;

    /// <summary>Ids are short words of small letters, digits and hyphens.</summary>
    private static string? Word(string? id) =>
        id is { Length: > 0 and <= 64 } && id.All(sign => char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign) || sign is '-' or '_') ? id : null;
}
