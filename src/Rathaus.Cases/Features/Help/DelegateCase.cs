using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Features.Help;

/// <summary>
/// The applicant lets somebody help with one running case: a code to hand over, read and answer rights, ended at any time
/// with effect on the next request. Whoever helps can invite nobody.
/// </summary>
internal sealed class DelegateCase(CaseAccess access, CaseReader cases, Kernel.Data.TownDatabase database, IActor actor, TimeProvider time)
{
    /// <summary>Days for which a code holds.</summary>
    public const int CodeDays = 7;

    private const int Most = 5;

    private const int LongestName = 100;

    internal sealed record View(OpenedCase Opened, IReadOnlyList<HelperRow> Helpers);

    internal sealed record Invitation(OpenedCase Opened, string Name, string Code, DateOnly Until);

    public static Refusal UnknownCode => Refusal.Invalid(
        "helper.code-unknown", "Nummer und Code passen nicht zusammen, oder der Code wurde schon benutzt.");

    public async Task<Outcome<View>> ShowAsync(CaseKey key, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct);
        return opened.Succeeded
            ? new View(opened.Value, await HelperSql.OfAsync(opened.Value.Scope, opened.Value.Case.Number, ct))
            : opened.Refusal;
    }

    public async Task<Outcome<Invitation>> InviteAsync(CaseKey key, string? name, CancellationToken ct)
    {
        var shown = await ShowAsync(key, ct);
        if (!shown.Succeeded)
            return shown.Refusal;
        var (opened, helpers) = shown.Value;
        var typed = name?.Trim() ?? "";
        if (typed.Length is 0 or > LongestName || !Din91379.Parse(typed, LatinType.B).Succeeded)
            return Refusal.Invalid("helper.name", "Geben Sie einen Namen aus Buchstaben ein, höchstens 100 Zeichen.",
                new FieldFault("name", "helper.name", "Geben Sie einen Namen aus Buchstaben ein, höchstens 100 Zeichen."));
        if (opened.Case.Status.IsFinal())
            return Refusal.Conflict("helper.case-closed", "Dieser Vorgang ist abgeschlossen.");
        if (helpers.Count >= Most)
            return Refusal.Conflict("helper.too-many", "Mehr als fünf Personen können nicht helfen. Beenden Sie zuerst eine Hilfe.");
        var now = time.GetUtcNow();
        var code = AccessSecret.Create();
        var until = GermanClock.DayOf(now).AddDays(CodeDays);
        var invited = new HelperInvited(Guid.CreateVersion7(now), typed, until);
        var change = opened.Change(CaseActor.Of(actor), now).Record(invited);
        change.Also(HelperSql.Invite(opened.Case, invited.Helper, typed, AccessSecret.Hash(code), until, now));
        var saved = await CaseStore.SaveAsync(opened.Scope, change, ct);
        return saved.Succeeded ? new Invitation(opened, typed, code, until) : saved.Refusal;
    }

    /// <summary>Takes a code: from now on this account reads and answers. The applicant cannot help themselves.</summary>
    public async Task<Outcome<CaseNumber>> JoinAsync(string? number, string? code, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "helper.sign-in-needed", "Melden Sie sich an.");
        if (actor.ActsFor is not null)
            return Refusal.Forbidden("mandate.own-only", "Das geht nur für Sie selbst. Beenden Sie zuerst die Vertretung.");
        if (cases.Find(number) is not { } found)
            return AccessSecret.Matches(code, null) ? throw new InvalidOperationException("Nothing matches nothing") : UnknownCode;
        var scope = database.For(found.Town.Number);
        var today = time.Today();
        var door = (await HelperSql.OfAsync(scope, found.Number, ct)).FirstOrDefault(row => AccessSecret.Matches(code, row.CodeHash) && row.ExpiresOn >= today);
        if (door is null || await cases.OpenAsync(found.Town, scope, found.Number, ct) is not { } opened || opened.Case.Account == account)
            return UnknownCode;
        var now = time.GetUtcNow();
        var joined = new HelperJoined(door.Helper, account, actor.DisplayName ?? door.Name);
        var change = opened.Change(CaseActor.Of(actor), now).Record(joined);
        change.Also(HelperSql.Join(opened.Case, door, account, now)).Also(HelperSql.Remember(opened.Case, account));
        try
        {
            var saved = await CaseStore.SaveAsync(scope, change, ct);
            return saved.Succeeded ? found.Number : saved.Refusal;
        }
        catch (Kernel.Data.UniqueViolationException)
        {
            // The account helps with this case already; its second code stays unused.
            return found.Number;
        }
    }

    /// <summary>The applicant ends a help, or whoever helps stops.</summary>
    public async Task<Outcome<Case>> EndAsync(CaseKey key, Guid helper, CancellationToken ct)
    {
        var opened = await access.AsApplicantAsync(key, ct, CaseRight.Help);
        if (!opened.Succeeded)
            return opened.Refusal;
        var row = (await HelperSql.OfAsync(opened.Value.Scope, opened.Value.Case.Number, ct)).FirstOrDefault(one => one.Helper == helper);
        if (row is null || (opened.Value.Right == CaseRight.Help && row.Account != actor.AccountId))
            return Refusal.NotFound("helper");
        var now = time.GetUtcNow();
        var change = opened.Value.Change(CaseActor.Of(actor), now).Record(new HelperEnded(helper, row.Name));
        change.Also(HelperSql.End(opened.Value.Case, helper, now));
        return await CaseStore.SaveAsync(opened.Value.Scope, change, ct);
    }
}
