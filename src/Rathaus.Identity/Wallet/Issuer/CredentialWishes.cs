using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>
/// What a wallet may ask for at the provider (OpenID4VCI 1.0 section 5.1): one credential, by its scope or by
/// <c>authorization_details</c>, with the <c>issuer_state</c> of an offer where it read one.
/// </summary>
internal static class CredentialWishes
{
    public const string DetailsType = "openid_credential";

    private const string ScopePrefix = "credential:";
    private const string OfferPrefix = "offer:";
    private const int LongestDetails = 2000;

    private static readonly OAuthError BadDetails = new(
        "invalid_authorization_details", "authorization_details is one object of type openid_credential with a credential_configuration_id of ours.");

    public static string ScopeOf(string type) => ScopePrefix + type;

    /// <summary>What a token is good for when the person agreed to give this credential.</summary>
    public static IReadOnlyList<string> GrantedScopes(Guid offer) => [PreAuthorizedGrant.Scope, OfferPrefix + offer.ToString("N")];

    /// <summary>The offer that a token is good for, or null.</summary>
    public static Guid? OfferOf(IEnumerable<string> scopes) =>
        scopes.FirstOrDefault(scope => scope.StartsWith(OfferPrefix, StringComparison.Ordinal)) is { } scope
        && Guid.TryParseExact(scope[OfferPrefix.Length..], "N", out var id) ? id : null;

    public static OAuthOutcome<CredentialWish> Read(IFormCollection form)
    {
        Guid? offer = null;
        if (form.Get("issuer_state") is { } state)
        {
            if (!Guid.TryParseExact(state, "N", out var id))
                return OAuthErrors.InvalidRequest("issuer_state is not of an offer of ours.");
            offer = id;
        }

        var byScope = form.Get("scope");
        if (form.Get("authorization_details") is { } details)
        {
            if (TypeOf(details) is not { } detailed)
                return BadDetails;
            return byScope is null || byScope == ScopeOf(detailed)
                ? new CredentialWish(detailed, offer, Detailed: true)
                : OAuthErrors.InvalidScope("scope and authorization_details are about different credentials.");
        }

        return byScope is not null && byScope.StartsWith(ScopePrefix, StringComparison.Ordinal)
            && CredentialTypes.Find(byScope[ScopePrefix.Length..]) is { } type
                ? new CredentialWish(type.Id, offer, Detailed: false)
                : OAuthErrors.InvalidScope("A wallet asks for the scope of one credential, or with authorization_details.");
    }

    private static string? TypeOf(string details)
    {
        if (details.Length > LongestDetails
            || StrictJson.Parse(Encoding.UTF8.GetBytes(details)) is not { Succeeded: true, Value: { ValueKind: JsonValueKind.Array } list }
            || list.GetArrayLength() != 1 || list[0] is not { ValueKind: JsonValueKind.Object } one
            || one.Text("type") != DetailsType)
            return null;
        return CredentialTypes.Find(one.Text("credential_configuration_id"))?.Id;
    }
}
