using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Identity;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Inbox;

/// <summary>The small acts of a clerk: take, assign, note, extend the deadline, mark news as seen.</summary>
internal sealed class WorkOnCase(CaseAccess access, IStaffDirectory staff, IActor actor, TimeProvider time)
{
    /// <summary>One click: the case is mine (Übernehmen).</summary>
    public Task<Outcome<Case>> TakeAsync(string number, int version, CancellationToken ct) =>
        ChangeAsync(number, version, state => state.Assign(actor.StaffId, actor.DisplayName), ct);

    /// <summary>Gives the case to a colleague of the same office, or back to the team (null). Needs the role of lead, or it is one's own case.</summary>
    public async Task<Outcome<Case>> AssignAsync(string number, int version, Guid? colleague, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var (town, _, _, state, _) = opened.Value;
        if (state.Assignee != actor.StaffId && !actor.Holds(town.Number, state.Office, StaffRole.Lead))
            return Refusal.Forbidden("assignee.role-missing", "Zuweisen kann die Leitung, oder wer den Vorgang hat.");
        string? name = null;
        if (colleague is { } id)
        {
            name = (await staff.OfOfficeAsync(town.Number, state.Office, ct)).FirstOrDefault(member => member.Id == id)?.DisplayName;
            if (name is null)
                return Refusal.Invalid("assignee.not-in-office", "Diese Person arbeitet nicht in dem Amt.",
                    new FieldFault("assignee", "assignee.not-in-office", "Diese Person arbeitet nicht in dem Amt."));
        }

        return await SaveAsync(opened.Value, version, current => current.Assign(colleague, name), ct);
    }

    /// <summary>A note is added whatever version the clerk saw: it changes nothing else.</summary>
    public Task<Outcome<Case>> AddNoteAsync(string number, string text, CancellationToken ct) =>
        ChangeAsync(number, null, state => state.AddNote(text), ct);

    /// <summary>The one extension of the deadline, with its reason.</summary>
    public async Task<Outcome<Case>> ExtendDeadlineAsync(string number, int version, DateOnly until, string reason, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        return opened.Succeeded
            ? await SaveAsync(opened.Value, version, state => state.ExtendDeadline(until, reason, opened.Value.Service.Town.State), ct)
            : opened.Refusal;
    }

    /// <summary>What was new has been looked at.</summary>
    public async Task<Outcome<Case>> MarkNewsReadAsync(string number, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        return opened.Value.Case.News is null
            ? opened.Value.Case
            : await SaveAsync(opened.Value, null, static _ => new NewsRead(), ct);
    }

    private async Task<Outcome<Case>> ChangeAsync(
        string number, int? version, Func<Case, Outcome<CaseEvent>> wish, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        return opened.Succeeded ? await SaveAsync(opened.Value, version, wish, ct) : opened.Refusal;
    }

    private async Task<Outcome<Case>> SaveAsync(
        OpenedCase opened, int? version, Func<Case, Outcome<CaseEvent>> wish, CancellationToken ct)
    {
        if (version is { } seen && opened.Case.Version != seen)
            return CaseStore.ChangedMeanwhile(opened.Case);
        var happened = wish(opened.Case);
        return happened.Succeeded
            ? await CaseStore.SaveAsync(opened.Scope, opened.Change(CaseActor.Of(actor), time.GetUtcNow()).Record(happened.Value), ct)
            : happened.Refusal;
    }
}
