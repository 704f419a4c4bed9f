using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Features;

/// <summary>A rule as the town uses it.</summary>
/// <param name="Version">0: as it came with the area or the product.</param>
internal sealed record TownRule(DeadlineRule Rule, int Version, DateTimeOffset? ConfirmedAt);

/// <summary>The deadline rules of a town: those of its area, with what the town has confirmed before them. A confirmation is a new version.</summary>
internal sealed class DeadlineDesk(TimeProvider time)
{
    private static readonly Refusal NotMine = Refusal.Forbidden("rescue.role-missing", "Das darf nur die Planung, ärztliche Fristen nur die Ärztliche Leitung.");

    /// <summary>A limit for doctors is the medical director's.</summary>
    public static bool IsMedical(DeadlineRule rule) =>
        rule.Vehicles.Count > 0 && rule.Vehicles.All(type => type is VehicleType.Nef or VehicleType.Rth or VehicleType.Tna);

    public async Task<IReadOnlyList<TownRule>> RulesAsync(PlannedTown town, CancellationToken ct)
    {
        var own = (await town.Scope.QueryAsync<RuleRow>(
            """
            select distinct on (rule) rule, version, body, confirmed_at
            from rescue.deadline
            where municipality = @Town
            order by rule, version desc
            """, null, ct)).ToDictionary(row => row.Rule, StringComparer.Ordinal);
        return
        [
            .. town.Area.Rules.Select(rule => own.TryGetValue(rule.Id, out var row)
                ? new TownRule(DeadlineRules.Parse($"{DeadlineRules.Header}\n{row.Body}\n")[0], row.Version, row.ConfirmedAt)
                : new TownRule(rule, 0, null)),
        ];
    }

    /// <summary>The town stands for these minutes from now on: the flag goes, the version rises.</summary>
    public async Task<Outcome<TownRule>> ConfirmAsync(PlannedTown town, Guid staff, string id, double? urbanMinutes, double? ruralMinutes, double? targetPercent, CancellationToken ct)
    {
        if (await FindAsync(town, id, ct) is not { } known)
            return Refusal.NotFound("rescue-rule");
        if (!town.May(IsMedical(known.Rule) ? StaffRole.MedicalDirector : StaffRole.Planner))
            return NotMine;
        if (Fault("stadt", urbanMinutes, 1, 60) is { } urban)
            return urban;
        if (Fault("land", ruralMinutes, 1, 60) is { } rural)
            return rural;
        if (Fault("ziel", targetPercent, 50, 100) is { } target)
            return target;
        var rule = known.Rule with
        {
            Seconds = new Dictionary<AreaClass, double> { [AreaClass.Urban] = urbanMinutes!.Value * 60, [AreaClass.Rural] = ruralMinutes!.Value * 60 },
            TargetShare = targetPercent!.Value / 100,
            ToBeConfirmed = null,
        };
        var now = time.GetUtcNow();
        try
        {
            await town.Scope.ExecuteBatchAsync(
            [
                new Sql(
                    "insert into rescue.deadline (municipality, rule, version, body, confirmed_at, confirmed_by) values (@Town, @id, @Version, @Body, @now, @staff)",
                    new { id, Version = known.Version + 1, Body = DeadlineRules.Text(rule), now, staff }),
                new AuditEntry(Guid.CreateVersion7(now), now, AuditActor.Staff, staff, "rescue.deadline-confirmed", $"rescue/deadline/{id}", "{}").Insert(),
            ], ct);
        }
        catch (UniqueViolationException)
        {
            return Refusal.Conflict("rescue.changed-meanwhile", "Jemand hat diese Frist gerade bestätigt. Sehen Sie den neuen Stand an.");
        }

        return new TownRule(rule, known.Version + 1, now);
    }

    private async Task<TownRule?> FindAsync(PlannedTown town, string id, CancellationToken ct) => (await RulesAsync(town, ct)).FirstOrDefault(one => one.Rule.Id == id);

    private static Refusal? Fault(string field, double? value, double least, double most)
    {
        if (value is { } number && number >= least && number <= most)
            return null;
        var text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Geben Sie eine Zahl von {least} bis {most} ein.");
        return Refusal.Invalid("rescue.number", text, new FieldFault(field, "rescue.number", text));
    }

    private sealed record RuleRow
    {
        public required string Rule { get; init; }

        public required int Version { get; init; }

        public required string Body { get; init; }

        public required DateTimeOffset ConfirmedAt { get; init; }
    }
}
