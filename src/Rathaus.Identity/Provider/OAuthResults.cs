using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Rathaus.Identity.Provider;

/// <summary>Either what was asked for, or the error of OAuth that says why not.</summary>
internal readonly record struct OAuthOutcome<T>(T? Value, OAuthError? Error)
{
    public bool Failed => Error is not null;

    public static implicit operator OAuthOutcome<T>(T value) => new(value, null);

    public static implicit operator OAuthOutcome<T>(OAuthError error) => new(default, error);
}

/// <summary>Errors of the endpoints by their registered names (RFC 6749, 9126, 9449, OpenID Connect Core).</summary>
internal static class OAuthErrors
{
    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    public static OAuthError InvalidClient(string description) => new("invalid_client", description, StatusCodes.Status401Unauthorized);

    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);

    public static OAuthError InvalidScope(string description) => new("invalid_scope", description);

    public static OAuthError InvalidProof(string description) => new("invalid_dpop_proof", description);

    public static OAuthError InvalidToken(string description) => new("invalid_token", description, StatusCodes.Status401Unauthorized);

    /// <summary>RFC 6585; none of OAuth's registered errors says so.</summary>
    public static OAuthError TooMany(int seconds) => new(
        "too_many_requests", "The client asks too often.", StatusCodes.Status429TooManyRequests) { RetryAfterSeconds = seconds };

    public static readonly OAuthError UseNonce = new("use_dpop_nonce", "The proof needs the nonce of the header DPoP-Nonce.");

    public static readonly OAuthError UnsupportedGrant = new("unsupported_grant_type", "This grant type is not offered here.");

    public static readonly OAuthError InsufficientScope = new(
        "insufficient_scope", "The token is not good for this.", StatusCodes.Status403Forbidden);
}

/// <summary>Answers of the endpoints that programs call: JSON that nobody keeps.</summary>
internal static class OAuthAnswer
{
    public static IResult Of(JsonObject body, int status = StatusCodes.Status200OK) => new Answer(body, status, null);

    public static IResult Of(OAuthError error) => new Answer(
        new JsonObject { ["error"] = error.Code, ["error_description"] = error.Description }, error.Status, error.RetryAfterSeconds);

    private sealed class Answer(JsonObject body, int status, int? retryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.Headers.CacheControl = "no-store";
            if (retryAfter is { } seconds)
                response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            response.ContentType = "application/json";
            return response.WriteAsync(body.ToJsonString(), httpContext.RequestAborted);
        }
    }
}
