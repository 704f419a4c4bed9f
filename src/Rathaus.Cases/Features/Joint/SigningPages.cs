using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Account;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Portal;
using Rathaus.Identity;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Cases.Features.Joint;

/// <summary>
/// Pages of joint applications: the invitation for the applicant, and for the other person the way in, the answers, and
/// yes or no. A code from an address is kept in a cookie at once and leaves the address.
/// </summary>
internal static class SigningPages
{
    public const string Address = "/mitzeichnen";

    public const string AnswersField = "stand";

    public const string ReasonField = "grund";

    private const string Cookie = "rathaus-mitzeichnen";

    private const int LongestCode = 64;

    public static string Of(string number) => $"{Address}/{number}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapForm("/vorgang/{number}/einladung/{signer:guid}", InviteAsync).RequireRateLimiting("submission");
        routes.MapPage("/vorgang/{number}/einladung/{signer:guid}", static (string number, Guid signer) => PageResult.SeeOther(CaseAddress.Of(number) + "#beteiligte"));
        routes.MapPage(Address, static () => PageResult.Of<SigningDoorPage>());
        routes.MapForm(Address, Enter).RequireRateLimiting("login");
        var one = routes.MapGroup(Address + "/{number}");
        one.MapPage("", ShowAsync).RequireRateLimiting("login");
        one.MapForm("", SignAsync).RequireRateLimiting("submission");
        one.MapPage("/dokument/{document:guid}.pdf", DocumentAsync);
    }

    private static async Task<IResult> InviteAsync(
        [AsParameters] CaseRequest request, Guid signer, InviteSigner invite, IOptions<CasesOptions> options, CancellationToken ct)
    {
        request.Close();
        var invited = await invite.RunAsync(request.Key, signer, ct);
        if (invited.Succeeded)
        {
            var view = new InvitationView(invited.Value, options.Value.PublicUrl.TrimEnd('/') + Of(invited.Value.Opened.Case.Number.Text));
            return PageResult.Of<InvitationPage>(new { Model = view }, request.TownOf(invited.Value.Opened));
        }

        // Confirmed, lapsed or changed at the same moment: the case shows it.
        return invited.Refusal.Kind == RefusalKind.Conflict ? PageResult.SeeOther(request.Address + "#beteiligte") : request.Refused(invited.Refusal);
    }

    private static IResult Enter(HttpContext http, IFormCollection form)
    {
        Close(http);
        var number = form["nummer"].ToString().Trim();
        var code = form["code"].ToString().Trim();
        if (!CaseNumber.TryParse(number, out var parsed) || code.Length is 0 or > LongestCode)
            return PageResult.Invalid<SigningDoorPage>(new { Number = number, Wrong = true });
        Remember(http, parsed.Text, code);
        return PageResult.SeeOther(Of(parsed.Text));
    }

    private static async Task<IResult> ShowAsync(
        string number, [FromQuery] string? code, HttpContext http, OpenSigning open, IActor actor, ITownThemes themes, CancellationToken ct)
    {
        Close(http);
        if (!CaseNumber.TryParse(number, out var parsed))
            return Missing();
        if (code is not null || parsed.Text != number)
        {
            if (code is { Length: > 0 and <= LongestCode })
                Remember(http, parsed.Text, code);
            return PageResult.SeeOther(Of(parsed.Text));
        }

        // Without a sign-in nothing is said about what there is.
        if (actor.AccountId is null)
            return PageResult.Of<SigningSignInPage>(new { Number = number, Needed = TrustLevel.None });
        var view = await open.RunAsync(number, CodeOf(http), http.Language(), ct);
        if (!view.Succeeded)
            return Refused(number, view.Refusal);
        Forget(http, number);
        return Page(view.Value, null, null, themes);
    }

    private static async Task<IResult> SignAsync(
        string number, HttpContext http, IFormCollection form, OpenSigning open, SignApplication sign, ITownThemes themes, CancellationToken ct)
    {
        Close(http);
        var read = int.TryParse(form[AnswersField], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        var declines = form[FormActions.Name] == "ablehnen";
        string? reason = form[ReasonField];
        if (!declines && form["erklaerung"] != "ja")
            return await AgainAsync(number, http, open, Refusal.Invalid("signing.declaration-missing", "Bestätigen Sie, dass Sie alles gelesen haben."), null, themes, ct);
        var signed = declines
            ? await sign.DeclineAsync(number, read, reason, ct)
            : await sign.ConfirmAsync(number, read, ct);
        if (signed.Succeeded)
            return PageResult.SeeOther(Of(number));
        return signed.Refusal.Kind is RefusalKind.Invalid or RefusalKind.Conflict
            ? await AgainAsync(number, http, open, signed.Refusal, reason, themes, ct)
            : Refused(number, signed.Refusal);
    }

    private static async Task<IResult> AgainAsync(
        string number, HttpContext http, OpenSigning open, Refusal refusal, string? reason, ITownThemes themes, CancellationToken ct)
    {
        var view = await open.RunAsync(number, code: null, http.Language(), ct);
        return view.Succeeded ? Page(view.Value, refusal, reason, themes) : Refused(number, view.Refusal);
    }

    private static async Task<IResult> DocumentAsync(
        string number, Guid document, HttpContext http, FetchDocument fetch, CancellationToken ct)
    {
        Close(http);
        var content = await fetch.AsSignerAsync(number, document, ct);
        if (!content.Succeeded && SensitiveConventions.Is(content.Refusal))
            return SensitiveConventions.Refused(http, content.Refusal);
        return content is { Succeeded: true, Value.Pdf: { } bytes }
            ? PdfAnswer.Of(bytes, content.Value.FileName)
            : Refused(number, content.Succeeded ? Refusal.NotFound("document") : content.Refusal);
    }

    private static IResult Page(OpenSigning.View view, Refusal? refusal, string? reason, ITownThemes themes) => PageResult.Of<SigningPage>(
        new { Model = new SigningView(view, refusal, reason) }, themes.Find(view.Opened.Town.Id),
        refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));

    /// <summary>One and the same page for a wrong number, a wrong or used code, and a wrong person.</summary>
    private static IResult Refused(string number, Refusal refusal) => refusal switch
    {
        { Kind: RefusalKind.SignInNeeded } => PageResult.Of<SigningSignInPage>(new { Number = number, Needed = TrustLevel.None }),
        { Current: TrustLevel needed } => PageResult.Of<SigningSignInPage>(new { Number = number, Needed = needed }, status: StatusCodes.Status403Forbidden),
        { Kind: RefusalKind.NotFound } => Missing(),
        _ => PageResult.Refused(refusal),
    };

    private static PageResult Missing() => PageResult.Of<SigningMissingPage>(status: StatusCodes.Status404NotFound);

    private static string? CodeOf(HttpContext http) => http.Request.Cookies.TryGetValue(Cookie, out var code) && code.Length <= LongestCode ? code : null;

    /// <summary>Long enough for a sign-in with the identity card.</summary>
    private static void Remember(HttpContext http, string number, string code) => http.Response.Cookies.Append(Cookie, code, new CookieOptions
    {
        Path = Of(number),
        HttpOnly = true,
        Secure = true,
        SameSite = SameSiteMode.Lax,
        MaxAge = TimeSpan.FromHours(1),
        IsEssential = true,
    });

    private static void Forget(HttpContext http, string number)
    {
        if (http.Request.Cookies.ContainsKey(Cookie))
            http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = Of(number), Secure = true, HttpOnly = true });
    }

    private static void Close(HttpContext http) => http.Response.Headers.CacheControl = "private, no-store";
}

/// <summary>The code for the applicant, shown once.</summary>
internal sealed record InvitationView(InviteSigner.Invitation Invitation, string Link)
{
    public string LinkWithCode => $"{Link}?code={Invitation.Code}";
}

/// <summary>The answers for the person who must confirm them.</summary>
/// <param name="Reason">What was typed as a reason to decline, or null.</param>
internal sealed record SigningView(OpenSigning.View Signing, Refusal? Refusal, string? Reason)
{
    public Case Case => Signing.Case;

    public bool MaySign => Case.Status == CaseStatus.AwaitingSigners && Signing.Mine.State != SigningState.Confirmed;
}
