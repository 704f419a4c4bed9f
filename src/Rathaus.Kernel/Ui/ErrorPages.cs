using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui.Pages;

namespace Rathaus.Kernel.Ui;

/// <summary>
/// Faults as people can read them. Exceptions become 500, a database that cannot be reached 503; both pages are static
/// text that needs neither database nor rendering. Answers with a fault status and no body get a page for browsers and a
/// problem document (RFC 9457) for programs.
/// </summary>
public static partial class ErrorPages
{
    public static IApplicationBuilder UseErrorPages(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = bad.StatusCode;
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            await AnswerFaultAsync(http, fault);
            return;
        }

        if (IsEmptyFault(http.Response))
            await AnswerEmptyAsync(http);
    });

    /// <summary>Short id of a request, to be read out on the phone: the end of the trace id in two groups.</summary>
    public static string ShortId(HttpContext http)
    {
        var id = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
        var letters = string.Concat(id.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return letters.Length < 8 ? letters : $"{letters[^8..^4]}-{letters[^4..]}";
    }

    internal static bool IsOutage(Exception fault) => fault switch
    {
        PostgresException postgres => postgres.SqlState is "57P01" or "57P02" or "57P03" or "53300"
            || postgres.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException or SocketException => true,
        _ => fault.InnerException is { } inner && IsOutage(inner),
    };

    private static async Task AnswerFaultAsync(HttpContext http, Exception fault)
    {
        var refusal = (fault as DatabaseUnavailableException)?.Refusal;
        var status = refusal is not null || IsOutage(fault) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
        var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorPages));
        LogFault(log, fault, http.Request.Method, status, ShortId(http));

        http.Response.Clear();
        http.Response.StatusCode = status;
        http.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = (refusal?.RetryAfterSeconds ?? 10).ToString(CultureInfo.InvariantCulture);

        if (WantsPage(http.Request))
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            var page = http.RequestServices.GetRequiredService<StaticFaultPage>();
            var action = http.Request.Path.ToUriComponent() + http.Request.QueryString;
            await http.Response.WriteAsync(
                page.Html(http.Language(), status, ShortId(http), await ExpiredForm.SentAsync(http), action), http.RequestAborted);
        }
        else if (refusal is not null)
        {
            await refusal.ToHttp().ExecuteAsync(http);
        }
        else
        {
            await ProblemAsync(http, status);
        }
    }

    private static bool IsEmptyFault(HttpResponse response) =>
        !response.HasStarted && response.StatusCode >= 400 && response.ContentType is null && response.ContentLength is null or 0;

    private static async Task AnswerEmptyAsync(HttpContext http)
    {
        var status = http.Response.StatusCode;
        if (!WantsPage(http.Request))
        {
            await ProblemAsync(http, status);
            return;
        }

        try
        {
            http.Response.ContentLength = null;
            await PageResult.Of<ErrorPage>(new { Status = status }, status: status).ExecuteAsync(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            await AnswerFaultAsync(http, fault);
        }
    }

    /// <summary>Pages of the house, and browsers anywhere but below the programs' addresses.</summary>
    private static bool WantsPage(HttpRequest request) =>
        request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<PageEndpoint>() is not null
        || (!request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && !request.Path.StartsWithSegments(AssetPath, StringComparison.Ordinal)
            && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase));

    private const string AssetPath = "/assets";

    private static async Task ProblemAsync(HttpContext http, int status)
    {
        var code = status switch
        {
            400 => "request.malformed",
            404 => "address.not-found",
            405 => "method.not-allowed",
            413 => "request.too-large",
            415 => "request.media-type",
            429 => "request.too-many",
            500 => "server.fault",
            503 => "server.unavailable",
            _ => "request.refused",
        };
        http.Response.ContentLength = null;
        await TypedResults.Problem(
            type: $"/problems/{code}",
            statusCode: status,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code, ["trace"] = ShortId(http) })
            .ExecuteAsync(http);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed with {Status}, {Trace}")]
    private static partial void LogFault(ILogger log, Exception fault, string method, int status, string trace);
}
