using Rathaus.Cases.Data;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>Throws a draft away, with its files and their key.</summary>
internal sealed class DiscardDraft(TownDatabase database, EncryptedFiles files, IActor actor)
{
    public async Task<Outcome<Guid>> RunAsync(Municipality town, DraftKey key, CancellationToken ct)
    {
        var scope = database.For(town.Number);
        var draft = await DraftStore.LoadAsync(scope, key.Id, ct);
        if (draft is null || !draft.BelongsTo(actor, key.Secret))
            return Refusal.NotFound("draft");
        if (draft.Number is { } number)
            return OpenDraft.Submitted(number.Text);
        await DeleteAsync(scope, files, draft.Id, ct);
        return draft.Id;
    }

    /// <summary>The key goes first: from then on nobody reads the files.</summary>
    internal static async Task DeleteAsync(TownScope scope, EncryptedFiles files, Guid draft, CancellationToken ct)
    {
        var gone = await scope.ExecuteBatchAsync(
            [
                new Sql(
                    "delete from cases.account_draft where town = @Town and draft = @draft "
                    + "and exists (select from cases.draft d where d.municipality = @Town and d.id = @draft and d.number is null)",
                    new { draft }),
                new Sql(
                    "delete from cases.upload u where u.municipality = @Town and u.draft = @draft "
                    + "and exists (select from cases.draft d where d.municipality = @Town and d.id = @draft and d.number is null)",
                    new { draft }),
                new Sql("delete from cases.draft where municipality = @Town and id = @draft and number is null", new { draft }),
            ], ct);
        if (gone[2] == 1)
            await files.DeleteObjectAsync(scope.Municipality, CaseFiles.ObjectOf(draft), ct);
    }
}
