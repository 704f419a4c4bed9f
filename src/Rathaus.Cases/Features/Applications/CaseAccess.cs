using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Applications;

/// <summary>Which case, and what proves it is one's own: the account signed in, or the receipt's secret.</summary>
internal sealed record CaseKey(string Number, string? Secret = null);

/// <summary>What somebody from outside may do with a case.</summary>
internal enum CaseRight
{
    /// <summary>Everything an applicant may.</summary>
    Own,

    /// <summary>Read and answer: a helper.</summary>
    Help,
}

/// <summary>A case with the town and service it belongs to, and its whole history.</summary>
internal sealed record OpenedCase(
    Municipality Town, SqlScope Scope, EffectiveService Service, Case Case, IReadOnlyList<RecordedEvent> History)
{
    /// <summary>What whoever opened it may do.</summary>
    public CaseRight Right { get; init; }

    /// <summary>Begins a change of this case.</summary>
    public CaseChange Change(CaseActor actor, DateTimeOffset at) => new(Town.Number, Case, actor, at);
}

/// <summary>Reads a case with the service it is pinned to.</summary>
internal sealed class CaseReader(ICatalogue catalogue)
{
    public (CaseNumber Number, Municipality Town)? Find(string? typed) =>
        CaseNumber.TryParse(typed, out var number)
        && catalogue.Towns.FirstOrDefault(town => string.Equals(town.Code, number.Code, StringComparison.Ordinal)) is { } town
            ? (number, town)
            : null;

    /// <returns>Null when the town has no such case.</returns>
    public async Task<OpenedCase?> OpenAsync(Municipality town, SqlScope scope, CaseNumber number, CancellationToken ct)
    {
        var history = await CaseStore.HistoryAsync(scope, number, ct);
        if (history.Count == 0)
            return null;
        var state = Case.Replay(number, history);
        var service = await PinnedAsync(town, state.Service, state.ServiceHash, ct)
            ?? throw new InvalidOperationException($"Service {state.Service} of case {state.Number} is not known any more");
        return new OpenedCase(town, scope, service, state, history);
    }

    /// <summary>For background work, which acts on nobody's behalf.</summary>
    public async Task<OpenedCase?> OpenAsync(short municipality, SqlScope scope, string number, CancellationToken ct) =>
        CaseNumber.TryParse(number, out var parsed) && catalogue.FindTown(municipality) is { } town
            ? await OpenAsync(town, scope, parsed, ct)
            : null;

    /// <summary>A case runs to its end on the service it was submitted under; null when the town knows it no more.</summary>
    public async Task<EffectiveService?> PinnedAsync(Municipality town, string service, string hash, CancellationToken ct) =>
        await catalogue.FindPinnedAsync(town.Id, service, hash, ct) ?? catalogue.Find(town.Id, service);
}

/// <summary>
/// The one place that decides who may see a case. Applicants: their account, or number and secret. Staff: a role in the
/// case's office of the case's town. Everybody else gets the same 404 as for a number that does not exist.
/// </summary>
internal sealed class CaseAccess(TownDatabase database, CaseReader cases, IActor actor)
{
    /// <param name="least">With <see cref="CaseRight.Help"/> a helper gets in too; else only the applicant.</param>
    public async Task<Outcome<OpenedCase>> AsApplicantAsync(CaseKey key, CancellationToken ct, CaseRight least = CaseRight.Own)
    {
        if (cases.Find(key.Number) is not { } found)
            return Unknown(key.Secret);
        var (number, town) = found;
        var scope = database.For(town.Number);
        if (actor.AccountId is null && string.IsNullOrEmpty(key.Secret))
            return Refusal.NotFound("case");

        var owner = await scope.QuerySingleOrDefaultAsync<OwnerRow>(
            """
            select a.account, a.service, r.secret_hash
            from cases.application a
            join cases.receipt r on r.municipality = a.municipality and r.number = a.number
            where a.municipality = @Town and a.number = @Number
            """,
            new { Number = number.Text }, ct);
        var mine = owner is not null && Representation.Owns(actor, owner.Account, owner.Service);
        var secret = AccessSecret.Matches(key.Secret, owner?.SecretHash);
        if (!mine && !secret)
            return least == CaseRight.Help && await HelpsAsync(scope, number, ct) && await cases.OpenAsync(town, scope, number, ct) is { } helped
                ? helped with { Right = CaseRight.Help }
                : Refusal.NotFound("case");
        var opened = await OpenAsync(town, scope, number, ct);

        // The receipt of a represented applicant opens nothing: a mandate that ended would live on in it.
        return !mine && opened is { Succeeded: true, Value.Case.Representative: not null } ? Refusal.NotFound("case") : opened;
    }

    public async Task<Outcome<OpenedCase>> AsStaffAsync(string typed, CancellationToken ct, params StaffRole[] roles)
    {
        if (actor.StaffId is null || cases.Find(typed) is not { } found)
            return Refusal.NotFound("case");
        var (number, town) = found;
        var scope = database.For(town.Number);
        var office = await scope.QuerySingleOrDefaultAsync<string>(
            "select office from cases.application where municipality = @Town and number = @Number",
            new { Number = number.Text }, ct);
        if (office is null || !actor.Holds(town.Number, office, StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead))
            return Refusal.NotFound("case");
        return roles.Length > 0 && !actor.Holds(town.Number, office, roles)
            ? Refusal.Forbidden("case.role-missing", "Dafür fehlt Ihnen die Rolle in diesem Amt.")
            : await OpenAsync(town, scope, number, ct);
    }

    /// <summary>Help is given by a person for themselves, never while acting for another.</summary>
    private async Task<bool> HelpsAsync(TownScope scope, CaseNumber number, CancellationToken ct) =>
        actor is { AccountId: { } account, ActsFor: null } && await scope.QuerySingleAsync<bool>(
            """
            select exists (
              select 1 from cases.helper
              where municipality = @Town and number = @Number and account = @account and ended_at is null)
            """,
            new { Number = number.Text, account }, ct);

    /// <summary>The secret is hashed for an unknown number too, so that the time says nothing.</summary>
    private static Outcome<OpenedCase> Unknown(string? secret) =>
        AccessSecret.Matches(secret, null) ? throw new InvalidOperationException("Nothing matches nothing") : Refusal.NotFound("case");

    private async Task<Outcome<OpenedCase>> OpenAsync(Municipality town, TownScope scope, CaseNumber number, CancellationToken ct) =>
        await cases.OpenAsync(town, scope, number, ct) is { } opened ? opened : Refusal.NotFound("case");

    private sealed record OwnerRow
    {
        public Guid? Account { get; init; }

        public required string Service { get; init; }

        public required byte[] SecretHash { get; init; }
    }
}
