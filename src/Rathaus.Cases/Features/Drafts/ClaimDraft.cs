using Microsoft.Extensions.Options;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Drafts;

/// <summary>
/// After the sign-in a draft that was begun without one becomes the account's; its secret opens nothing any more.
/// </summary>
internal sealed class ClaimDraft(TownDatabase database, IOptions<CasesOptions> options, IActor actor, TimeProvider time)
{
    public async Task<Outcome<DraftKey>> RunAsync(Municipality town, DraftKey key, CancellationToken ct)
    {
        if (actor.OwnerId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "draft.sign-in-needed", "Melden Sie sich an.");
        var scope = database.For(town.Number);
        var draft = await DraftStore.LoadAsync(scope, key.Id, ct);
        if (draft is null || !draft.BelongsTo(actor, key.Secret))
            return Refusal.NotFound("draft");
        if (actor.ActsFor?.Covers(draft.Service) == false)
            return Refusal.NotFound("draft");
        if (draft.Account == account)
            return new DraftKey(key.Id);

        var changed = await scope.ExecuteBatchAsync(
            [
                new Sql(
                    """
                    update cases.draft
                    set account = @account, secret_hash = null, expires_on = @ExpiresOn
                    where municipality = @Town and id = @Id and account is null and secret_hash = @SecretHash
                    """,
                    new
                    {
                        account,
                        key.Id,
                        SecretHash = AccessSecret.Hash(key.Secret),
                        ExpiresOn = DraftTerms.ExpiresOn(options.Value, account: true, time.GetUtcNow()),
                    }),
                new Sql(
                    """
                    insert into cases.account_draft (account, town, draft)
                    select d.account, d.municipality, d.id
                    from cases.draft d
                    where d.municipality = @Town and d.id = @Id and d.account = @account
                    on conflict do nothing
                    """,
                    new { account, key.Id }),
            ], ct);
        return changed[0] == 1 ? new DraftKey(key.Id) : Refusal.NotFound("draft");
    }
}
