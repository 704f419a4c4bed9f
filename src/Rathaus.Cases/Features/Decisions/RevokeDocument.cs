using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Registers;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// The office takes an issued document out of force (Rücknahme § 48, Widerruf § 49 VwVfG NRW): history, public log, register
/// of permits and the applicant's mailbox hear of it in one transaction. Whoever verifies the document is told from then on.
/// </summary>
internal sealed class RevokeDocument(CaseAccess access, CaseDocuments documents, IActor actor, TimeProvider time)
{
    /// <summary>Characters of a reason.</summary>
    private const int Longest = 1000;

    /// <param name="Reason">For history and applicant; never in the log.</param>
    public sealed record Request(int Version, Guid Document, string Reason);

    public async Task<Outcome<Case>> RunAsync(string number, Request request, CancellationToken ct)
    {
        var found = await access.AsStaffAsync(number, ct, StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead);
        if (!found.Succeeded)
            return found.Refusal;
        var opened = found.Value;
        if (opened.Case.Version != request.Version)
            return CaseStore.ChangedMeanwhile(opened.Case);
        var reason = request.Reason.Trim();
        if (reason.Length is 0 or > Longest)
            return Refusal.Invalid("document.reason-missing", "Sagen Sie, warum das Dokument nicht mehr gilt.",
                new FieldFault("reason", "document.reason-missing", "Sagen Sie, warum das Dokument nicht mehr gilt."));
        if (await CaseDocuments.FindAsync(opened, request.Document, ct) is not { } document)
            return Refusal.NotFound("document");
        if (opened.Case.Revoked.Contains(request.Document))
            return Refusal.Conflict("document.already-revoked", "Dieses Dokument gilt schon nicht mehr.");

        var now = time.GetUtcNow();
        var change = opened.Change(CaseActor.Of(actor), now).Record(new DocumentRevoked(document.Id, document.Title, reason));
        await documents.RevokeAsync(opened, change, document, ct);
        if (document.Kind == "permit")
            change.Also(PermitSql.Return(opened.Service.Id, opened.Case.Number.Text, GermanClock.DayOf(now)));
        change.Also(MailboxSql.Entry(change.After, "document", document.Title, null, now, document.Id));
        return await CaseStore.SaveAsync(opened.Scope, change, ct);
    }
}
