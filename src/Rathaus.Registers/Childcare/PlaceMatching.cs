using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Childcare;

/// <inheritdoc cref="IPlaceMatching"/>
internal sealed class PlaceMatching(TownDatabase towns, ChildcareTables tables, ProjectionSet projections, TimeProvider time) : IPlaceMatching
{
    private const string Purpose = "platzvergabe";

    private static readonly Refusal NoTable = Refusal.Conflict(
        "matching.no-table", "Die Stadt hat ihre Einrichtungen und Punkte noch nicht eingetragen.");

    public async Task<IReadOnlyList<MatchingRound>> RoundsAsync(short municipality, CancellationToken ct) =>
    [
        .. (await towns.For(municipality).QueryAsync<RoundRow>(
            """
            select state ->> 'care' as care, since as start, count(*)::integer as open
            from registers.entry
            where municipality = @Town and register = 'childcare' and open and state -> 'offer' is null
            group by 1, 2
            order by 2, 1
            """,
            null, ct)).Select(row => new MatchingRound(row.Care, row.Start, row.Open)),
    ];

    public async Task<Outcome<MatchingView>> PreviewAsync(short municipality, MatchingRound round, Guid staff, CancellationToken ct)
    {
        if (tables.Of(municipality) is not { } table)
            return NoTable;
        var town = towns.For(municipality);
        await town.ExecuteAsync(
            """
            insert into registers.access (municipality, day, actor_kind, actor_id, purpose, fact, first_at)
            values (@Town, @Day, 'Staff', @staff, @Purpose, 'childcare.applications', @Now)
            on conflict do nothing
            """,
            new { Day = time.Today(), staff, Purpose, Now = time.GetUtcNow() }, ct);
        var market = await ReadAsync(town, table, round, ct);
        return market.Show(table, await BlockedAsync(town, time.Today(), ct));
    }

    public Task<Outcome<int>> ConfirmAsync(short municipality, MatchingRound round, string fingerprint, Guid staff, CancellationToken ct)
    {
        if (tables.Of(municipality) is not { } table)
            return Task.FromResult<Outcome<int>>(NoTable);
        return towns.For(municipality).InTransactionAsync<Outcome<int>>(
            async tx =>
            {
                var market = await ReadAsync(tx, table, round, ct);
                if (market.Fingerprint != fingerprint)
                    return Refusal.Conflict("matching.changed-meanwhile", "Anmeldungen oder Plätze haben sich geändert. Sehen Sie sich das neue Ergebnis an.");
                var order = new RegisterOrder(
                    municipality, $"{Purpose}/{round.Care}/{RegisterArguments.Iso(round.Start)}/{fingerprint[..12]}", Purpose, new RegisterActor("Staff", staff),
                    time.GetUtcNow(), [new RegisterDeed("offers", "childcare.offer", [])]);
                var work = new RegisterWork(tx, order);
                foreach (var (subject, place) in market.Result.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    var entry = await work.OpenAsync(RegisterNames.Childcare, subject, ct);
                    var (centre, group) = Market.Split(place);
                    var until = time.Today().AddDays(table.AnswerDays);
                    work.Record(entry, "offered", new JsonObject
                    {
                        ["offer"] = new JsonObject
                        {
                            ["centre"] = centre, ["group"] = group, ["offered_on"] = RegisterArguments.Iso(time.Today()), ["until"] = RegisterArguments.Iso(until), ["state"] = "open",
                        },
                        ["answered"] = null,
                    });
                    work.Also(OfferExpiry.Plan(subject, until));
                    if (entry.History[0].Reference is { } number)
                        work.Also(JobSql.Insert(new JobRequest(PlaceOffer.TellJob, new JsonObject { ["number"] = number }.ToJsonString(), null)));
                }

                await tx.ExecuteBatchAsync(work.Commands(projections.ByRegister), ct);
                return market.Result.Count;
            },
            ct);
    }

