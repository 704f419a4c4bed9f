using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary>
/// Requirements for a route, a route group or mapped pages. The check wraps the endpoint itself, so that it holds
/// whatever middleware is there: without a session there is nobody, and nobody is refused.
/// </summary>
public static class AccessConventions
{
    /// <summary>A citizen account with at least this trust level in the session.</summary>
    public static TBuilder RequireAccount<TBuilder>(this TBuilder builder, TrustLevel least = TrustLevel.Low)
        where TBuilder : IEndpointConventionBuilder => builder.Require(new AccessRequirement(true, least, []));

    /// <summary>
    /// Staff with one of these roles in any town; no role named means any of them. Which town and office a row
    /// belongs to stands in the query, by <see cref="StaffRights"/>.
    /// </summary>
    public static TBuilder RequireStaff<TBuilder>(this TBuilder builder, params StaffRole[] roles)
        where TBuilder : IEndpointConventionBuilder => builder.Require(
            new AccessRequirement(false, TrustLevel.None, roles.Length > 0 ? roles : Enum.GetValues<StaffRole>()));

    private static TBuilder Require<TBuilder>(this TBuilder builder, AccessRequirement requirement)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(requirement));
        builder.Finally(endpoint =>
        {
            var inner = endpoint.RequestDelegate
                ?? throw new InvalidOperationException($"Endpoint {endpoint.DisplayName} runs nothing");
            endpoint.RequestDelegate = http => GuardAsync(http, requirement, inner);
        });
        return builder;
    }

    private static Task GuardAsync(HttpContext http, AccessRequirement requirement, RequestDelegate inner)
    {
        var actor = http.RequestServices.GetRequiredService<IActor>();
        http.Response.Headers.CacheControl = "no-store";
        return requirement.Judge(actor) switch
        {
            AccessVerdict.Granted => inner(http),
            AccessVerdict.SignInNeeded => AskForSignInAsync(http, requirement, TrustLevel.None),
            AccessVerdict.HigherTrustNeeded => AskForSignInAsync(http, requirement, requirement.LeastTrust),
            _ => Refuse(http, Refusal.Forbidden(
                "access.role-missing", "Diese Seite gibt es für Sie nicht. Vielleicht sind Sie mit dem falschen Konto angemeldet.")),
        };
    }

    private static Task AskForSignInAsync(HttpContext http, AccessRequirement requirement, TrustLevel least)
    {
        if (!WantsPage(http.Request))
            return Refuse(http, new Refusal(
                least == TrustLevel.None ? RefusalKind.SignInNeeded : RefusalKind.Forbidden,
                least == TrustLevel.None ? "access.sign-in-needed" : "access.trust-too-low",
                least == TrustLevel.None ? "Melden Sie sich an." : "Für diese Leistung brauchen Sie eine Anmeldung auf höherem Niveau."));

        var staff = requirement.StaffRoles.Count > 0;
        if (staff && CameByForeignLink(http.Request))
            return PageResult.Of<ArrivalPage>().ExecuteAsync(Again(http));
        var signIn = SignInLinks.For(http.Request, staff, requirement.Account ? requirement.LeastTrust : TrustLevel.None);
        if (least == TrustLevel.Low)
            signIn += $"&{SignInLinks.LevelParameter}={SignInLinks.LowLevel}";
        if (least == TrustLevel.None && HttpMethods.IsPost(http.Request.Method))
            return AnswerAsync(http, signIn);
        http.Response.Redirect(signIn);
        return Task.CompletedTask;
    }

    private static async Task AnswerAsync(HttpContext http, string signIn) =>
        await (await PageResult.SignInFirstAsync(http, signIn)).ExecuteAsync(http);

    /// <summary>
    /// The cookie of staff is not sent with links of other sites, such as a mail program's. So the page is asked for once more,
    /// by this house itself.
    /// </summary>
    private static bool CameByForeignLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        && !SessionCookie.IsThere(request);

    private static HttpContext Again(HttpContext http)
    {
        http.Response.Headers["Refresh"] = "0";
        return http;
    }

    private static Task Refuse(HttpContext http, Refusal refusal) =>
        (WantsPage(http.Request) ? PageResult.Refused(refusal) : refusal.ToHttp()).ExecuteAsync(http);

    internal static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
