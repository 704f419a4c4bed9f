using System.Text.Json;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Appointments;

/// <summary>On the day before an appointment its account is reminded.</summary>
internal sealed class AppointmentReminders(CaseReader cases, ICatalogue catalogue, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.RemindOfAppointment;

    /// <summary>The job of the reminder. A moved appointment has a new one; the old one finds another day.</summary>
    public static Sql Plan(AppointmentRow row) => JobSql.Insert(new JobRequest(
        CaseJobs.RemindOfAppointment, JsonSerializer.Serialize(new AppointmentJobPayload(row.Id), JobJson.Default.AppointmentJobPayload),
        CaseJobs.MorningAfter(GermanClock.DayOf(row.StartsAt).AddDays(-2))));

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var payload = JobJson.Read(job.Payload, JobJson.Default.AppointmentJobPayload);
        var now = time.GetUtcNow();
        if (await AppointmentSql.FindAsync(tx, payload.Appointment, ct) is not { IsBooked: true, Account: { } account } row
            || GermanClock.DayOf(row.StartsAt) != GermanClock.DayOf(now).AddDays(1)
            || catalogue.FindTown(job.Municipality) is not { } town)
            return;
        if (row.Number is null)
            await tx.ExecuteBatchAsync([CounterEntry(town, row, account, now)], ct);
        else if (await cases.OpenAsync(job.Municipality, tx, row.Number, ct) is { } opened)
            await tx.ExecuteBatchAsync([MailboxSql.Entry(opened.Case, "appointment", opened.Service.Name.German, null, now)], ct);
    }

    /// <summary>An entry without a case: its body is the address it leads to.</summary>
    public static Sql CounterEntry(Municipality town, AppointmentRow row, Guid account, DateTimeOffset at) => new(
        """
        insert into cases.mailbox_entry (municipality, account, id, kind, subject, body, created_at)
        values (@Town, @account, @Id, 'appointment', @Subject, @Address, @at)
        """,
        new
        {
            account, Id = Guid.CreateVersion7(at), Subject = town.FindOffice(row.Office)?.Name.German ?? town.Name, Address = CounterAddress.Of(town.Id, row.Office, row.Id), at,
        });
}
