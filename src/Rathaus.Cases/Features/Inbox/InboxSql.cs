using System.Collections.Concurrent;
using System.Globalization;
using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>
/// The statements of the work list. Only operators and forms that row-level security lets an index use: <c>case</c> is one,
/// <c>coalesce</c> is not.
/// </summary>
internal static class InboxSql
{
    /// <summary>Stands for "no deadline" in the order.</summary>
    public static readonly DateOnly NoDeadline = new(9999, 12, 31);

    // A search that hits more shows these and asks for more letters.
    private const int MostHits = 500;

    private const string Columns =
        """
        a.number, a.applicant_name, a.subject, a.service, a.office, a.status, a.due_on, a.due_kind, a.due_deemed,
          a.assignee, a.assignee_name, a.submitted_at, a.news, a.simulated, a.fee, a.version
        """;

    /// <summary>Place of a row in an order, as far as the index has it.</summary>
    private const string DueKey = "(case when a.due_on is null then date '9999-12-31' else a.due_on end)";

    private const string ReceivedKey = "a.submitted_at";

    // What is new in a case that somebody works on stands first; such rows are few and have an index of their own.
    private const string IsNews = "a.news is not null and a.assignee is not null";

    private static readonly ConcurrentDictionary<(Shape Shape, bool Backwards), string> Texts = new();

    /// <summary>Which statement; each has its index.</summary>
    private enum Shape
    {
        Due,
        Received,
        Mine,
        Found,
    }

    public static string Of(ListInbox.Request request) => Texts.GetOrAdd(
        (request switch
        {
            { Text.Length: > 0 } => Shape.Found,
            { Assignee: InboxAssignee.Me } => Shape.Mine,
            { Order: InboxOrder.Received } => Shape.Received,
            _ => Shape.Due,
        }, request.Before is not null),
        static key => Write(key.Shape, key.Backwards));

    private static string Write(Shape shape, bool backwards)
    {
        var key = shape == Shape.Received ? ReceivedKey : DueKey;
        var (type, then) = shape == Shape.Received ? ("timestamptz", backwards ? "<" : ">") : ("date", backwards ? "<" : ">");
        var direction = backwards ? "desc" : "asc";
        var order = $"{key} {direction}, a.number {direction}";
        string Beyond(string part) => $"({key}, a.number) {then} (@{part}Place::{type}, @{part}Number)";
        var filter =
            $"""
            {DueKey} <= @DueUntil::date
              and (not @Nobody or a.assignee is null) and (@Me::uuid is null or a.assignee = @Me)
            """;
        // Hits are few; each is one probe of the primary key.
        var source = shape == Shape.Found
            ? "hit h join cases.application a on a.municipality = @Town and a.number = h.number"
            : "cases.application a";
        var news =
            $"""
            select {Columns}, 0 as rank
            from {source}
            where a.municipality = @Town and a.office = any(@Offices) and a.status = any(@Statuses) and a.service = any(@Services)
              and {IsNews} and {filter} and {Beyond("News")}
            order by {order}
            limit @Take
            """;
        var plain = shape is Shape.Mine or Shape.Found
            ? $"""
            select {Columns}, 1 as rank
            from {source}
            where a.municipality = @Town and a.office = any(@Offices) and a.status = any(@Statuses) and a.service = any(@Services)
              and {(shape == Shape.Mine ? "a.assignee = @Me and " : "")}not ({IsNews}) and {filter} and {Beyond("Plain")}
            order by {order}
            limit @Take
            """
            : $"""
            select {Columns.Replace("a.", "r.", StringComparison.Ordinal)}, r.rank
            from unnest(@Offices) as o (office)
            cross join unnest(@Statuses) as s (status)
            cross join unnest(@Services) as v (service)
            cross join lateral (
              select {Columns}, 1 as rank
              from cases.application a
              where a.municipality = @Town and a.office = o.office and a.status = s.status and a.service = v.service
                and not ({IsNews}) and {filter} and {Beyond("Plain")}
              order by {order}
              limit @Take
            ) r
            """;
        return
            $"""
            {(shape == Shape.Found ? Hits : "")}
            select a.number, a.applicant_name, a.subject, a.service, a.office, a.status, a.due_on, a.due_kind, a.due_deemed,
              a.assignee, a.assignee_name, a.submitted_at, a.news, a.simulated, a.fee, a.version, a.rank
            from ((
            {news}
            ) union all (
            {plain}
            )) a
            order by a.rank {direction}, {order}
            limit @Take
            """;
    }

    private const string Hits =
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
        """;

    public static object Arguments(
        ListInbox.Request request, IReadOnlyList<string> offices, IReadOnlyList<string> services, Guid? me, int take)
    {
        var statuses = request.Statuses.Count > 0 ? request.Statuses : request.Text is { Length: > 0 } ? Enum.GetValues<CaseStatus>() : CaseStatuses.Open;
        var words = CaseText.ForSearch(request.Text);
        var turned = Turned(words);
        var (news, plain) = Places(request);
        return new
        {
            Offices = offices.ToArray(),
            Statuses = statuses.Select(status => status.ToString()).ToArray(),
            Services = services.ToArray(),
            Nobody = request.Assignee == InboxAssignee.Nobody,
            Me = request.Assignee == InboxAssignee.Me ? me : null,
            DueUntil = Day(request.DueUntil ?? NoDeadline),
            NewsPlace = news.Place,
            NewsNumber = news.Number,
            PlainPlace = plain.Place,
            PlainNumber = plain.Number,
            Take = take,
            Number = CaseNumber.TryParse(request.Text, out var number) ? number.Text : "",
            Prefix = words,
            PrefixEnd = words + "\U0010FFFF",
            Turned = turned,
            TurnedEnd = turned + "\U0010FFFF",
            MostHits,
        };
    }

    /// <summary>
    /// Where each part of the list goes on: the part the cursor lies in at the cursor; the other from its beginning, or not
    /// at all because it is over.
    /// </summary>
    private static (InboxCursor News, InboxCursor Plain) Places(ListInbox.Request request)
    {
        var received = request is { Text: null or "", Assignee: not InboxAssignee.Me, Order: InboxOrder.Received };
        var first = new InboxCursor(received ? Instant(DateTimeOffset.UnixEpoch) : Day(DateOnly.MinValue.AddDays(1)), "");
        var last = new InboxCursor(received ? Instant(DateTimeOffset.MaxValue.AddDays(-1)) : Day(NoDeadline), "~");
        var cursor = request.Before ?? request.After;
        if (cursor is null || !(received ? IsInstant(cursor.Place) : IsDay(cursor.Place)))
            return request.Before is null ? (first, first) : (last, last);
        return (cursor.News, request.Before is not null) switch
        {
            (true, false) => (cursor, first),
            (false, false) => (last, cursor),
            (true, true) => (cursor, first),
            (false, true) => (last, cursor),
        };
    }

    private static bool IsDay(string place) =>
        DateOnly.TryParseExact(place, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day > DateOnly.MinValue;

    private static bool IsInstant(string place) =>
        DateTimeOffset.TryParseExact(place, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>As text: the driver would make the last day of the calendar infinity, which is later than it.</summary>
    private static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary><c>mira beispiel</c> is looked for as <c>beispiel mira</c> too.</summary>
    private static string Turned(string words)
    {
        var space = words.LastIndexOf(' ');
        return space < 0 ? words : $"{words[(space + 1)..]} {words[..space]}";
    }
}
