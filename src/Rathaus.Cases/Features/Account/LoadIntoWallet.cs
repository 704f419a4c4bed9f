using Rathaus.Cases.Features.Applications;
using Rathaus.Identity;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Features.Account;

/// <summary>Takes a document of a granted case into the applicant's wallet, and takes it back; only the account of the case gets one.</summary>
internal sealed class LoadIntoWallet(CaseAccess access, CredentialFacts credentials, IWalletCredentials wallet, IActor actor)
{
    private static readonly Refusal NotThis = Refusal.NotFound("document");

    /// <returns>Local address of the page that hands it over.</returns>
    public async Task<Outcome<string>> RunAsync(CaseKey key, Guid document, CancellationToken ct)
    {
        var found = await access.AsApplicantAsync(key, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var opened = found.Value;
        if (actor.AccountId is not { } account || await KindAsync(opened, document, ct) is not { } kind
            || CredentialFacts.CredentialOf(opened, document, kind) is not { } credential || !CredentialFacts.IsOwn(opened, credential, account))
            return NotThis;
        return await wallet.OfferAsync(await credentials.OrderAsync(opened, document, credential, account, ct), ct);
    }

    /// <summary>A clerk ends what was given out, for example when a permit is withdrawn.</summary>
    /// <returns>How many copies.</returns>
    public async Task<Outcome<int>> RevokeAsync(string number, Guid document, CancellationToken ct)
    {
        var found = await access.AsStaffAsync(number, ct, StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead);
        if (!found.Succeeded)
            return found.Refusal;
        return await KindAsync(found.Value, document, ct) is { } kind && CredentialFacts.CredentialOf(found.Value, document, kind) is not null
            ? await wallet.RevokeAsync(CredentialFacts.SourceOf(found.Value.Case, document), ct)
            : NotThis;
    }

    /// <summary>Whether the page of a document offers it.</summary>
    public bool IsOffered(OpenedCase opened, Guid document, string kind) =>
        actor.AccountId is { } account
        && CredentialFacts.CredentialOf(opened, document, kind) is { } credential && CredentialFacts.IsOwn(opened, credential, account);

    private static async Task<string?> KindAsync(OpenedCase opened, Guid document, CancellationToken ct) =>
        await opened.Scope.QuerySingleOrDefaultAsync<string>(
            "select kind from cases.document where municipality = @Town and id = @document and number = @Number",
            new { document, Number = opened.Case.Number.Text }, ct);
}
