using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Rathaus.Cases.Features.Account;
using Rathaus.Cases.Features.Portal;
using Rathaus.Identity;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Help;

/// <summary>Pages for letting somebody help with a case: the applicant's list, the code, and the door of the one who helps.</summary>
internal static class HelperPages
{
    public const string Door = "/helfen";

    private const int LongestCode = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var help = routes.MapGroup("/vorgang/{number}/hilfe");
        help.MapPage("", static async ([AsParameters] CaseRequest request, DelegateCase delegation, CancellationToken ct) =>
            await ShowAsync(request, delegation, null, null, ct));
        help.MapForm("", InviteAsync).RequireRateLimiting("submission").RequireSensitive(SensitiveAction.GrantMandate);
        help.MapForm("/{helper:guid}/beenden", static async (
            [AsParameters] CaseRequest request, Guid helper, DelegateCase delegation, CancellationToken ct) =>
        {
            request.Close();
            var ended = await delegation.EndAsync(request.Key, helper, ct);
            return ended.Succeeded ? PageResult.SeeOther(request.Address + "/hilfe") : request.Refused(ended.Refusal);
        });
        help.MapPage("/{helper:guid}/beenden", static (string number) => PageResult.SeeOther(CaseAddress.Of(number) + "/hilfe"));
        routes.MapPage(Door, static (string? nummer) => Ask(nummer ?? "", null));
        routes.MapForm(Door, JoinAsync).RequireRateLimiting("login");
    }

    private static async Task<IResult> ShowAsync(CaseRequest request, DelegateCase delegation, string? typed, Refusal? refusal, CancellationToken ct)
    {
        request.Close();
        var shown = await delegation.ShowAsync(request.Key, ct);
        return shown.Succeeded
            ? PageResult.Of<HelpersPage>(
                new { Model = new HelpersView(shown.Value, typed ?? "", refusal) }, request.TownOf(shown.Value.Opened),
                refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind))
            : request.Refused(shown.Refusal);
    }

    private static async Task<IResult> InviteAsync(
        [AsParameters] CaseRequest request, IFormCollection form, DelegateCase delegation, IOptions<CasesOptions> options, CancellationToken ct)
    {
        request.Close();
        var invited = await delegation.InviteAsync(request.Key, form["name"], ct);
        if (invited.Succeeded)
        {
            var link = $"{options.Value.PublicUrl.TrimEnd('/')}{Door}?nummer={invited.Value.Opened.Case.Number.Text}#{invited.Value.Code}";
            return PageResult.Of<HelperCodePage>(new { Model = new HelperCodeView(invited.Value, link) }, request.TownOf(invited.Value.Opened));
        }

        return invited.Refusal.Kind is RefusalKind.Invalid or RefusalKind.Conflict
            ? await ShowAsync(request, delegation, form["name"], invited.Refusal, ct)
            : request.Refused(invited.Refusal);
    }

    private static async Task<IResult> JoinAsync(HttpContext http, IFormCollection form, DelegateCase delegation, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        var number = form["nummer"].ToString().Trim();
        var code = form["code"].ToString().Trim();
        var joined = await delegation.JoinAsync(number.Length <= LongestCode ? number : "", code.Length <= LongestCode ? code : "", ct);
        return joined.Succeeded ? PageResult.SeeOther(CaseAddress.Of(joined.Value.Text))
            : joined.Refusal.Kind == RefusalKind.SignInNeeded ? PageResult.Refused(joined.Refusal)
            : Ask(number, joined.Refusal);
    }

    private static PageResult Ask(string number, Refusal? refusal) => PageResult.Of<HelpDoorPage>(
        new { Number = number.Length <= LongestCode ? number : "", Refusal = refusal },
        status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
}

/// <summary>Who helps, and the form for one more.</summary>
internal sealed record HelpersView(DelegateCase.View Shown, string Typed, Refusal? Refusal);

/// <summary>The code for the applicant, shown once.</summary>
internal sealed record HelperCodeView(DelegateCase.Invitation Invitation, string Link);
