using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Childcare;

/// <inheritdoc cref="IPlaceOffers"/>
internal sealed class PlaceOffers(TownDatabase towns, ChildcareTables tables, ProjectionSet projections, TimeProvider time) : IPlaceOffers
{
    private const string Purpose = "platzangebot";

    private static readonly Refusal None = Refusal.NotFound("offer");

    public async Task<PlaceOffer?> OfCaseAsync(short municipality, string caseNumber, CancellationToken ct)
    {
        var row = await towns.For(municipality).QuerySingleOrDefaultAsync<OfferRow>(
            """
            select e.state::text as state, v.reference
            from registers.register_event v
            join registers.entry e on e.municipality = @Town and e.register = 'childcare' and e.subject = v.subject
            where v.municipality = @Town and v.register = 'childcare' and v.sequence = 1 and v.reference = @caseNumber
            limit 1
            """,
            new { caseNumber }, ct);
        return row is null ? null : Read(municipality, row.Reference, (JsonObject)JsonNode.Parse(row.State)!);
    }

    public async Task<IReadOnlyList<PlaceOffer>> AllAsync(short municipality, CancellationToken ct) =>
    [
        .. (await towns.For(municipality).QueryAsync<OfferRow>(
            """
            select e.state::text as state, v.reference
            from registers.entry e
            join registers.register_event v on v.municipality = @Town and v.register = 'childcare' and v.subject = e.subject and v.sequence = 1
            where e.municipality = @Town and e.register = 'childcare' and coalesce(e.state -> 'offer', e.state -> 'answered') ->> 'offered_on' >= @Since
            order by coalesce(e.state -> 'offer', e.state -> 'answered') ->> 'offered_on' desc, e.series desc, e.serial desc
            limit 500
            """,
            new { Since = RegisterArguments.Iso(time.Today().AddYears(-1)) }, ct))
            .Select(row => Read(municipality, row.Reference, (JsonObject)JsonNode.Parse(row.State)!)).OfType<PlaceOffer>(),
    ];

    public async Task<Outcome<PlaceOffer>> AnswerAsync(short municipality, string caseNumber, bool accept, Guid? account, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        try
        {
            return await towns.For(municipality).InTransactionAsync<Outcome<PlaceOffer>>(
                async tx =>
                {
                    var subject = await tx.QuerySingleOrDefaultAsync<string>(
                        "select subject from registers.register_event where municipality = @Town and register = 'childcare' and sequence = 1 and reference = @caseNumber limit 1",
                        new { caseNumber }, ct);
                    if (subject is null)
                        return None;
                    var work = Work(tx, municipality, caseNumber, new RegisterActor("Citizen", account), "answer/" + subject, now);
                    var entry = await work.OpenAsync(RegisterNames.Childcare, subject, ct);
                    if (Read(municipality, caseNumber, entry.State) is not { } offer)
                        return None;
                    if (offer.State != "open")
                        return Refusal.Conflict(offer.State == "expired" ? "offer.expired" : "offer.answered", "Dieses Angebot ist schon beantwortet oder abgelaufen.");
                    if (offer.Until < time.Today())
                        return Refusal.Conflict("offer.expired", "Der letzte Tag für die Antwort ist vorbei.");
                    // One answer to each offer, also of two browsers at once.
                    work.Begin(new RegisterDeed($"answer/{subject}/{RegisterArguments.Iso(offer.OfferedOn)}/{(string)entry.State["offer"]!["centre"]!}", "childcare.offer", []));
                    if (accept)
                        Accept(work, entry);
                    else
                        Free(work, entry, "declined");
                    await tx.ExecuteBatchAsync(work.Commands(projections.ByRegister), ct);
                    return Read(municipality, caseNumber, entry.State)!;
                }, ct);
        }
        catch (UniqueViolationException)
        {
            return Refusal.Conflict("offer.answered", "Dieses Angebot ist schon beantwortet.");
        }
    }

