using System.Globalization;
using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>The statements of the work list. Only operators that row-level security lets an index use.</summary>
internal static class InboxSql
{
    /// <summary>Stands for "no deadline" in the order.</summary>
    public static readonly DateOnly NoDeadline = new(9999, 12, 31);

    // A search that hits more shows these and asks for more letters.
    private const int MostHits = 500;

    private const string ByDue =
        """
        select r.number, r.applicant_name, r.subject, r.service, r.office, r.status, r.due_on, r.due_kind, r.due_deemed,
          r.assignee, r.assignee_name, r.submitted_at, r.news, r.simulated, r.fee, r.version
        from unnest(@Offices) as o (office)
        cross join unnest(@Statuses) as s (status)
        cross join unnest(@Services) as v (service)
        cross join lateral (
          select a.number, a.applicant_name, a.subject, a.service, a.office, a.status, a.due_on, a.due_kind, a.due_deemed,
            a.assignee, a.assignee_name, a.submitted_at, a.news, a.simulated, a.fee, a.version
          from cases.application a
          where a.municipality = @Town and a.office = o.office and a.status = s.status and a.service = v.service
            and (coalesce(a.due_on, date '9999-12-31'), a.number) > (@AfterDue::date, @AfterNumber)
            and coalesce(a.due_on, date '9999-12-31') <= @DueUntil::date
            and (not @Nobody or a.assignee is null)
          order by coalesce(a.due_on, date '9999-12-31'), a.number
          limit @Take
        ) r
        order by coalesce(r.due_on, date '9999-12-31'), r.number
        limit @Take
        """;

    private const string ByReceived =
        """
        select r.number, r.applicant_name, r.subject, r.service, r.office, r.status, r.due_on, r.due_kind, r.due_deemed,
          r.assignee, r.assignee_name, r.submitted_at, r.news, r.simulated, r.fee, r.version
        from unnest(@Offices) as o (office)
        cross join unnest(@Statuses) as s (status)
        cross join unnest(@Services) as v (service)
        cross join lateral (
          select a.number, a.applicant_name, a.subject, a.service, a.office, a.status, a.due_on, a.due_kind, a.due_deemed,
            a.assignee, a.assignee_name, a.submitted_at, a.news, a.simulated, a.fee, a.version
          from cases.application a
          where a.municipality = @Town and a.office = o.office and a.status = s.status and a.service = v.service
            and (a.submitted_at, a.number) > (@AfterInstant, @AfterNumber)
            and coalesce(a.due_on, date '9999-12-31') <= @DueUntil::date
            and (not @Nobody or a.assignee is null)
          order by a.submitted_at, a.number
          limit @Take
        ) r
        order by r.submitted_at, r.number
        limit @Take
        """;

    // Few rows: one person's cases.
    private const string Mine =
        """
        select a.number, a.applicant_name, a.subject, a.service, a.office, a.status, a.due_on, a.due_kind, a.due_deemed,
          a.assignee, a.assignee_name, a.submitted_at, a.news, a.simulated, a.fee, a.version
        from cases.application a
        where a.municipality = @Town and a.assignee = @Me
          and a.office = any(@Offices) and a.status = any(@Statuses) and a.service = any(@Services)
          and (coalesce(a.due_on, date '9999-12-31'), a.number) > (@AfterDue::date, @AfterNumber)
          and coalesce(a.due_on, date '9999-12-31') <= @DueUntil::date
        order by coalesce(a.due_on, date '9999-12-31'), a.number
        limit @Take
        """;

    private const string Found =
        """
        with hit as (
          select a.number from cases.application a where a.municipality = @Town and a.number = @Number
          union
          (select a.number from cases.application a
           where a.municipality = @Town and a.applicant_key >= @Prefix and a.applicant_key < @PrefixEnd
             and a.applicant_key <> '' limit @MostHits)
          union
          (select a.number from cases.application a
           where a.municipality = @Town and a.applicant_key >= @Turned and a.applicant_key < @TurnedEnd
             and a.applicant_key <> '' limit @MostHits)
          union
          (select a.number from cases.application a
           where a.municipality = @Town and a.subject_key >= @Prefix and a.subject_key < @PrefixEnd
             and a.subject_key <> '' limit @MostHits)
        )
        select a.number, a.applicant_name, a.subject, a.service, a.office, a.status, a.due_on, a.due_kind, a.due_deemed,
          a.assignee, a.assignee_name, a.submitted_at, a.news, a.simulated, a.fee, a.version
        from hit h
        join cases.application a on a.municipality = @Town and a.number = h.number
        where a.office = any(@Offices) and a.status = any(@Statuses) and a.service = any(@Services)
          and (@Me is null or a.assignee = @Me)
          and (not @Nobody or a.assignee is null)
          and (coalesce(a.due_on, date '9999-12-31'), a.number) > (@AfterDue::date, @AfterNumber)
          and coalesce(a.due_on, date '9999-12-31') <= @DueUntil::date
        order by coalesce(a.due_on, date '9999-12-31'), a.number
        limit @Take
        """;

    public static string Of(ListInbox.Request request) => request switch
    {
        { Text.Length: > 0 } => Found,
        { Assignee: InboxAssignee.Me } => Mine,
        { Order: InboxOrder.Received } => ByReceived,
        _ => ByDue,
    };

    public static object Arguments(
        ListInbox.Request request, IReadOnlyList<string> offices, IReadOnlyList<string> services, Guid? me, int take)
    {
        var statuses = request.Statuses.Count > 0 ? request.Statuses : request.Text is { Length: > 0 } ? Enum.GetValues<CaseStatus>() : CaseStatuses.Open;
        var words = CaseText.ForSearch(request.Text);
        var turned = Turned(words);
        return new
        {
            Offices = offices.ToArray(),
            Statuses = statuses.Select(status => status.ToString()).ToArray(),
            Services = services.ToArray(),
            Nobody = request.Assignee == InboxAssignee.Nobody,
            Me = request.Assignee == InboxAssignee.Me ? me : null,
            DueUntil = Day(request.DueUntil ?? NoDeadline),
            AfterDue = Day(DateOnly.TryParseExact(request.After?.Place, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var due)
                ? due
                : DateOnly.MinValue.AddDays(1)),
            AfterInstant = DateTimeOffset.TryParseExact(request.After?.Place, "O", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var instant) ? instant : DateTimeOffset.UnixEpoch,
            AfterNumber = request.After?.Number ?? "",
            Take = take,
            Number = CaseNumber.TryParse(request.Text, out var number) ? number.Text : "",
            Prefix = words,
            PrefixEnd = words + "\U0010FFFF",
            Turned = turned,
            TurnedEnd = turned + "\U0010FFFF",
            MostHits,
        };
    }

    /// <summary>As text: the driver would make the last day of the calendar infinity, which is later than it.</summary>
    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary><c>mira beispiel</c> is looked for as <c>beispiel mira</c> too.</summary>
    private static string Turned(string words)
    {
        var space = words.LastIndexOf(' ');
        return space < 0 ? words : $"{words[(space + 1)..]} {words[..space]}";
    }
}
