using System.Security.Cryptography;
using System.Text;
using Rathaus.Cases.Data;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>
/// Sends a draft: everything is checked again on the server, then case, receipt, payment, mailbox entry and jobs are written
/// in one transaction and the draft is closed. A double click, a retry or the back button gets the same receipt.
/// </summary>
internal sealed class SubmitDraft(
    TownDatabase database, ICatalogue catalogue, OpenDraft open, SubmissionPreparation preparation, SubmissionQueue queue,
    SecretSeal seal, IActor actor, TimeProvider time)
{
    public const string Scope = "cases.draft";

    /// <param name="version">The version whose answers the person has checked and declared.</param>
    public async Task<Outcome<Receipt>> RunAsync(
        Municipality town, DraftKey key, int version, Language language, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var scope = database.For(town.Number);
        var draft = await DraftStore.LoadAsync(scope, key.Id, ct);
        if (draft is null || !draft.BelongsTo(actor, key.Secret))
            return Refusal.NotFound("draft");
        var body = SHA256.HashData(Encoding.ASCII.GetBytes(key.Id.ToString("D")));
        if (draft.Number is not null)
        {
            var earlier = await SubmissionWriter.FindAsync(scope, Scope, key.Id.ToString("D"), body, ct);
            return earlier is null ? OpenDraft.Submitted(draft.Number.Value.Text) : Receipt.Of(earlier, seal);
        }

        if (catalogue.FindForm(town.Id, draft.Service) is not { } service)
            return Refusal.NotFound("service");
        if (draft.Version != version)
            return await ChangedMeanwhileAsync(town, draft, language, ct);
        if (draft.Unfinished.Any())
            return Refusal.Invalid("application.faults", "Bitte prüfen Sie Ihre Angaben.",
                [.. draft.Unfinished.Select(path => new FieldFault(path, "unsaved", "Diese Angabe ist noch nicht fertig."))]);

        var prepared = await preparation.PrepareAsync(service, new IncomingApplication
        {
            Answers = draft.Answers,
            Files = draft.Uploads,
            Scope = Scope,
            Key = key.Id.ToString("D"),
            BodySha256 = body,
            Channel = "portal",
            Language = language,
            Draft = draft.Id,
            DraftVersion = draft.Version,
        }, ct);
        var receipt = prepared.Succeeded
            ? (await queue.WriteAsync(prepared.Value, ct)).Then(result => Receipt.Of(result, seal))
            : prepared.Refusal;
        CasesMetrics.Submitted(town.Id, service.Id, OutcomeOf(receipt), time.GetElapsedTime(start));
        return receipt;
    }

    /// <summary>The metric's word for what became of a submission.</summary>
    internal static string OutcomeOf(Outcome<Receipt> receipt) =>
        !receipt.Succeeded ? receipt.Refusal.Code : receipt.Value.Repeated ? "repeated" : "accepted";

    private async Task<Outcome<Receipt>> ChangedMeanwhileAsync(
        Municipality town, Draft newer, Language language, CancellationToken ct)
    {
        var view = await open.ViewAsync(town, newer, language, newer.Unsaved, ct);
        return view.Succeeded
            ? Refusal.Conflict("draft.changed-meanwhile", "Der Entwurf wurde inzwischen in einem anderen Fenster geändert.")
                with { Current = view.Value }
            : view.Refusal;
    }
}
