using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Provider.Pages;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>The pages of an authorization: its beginning, what comes after each step, and the question for consent.</summary>
internal static class AuthorizeRoutes
{
    public const string Relative = "/oidc/authorize";
    public const string ContinueAddress = HouseAddresses.Path + "/oidc/weiter/";

    private const string Fresh = "direkt";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(HouseAddresses.Path + Relative, static (HttpContext http, Authorize feature, CancellationToken ct) => feature.OpenAsync(http, ct));
        routes.MapPage(ContinueAddress + "{id:guid}", static (Guid id, HttpContext http, Authorize feature, CancellationToken ct) =>
            feature.ContinueAsync(http, id, http.Request.Query.ContainsKey(Fresh), ct));
        routes.MapPage(HouseAddresses.Path + "/oidc/zustimmung/{id:guid}", static (Guid id) => PageResult.SeeOther($"{ContinueAddress}{id:D}"));
        routes.MapForm(HouseAddresses.Path + "/oidc/zustimmung/{id:guid}", static (
            Guid id, HttpContext http, IFormCollection form, Authorize feature, CancellationToken ct) =>
            feature.DecideAsync(http, id, form["entscheidung"] == "ja", ct));
    }

    /// <summary>Where the sign-in pages lead back to.</summary>
    public static string Continue(Guid id) => $"{ContinueAddress}{id:D}";

    /// <summary>The authorization a way back leads to, or null: it leads elsewhere.</summary>
    public static Guid? FlowOf(string? back) =>
        back is not null && back.StartsWith(ContinueAddress, StringComparison.Ordinal)
        && Guid.TryParseExact(back[ContinueAddress.Length..], "D", out var id) ? id : null;

    /// <summary>
    /// A browser that follows a form to another site asks the policy of the form's page, which names none. So the form ends here, and
    /// the page goes on by itself.
    /// </summary>
    public static IResult Onward(HttpContext http, Guid id)
    {
        http.Response.Headers["Refresh"] = $"0;url={ContinueAddress}{id:D}?{Fresh}";
        return PageResult.Of<ArrivalPage>();
    }

    /// <summary>Nothing is sent anywhere: the address itself cannot be trusted.</summary>
    public static IResult Fault(string code) => PageResult.Of<AuthorizeFaultPage>(new { Code = code }, status: StatusCodes.Status400BadRequest);
}
