using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Mandates;

/// <summary>
/// A clerk of the town has seen the document and the person, and confirms a mandate for a child or a person under care, or
/// refuses it. Requests of other towns are not found.
/// </summary>
internal sealed class DecideMandate(RegionDatabase database, MandateStore store, SecurityEvents events, TimeProvider time)
{
    /// <summary>Longest term that a Betreuerausweis gets here: the court looks again after seven years at the latest (§ 294 (3) FamFG).</summary>
    public const int LongestCareYears = 7;

    /// <summary>What may be shown, by kind.</summary>
    public static IReadOnlyList<string> ProofsFor(MandateKind kind) => kind == MandateKind.Care
        ? ["betreuerausweis"]
        : ["geburtsurkunde", "sorgerechtsbeschluss", "sorgeerklaerung", "negativbescheinigung"];

    public async Task<Outcome<Guid>> ConfirmAsync(IActor clerk, Guid id, string? proof, DateOnly? until, CancellationToken ct)
    {
        if (await FindAsync(clerk, id, ct) is not { } entry)
            return Mandate.Unknown;
        var today = time.Today();
        if (!ProofsFor(entry.Kind).Contains(proof))
            return Refusal.Invalid("mandate.no-proof", "Wählen Sie, was vorgelegen hat.", new FieldFault("nachweis", "mandate.no-proof", "Wählen Sie, was vorgelegen hat."));
        if (entry.Kind == MandateKind.Care && (until is not { } end || end < today || end > today.AddYears(LongestCareYears)))
            return Refusal.Invalid("mandate.care-term", "Geben Sie an, bis wann geprüft gilt: höchstens sieben Jahre.", new FieldFault("bis", "mandate.care-term", "Geben Sie an, bis wann geprüft gilt: höchstens sieben Jahre."));
        var counts = await database.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    update identity.mandate
                    set confirmed_at = @Now, confirmed_by = 'Clerk', staff = @StaffId, proof = @proof, valid_from = @today,
                        valid_until = coalesce(@Until, valid_until)
                    where id = @id and confirmed_at is null and ended_at is null and (valid_until is null or valid_until >= @today)
                    """,
                    new { Now = time.GetUtcNow(), clerk.StaffId, proof, today, Until = entry.Kind == MandateKind.Care ? until : null, id }),
                events.Row("mandate-confirmed", entry.Holder, clerk.StaffId, new { mandate = id, proof }),
            ],
            ct);
        if (counts[0] == 0)
            return Refusal.Conflict("mandate.already-decided", "Darüber wurde schon entschieden.");
        events.Done("mandate-confirmed");
        return id;
    }

    /// <summary>Refuses a request, or ends what was confirmed here: card given back, custody withdrawn.</summary>
    public async Task<Outcome<Guid>> EndAsync(IActor clerk, Guid id, string? reason, CancellationToken ct)
    {
        if (await FindAsync(clerk, id, ct) is not { } entry)
            return Mandate.Unknown;
        var words = reason?.Trim() ?? "";
        if (words.Length is 0 or > 500)
            return Refusal.Invalid("mandate.no-reason", "Geben Sie einen Grund an, höchstens 500 Zeichen.", new FieldFault("grund", "mandate.no-reason", "Geben Sie einen Grund an, höchstens 500 Zeichen."));
        var history = events.Row(entry.ConfirmedAt is null ? "mandate-refused" : "mandate-ended", entry.Holder, clerk.StaffId, new { mandate = id });
        return await store.EndAsync(id, EndedBy.Clerk, null, TownsOf(clerk), words, history, ct)
            ? id
            : Refusal.Conflict("mandate.already-decided", "Darüber wurde schon entschieden.");
    }

    public async Task<MandateEntry?> FindAsync(IActor clerk, Guid id, CancellationToken ct) =>
        await store.OfTownsAsync(id, TownsOf(clerk), ct);

    /// <summary>Towns in which this member of staff works on cases; an administrator does not.</summary>
    public static IReadOnlyList<short> TownsOf(IActor clerk) =>
    [
        .. clerk.Assignments.Where(held => held.Role is StaffRole.Clerk or StaffRole.SecondClerk or StaffRole.Lead)
            .Select(held => held.Municipality).Distinct().Order(),
    ];
}
