using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

/// <summary>The day of an office: who comes when, and what became of it. For staff of that office.</summary>
internal sealed class KeepAppointments(TownDatabase database, CaseReader cases, IActor actor, TimeProvider time)
{
    private const int Tries = 4;

    private static readonly string[] Notes = ["Arrived", "Served", "Missed"];

    /// <summary>One visit of the day.</summary>
    internal sealed record Line
    {
        public required Guid Id { get; init; }

        public required DateTimeOffset StartsAt { get; init; }

        public required DateTimeOffset EndsAt { get; init; }

        public required short Counter { get; init; }

        public required string Status { get; init; }

        public string? Number { get; init; }

        public string? Rule { get; init; }

        public string? Service { get; init; }

        /// <summary>Name of the applicant, or by what name a person is called up.</summary>
        public string? Who { get; init; }

        public string? Topic { get; init; }
    }

    public async Task<Outcome<IReadOnlyList<Line>>> DayAsync(Municipality town, string office, DateOnly day, CancellationToken ct)
    {
        if (!Works(town, office))
            return Refusal.NotFound("appointments");
        return Outcome.Of(await database.For(town.Number).QueryAsync<Line>(
            """
            select a.id, a.starts_at, a.ends_at, a.counter, a.status, a.number, a.rule, c.service, coalesce(a.name, c.applicant_name) as who, a.topic
            from cases.appointment a
            left join cases.application c on c.municipality = @Town and c.number = a.number
            where a.municipality = @Town and a.office = @office and a.day = @day and a.status <> 'Cancelled'
            order by a.starts_at, a.counter, a.id
            """,
            new { office, day }, ct));
    }

    /// <param name="note"><c>Arrived</c>, <c>Served</c> or <c>Missed</c>; not before the day.</param>
    public async Task<Outcome<Guid>> NoteAsync(Municipality town, string office, Guid id, string note, CancellationToken ct)
    {
        if (!Works(town, office))
            return Refusal.NotFound("appointments");
        if (!Notes.Contains(note))
            return Refusal.Invalid("appointment.note", "Wählen Sie einen der Knöpfe.");
        var scope = database.For(town.Number);
        for (var attempt = 1; ; attempt++)
        {
            var row = await AppointmentSql.FindAsync(scope, id, ct);
            if (row is null || row.Office != office || row.Status == "Cancelled")
                return Refusal.NotFound("appointments");
            if (row.Status == note)
                return id;
            if (GermanClock.DayOf(row.StartsAt) > time.Today())
                return Refusal.Conflict("appointment.too-early", "Der Termin ist noch nicht gewesen.");
            var saved = await SaveAsync(town, scope, row, row with { Status = note, Version = row.Version + 1, ChangedAt = time.GetUtcNow() }, ct);
            if (saved.Succeeded || saved.Refusal.Code != "case.changed-meanwhile" || attempt == Tries)
                return saved;
        }
    }

    private async Task<Outcome<Guid>> SaveAsync(Municipality town, TownScope scope, AppointmentRow before, AppointmentRow after, CancellationToken ct)
    {
        var update = AppointmentSql.Update(after, before.Version);
        if (before is not { Number: { } number, Rule: { } rule } || !CaseNumber.TryParse(number, out var parsed) || await cases.OpenAsync(town, scope, parsed, ct) is not { } opened)
        {
            await scope.ExecuteBatchAsync([update], ct);
            return after.Id;
        }

        var change = opened.Change(CaseActor.Of(actor), after.ChangedAt).Record(new AppointmentNoted(after.Id, rule, after.Status)).Also(update);
        try
        {
            var saved = await CaseStore.SaveAsync(scope, change, ct);
            return saved.Succeeded ? after.Id : saved.Refusal;
        }
        catch (UniqueViolationException twice) when (twice.Constraint == AppointmentSql.CaseKey)
        {
            // Missed, and a new one is booked already.
            return Refusal.Conflict("appointment.booked-again", "Für diesen Termin ist schon ein neuer gebucht.");
        }
    }

    private bool Works(Municipality town, string office) =>
        actor.StaffId is not null && actor.Holds(town.Number, office, StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead);
}
