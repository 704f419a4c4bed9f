using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>Drafts and applications of the account over all towns, newest first.</summary>
internal sealed class ListOwn(TownDatabase database, RegionDatabase region, ICatalogue catalogue, IActor actor)
{
    /// <param name="ServiceName">Name of the service in the town, or its id when it is no longer offered.</param>
    internal sealed record OwnCase(Municipality Town, LocalText ServiceName, CaseLine Line);

    internal sealed record OwnDraft(Municipality Town, LocalText ServiceName, DraftLine Line);

    internal sealed record View(IReadOnlyList<OwnCase> Cases, IReadOnlyList<OwnDraft> Drafts)
    {
        /// <summary>Cases of others that the account helps with.</summary>
        public IReadOnlyList<OwnCase> Helped { get; init; } = [];
    }

    public async Task<Outcome<View>> RunAsync(CancellationToken ct)
    {
        if (actor.OwnerId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        var cases = new List<OwnCase>();
        var drafts = new List<OwnDraft>();
        var helped = new List<OwnCase>();
        var helper = actor.ActsFor is null ? actor.AccountId : null;
        foreach (var number in await TownsAsync(account, ct))
        {
            if (catalogue.FindTown(number) is not { } town)
                continue;
            await database.For(number).QueryBatchAsync([Cases(account), Drafts(account), Helped(helper)], async reader =>
            {
                foreach (var line in (await reader.ReadAsync<CaseLine>()).Where(line => Covers(line.Service)))
                    cases.Add(new OwnCase(town, NameOf(town, line.Service), line));
                foreach (var line in (await reader.ReadAsync<DraftLine>()).Where(line => Covers(line.Service)))
                    drafts.Add(new OwnDraft(town, NameOf(town, line.Service), line));
                helped.AddRange((await reader.ReadAsync<CaseLine>()).Select(line => new OwnCase(town, NameOf(town, line.Service), line)));
                return 0;
            }, ct);
        }

        return new View(
            [.. cases.OrderByDescending(own => own.Line.SubmittedAt)], [.. drafts.OrderByDescending(own => own.Line.SavedAt)])
        {
            Helped = [.. helped.OrderByDescending(own => own.Line.SubmittedAt)],
        };
    }

    private bool Covers(string service) => actor.ActsFor?.Covers(service) != false;

    private LocalText NameOf(Municipality town, string service) =>
        catalogue.Find(town.Id, service)?.Name ?? new LocalText(service);

    private Task<IReadOnlyList<short>> TownsAsync(Guid account, CancellationToken ct) => region.QueryAsync<short>(
        """
        select town from cases.account_case where account = @account
        union
        select town from cases.account_draft where account = @account
        """,
        new { account }, ct);

    private static Sql Cases(Guid account) => new(
        """
        select number, service, status, outcome, submitted_at, changed_at, due_on, due_kind, fee, fee_open, paid, version
        from cases.application
        where municipality = @Town and account = @account
        order by submitted_at desc
        limit 200
        """,
        new { account });

    private static Sql Helped(Guid? helper) => new(
        """
        select a.number, a.service, a.status, null::text as outcome, a.submitted_at, a.changed_at, a.due_on, a.due_kind, 0::numeric as fee,
          false as fee_open, 0::numeric as paid, a.version
        from cases.helper h
        join cases.application a on a.municipality = h.municipality and a.number = h.number
        where h.municipality = @Town and h.account = @helper and h.ended_at is null
        order by a.submitted_at desc
        limit 100
        """,
        new { helper });

    private static Sql Drafts(Guid account) => new(
        """
        select d.id, d.service, d.page, d.saved_at, d.expires_on
        from cases.account_draft a
        join cases.draft d on d.municipality = @Town and d.id = a.draft
        where a.account = @account and a.town = @Town and d.number is null
        order by d.saved_at desc
        limit 100
        """,
        new { account });

    internal sealed record CaseLine
    {
        public required string Number { get; init; }

        public required string Service { get; init; }

        public required CaseStatus Status { get; init; }

        public CaseOutcome? Outcome { get; init; }

        public required DateTimeOffset SubmittedAt { get; init; }

        public required DateTimeOffset ChangedAt { get; init; }

        public DateOnly? DueOn { get; init; }

        public string? DueKind { get; init; }

        public required Euro Fee { get; init; }

        /// <summary>The notice asks for the fee, and it is not paid yet.</summary>
        public required bool FeeOpen { get; init; }

        public required Euro Paid { get; init; }

        public required int Version { get; init; }
    }

    internal sealed record DraftLine
    {
        public required Guid Id { get; init; }

        public required string Service { get; init; }

        public string? Page { get; init; }

        public required DateTimeOffset SavedAt { get; init; }

        public required DateOnly ExpiresOn { get; init; }
    }
}
