using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Portal;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Identity.Wallet.Issuer;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>What a pushed authorization request may say (FAPI 2.0 Security Profile 5.3.2, RFC 9126, OpenID Connect Core 3.1.2.1).</summary>
internal static class RequestRules
{
    private const int LongestState = 512;
    private const int LongestText = 2000;

    /// <param name="redirectUris">The client's addresses; compared letter by letter.</param>
    /// <param name="proofKey">Thumbprint of the key of a DPoP proof that came with the request, or null.</param>
    public static OAuthOutcome<PushedRequest> Check(OpenIdClient client, IReadOnlyList<string> redirectUris, IFormCollection form, string? proofKey)
    {
        if (form.ContainsKey("request_uri"))
            return OAuthErrors.InvalidRequest("request_uri is what this endpoint gives.");
        if (form.ContainsKey("request"))
            return new OAuthError("request_not_supported", "Request objects are not offered; push the parameters.");
        if (form.Get("response_type") is not { } type)
            return OAuthErrors.InvalidRequest("response_type is missing.");
        if (type != "code")
            return new OAuthError("unsupported_response_type", "response_type must be code.");
        if (form.Get("response_mode") is not (null or "query"))
            return OAuthErrors.InvalidRequest("response_mode must be query.");
        if (form.Get("redirect_uri") is not { } redirect || !redirectUris.Contains(redirect, StringComparer.Ordinal))
            return OAuthErrors.InvalidRequest("redirect_uri is not registered.");
        if (form.Get("code_challenge_method") != "S256" || !TokenText.Is256Bits(form.Get("code_challenge")))
            return OAuthErrors.InvalidRequest("code_challenge with the method S256 is needed.");

        if (form.Get("state")?.Length > LongestState || form.Get("nonce")?.Length > LongestState)
            return OAuthErrors.InvalidRequest("state and nonce have at most 512 characters.");
        if (client.Wallet)
            return CheckWallet(form, redirect, proofKey);
        var scopes = Words(form, "scope");
        if (!scopes.Contains(Scopes.OpenId, StringComparer.Ordinal) || !scopes.All(client.Scopes.Contains))
            return OAuthErrors.InvalidScope("scope must hold openid and nothing the client is not registered for.");
        if (form.ContainsKey(PortalClient.PageParameter) && !client.FirstParty)
            return OAuthErrors.InvalidRequest("This parameter is for the house's own pages.");
        return CheckWishes(form, proofKey) is { Failed: false, Value: { } wishes }
            ? wishes with
            {
                RedirectUri = redirect,
                Scopes = [.. scopes.Distinct(StringComparer.Ordinal)],
                State = form.Get("state"),
                Nonce = form.Get("nonce"),
                CodeChallenge = form.Get("code_challenge")!,
                Page = form.Get(PortalClient.PageParameter) is { } page ? SignInLinks.Local(page) : null,
            }
            : CheckWishes(form, proofKey).Error!;
    }

    /// <summary>A wallet asks for one credential, and for nothing about the person.</summary>
    private static OAuthOutcome<PushedRequest> CheckWallet(IFormCollection form, string redirect, string? proofKey)
    {
        var wished = CredentialWishes.Read(form);
        if (wished.Error is { } error)
            return error;
        var wishes = CheckWishes(form, proofKey);
        return wishes.Failed ? wishes : wishes.Value! with
        {
            RedirectUri = redirect,
            Scopes = [CredentialWishes.ScopeOf(wished.Value!.Type)],
            State = form.Get("state"),
            CodeChallenge = form.Get("code_challenge")!,
            Credential = wished.Value,
        };
    }

    private static OAuthOutcome<PushedRequest> CheckWishes(IFormCollection form, string? proofKey)
    {
        var prompt = Words(form, "prompt");
        if (!prompt.All(Prompts.IsKnown) || (prompt.Contains(Prompts.None, StringComparer.Ordinal) && prompt.Count > 1))
            return OAuthErrors.InvalidRequest("prompt is none, or of login, consent, select_account.");
        int? maxAge = null;
        if (form.Get("max_age") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return OAuthErrors.InvalidRequest("max_age is a number of seconds.");
            maxAge = seconds;
        }

        var jkt = form.Get("dpop_jkt");
        if (jkt is not null && (!TokenText.Is256Bits(jkt) || (proofKey is not null && proofKey != jkt)))
            return OAuthErrors.InvalidRequest("dpop_jkt is no thumbprint, or not the one of the proof.");
        return new PushedRequest
        {
            RedirectUri = string.Empty,
            Scopes = [],
            CodeChallenge = string.Empty,
            Levels = [.. Words(form, "acr_values").Select(Acr.Parse).OfType<TrustLevel>().Distinct()],
            Prompt = prompt,
            MaxAge = maxAge,
            DpopJkt = jkt ?? proofKey,
        };
    }

    private static IReadOnlyList<string> Words(IFormCollection form, string name) =>
        form.Get(name) is { Length: <= LongestText } text ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
}