    private static async Task<Market> ReadAsync(SqlScope town, ChildcareTable table, MatchingRound round, CancellationToken ct)
    {
        var rows = await town.QueryAsync<ApplicationRow>(
            """
            select e.subject, e.state::text as state,
                   (select v.reference from registers.register_event v
                    where v.municipality = @Town and v.register = 'childcare' and v.subject = e.subject and v.sequence = 1) as reference
            from registers.entry e
            where e.municipality = @Town and e.register = 'childcare' and e.open and e.since = @Start and e.state ->> 'care' = @Care
            order by e.series, e.serial
            """,
            new { round.Start, round.Care }, ct);
        return new Market(table, round, [.. rows.Select(row => (row.Subject, row.Reference, (JsonObject)JsonNode.Parse(row.State)!))]);
    }

    private static async Task<HashSet<string>> BlockedAsync(SqlScope town, DateOnly today, CancellationToken ct) =>
    [
        .. await town.QueryAsync<string>(
            """
            select r.family_search || '|' || r.given_search || '|' || r.birth_date
            from registers.block b
            join registers.resident r on r.municipality = @Town and r.id = b.resident
            where b.municipality = @Town and b.since <= @today and (b.until is null or b.until >= @today)
            """,
            new { today }, ct),
    ];

    private sealed record RoundRow
    {
        public required string Care { get; init; }

        public required DateOnly Start { get; init; }

        public required int Open { get; init; }
    }

    private sealed record ApplicationRow
    {
        public required string Subject { get; init; }

        public string? Reference { get; init; }

        public required string State { get; init; }
    }
}

/// <summary>Applications and places of one round, the result, and why it is so.</summary>
internal sealed class Market
{
    private readonly MatchingRound round;
    private readonly IReadOnlyList<(string Subject, string? Reference, JsonObject State)> waiting;
    private readonly Dictionary<string, int> capacities;
    private readonly Dictionary<(string Place, string Subject), Rank> ranks = [];

