using Microsoft.AspNetCore.Http;

namespace Rathaus.Kernel.Outcomes;

/// <summary>The one place that turns refusals into RFC 9457 problem documents.</summary>
public static class RefusalHttp
{
    public static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.SignInNeeded => StatusCodes.Status401Unauthorized,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of refusal"),
    };

    public static IResult ToHttp<T>(this Outcome<T> outcome, Func<T, IResult> onSuccess) =>
        outcome.Succeeded ? onSuccess(outcome.Value) : outcome.Refusal.ToHttp();

    public static IResult ToHttp(this Refusal refusal) => new ProblemResult(refusal);

    private sealed class ProblemResult(Refusal refusal) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (refusal.RetryAfterSeconds is { } seconds)
                httpContext.Response.Headers.RetryAfter =
                    seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

            var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = refusal.Code };
            if (refusal.Faults.Count > 0)
                extensions["faults"] = refusal.Faults;
            if (refusal.Current is not null)
                extensions["current"] = refusal.Current;

            await TypedResults.Problem(
                title: refusal.Title,
                type: $"/problems/{refusal.Code}",
                statusCode: StatusOf(refusal.Kind),
                instance: httpContext.TraceIdentifier,
                extensions: extensions).ExecuteAsync(httpContext);
        }
    }
}
