using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>
/// A clerk opens a case of the own office (Vorgang). Everything about it at once, with the check of its chain; that it was
/// read is audit data.
/// </summary>
internal sealed class OpenCase(CaseAccess access, CaseEvaluation evaluation, IActor actor, TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <param name="Evaluation">The rules' word on the answers, as of the day of arrival.</param>
    /// <param name="Viewers">Colleagues of the office who have the case open right now.</param>
    /// <param name="ChainIntact">The history's hashes fit; false means that somebody changed rows outside this program.</param>
    internal sealed record View(
        OpenedCase Opened, FormEvaluation Evaluation, IReadOnlyList<ShowOwnCase.Document> Documents,
        IReadOnlyList<ShowOwnCase.Message> Messages, Payment? Payment, IReadOnlyList<WorkTask> Tasks, bool ChainIntact,
        IReadOnlyList<string> Viewers)
    {
        public Case Case => Opened.Case;
    }

    public async Task<Outcome<View>> RunAsync(string number, Language language, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (town, scope, _, state, history) = opened.Value;
        var (documents, messages, tasks, viewers) = await scope.QueryBatchAsync(
            [ShowOwnCase.Documents(state), ShowOwnCase.Messages(state), ListTasks.OfCase(state), Viewers(state), Read(state), Look(state)],
            static async reader => (
                await reader.ReadAsync<ShowOwnCase.DocumentRow>(), await reader.ReadAsync<ShowOwnCase.MessageRow>(),
                await reader.ReadAsync<WorkTask>(), await reader.ReadAsync<string>()), ct);
        return new View(
            opened.Value,
            await evaluation.EvaluateAsync(opened.Value, language, null, ct),
            [.. documents.Select(row => new ShowOwnCase.Document(row.Id, row.Kind, row.Title, row.Size, row.CreatedAt))],
            [.. messages.Select(row => new ShowOwnCase.Message(row.Id, row.FromOffice, row.Text, row.At))],
            await PaymentStore.OfCaseAsync(scope, state.Number.Text, ct),
            tasks,
            EventChain.FirstBreak(town.Number, state.Number, history) is null,
            viewers);
    }

    /// <summary>Whoever gets here works in the case's office, so names stay in it.</summary>
    private Sql Viewers(Case state) => new(
        """
        select coalesce(staff_name, '')
        from cases.presence
        where municipality = @Town and number = @Number and staff <> @StaffId and seen_at > @Since
        order by staff_name
        """,
        new { Number = state.Number.Text, actor.StaffId, Since = time.GetUtcNow() - Lease });

    private Sql Look(Case state) => new(
        """
        insert into cases.presence (municipality, number, staff, staff_name, seen_at)
        values (@Town, @Number, @StaffId, @DisplayName, @Now)
        on conflict (municipality, number, staff) do update set seen_at = excluded.seen_at, staff_name = excluded.staff_name
        """,
        new { Number = state.Number.Text, actor.StaffId, actor.DisplayName, Now = time.GetUtcNow() });

    private Sql Read(Case state)
    {
        var now = time.GetUtcNow();
        return new AuditEntry(
            Guid.CreateVersion7(now), now, AuditActor.Staff, actor.StaffId, "case.read", $"case/{state.Number.Text}").Insert();
    }
}
