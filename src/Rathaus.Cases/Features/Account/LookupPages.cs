using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Portal;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Account;

/// <summary>Status without an account: number and code of the receipt open the case on this device.</summary>
internal static class LookupPages
{
    public const string Address = "/status";

    private const int LongestCode = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Address, static () => PageResult.Of<LookupPage>());
        routes.MapForm(Address, OpenAsync).RequireRateLimiting("login");
    }

    private static async Task<IResult> OpenAsync(HttpContext http, IFormCollection form, ShowOwnCase cases, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        var number = form["nummer"].ToString().Trim();
        var code = form["code"].ToString().Trim();
        var own = code.Length is > 0 and <= LongestCode ? await cases.RunAsync(new CaseKey(number, code), ct) : null;
        if (own is not { Value: { } found })
            return PageResult.Invalid<LookupPage>(new { Number = number, Code = code, Wrong = true });
        CaseAddress.Remember(http, found.Case.Number.Text, code);
        return PageResult.SeeOther(CaseAddress.Of(found.Case.Number.Text));
    }
}
