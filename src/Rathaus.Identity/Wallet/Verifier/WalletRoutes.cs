using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Wallet.Pages;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Wallet.Verifier;

/// <summary>
/// Sign-in with a wallet: pages for people below <c>/anmelden/wallet</c>, addresses for wallets and the way back below
/// <c>/id/vp</c>. Codes travel behind the number sign and in forms.
/// </summary>
internal static class WalletRoutes
{
    public const string Start = "/anmelden/wallet";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Start, static (string? zurueck, TrustList trust) => ShowStart(SignInLinks.Local(zurueck), false, trust, null));
        var guarded = routes.MapGroup(string.Empty).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm(Start, BeginAsync);
        routes.MapPage(Start + "/{id}", ShowAsync);
        guarded.MapForm(Start + "/{id}", MatchAsync);

        guarded.MapMethods(WalletAddresses.Verifier + "/req/{id}", ["GET", "POST"], RequestAsync).DisableAntiforgery().ExcludeFromDescription();
        guarded.MapPost(WalletAddresses.Verifier + "/res/{id}", ResponseAsync).DisableAntiforgery().ExcludeFromDescription();

        routes.MapPage(WalletAddresses.Verifier + "/done", static () => Done(null));
        guarded.MapForm(WalletAddresses.Verifier + "/done", FinishAsync);
        routes.MapPage(WalletAddresses.Verifier + "/code", static () => Digits(null, null));
        guarded.MapForm(WalletAddresses.Verifier + "/code", DigitsAsync);
        routes.MapPage(WalletAddresses.Verifier + "/declined", static () => Done(WalletResponses.Declined));
    }

    private static IResult ShowStart(string back, bool withAddress, TrustList trust, Refusal? refusal)
    {
        var model = new { Model = new WalletStartView(back, withAddress, trust.IsUsable, trust.OnlySimulated, refusal) };
        return refusal is null ? PageResult.Of<WalletStartPage>(model) : PageResult.Invalid<WalletStartPage>(model);
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http, IFormCollection form, WalletRequests requests, TrustList trust, IActor actor, CancellationToken ct)
    {
        var back = SignInLinks.Local(form["zurueck"]);
        var withAddress = form["anschrift"].Contains("ja", StringComparer.Ordinal);
        if (!trust.IsUsable)
            return ShowStart(back, withAddress, trust, Refusal.Conflict("wallet.no-issuer", "Dieses Haus vertraut noch keinem Aussteller von Wallets."));
        var id = await requests.BeginAsync(
            new WalletRequests.Wish(WalletBrowser.Mark(http), actor.AccountId, back, form[FormActions.Name] != "handy", withAddress, form["konto"] == "neu"), ct);
        return PageResult.SeeOther($"{Start}/{id}");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, string id, WalletRequests requests, RequestObjects objects, WalletAddresses addresses, TrustList trust, CancellationToken ct) =>
        await requests.FindAsync(id, WalletBrowser.Of(http), ct) is { } request
            ? await PageOf(request, null, objects, addresses.Base(http.Request), trust, ct)
            : PageResult.Refused(WalletResponses.Unknown);

    private static async Task<IResult> PageOf(
        WalletRequest request, Refusal? refusal, RequestObjects objects, string house, TrustList trust, CancellationToken ct)
    {
        var link = await objects.LinkAsync(request, house, ct);
        var model = new { Model = new WalletRequestView(request, link, request.SameDevice ? null : QrCode.Encode(link), trust.OnlySimulated, refusal) };
        return refusal is null ? PageResult.Of<WalletRequestPage>(model) : PageResult.Invalid<WalletRequestPage>(model);
    }

    /// <summary>The digits that the phone shows, typed on the device that began.</summary>
    private static async Task<IResult> MatchAsync(
        HttpContext http, string id, IFormCollection form, WalletRequests requests, RequestObjects objects, WalletAddresses addresses,
        TrustList trust, PidSignIn signIn, CancellationToken ct)
    {
        var browser = WalletBrowser.Of(http);
        if (browser is null || await requests.FindAsync(id, browser, ct) is not { } request)
            return PageResult.Refused(WalletResponses.Unknown);
        if (await requests.MatchDigitsAsync(id, browser, form["code"].ToString().Trim(), ct) is { } done)
            return await CompleteAsync(http, done, signIn, ct);
        request = await requests.FindAsync(id, browser, ct) ?? request;
        return await PageOf(
            request, Refusal.Invalid("wallet.digits", "Die Ziffern stimmen nicht."), objects, addresses.Base(http.Request), trust, ct);
    }

    private static async Task<IResult> RequestAsync(
        HttpContext http, string id, RequestObjects objects, WalletAddresses addresses, CancellationToken ct)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : null;
        var nonce = form?["wallet_nonce"].ToString();
        http.Response.Headers.CacheControl = "no-store";
        return await objects.FetchAsync(id, addresses.Base(http.Request), string.IsNullOrEmpty(nonce) ? null : nonce, ct) is { } signed
            ? TypedResults.Text(signed, RequestObjects.MediaType)
            : WalletError(StatusCodes.Status404NotFound, "invalid_request", "unknown, already fetched or expired");
    }

    private static async Task<IResult> ResponseAsync(
        HttpContext http, string id, WalletResponses responses, WalletAddresses addresses, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType)
            return WalletError(StatusCodes.Status400BadRequest, "invalid_request", "a form is expected");
        var form = await http.Request.ReadFormAsync(ct);
        var received = form.ContainsKey("error") && !form.ContainsKey("response")
            ? await responses.DeclineAsync(id, ct)
            : await responses.ReceiveAsync(id, form["response"], ct);
        return received.Succeeded
            ? TypedResults.Json(new { redirect_uri = addresses.Base(http.Request) + received.Value })
            : WalletError(StatusCodes.Status400BadRequest, "invalid_request", received.Refusal.Code);
    }

    private static async Task<IResult> FinishAsync(
        HttpContext http, IFormCollection form, WalletRequests requests, PidSignIn signIn, CancellationToken ct) =>
        WalletBrowser.Of(http) is { } browser && await requests.FinishAsync(browser, form["code"].ToString(), ct) is { } request
            ? await CompleteAsync(http, request, signIn, ct)
            : Done(Refusal.Invalid("wallet.code", "Dieser Weg zurück gilt hier nicht."));

    private static async Task<IResult> CompleteAsync(HttpContext http, WalletRequest request, PidSignIn signIn, CancellationToken ct)
    {
        var done = await signIn.CompleteAsync(http, request, ct);
        if (!done.Succeeded && SensitiveConventions.Is(done.Refusal))
            return SensitiveConventions.Refused(http, done.Refusal, request.Back);
        return done.Succeeded ? PageResult.SeeOther(SignInLinks.Local(request.Back))
            : done.Refusal == PidSignIn.AccountExists ? PageResult.Invalid<WalletAccountPage>(new { Model = new WalletAccountView(request) })
            : Done(done.Refusal);
    }

    private static async Task<IResult> DigitsAsync(IFormCollection form, WalletRequests requests, CancellationToken ct) =>
        await requests.ShowDigitsAsync(form["code"].ToString(), ct) is { } digits
            ? Digits(digits, null)
            : Digits(null, Refusal.Invalid("wallet.code", "Dieser Weg zurück gilt hier nicht."));

    private static IResult Done(Refusal? refusal)
    {
        var model = new { Model = new WalletReturnView(refusal) };
        return refusal is null ? PageResult.Of<WalletDonePage>(model) : PageResult.Invalid<WalletDonePage>(model);
    }

    private static IResult Digits(string? digits, Refusal? refusal)
    {
        var model = new { Model = new WalletDigitsView(digits, refusal) };
        return refusal is null ? PageResult.Of<WalletDigitsPage>(model) : PageResult.Invalid<WalletDigitsPage>(model);
    }

    private static IResult WalletError(int status, string error, string description) =>
        TypedResults.Json(new { error, error_description = description }, statusCode: status);
}
