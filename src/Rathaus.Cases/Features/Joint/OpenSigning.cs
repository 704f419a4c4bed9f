using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Joint;

/// <summary>
/// Opens an application for a person named in it, and for nobody else: own account at the demanded level, confirmed identity
/// that is the named one, and a code of the applicant or an account known to be that person's. A wrong number, code or person
/// are one and the same refusal.
/// </summary>
internal sealed class OpenSigning(CaseReader cases, TownDatabase database, CaseEvaluation evaluation, IActor actor, TimeProvider time)
{
    /// <param name="Evaluation">The answers to be read.</param>
    internal sealed record View(OpenedCase Opened, CaseSigning Mine, FormEvaluation Evaluation, IReadOnlyList<ShowOwnCase.Document> Documents)
    {
        public Case Case => Opened.Case;
    }

    private static Refusal Unknown => Refusal.NotFound("signing");

    /// <param name="code">What the applicant handed over, or null: the account is known.</param>
    public async Task<Outcome<View>> RunAsync(string number, string? code, Language language, CancellationToken ct)
    {
        var entered = await EnterAsync(number, code, ct);
        if (!entered.Succeeded)
            return entered.Refusal;
        var (opened, mine) = entered.Value;
        var documents = await opened.Scope.QueryAsync<ShowOwnCase.DocumentRow>(
            """
            select id, kind, title, size, created_at
            from cases.document
            where municipality = @Town and number = @Number and kind <> 'request'
            order by created_at, kind <> 'notice', title, id
            """,
            new { Number = opened.Case.Number.Text }, ct);
        return new View(
            opened, mine, await evaluation.EvaluateAsync(opened, language, null, ct),
            [.. documents.Select(row => new ShowOwnCase.Document(row.Id, row.Kind, row.Title, row.Size, row.CreatedAt))]);
    }

    /// <summary>The case and the signer's part in it.</summary>
    internal async Task<Outcome<(OpenedCase Opened, CaseSigning Mine)>> EnterAsync(string number, string? code, CancellationToken ct)
    {
        if (actor.AccountId is not { } account)
            return new Refusal(RefusalKind.SignInNeeded, "signing.sign-in-needed", "Melden Sie sich an.");
        if (cases.Find(number) is not { } found)
            return Unknown;
        var scope = database.For(found.Town.Number);
        var doors = await SignerSql.DoorsAsync(scope, found.Number, ct);
        var today = time.Today();
        var byCode = code is null ? null : doors.FirstOrDefault(door => AccessSecret.Matches(code, door.CodeHash) && door.ExpiresOn >= today);
        var door = byCode ?? doors.FirstOrDefault(one => one.Account == account);
        if (door is null || await cases.OpenAsync(found.Town, scope, found.Number, ct) is not { } opened)
            return Unknown;
        var state = opened.Case;
        if (state.Signings.FirstOrDefault(signing => signing.Signer.Id == door.Signer) is not { } mine)
            return Unknown;
        if (actor.Trust < mine.Signer.Trust)
            return TrustTooLow(mine.Signer.Trust);
        if (!IsNamed(state, mine.Signer, account, doors) || !IsOpenTo(state, mine, account))
            return Unknown;
        if (byCode is not null && !await UseAsync(scope, state, byCode, account, ct))
            return Unknown;
        return (opened, mine);
    }

    /// <summary>Level that the page asks for; only whoever holds a code or the known account learns it.</summary>
    internal static Refusal TrustTooLow(TrustLevel needed) =>
        Refusal.Forbidden("signing.trust-too-low", "Für diese Bestätigung brauchen Sie eine Anmeldung auf höherem Niveau.") with { Current = needed };

    /// <summary>The named person, not the applicant, and in no second part of the same application.</summary>
    private bool IsNamed(Case state, CaseSigner signer, Guid account, IReadOnlyList<SignerDoor> doors) =>
        actor.Person is { } person
        && SignerMatch.Matches(signer, person)
        && account != state.Account
        && (state.Person is null || !SignerMatch.SamePerson(state.Person, person))
        && doors.All(door => door.Account != account || door.Signer == signer.Id);

    /// <summary>Who has confirmed sees the application on; who has not only while it is open to be confirmed.</summary>
    private static bool IsOpenTo(Case state, CaseSigning mine, Guid account) =>
        state.Status == CaseStatus.AwaitingSigners || (mine.State == SigningState.Confirmed && mine.Account == account);

    /// <summary>A code is used once; of two at the same time one account gets it.</summary>
    private async Task<bool> UseAsync(SqlScope scope, Case state, SignerDoor door, Guid account, CancellationToken ct)
    {
        try
        {
            var counts = await scope.ExecuteBatchAsync(SignerSql.UseCode(state, door.Signer, door.CodeHash!, account, time.GetUtcNow()), ct);
            return counts[0] == 1;
        }
        catch (UniqueViolationException)
        {
            return false;
        }
    }
}
