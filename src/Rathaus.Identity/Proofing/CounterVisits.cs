using System.Text.Json;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Recovery;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity;

/// <summary>What the clerk saw. The document's number is not asked for and not kept.</summary>
internal sealed record CheckedDocument(string Kind, DateOnly? ValidUntil, bool PictureFits, bool Genuine)
{
    public static readonly IReadOnlyList<string> Kinds = ["identity-card", "passport", "residence-title", "eid-card"];
}

/// <summary>A visit that waits for the second person.</summary>
internal sealed record OpenVisit
{
    public required Guid Id { get; init; }

    public required string Purpose { get; init; }

    public required Guid Account { get; init; }

    public required string PersonJson { get; init; }

    public required string DocumentKind { get; init; }

    public required DateOnly DocumentUntil { get; init; }

    public required Guid CheckedBy { get; init; }

    public required string CheckedByName { get; init; }

    public required DateTimeOffset CheckedAt { get; init; }

    public ConfirmedPerson Person => JsonSerializer.Deserialize<ConfirmedPerson>(PersonJson, StoredJson.Options)!;
}

/// <summary>How a check at the counter ended.</summary>
/// <param name="Waits">For a second person.</param>
/// <param name="Code">For a recovery: shown once, handed to the person.</param>
internal sealed record VisitResult(Guid Visit, bool Waits, string? Code);

