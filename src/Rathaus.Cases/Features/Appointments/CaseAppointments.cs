using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

/// <summary>An appointment a case calls for, and what is booked for it.</summary>
internal sealed record CaseAppointment(DueAppointment Due, AppointmentRow? Booked);

/// <summary>The applicant books, moves and cancels the appointments of a case. Each change stands in the case's history.</summary>
internal sealed class CaseAppointments(CaseAccess access, CaseEvaluation evaluation, OfficeCalendar calendar, IActor actor, TimeProvider time)
{
    private const int Tries = 4;

    internal sealed record View(OpenedCase Opened, CaseAppointment Appointment, FreeDays Free);

    private static Refusal Unknown => Refusal.NotFound("appointment");

    /// <summary>What is offered to the applicant now, and what is booked.</summary>
    public async Task<IReadOnlyList<CaseAppointment>> OfAsync(OpenedCase opened, Language language, CancellationToken ct)
    {
        if (opened.Service.Process.Appointments.Count == 0)
            return [];
        var rules = await evaluation.EvaluateAsync(opened, language, null, ct);
        var booked = await AppointmentSql.OfCaseAsync(opened.Scope, opened.Case.Number.Text, ct);
        return [.. rules.Appointments
            .Select(due => new CaseAppointment(due, booked.LastOrDefault(row => row.Rule == due.Id && row.Status != "Missed") ?? booked.LastOrDefault(row => row.Rule == due.Id)))
            .Where(one => one.Booked is not null || IsOffered(opened.Case, one.Due.At))];
    }

    public async Task<Outcome<View>> ShowAsync(CaseKey key, string rule, Language language, DateOnly? from, CancellationToken ct)
    {
        var found = await FindAsync(key, rule, language, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var (opened, one) = found.Value;
        return new View(opened, one, await calendar.FreeAsync(opened.Scope, opened.Town, one.Due.Office, one.Due.Minutes, from, ct));
    }

    /// <summary>Books, or moves what is booked.</summary>
    public async Task<Outcome<AppointmentRow>> BookAsync(CaseKey key, string rule, DateTimeOffset start, Language language, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await FindAsync(key, rule, language, ct);
            if (!found.Succeeded)
                return found.Refusal;
            var (opened, one) = found.Value;
            if (!IsOffered(opened.Case, one.Due.At) || one.Booked is { Status: "Arrived" or "Served" })
                return Refusal.Conflict("appointment.not-now", "Dieser Termin lässt sich jetzt nicht buchen.");
            var present = one.Booked is { IsBooked: true } booked ? booked : null;
            if (present?.StartsAt == start)
                return present;
            var id = present?.Id ?? Guid.CreateVersion7(time.GetUtcNow());
            var saved = await calendar.TakeAsync(
                opened.Scope, opened.Town, one.Due.Office, start, one.Due.Minutes, id,
                counter => WriteAsync(opened, one, present, id, counter, start, ct), ct);
            if (saved.Succeeded || saved.Refusal.Code != "case.changed-meanwhile" || attempt == Tries)
                return saved;
        }
    }

    public async Task<Outcome<AppointmentRow>> CancelAsync(CaseKey key, string rule, Language language, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await FindAsync(key, rule, language, ct);
            if (!found.Succeeded)
                return found.Refusal;
            var (opened, one) = found.Value;
            if (one.Booked is not { IsBooked: true } present)
                return Unknown;
            var change = opened.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(new AppointmentCancelled(present.Id, rule, present.StartsAt));
            var gone = present with { Status = "Cancelled", Version = present.Version + 1, ChangedAt = change.At };
            change.Also(AppointmentSql.Update(gone, present.Version)).Also(AppointmentSql.Leave(gone));
            var saved = await CaseStore.SaveAsync(opened.Scope, change, ct);
            if (saved.Succeeded)
                return gone;
            if (saved.Refusal.Code != "case.changed-meanwhile" || attempt == Tries)
                return saved.Refusal;
        }
    }

    /// <summary>Offered from the event the package names to the end of the case; a refused one needs no visit.</summary>
    public static bool IsOffered(Case state, AppointmentTime at) => (at, state.Status) switch
    {
        (_, CaseStatus.AwaitingSigners or CaseStatus.Withdrawn or CaseStatus.Expired) => false,
        (_, CaseStatus.Decided) => state.Outcome != CaseOutcome.Rejected,
        (AppointmentTime.Submitted, _) => true,
        _ => false,
    };

    private async Task<Outcome<AppointmentRow>> WriteAsync(
        OpenedCase opened, CaseAppointment one, AppointmentRow? present, Guid id, short counter, DateTimeOffset start, CancellationToken ct)
    {
        var change = opened.Change(CaseActor.Of(actor), time.GetUtcNow());
        var row = new AppointmentRow
        {
            Id = id,
            Office = one.Due.Office.Id,
            StartsAt = start,
            EndsAt = start.AddMinutes(one.Due.Minutes),
            Counter = counter,
            Status = "Booked",
            Number = opened.Case.Number.Text,
            Rule = one.Due.Id,
            Account = opened.Case.Account,
            Language = opened.Case.Language,
            Version = (present?.Version ?? 0) + 1,
            ChangedAt = change.At,
        };
        if (present is null)
            change.Record(new AppointmentBooked(id, one.Due.Id, row.Office, start, one.Due.Minutes)).Also(AppointmentSql.Insert(row));
        else
            change.Record(new AppointmentMoved(id, one.Due.Id, present.StartsAt, start)).Also(AppointmentSql.Update(row, present.Version)).Also(AppointmentSql.Leave(row));
        change.Also(AppointmentSql.Take(row)).Also(AppointmentReminders.Plan(row));
        change.Also(MailboxSql.Entry(change.After, "appointment", opened.Service.Name.German, null, change.At));
        try
        {
            var saved = await CaseStore.SaveAsync(opened.Scope, change, ct);
            return saved.Succeeded ? row : saved.Refusal;
        }
        catch (UniqueViolationException twice) when (twice.Constraint == AppointmentSql.CaseKey)
        {
            return CaseStore.ChangedMeanwhile(opened.Case);
        }
    }

    private async Task<Outcome<(OpenedCase Opened, CaseAppointment One)>> FindAsync(CaseKey key, string rule, Language language, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        return (await OfAsync(opened.Value, language, ct)).FirstOrDefault(one => one.Due.Id == rule) is { } found
            ? (opened.Value, found)
            : Unknown;
    }
}
