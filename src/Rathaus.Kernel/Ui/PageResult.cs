using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui.Frames;
using Rathaus.Kernel.Ui.Pages;

namespace Rathaus.Kernel.Ui;

/// <summary>
/// A page as the answer of a minimal-API handler: the component rendered on the server, without script. See docs/pages.md.
/// <code>
/// pages.MapPage("/{town}/{service}", (string town, string service) => PageResult.Of&lt;ServicePage&gt;(new { Service = found }));
/// pages.MapForm("/{town}/{service}", (IFormCollection form) => PageResult.SeeOther(address));
/// </code>
/// </summary>
public sealed class PageResult : IResult
{
    private readonly Type page;
    private readonly IDictionary<string, object?> parameters;

    private PageResult(Type page, object? parameters, int status)
    {
        this.page = page;
        this.parameters = parameters as IDictionary<string, object?> ?? new RouteValueDictionary(parameters);
        Status = status;
    }

    public int Status { get; }

    /// <summary>Town of the page when the route value <c>town</c> does not say it.</summary>
    public TownTheme? Town { get; init; }

    /// <param name="parameters">The page's parameters as an anonymous object or a dictionary.</param>
    public static PageResult Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(
        object? parameters = null, TownTheme? town = null, int status = StatusCodes.Status200OK)
        where TPage : IComponent => new(typeof(TPage), parameters, status) { Town = town };

    /// <summary>The form again with its faults and all typed values: 422.</summary>
    public static PageResult Invalid<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TPage>(
        object? parameters = null, TownTheme? town = null)
        where TPage : IComponent => Of<TPage>(parameters, town, StatusCodes.Status422UnprocessableEntity);

    /// <summary>After a form was done: the browser gets the next page, and reloading it posts nothing (303).</summary>
    public static IResult SeeOther(string localAddress) => new SeeOtherResult(localAddress);

    /// <summary>A refusal as a page in people's words.</summary>
    public static IResult Refused(Refusal refusal, TownTheme? town = null) => refusal.Kind == RefusalKind.SignInNeeded
        ? new SignInResult()
        : Of<ErrorPage>(new { Status = RefusalHttp.StatusOf(refusal.Kind), Refusal = refusal }, town,
            RefusalHttp.StatusOf(refusal.Kind));

    /// <summary>
    /// Nobody is signed in (any more). A form that was sent meanwhile is answered by a page that keeps what was typed; else the
    /// browser gets the sign-in page.
    /// </summary>
    /// <param name="signIn">Local address of the sign-in page with the way back.</param>
    public static async Task<IResult> SignInFirstAsync(HttpContext http, string signIn) =>
        await ExpiredForm.SignedOutAsync(http, signIn) ?? SeeOther(signIn);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var context = PageContext.Of(httpContext, Town);
        var headers = httpContext.Response.Headers;
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "private, no-cache";
        headers.ContentLanguage = context.Language.HtmlTag;

        var root = new RazorComponentResult<PageRoot>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(PageRoot.Context)] = context,
            [nameof(PageRoot.Page)] = page,
            [nameof(PageRoot.Parameters)] = parameters,
        })
        { StatusCode = Status, PreventStreamingRendering = true };

        // The renderer marks its pages for a script that this house does not ship; headers are closed once the page flows.
        httpContext.Response.OnStarting(static state =>
        {
            ((IHeaderDictionary)state).Remove("blazor-enhanced-nav");
            return Task.CompletedTask;
        }, headers);
        await root.ExecuteAsync(httpContext);
    }

    private sealed class SeeOtherResult(string localAddress) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (!IsLocal(localAddress))
                throw new InvalidOperationException("A form leads to an address of this house");
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = localAddress;
            return Task.CompletedTask;
        }
    }

    private sealed class SignInResult : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var request = httpContext.Request;
            var back = request.Path.ToUriComponent() + (HttpMethods.IsGet(request.Method) ? request.QueryString.ToString() : "");
            var page = request.Path.StartsWithSegments("/amt", StringComparison.Ordinal) ? "/amt/anmelden" : "/anmelden";
            var answer = await SignInFirstAsync(httpContext, $"{page}?zurueck={Uri.EscapeDataString(back)}");
            await answer.ExecuteAsync(httpContext);
        }
    }

    /// <summary>A path of this host: one slash first, no second slash or backslash that a browser reads as another host.</summary>
    public static bool IsLocal([NotNullWhen(true)] string? address) =>
        address is ['/', ..] && !(address.Length > 1 && address[1] is ('/' or '\\'))
        && !address.AsSpan().ContainsAny('\r', '\n', '\t');
}
