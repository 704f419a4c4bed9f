using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Applications;

/// <summary>A message between office and applicant about a case, in either direction.</summary>
internal sealed class SendMessage(CaseAccess access, IActor actor, TimeProvider time)
{
    public async Task<Outcome<Case>> FromApplicantAsync(CaseKey key, string text, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct, CaseRight.Help);
        return opened.Succeeded ? await SaveAsync(opened.Value, text, fromOffice: false, ct) : opened.Refusal;
    }

    public async Task<Outcome<Case>> FromOfficeAsync(string number, string text, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        return opened.Succeeded ? await SaveAsync(opened.Value, text, fromOffice: true, ct) : opened.Refusal;
    }

    private async Task<Outcome<Case>> SaveAsync(OpenedCase opened, string text, bool fromOffice, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var sent = opened.Case.SendMessage(id, fromOffice, text);
        if (!sent.Succeeded)
            return sent.Refusal;
        var change = opened.Change(CaseActor.Of(actor), now).Record(sent.Value);
        change.Also(MessageSql.Insert(
            opened.Case, id, fromOffice, fromOffice || actor.AccountId is not null ? actor.DisplayName : opened.Case.ApplicantName, text.Trim(), now));
        if (fromOffice)
            change.Also(MailboxSql.Entry(opened.Case, "message", opened.Service.Name.German, null, now));
        return await CaseStore.SaveAsync(opened.Scope, change, ct);
    }
}
