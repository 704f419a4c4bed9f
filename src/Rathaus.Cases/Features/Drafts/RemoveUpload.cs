using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>Takes a file out of a draft; its content is deleted at once.</summary>
internal sealed class RemoveUpload(TownDatabase database, EncryptedFiles files, IActor actor)
{
    public async Task<Outcome<Guid>> RunAsync(Municipality town, DraftKey key, Guid upload, CancellationToken ct)
    {
        var scope = database.For(town.Number);
        var draft = await DraftStore.LoadAsync(scope, key.Id, ct);
        if (draft is null || !draft.BelongsTo(actor, key.Secret))
            return Refusal.NotFound("draft");
        if (draft.Number is { } number)
            return OpenDraft.Submitted(number.Text);
        if (draft.Uploads.All(known => known.Id != upload))
            return Refusal.NotFound("upload");
        var removed = await scope.ExecuteBatchAsync([Delete(draft.Id, upload)], ct);
        if (removed[0] == 0)
            return Refusal.NotFound("upload");
        await files.DeleteAsync(town.Number, upload, ct);
        return upload;
    }

    /// <summary>Only while the upload belongs to no case.</summary>
    internal static Sql Delete(Guid draft, Guid upload) => new(
        """
        delete from cases.upload u
        where u.municipality = @Town and u.id = @upload and u.draft = @draft
          and not exists (select from cases.case_file f where f.municipality = @Town and f.upload = u.id)
        """,
        new { draft, upload });
}
