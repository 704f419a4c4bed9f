using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Mailbox;

/// <summary>
/// Hands out an uploaded file to whoever may see its draft or case; of a service on substantial or above as a document of it. That a clerk
/// read it is audit data.
/// </summary>
internal sealed class FetchUpload(
    TownDatabase database, CaseAccess access, EncryptedFiles files, ISensitiveActions sensitive, IActor actor, TimeProvider time)
{
    /// <param name="Bytes">Null while the file waits for the virus scanner, or when the scanner refused it.</param>
    internal sealed record Content(CaseUpload Upload, FileState State, byte[]? Bytes);

    public async Task<Outcome<Content>> OfDraftAsync(EffectiveService service, DraftKey key, Guid id, CancellationToken ct)
    {
        var draft = await DraftStore.LoadAsync(database.For(service.Town.Number), key.Id, ct);
        if (draft?.BelongsTo(actor, key.Secret) != true)
            return Refusal.NotFound("upload");
        return await WhyNotAsync(service, ct) is { } refusal ? refusal : await ReadAsync(service.Town.Number, draft.Uploads, id, ct);
    }

    public async Task<Outcome<Content>> AsApplicantAsync(CaseKey key, Guid id, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct, CaseRight.Help);
        if (!opened.Succeeded)
            return opened.Refusal;
        return await WhyNotAsync(opened.Value.Service, ct) is { } refusal
            ? refusal
            : await ReadAsync(opened.Value.Town.Number, opened.Value.Case.Files, id, ct);
    }

    public async Task<Outcome<Content>> AsStaffAsync(string number, Guid id, CancellationToken ct)
    {
        var opened = await access.AsStaffAsync(number, ct);
        if (!opened.Succeeded)
            return opened.Refusal;
        var content = await ReadAsync(opened.Value.Town.Number, opened.Value.Case.Files, id, ct);
        if (content.Succeeded)
        {
            var now = time.GetUtcNow();
            await opened.Value.Scope.ExecuteBatchAsync(
                [
                    new AuditEntry(Guid.CreateVersion7(now), now, AuditActor.Staff, actor.StaffId, "file.read",
                        $"case/{opened.Value.Case.Number.Text}/file/{id:D}").Insert(),
                ], ct);
        }

        return content;
    }

    private async Task<Refusal?> WhyNotAsync(EffectiveService service, CancellationToken ct) => service.Trust >= TrustLevel.Substantial
        ? await sensitive.CheckAsync(SensitiveAction.ReadSubstantialDocument, ct)
        : null;

    private async Task<Outcome<Content>> ReadAsync(short town, IReadOnlyList<CaseUpload> uploads, Guid id, CancellationToken ct)
    {
        if (uploads.FirstOrDefault(upload => upload.Id == id) is not { } upload
            || await files.FindAsync(town, id, ct) is not { } stored)
            return Refusal.NotFound("upload");
        return new Content(upload, stored.State, stored.CanBeShown ? await files.ReadAsync(town, id, ct) : null);
    }
}