    /// <summary>The place is free again; the wish is spent, and without any wish left the application is closed.</summary>
    public static void Free(RegisterWork work, RegisterSubject entry, string state)
    {
        var offer = (JsonObject)entry.State["offer"]!.DeepClone();
        offer["state"] = state;
        var rest = (entry.State["wishes"] as JsonArray ?? []).Select(wish => (string)wish!).Where(wish => wish != (string?)offer["centre"]).ToArray();
        var body = new JsonObject
        {
            ["offer"] = null,
            ["answered"] = offer,
            ["wishes"] = new JsonArray([.. rest.Select(wish => JsonValue.Create(wish))]),
        };
        if (rest.Length == 0)
        {
            body["open"] = false;
            body["until"] = RegisterArguments.Iso(work.Today);
        }

        work.Record(entry, state, body);
    }

    public static RegisterWork Work(SqlScope town, short municipality, string reference, RegisterActor actor, string deed, DateTimeOffset at) =>
        new(town, new RegisterOrder(municipality, reference, Purpose, actor, at, [new RegisterDeed(deed, "childcare.offer", [])]));

    private static void Accept(RegisterWork work, RegisterSubject entry)
    {
        var offer = (JsonObject)entry.State["offer"]!.DeepClone();
        offer["state"] = "accepted";
        work.Record(entry, "accepted", new JsonObject { ["offer"] = offer });
    }

    private PlaceOffer? Read(short municipality, string? reference, JsonObject state)
    {
        if ((state["offer"] ?? state["answered"]) is not JsonObject offer || RegisterArguments.Day((string?)offer["offered_on"]) is not { } offered)
            return null;
        var centre = (string)offer["centre"]!;
        return new PlaceOffer(
            ChildcareRegister.NumberOf(state), reference, tables.Of(municipality)?.Centre(centre)?.Name ?? centre,
            RegisterArguments.Day((string?)state["since"])!.Value, offered, RegisterArguments.Day((string?)offer["until"]) ?? offered, (string?)offer["state"] ?? "open");
    }

    private sealed record OfferRow
    {
        public required string State { get; init; }

        public string? Reference { get; init; }
    }
}

/// <summary>After the last day an unanswered offer ends and its place is free. Payload: subject of the register, day of the offer.</summary>
internal sealed class OfferExpiry(ProjectionSet projections, TimeProvider time) : IJobHandler
{
    public const string JobKind = "registers.offer-expiry";

    public string Kind => JobKind;

    /// <summary>One o'clock in the night after the last day.</summary>
    public static Sql Plan(string subject, DateOnly until) => JobSql.Insert(new JobRequest(
        JobKind, new JsonObject { ["subject"] = subject }.ToJsonString(), new DateTimeOffset(until.AddDays(1), new TimeOnly(1, 0), TimeSpan.Zero)));

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var subject = (string)JsonNode.Parse(job.Payload)!["subject"]!;
        var history = await EventStore.OfAsync(tx, RegisterNames.Childcare, subject, ct);
        if (EntryState.Fold(history)["offer"] is not JsonObject offer || (string?)offer["state"] is "accepted"
            || RegisterArguments.Day((string?)offer["until"]) is not { } until || until >= time.Today())
            return;
        var reference = history[0].Reference ?? subject;
        var work = PlaceOffers.Work(tx, job.Municipality, reference, new RegisterActor("System", null), $"expiry/{subject}/{(string)offer["offered_on"]!}", time.GetUtcNow());
        PlaceOffers.Free(work, await work.OpenAsync(RegisterNames.Childcare, subject, ct), "expired");
        if (history[0].Reference is { } number)
            work.Also(JobSql.Insert(new JobRequest(PlaceOffer.TellJob, new JsonObject { ["number"] = number }.ToJsonString(), null)));
        await tx.ExecuteBatchAsync(work.Commands(projections.ByRegister), ct);
    }
}