    public Market(ChildcareTable table, MatchingRound round, IReadOnlyList<(string Subject, string? Reference, JsonObject State)> applications)
    {
        this.round = round;
        waiting = [.. applications.Where(one => one.State["offer"] is null)];
        var taken = applications.Select(one => one.State["offer"]).OfType<JsonObject>().CountBy(offer => Join((string)offer["centre"]!, (string)offer["group"]!)).ToDictionary();
        capacities = table.Centres.SelectMany(centre => centre.Places, (centre, place) => (Place: Join(centre.Id, place.Key), place.Value))
            .ToDictionary(pair => pair.Place, pair => Math.Max(0, pair.Value - taken.GetValueOrDefault(pair.Place)), StringComparer.Ordinal);
        foreach (var (subject, _, state) in waiting)
        {
            foreach (var wish in WishesOf(state))
                ranks[(wish, subject)] = new Rank(PointsAt(table, state, Split(wish).Centre), LotOf(subject));
        }

        Result = DeferredAcceptance.Match(
            [.. waiting.Select(one => new Proposer(one.Subject, [.. WishesOf(one.State)]))], capacities, (place, subject) => ranks[(place, subject)]);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
            waiting.Select(one => $"{one.Subject} {string.Join(' ', WishesOf(one.State).Select(wish => $"{wish}:{ranks[(wish, one.Subject)].Points}"))}")
                .Concat(capacities.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"))))));
    }

    /// <summary>Place of each application that gets one.</summary>
    public IReadOnlyDictionary<string, string> Result { get; }

    public string Fingerprint { get; }

    public static (string Centre, string Group) Split(string place) => place.Split('|') is [var centre, var group] ? (centre, group) : (place, "");

    public MatchingView Show(ChildcareTable table, HashSet<string> blocked)
    {
        var names = table.Centres.ToDictionary(centre => centre.Id, centre => centre.Name, StringComparer.Ordinal);
        var last = Result.GroupBy(pair => pair.Value, StringComparer.Ordinal)
            .Where(place => place.Count() >= capacities[place.Key])
            .ToDictionary(place => place.Key, place => place.Select(pair => ranks[(place.Key, pair.Key)]).Max(), StringComparer.Ordinal);
        var groups = waiting.Select(one => GroupOf(one.State)).ToHashSet(StringComparer.Ordinal);
        return new MatchingView(
            round with { Open = waiting.Count }, Fingerprint,
            [
                .. capacities.Where(place => groups.Contains(Split(place.Key).Group)).Select(place => new MatchedCentre(
                    names[Split(place.Key).Centre], Split(place.Key).Group, place.Value, Result.Count(pair => pair.Value == place.Key),
                    waiting.Count(one => WishesOf(one.State).Contains(place.Key)), last.TryGetValue(place.Key, out var lowest) ? lowest.Points : null)),
            ],
            [.. waiting.Select(one => Child(table, names, last, blocked, one.Subject, one.Reference, one.State))]);
    }

    private MatchedChild Child(
        ChildcareTable table, Dictionary<string, string> names, Dictionary<string, Rank> last, HashSet<string> blocked,
        string subject, string? reference, JsonObject state)
    {
        var child = Entries.Persons(state).First(person => person.Role == "child").Person;
        var offer = Result.GetValueOrDefault(subject);
        var wishes = new List<MatchedWish>();
        var better = false;
        foreach (var wish in WishesOf(state))
        {
            var rank = ranks[(wish, subject)];
            int? lowest = last.TryGetValue(wish, out var limit) ? limit.Points : null;
            var result = better ? "not-needed" : wish == offer ? "offered" : !capacities.ContainsKey(wish) ? "no-group" : lowest == rank.Points ? "by-lot" : "full";
            better |= wish == offer;
            wishes.Add(new MatchedWish(names.GetValueOrDefault(Split(wish).Centre, Split(wish).Centre), rank.Points, result, lowest));
        }

        var hidden = blocked.Contains($"{Din91379.SearchForm(child.FamilyName)}|{Din91379.SearchForm(child.GivenNames)}|{(child.BirthDate is { } born ? RegisterArguments.Iso(born) : "")}");
        return new MatchedChild(
            ChildcareRegister.NumberOf(state), reference, hidden ? "" : child.Name, GroupOf(state),
            [.. CriteriaOf(state).Select(id => table.Criteria.FirstOrDefault(criterion => criterion.Id == id.Split('@')[0])?.Label).OfType<string>().Distinct()],
            wishes, offer is null ? null : names[Split(offer).Centre]);
    }

    /// <summary>A criterion counts at every centre, or with <c>@centre</c> at that one.</summary>
    private static int PointsAt(ChildcareTable table, JsonObject state, string centre) => CriteriaOf(state)
        .Select(id => id.Split('@')).Where(parts => parts.Length == 1 || parts[1] == centre).Select(parts => parts[0]).Distinct()
        .Sum(id => table.Criteria.FirstOrDefault(criterion => criterion.Id == id)?.Points ?? 0);

    private static IEnumerable<string> CriteriaOf(JsonObject state) => (state["criteria"] as JsonArray ?? []).Select(item => (string)item!);

    private IEnumerable<string> WishesOf(JsonObject state) => (state["wishes"] as JsonArray ?? []).Select(item => Join((string)item!, GroupOf(state))).Distinct();

    /// <summary>All-day school, or by the age on the day the place begins: under three, or three and older.</summary>
    private string GroupOf(JsonObject state)
    {
        if (round.Care == "ogs")
            return "ogs";
        var born = Entries.Persons(state).First(person => person.Role == "child").Person.BirthDate!.Value;
        return born.AddYears(3) > round.Start ? "u3" : "ue3";
    }

    /// <summary>The lot of an application: the same at every look, and nobody can choose it.</summary>
    private ulong LotOf(string subject) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"rathaus-lot/{round.Care}/{RegisterArguments.Iso(round.Start)}/{subject}"))));

    private static string Join(string centre, string group) => $"{centre}|{group}";
}
