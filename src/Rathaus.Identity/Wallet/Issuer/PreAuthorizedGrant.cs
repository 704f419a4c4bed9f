using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>
/// The pre-authorized code of an offer with its six digits (OpenID4VCI 1.0 section 4.1.1): the provider's token endpoint checks the
/// DPoP proof and issues the token, which is good for this offer only.
/// </summary>
internal sealed class PreAuthorizedGrant(CredentialOffers offers, SecurityEvents events, TimeProvider time) : ITokenGrant
{
    public const string Type = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

    /// <summary>Stands for wallets that are not registered (Sql/0013_wallet_offer.sql).</summary>
    public const string Client = "wallet";

    public const string Scope = "credential";

    private const int Longest = 200;

    public string GrantType => Type;

    public string? PublicClientId => Client;

    public async Task<(ExtensionGrant? Grant, OAuthError? Error)> RedeemAsync(IFormCollection form, string keyThumbprint, CancellationToken ct)
    {
        if (form["pre-authorized_code"] is not [{ Length: > 0 and <= Longest } code] || form["tx_code"].Count > 1 || form["tx_code"].ToString().Length > Longest)
            return (null, new OAuthError("invalid_request", "One pre-authorized_code and its tx_code are needed."));
        if (await offers.RedeemAsync(code, form["tx_code"], ct) is not { } offer)
        {
            events.Refused("credential-offer", "invalid_grant");
            return (null, new OAuthError("invalid_grant", "The code is unknown, used or too old, or the tx_code is wrong."));
        }

        // The token says what the offer is about; the account's own level was asked when the offer was made.
        return (new ExtensionGrant(
            offer.Account, CredentialWishes.GrantedScopes(offer.Id), new Assurance(Proofing.None, Authenticator.Link), time.GetUtcNow()), null);
    }
}
