using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider;

/// <summary>An access token that was checked with its proof of possession.</summary>
/// <param name="GrantId">What the person granted; ends with it.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="KeyThumbprint">RFC 7638 thumbprint of the key it is bound to.</param>
public sealed record AccessToken(
    Guid GrantId, Guid Account, string ClientId, string Subject, IReadOnlyList<string> Scopes, TrustLevel Level, string KeyThumbprint);

/// <summary>A refusal of the OAuth endpoints: the registered code and one English sentence for the client's engineers.</summary>
public sealed record OAuthError(string Code, string Description, int Status = StatusCodes.Status400BadRequest)
{
    /// <summary>Goes out as <c>Retry-After</c>.</summary>
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>What protected resources of the house ask: is this request entitled, and to what?</summary>
public interface IAccessTokens
{
    /// <summary>
    /// Checks <c>Authorization: DPoP …</c> with its proof for this very request: signature, age, binding, and that grant and
    /// token live. On a refusal the answer was written (401 with <c>WWW-Authenticate</c> and a nonce) and the result is null.
    /// </summary>
    Task<AccessToken?> RequireAsync(HttpContext http, string scope, CancellationToken ct);
}

/// <summary>What a grant type of another part of the house gives when its code was good.</summary>
/// <param name="Account">Whose token it will be.</param>
/// <param name="Scopes">What it is good for.</param>
/// <param name="More">Further members of the token response.</param>
public sealed record ExtensionGrant(
    Guid Account, IReadOnlyList<string> Scopes, Assurance Assurance, DateTimeOffset AuthenticatedAt, IReadOnlyDictionary<string, object>? More = null);

/// <summary>
/// A grant type beside code and refresh token, such as the pre-authorized code of OpenID4VCI; registered as a singleton. The
/// token endpoint has checked the DPoP proof before, and issues the token bound to its key.
/// </summary>
public interface ITokenGrant
{
    string GrantType { get; }

    /// <summary>May be used without client authentication; then this is the client the grant counts for.</summary>
    string? PublicClientId { get; }

    /// <summary>Null grant: the error says why.</summary>
    Task<(ExtensionGrant? Grant, OAuthError? Error)> RedeemAsync(IFormCollection form, string keyThumbprint, CancellationToken ct);
}
