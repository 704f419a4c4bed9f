using Rathaus.Cases.Domain;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Inbox;

internal enum InboxOrder
{
    /// <summary>The next legal deadline first; cases without one last.</summary>
    Due,

    /// <summary>The oldest first.</summary>
    Received,
}

internal enum InboxAssignee
{
    Anybody,
    Me,
    Nobody,
}

/// <summary>
/// The work list of a clerk's offices (Eingang), by page keys, in less than 100 ms at five million cases: each office,
/// status and service is one probe of an index that has the order already.
/// </summary>
internal sealed class ListInbox(TownDatabase database, ICatalogue catalogue, IActor actor)
{
    public const int LargestPage = 100;

    /// <summary>Filters of the list; what is left out does not filter.</summary>
    internal sealed record Request
    {
        /// <summary>Offices of the clerk; others are left out. Empty: all of the clerk's.</summary>
        public IReadOnlyList<string> Offices { get; init; } = [];

        /// <summary>Empty: all open ones.</summary>
        public IReadOnlyList<CaseStatus> Statuses { get; init; } = [];

        public string? Service { get; init; }

        public InboxAssignee Assignee { get; init; }

        public DateOnly? DueUntil { get; init; }

        /// <summary>Case number, beginning of a name, plate or address.</summary>
        public string? Text { get; init; }

        public InboxOrder Order { get; init; }

        /// <summary><see cref="Page.Next"/> of the page before.</summary>
        public InboxCursor? After { get; init; }

        /// <summary><see cref="Page.Previous"/> of the page behind; wins over <see cref="After"/>.</summary>
        public InboxCursor? Before { get; init; }

        public int Take { get; init; } = 50;
    }

    /// <param name="Next">Cursor of the next page; null: this is the last.</param>
    /// <param name="Previous">Cursor of the page before; null: this is the first.</param>
    internal sealed record Page(IReadOnlyList<InboxRow> Rows, InboxCursor? Next, InboxCursor? Previous);

    public async Task<Outcome<Page>> RunAsync(Municipality town, Request request, CancellationToken ct)
    {
        var own = CaseOffices.Of(actor, town.Number);
        if (own.Count == 0)
            return Refusal.NotFound("inbox");
        if (request.Text is { Length: > 0 } text && CaseText.ForSearch(text).Length == 0)
            return new Page([], null, null);
        var offices = request.Offices.Count == 0 ? own : [.. own.Intersect(request.Offices, StringComparer.Ordinal)];
        var take = Math.Clamp(request.Take, 1, LargestPage);
        var services = request.Service is { } service
            ? [service]
            : catalogue.ServicesOf(town.Id).Select(offered => offered.Id).ToArray();
        var rows = await database.For(town.Number).QueryAsync<InboxRow>(
            InboxSql.Of(request), InboxSql.Arguments(request, offices, services, actor.StaffId, take + 1), ct);
        if (request.Before is not null)
        {
            // Back at the beginning the first page is shown whole.
            return rows.Count <= take
                ? await RunAsync(town, request with { Before = null, After = null }, ct)
                : PageOf([.. rows.Take(take).Reverse()], request.Order, hasNext: true, hasPrevious: true);
        }

        return PageOf([.. rows.Take(take)], request.Order, rows.Count > take, request.After is not null);
    }

    private static Page PageOf(IReadOnlyList<InboxRow> rows, InboxOrder order, bool hasNext, bool hasPrevious) => new(
        rows,
        hasNext ? InboxCursor.Of(rows[^1], order) : null,
        hasPrevious && rows.Count > 0 ? InboxCursor.Of(rows[0], order) : null);
}

/// <summary>The offices whose cases a member of staff works on. Administrators decide no case.</summary>
internal static class CaseOffices
{
    public static IReadOnlyList<string> Of(IActor actor, short municipality) => actor.StaffId is null
        ? []
        : [.. actor.Offices(municipality).Where(office =>
            actor.Holds(municipality, office, StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead))];
}

/// <summary>A line of the work list.</summary>
internal sealed record InboxRow
{
    public required string Number { get; init; }

    public string? ApplicantName { get; init; }

    public string? Subject { get; init; }

    public required string Service { get; init; }

    public required string Office { get; init; }

    public required CaseStatus Status { get; init; }

    public DateOnly? DueOn { get; init; }

    public string? DueKind { get; init; }

    /// <summary>Counts as granted when the deadline passes (§ 42a VwVfG).</summary>
    public required bool DueDeemed { get; init; }

    public Guid? Assignee { get; init; }

    public string? AssigneeName { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary><c>message</c>, <c>correction</c>, <c>payment</c> or null: what is new since somebody looked.</summary>
    public string? News { get; init; }

    public required bool Simulated { get; init; }

    public required Euro Fee { get; init; }

    public required int Version { get; init; }

    /// <summary>0: something is new in a case that somebody works on, so it stands first.</summary>
    public required int Rank { get; init; }
}

/// <summary>Where a page ended: its last row's place in the order.</summary>
internal sealed record InboxCursor(string Place, string Number, bool News = false)
{
    private const char NewsMark = '!';

    public static InboxCursor Of(InboxRow last, InboxOrder order) => new(
        order == InboxOrder.Due
            ? (last.DueOn ?? InboxSql.NoDeadline).ToString("O", System.Globalization.CultureInfo.InvariantCulture)
            : last.SubmittedAt.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        last.Number, last.Rank == 0);

    /// <summary>As it stands in an address; <see cref="Read"/> takes it back.</summary>
    public override string ToString() => $"{(News ? NewsMark : "")}{Place}~{Number}";

    /// <returns>Null for anything that is no cursor.</returns>
    public static InboxCursor? Read(string? text)
    {
        var parts = text?.Split('~');
        return parts is [{ Length: > 1 and < 40 } place, { } number] && CaseNumber.TryParse(number, out var parsed)
            ? new InboxCursor(place.TrimStart(NewsMark), parsed.Text, place[0] == NewsMark)
            : null;
    }
}
