using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Registers;

namespace Rathaus.Cases.Features.Retention;

/// <summary>
/// Deletes one case (Löschung): first its keys, from then on nobody reads its files; then in one transaction every row,
/// leaving a tombstone without personal data. Cut off in between, the next try ends it.
/// </summary>
internal sealed class EraseCase(CaseReader cases, ObjectKeys keys, IProofs proofs, TimeProvider time) : IJobHandler
{
    public string Kind => CaseJobs.Erase;

    public int Parallel => 1;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var number = JobJson.Read(job.Payload, JobJson.Default.CaseJobPayload).Number;
        var now = time.GetUtcNow();
        var today = GermanClock.DayOf(now);
        // Gone already, or kept after all: work came back, or a day at the end of a month was counted too early.
        if (await cases.OpenAsync(job.Municipality, tx, number, ct) is not { } opened || !await MayGoAsync(tx, opened, today, ct))
            return;

        var objects = await tx.QueryAsync<string>(
            """
            select 'case/' || @number
            union
            select 'draft/' || d.id::text from cases.draft d where d.municipality = @Town and d.number = @number
            union
            select u.object
            from cases.case_file f
            join cases.upload u on u.municipality = @Town and u.id = f.upload
            where f.municipality = @Town and f.number = @number
            """,
            new { number }, ct);
        foreach (var name in objects)
            await keys.DeleteAsync(job.Municipality, name, ct);
        var documents = await tx.QueryAsync<Guid>(
            "select id from cases.document where municipality = @Town and number = @number", new { number }, ct);
        await tx.ExecuteBatchAsync(
            [
                .. proofs.Erase(job.Municipality, [.. documents.SelectMany(CaseDocuments.AllKeys)]),
                PermitSql.Forget(number, today),
                new Sql(
                    "select cases.erase(@number, @today, @UnreadableFrom, @Term, @Objects)",
                    new
                    {
                        number,
                        today,
                        UnreadableFrom = today.AddDays(RetentionTerm.BackupDays),
                        Term = TermOf(opened),
                        Objects = objects.ToArray(),
                    }),
                new AuditEntry(Guid.CreateVersion7(now), now, AuditActor.System, null, "case.erased", $"case/{number}").Insert(),
            ], ct);
    }

    private static async Task<bool> MayGoAsync(TownTransaction tx, OpenedCase opened, DateOnly today, CancellationToken ct)
    {
        var state = opened.Case;
        if (RetentionTerm.LastDay(state, opened.Service.Retention) is not { } last || last >= today
            || RetentionTerm.RemedyRuns(state, today) || state.RefundDue != Rathaus.Kernel.Money.Euro.Zero)
            return false;
        return !await tx.QuerySingleAsync<bool>(
            """
            select exists (select from cases.task where municipality = @Town and number = @Number and done_at is null)
              or exists (select from cases.payment where municipality = @Town and number = @Number
                and status in ('Open', 'Pending', 'RefundDue') and @Decided)
            """,
            new { Number = state.Number.Text, Decided = state.Status == CaseStatus.Decided }, ct);
    }

    /// <summary>Why so long, for the report: <c>12 Decided</c>.</summary>
    private static string TermOf(OpenedCase opened) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{opened.Service.Retention.Months} {opened.Service.Retention.From}");
}
