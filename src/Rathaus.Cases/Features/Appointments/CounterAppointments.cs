using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

using Office = Rathaus.Services.Office;

/// <summary>Which appointment without a case, and what proves it is one's own: the account, or the secret kept by the browser.</summary>
internal sealed record CounterKey(Municipality Town, Guid Id, string? Secret);

/// <summary>Where an appointment without a case lies.</summary>
internal static class CounterAddress
{
    public static string Of(string town, string office, Guid id) => $"/{town}/termin/{office}/{id:D}";
}

/// <summary>Visits to a counter without an application, for anything an office does.</summary>
internal sealed class CounterAppointments(TownDatabase database, OfficeCalendar calendar, IActor actor, TimeProvider time)
{
    /// <summary>Length of a visit without a case.</summary>
    public const int Minutes = 15;

    public const int LongestName = 100;

    /// <param name="Name">By what name the person is called up.</param>
    /// <param name="Topic">What it is about, in a few words; may be empty.</param>
    internal sealed record Request(DateTimeOffset Start, string? Name, string? Topic, Language Language);

    /// <param name="Secret">Shown to this browser only; null with an account.</param>
    internal sealed record Booking(AppointmentRow Row, string? Secret);

    internal sealed record View(AppointmentRow Row, Office Office, FreeDays Free);

    private static Refusal Changed => Refusal.Conflict("appointment.changed", "Der Termin wurde gerade geändert. Sehen Sie noch einmal nach.");

    private static Refusal Unknown => Refusal.NotFound("appointment");

    public Task<FreeDays> FreeAsync(Municipality town, Office office, DateOnly? from, CancellationToken ct) =>
        calendar.FreeAsync(database.For(town.Number), town, office, Minutes, from, ct);

    public async Task<Outcome<Booking>> BookAsync(Municipality town, Office office, Request request, CancellationToken ct)
    {
        if (Faults(request) is { Count: > 0 } faults)
            return Refusal.Invalid("appointment.faults", "Bitte prüfen Sie Ihre Angaben.", faults);
        var scope = database.For(town.Number);
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = actor.AccountId is null ? AccessSecret.Create() : null;
        return await calendar.TakeAsync(scope, town, office, request.Start, Minutes, id, async counter =>
        {
            var row = new AppointmentRow
            {
                Id = id,
                Office = office.Id,
                StartsAt = request.Start,
                EndsAt = request.Start.AddMinutes(Minutes),
                Counter = counter,
                Status = "Booked",
                Account = actor.AccountId,
                SecretHash = secret is null ? null : AccessSecret.Hash(secret),
                Name = request.Name!.Trim(),
                Topic = string.IsNullOrWhiteSpace(request.Topic) ? null : request.Topic.Trim(),
                Language = request.Language.Code,
                Version = 1,
                ChangedAt = now,
            };
            List<Sql> commands = [AppointmentSql.Insert(row), AppointmentSql.Take(row), AppointmentReminders.Plan(row)];
            if (actor.AccountId is { } account)
                commands.AddRange([AppointmentSql.Remember(account, id), AppointmentReminders.CounterEntry(town, row, account, now)]);
            await scope.ExecuteBatchAsync(commands, ct);
            return Outcome.Of(new Booking(row, secret));
        }, ct);
    }

    public async Task<Outcome<View>> ShowAsync(CounterKey key, DateOnly? from, CancellationToken ct)
    {
        var found = await FindAsync(key, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var office = key.Town.FindOffice(found.Value.Office) ?? key.Town.Offices[0];
        return new View(found.Value, office, await FreeAsync(key.Town, office, from, ct));
    }

    public async Task<Outcome<AppointmentRow>> MoveAsync(CounterKey key, DateTimeOffset start, CancellationToken ct)
    {
        var found = await FindAsync(key, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var present = found.Value;
        if (!present.IsBooked || key.Town.FindOffice(present.Office) is not { } office)
            return Unknown;
        if (present.StartsAt == start)
            return present;
        var scope = database.For(key.Town.Number);
        return await calendar.TakeAsync<AppointmentRow>(scope, key.Town, office, start, present.Minutes, present.Id, async counter =>
        {
            var moved = present with
            {
                StartsAt = start, EndsAt = start.AddMinutes(present.Minutes), Counter = counter, Version = present.Version + 1, ChangedAt = time.GetUtcNow(),
            };
            var counts = await scope.ExecuteBatchAsync(
                [AppointmentSql.Update(moved, present.Version), AppointmentSql.Leave(moved), AppointmentSql.Take(moved), AppointmentReminders.Plan(moved)], ct);
            return counts[0] == 1 ? moved : Changed;
        }, ct);
    }

    public async Task<Outcome<AppointmentRow>> CancelAsync(CounterKey key, CancellationToken ct)
    {
        var found = await FindAsync(key, ct);
        if (!found.Succeeded)
            return found.Refusal;
        if (!found.Value.IsBooked)
            return found.Value;
        var gone = found.Value with { Status = "Cancelled", Version = found.Value.Version + 1, ChangedAt = time.GetUtcNow() };
        var counts = await database.For(key.Town.Number).ExecuteBatchAsync([AppointmentSql.Update(gone, found.Value.Version), AppointmentSql.Leave(gone)], ct);
        return counts[0] == 1 ? gone : Changed;
    }

    private async Task<Outcome<AppointmentRow>> FindAsync(CounterKey key, CancellationToken ct)
    {
        var row = await AppointmentSql.FindAsync(database.For(key.Town.Number), key.Id, ct);
        var mine = actor.AccountId is { } account && row?.Account == account;
        var secret = AccessSecret.Matches(key.Secret, row?.SecretHash);
        return row is { Number: null } && (mine || secret) ? row : Unknown;
    }

    private static List<FieldFault> Faults(Request request)
    {
        var faults = new List<FieldFault>();
        var name = request.Name?.Trim() ?? "";
        if (name.Length == 0)
            faults.Add(new FieldFault("name", "appointment.name-missing", "Geben Sie den Namen ein, mit dem wir Sie aufrufen."));
        else if (name.Length > LongestName || !Din91379.Parse(name, LatinType.B).Succeeded)
            faults.Add(new FieldFault("name", "appointment.name-characters", "Der Name ist zu lang oder enthält Zeichen, die nicht möglich sind."));
        if (request.Topic is { } topic && (topic.Trim().Length > 200 || !CaseText.IsStorable(topic) || topic.Contains('\n', StringComparison.Ordinal)))
            faults.Add(new FieldFault("anliegen", "appointment.topic", "Das Anliegen hat höchstens 200 Zeichen in einer Zeile."));
        return faults;
    }
}