/// <summary>
/// A town's counter checks a person by a document (TR-03147): one clerk looks, a second one confirms. Nobody checks themselves, and a
/// recovery always takes two.
/// </summary>
internal sealed class CounterVisits(
    TownDatabase towns, CounterCodes codes, IConfirmedPeople accounts, Peppers peppers, SecurityEvents events,
    IOptions<IdentityOptions> options, TimeProvider time)
{
    public const string Proofing = "proofing";

    public const string Recovery = "recovery";

    public static readonly TimeSpan CodeLifetime = TimeSpan.FromHours(24);

    /// <summary>A visit that nobody confirmed the same day is over.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private static readonly Refusal UnknownCode = Refusal.Invalid(
        "counter.code", "Dieser Code gilt nicht.", new FieldFault("code", "counter.code", "Dieser Code gilt nicht."));

    private static readonly Refusal NoAccount = Refusal.Conflict(
        "counter.no-account", "Zu dieser Person gibt es kein Konto mit geprüfter Identität.");

    private static readonly Refusal Oneself = Refusal.Forbidden("counter.self", "Sich selbst prüft niemand. Bitten Sie eine andere Person.");

    private static readonly Refusal SamePerson = Refusal.Forbidden("counter.four-eyes", "Das bestätigt eine zweite Person.");

    /// <param name="actor">A clerk of the town's registration office; the page has looked.</param>
    public async Task<Outcome<VisitResult>> CheckAsync(
        IActor actor, TownEntry town, OfficeEntry office, string purpose, string? code, PersonInput input, CheckedDocument document, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var person = input.Check(null, GermanClock.DayOf(now));
        var faults = Faults(document, GermanClock.DayOf(now));
        if (!person.Succeeded || faults.Count > 0)
            return Refusal.Invalid("person.faults", "Bitte prüfen Sie die Angaben.", [.. person.Succeeded ? [] : person.Refusal.Faults, .. faults]);
        if (IsSame(actor.DisplayName, person.Value))
            return Oneself;
        var staff = actor.StaffId!.Value;
        var alone = purpose == Proofing && !options.Value.CounterFourEyes;
        var visit = Guid.CreateVersion7(now);
        var known = purpose == Recovery
            ? await accounts.FindAsync(person.Value.FamilyName, person.Value.GivenNames, person.Value.BirthDate, ct)
            : null;
        var outcome = await towns.For(town.Number).InTransactionAsync<Outcome<VisitResult>>(
            async transaction =>
            {
                var account = purpose == Recovery ? known : await codes.RedeemAsync(transaction, code, ct);
                if (account is null)
                    return purpose == Recovery ? NoAccount : UnknownCode;
                await transaction.ExecuteBatchAsync(
                    [
                        Insert(visit, office.Id, purpose, account.Value, person.Value, document, alone, staff, now),
                        Audited(staff, "identity.document-checked", visit, now),
                        events.Row("counter-checked", account, staff, new { purpose, document = document.Kind, town = town.Number }),
                        .. alone ? Raise(account.Value, person.Value, town.Number, now) : [],
                    ],
                    ct);
                return new VisitResult(visit, !alone, null);
            },
            ct);
        if (outcome.Succeeded)
            events.Done("counter-checked");
        else
            events.Refused("counter-check", outcome.Refusal.Code);
        return outcome;
    }

    public async Task<IReadOnlyList<OpenVisit>> OpenAsync(short town, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await SweepAsync(town, ct);
        return await towns.For(town).QueryAsync<OpenVisit>(Select + "\norder by v.checked_at, v.id", new { Since = now - Lifetime }, ct);
    }

    public Task<OpenVisit?> FindAsync(short town, Guid id, CancellationToken ct) => towns.For(town).QuerySingleOrDefaultAsync<OpenVisit>(
        Select + "\nand v.id = @id", new { id, Since = time.GetUtcNow() - Lifetime }, ct);

    /// <summary>The second person agrees.</summary>
    public async Task<Outcome<VisitResult>> ConfirmAsync(IActor actor, short town, Guid id, CancellationToken ct)
    {
        if (await FindAsync(town, id, ct) is not { } visit)
            return Refusal.NotFound("visit");
        var staff = actor.StaffId!.Value;
        if (visit.CheckedBy == staff)
            return SamePerson;
        if (IsSame(actor.DisplayName, visit.Person))
            return Oneself;
        var now = time.GetUtcNow();
        var code = visit.Purpose == Recovery ? AccessSecret.Create(RecoveryCodes.Groups) : null;
        var hash = code is null ? [] : await peppers.HashAsync(RecoveryCodes.Pepper, RecoveryCodes.Subject, code, ct);
        return await towns.For(town).InTransactionAsync<Outcome<VisitResult>>(
            async transaction =>
            {
                var closed = await transaction.ExecuteBatchAsync([Close(id, "confirmed", staff, now)], ct);
                if (closed[0] == 0)
                    return Refusal.NotFound("visit");
                await transaction.ExecuteBatchAsync(
                    [
                        Audited(staff, "identity.visit-confirmed", id, now),
                        events.Row("counter-confirmed", visit.Account, staff, new { purpose = visit.Purpose, town }),
                        .. code is null
                            ? Raise(visit.Account, visit.Person, town, now)
                            : [RecoveryCodes.Insert(visit.Account, "counter", hash, now, now + CodeLifetime)],
                    ],
                    ct);
                return new VisitResult(id, false, code);
            },
            ct);
    }

    /// <summary>Something was wrong: nothing is proved.</summary>
    public async Task<bool> RefuseAsync(IActor actor, short town, Guid id, CancellationToken ct)
    {
        if (await FindAsync(town, id, ct) is not { } visit)
            return false;
        var now = time.GetUtcNow();
        var counts = await towns.For(town).ExecuteBatchAsync(
            [
                Close(id, "refused", actor.StaffId!.Value, now),
                Audited(actor.StaffId.Value, "identity.visit-refused", id, now),
                events.Row("counter-refused", visit.Account, actor.StaffId, new { purpose = visit.Purpose, town }),
            ],
            ct);
        return counts[0] > 0;
    }

    public Task<int> SweepAsync(short town, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return towns.For(town).ExecuteAsync(
            """
            update identity.visit
            set state = 'expired', person = null, closed_at = @now
            where municipality = @Town and state = 'open' and checked_at < @Since
            """,
            new { now, Since = now - Lifetime }, ct);
    }

    private IReadOnlyList<Sql> Raise(Guid account, ConfirmedPerson person, short town, DateTimeOffset now) =>
    [
        .. AccountLevels.Raise(events, account, Identity.Proofing.Checked, person, "counter", town),
        AccountNotices.Row(account, AccountNotices.ProofingRaised, now),
    ];

    /// <summary>Staff have no citizen's account of their own here; the name is what tells.</summary>
    private static bool IsSame(string? staff, ConfirmedPerson person)
    {
        var name = Din91379.SearchForm(staff ?? "");
        var first = person.GivenNames.Split(' ')[0];
        return name.Length > 0
            && new[] { $"{person.GivenNames} {person.FamilyName}", $"{first} {person.FamilyName}", $"{person.FamilyName} {first}" }
                .Any(one => Din91379.SearchForm(one) == name);
    }

    private static List<FieldFault> Faults(CheckedDocument document, DateOnly today)
    {
        var faults = new List<FieldFault>();
        if (!CheckedDocument.Kinds.Contains(document.Kind))
            faults.Add(new FieldFault("dokument", "counter.document", "Wählen Sie das Dokument."));
        if (document.ValidUntil is null)
            faults.Add(new FieldFault("gueltig", "counter.valid-until", "Geben Sie ein, bis wann das Dokument gilt."));
        else if (document.ValidUntil < today)
            faults.Add(new FieldFault("gueltig", "counter.expired", "Das Dokument ist abgelaufen. Damit geht es nicht."));
        if (!document.PictureFits)
            faults.Add(new FieldFault("bild", "counter.not-checked", "Ohne diese Prüfung geht es nicht."));
        if (!document.Genuine)
            faults.Add(new FieldFault("echt", "counter.not-checked", "Ohne diese Prüfung geht es nicht."));
        return faults;
    }

    private static Sql Insert(
        Guid id, string office, string purpose, Guid account, ConfirmedPerson person, CheckedDocument document, bool done, Guid staff, DateTimeOffset now) =>
        new(
            """
            insert into identity.visit
              (municipality, id, office, purpose, account, person, document_kind, document_until, state, checked_by, checked_at, closed_by, closed_at)
            values
              (@Town, @id, @office, @purpose, @account, @Person::jsonb, @Kind, @ValidUntil, @State, @staff, @now, @ClosedBy, @ClosedAt)
            """,
            new
            {
                id, office, purpose, account, staff, now,
                Person = done ? null : StoredJson.Of(person),
                document.Kind,
                document.ValidUntil,
                State = done ? "confirmed" : "open",
                ClosedBy = done ? staff : (Guid?)null,
                ClosedAt = done ? now : (DateTimeOffset?)null,
            });

    private static Sql Close(Guid id, string state, Guid staff, DateTimeOffset now) => new(
        """
        update identity.visit
        set state = @state, closed_by = @staff, closed_at = @now, person = null
        where municipality = @Town and id = @id and state = 'open'
        """,
        new { id, state, staff, now });

    private static Sql Audited(Guid staff, string action, Guid visit, DateTimeOffset now) =>
        new AuditEntry(Guid.CreateVersion7(now), now, AuditActor.Staff, staff, action, $"visit/{visit:D}").Insert();

    private const string Select =
        """
        select v.id, v.purpose, v.account, v.person::text as person_json, v.document_kind, v.document_until, v.checked_by, v.checked_at,
               s.display_name as checked_by_name
        from identity.visit v
        join identity.staff s on s.id = v.checked_by
        where v.municipality = @Town and v.state = 'open' and v.checked_at > @Since
        """;
}
