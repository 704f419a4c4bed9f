using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.AccountData;

/// <summary>
/// A person deletes their account (Art. 17 GDPR): every room gives up its part, this one last. What the law keeps stays with the cases,
/// without a tie to the account; running cases go on by letter.
/// </summary>
internal sealed class DeleteAccount(IEnumerable<IAccountData> rooms, IdentityAccountData own, RegionDatabase database, ISessions sessions, SessionStore store, SecurityEvents events)
{
    /// <summary>Typed by the person, so that no stray click deletes.</summary>
    public const string Word = "löschen";

    private static readonly Refusal NotMeant = Refusal.Invalid(
        "account.deletion-word", "Schreiben Sie „löschen“ in das Feld.", new FieldFault("wort", "account.deletion-word", "Schreiben Sie „löschen“ in das Feld."));

    public async Task<Outcome<Guid>> RunAsync(HttpContext http, IActor actor, string? typed, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "account.sign-in-needed", "Melden Sie sich an.");
        if (!string.Equals(typed?.Trim(), Word, StringComparison.OrdinalIgnoreCase))
            return NotMeant;
        await database.ExecuteBatchAsync([events.Row("account-deletion-began", account, null)], ct);
        foreach (var room in rooms.Where(room => room is not IdentityAccountData))
            await room.DeleteAsync(account, ct);
        await sessions.EndAsync(http, ct);
        await own.DeleteAsync(account, ct);
        store.Forget();
        await database.ExecuteBatchAsync([events.Row("account-deleted", account, null)], ct);
        events.Done("account-deleted");
        return account;
    }
}
