using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>The account's mailbox (Postfach) over all towns.</summary>
internal sealed class ReadMailbox(
    TownDatabase database, RegionDatabase region, ICatalogue catalogue, IActor actor, TimeProvider time)
{
    private const int MostPerTown = 200;

    /// <summary>One entry. The words for each kind are the page's; the row holds what it is about.</summary>
    /// <param name="Subject">Name of the service or title of the document.</param>
    internal sealed record Entry(
        Municipality Town, Guid Id, string? Number, Guid? Document, string Kind, string Subject, string? Body,
        DateTimeOffset CreatedAt, DateTimeOffset? ReadAt);

    public async Task<Outcome<IReadOnlyList<Entry>>> RunAsync(CancellationToken ct)
    {
        if (actor.OwnerId is not { } account)
            return SignInNeeded;
        var entries = new List<Entry>();
        foreach (var town in await TownsAsync(account, ct))
        {
            var rows = await database.For(town.Number).QueryAsync<Row>(
                """
                select m.id, m.number, m.document, m.kind, m.subject, m.body, m.created_at, m.read_at, a.service
                from cases.mailbox_entry m
                left join cases.application a on a.municipality = m.municipality and a.number = m.number
                where m.municipality = @Town and m.account = @account
                order by m.id desc
                limit @MostPerTown
                """,
                new { account, MostPerTown }, ct);
            entries.AddRange(rows.Where(row => Covers(row.Service)).Select(row => new Entry(
                town, row.Id, row.Number, row.Document, row.Kind, row.Subject, row.Body, row.CreatedAt, row.ReadAt)));
        }

        return Outcome.Of<IReadOnlyList<Entry>>([.. entries.OrderByDescending(entry => entry.CreatedAt)]);
    }

    /// <summary>How many are unread, for the number beside "Konto". Zero without sign-in.</summary>
    public async Task<int> CountUnreadAsync(CancellationToken ct)
    {
        if (actor.OwnerId is not { } account)
            return 0;
        var unread = 0;
        foreach (var town in await TownsAsync(account, ct))
            unread += await database.For(town.Number).QuerySingleAsync<int>(
                """
                select count(*)::integer
                from cases.mailbox_entry m
                left join cases.application a on a.municipality = m.municipality and a.number = m.number
                where m.municipality = @Town and m.account = @account and m.read_at is null
                  and (@Services::text[] is null or a.service = any(@Services))
                """,
                new { account, Services = actor.ActsFor?.Services?.ToArray() }, ct);
        return unread;
    }

    /// <summary>The entry has been opened.</summary>
    public async Task<Outcome<Guid>> MarkReadAsync(Municipality town, Guid id, CancellationToken ct)
    {
        if (actor.OwnerId is not { } account)
            return SignInNeeded;
        return await database.For(town.Number).ExecuteAsync(
            """
            update cases.mailbox_entry
            set read_at = coalesce(read_at, @Now)
            where municipality = @Town and account = @account and id = @id
            """,
            new { account, id, Now = time.GetUtcNow() }, ct) == 1
            ? id
            : Refusal.NotFound("mailbox-entry");
    }

    /// <summary>Whoever acts for somebody sees what the mandate covers; entries without a case belong to no service.</summary>
    private bool Covers(string? service) => actor.ActsFor is not { Services: not null } acts || (service is not null && acts.Covers(service));

    private static Refusal SignInNeeded => new(RefusalKind.SignInNeeded, "mailbox.sign-in-needed", "Melden Sie sich an.");

    private async Task<IReadOnlyList<Municipality>> TownsAsync(Guid account, CancellationToken ct)
    {
        var numbers = await region.QueryAsync<short>(
            "select town from cases.account_case where account = @account union select town from cases.account_appointment where account = @account", new { account }, ct);
        return [.. numbers.Select(catalogue.FindTown).OfType<Municipality>()];
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }

        public string? Number { get; init; }

        public Guid? Document { get; init; }

        public required string Kind { get; init; }

        public required string Subject { get; init; }

        public string? Body { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? ReadAt { get; init; }

        public string? Service { get; init; }
    }
}
