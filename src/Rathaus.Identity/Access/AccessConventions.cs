using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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

        http.Response.Redirect(SignInLinks.For(
            http.Request, requirement.StaffRoles.Count > 0, requirement.Account ? requirement.LeastTrust : TrustLevel.None));
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext http, Refusal refusal) =>
        (WantsPage(http.Request) ? PageResult.Refused(refusal) : refusal.ToHttp()).ExecuteAsync(http);

    private static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
