using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>An application from its start to the moment before it is sent: start, pages, put aside, open elsewhere, copy.</summary>
internal static class FormPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/{town}/{service}/antrag", Start);
        routes.MapForm("/{town}/{service}/antrag", BeginAsync).RequireRateLimiting("submission");
        var draft = routes.MapGroup("/{town}/{service}/antrag/{draft:guid}");
        draft.MapPage("", ContinueAsync);
        draft.MapPage("/spaeter", LaterAsync);
        draft.MapForm("/verwerfen", DiscardAsync);
        draft.MapPage("/weiter", static () => PageResult.Of<ResumePage>());
        draft.MapForm("/weiter", ResumeAsync).RequireRateLimiting("login");
        draft.MapPage("/angaben.pdf", CopyAsync);
    }

    private static IResult Start(ICatalogue catalogue, string town, string service) =>
        catalogue.FindForm(town, service) is { } offered
            ? PageResult.Of<StartPage>(new { Service = offered })
            : PageResult.Refused(Refusal.NotFound("service"));

    private static async Task<IResult> BeginAsync(
        string town, string service, HttpContext http, ICatalogue catalogue, StartDraft start, IOptions<CasesOptions> options,
        CancellationToken ct)
    {
        if (catalogue.FindForm(town, service) is not { } offered)
            return PageResult.Refused(Refusal.NotFound("service"));
        var begun = await start.RunAsync(offered.Town, service, http.Language(), ct);
        if (!begun.Succeeded)
        {
            // Whoever acts for somebody reads why not, and how to go on for themselves.
            return begun.Refusal.Code.StartsWith("mandate.", StringComparison.Ordinal)
                ? PageResult.Of<StartPage>(new { Service = offered }, status: StatusCodes.Status403Forbidden)
                : PageResult.Refused(begun.Refusal);
        }

        var address = DraftAddress.Of(offered, begun.Value.Id);
        if (begun.Value.Secret is { } secret)
            address.Remember(http, secret, options.Value.AnonymousDraftDays);
        return PageResult.SeeOther(address.Page(offered.Form.Pages[0].Id));
    }

    /// <summary>Where the draft was left: the first page with something to do, else check-your-answers.</summary>
    private static async Task<IResult> ContinueAsync([AsParameters] DraftRequest request, CancellationToken ct)
    {
        var view = await request.OpenAsync(ct);
        if (!view.Succeeded)
            return request.Refused(view.Refusal);
        var open = view.Value.Evaluation.FirstOpenPage;
        return PageResult.SeeOther(open is null ? request.Address.Check : request.Address.Page(open.Page.Id));
    }

    private static async Task<IResult> LaterAsync([AsParameters] DraftRequest request, CancellationToken ct)
    {
        var view = await request.OpenAsync(ct);
        return view.Succeeded
            ? PageResult.Of<LaterPage>(new { Model = new LaterView(view.Value, request.Address, view.Value.Draft.Account is null ? request.Key.Secret : null) })
            : request.Refused(view.Refusal);
    }

    private static async Task<IResult> DiscardAsync(
        [AsParameters] DraftRequest request, DiscardDraft discard, CancellationToken ct)
    {
        if (request.Found is not { } service)
            return PageResult.Refused(Refusal.NotFound("service"));
        var gone = await discard.RunAsync(service.Town, request.Key, ct);
        if (!gone.Succeeded)
            return request.Refused(gone.Refusal);
        request.Address.Forget(request.Http);
        return PageResult.SeeOther($"/{service.Town.Id}/{service.Id}");
    }

    private static async Task<IResult> ResumeAsync(
        [AsParameters] DraftRequest request, IFormCollection form, OpenDraft open, IOptions<CasesOptions> options, CancellationToken ct)
    {
        if (request.Found is not { } service)
            return PageResult.Refused(Refusal.NotFound("service"));
        string? code = form["code"];
        if (string.IsNullOrWhiteSpace(code) || code.Length > 64)
            return PageResult.Invalid<ResumePage>(new { Wrong = true });
        var view = await open.RunAsync(service.Town, new DraftKey(request.Draft, code.Trim()), null, ct);
        if (!view.Succeeded)
            return PageResult.Invalid<ResumePage>(new { Wrong = true });
        request.Address.Remember(request.Http, code.Trim(), options.Value.AnonymousDraftDays);
        return PageResult.SeeOther(request.Address.Root);
    }

    private static async Task<IResult> CopyAsync([AsParameters] DraftRequest request, PrintReceipt print, LetterPdf pdf, CancellationToken ct)
    {
        if (request.Found is not { } service)
            return PageResult.Refused(Refusal.NotFound("service"));
        var letter = await print.OfDraftAsync(service.Town, request.Key, request.Http.Language(), ct);
        return letter.Succeeded ? PdfAnswer.Of(pdf, letter.Value, "angaben.pdf") : request.Refused(letter.Refusal);
    }
}

/// <summary>What every page of a draft is asked with.</summary>
internal sealed record DraftRequest(
    string Town, string Service, Guid Draft, HttpContext Http, ICatalogue Catalogue, OpenDraft Drafts, ClaimDraft Claims, IActor Actor)
{
    public EffectiveService? Found => Catalogue.FindForm(Town, Service);

    public DraftAddress Address => new(Town, Service, Draft);

    public DraftKey Key => Address.Key(Http);

    /// <summary>The draft in the visitor's language; 404 when the address names another service.</summary>
    public async Task<Outcome<DraftView>> OpenAsync(CancellationToken ct)
    {
        if (Found is not { } service)
            return Refusal.NotFound("service");

        // Going back shows the draft as it is now, with its version, and leaves nothing personal in the browser's store.
        if (HttpMethods.IsGet(Http.Request.Method))
            Http.Response.Headers.CacheControl = "private, no-store";
        var view = await Drafts.RunAsync(service.Town, Key, Http.Language(), ct);
        return view.Succeeded && view.Value.Draft.Service != Service ? Refusal.NotFound("draft") : view;
    }

    /// <summary>
    /// Before a change: a draft that was begun without sign-in becomes the account's once the person has signed in.
    /// </summary>
    public async Task<DraftKey> ClaimAsync(CancellationToken ct)
    {
        if (Actor.AccountId is null || Key.Secret is null || Found is not { } service)
            return Key;
        var claimed = await Claims.RunAsync(service.Town, Key, ct);
        if (!claimed.Succeeded)
            return Key;
        Address.Forget(Http);
        return claimed.Value;
    }

    /// <summary>A draft that was sent leads to its case, one that needs the account to the sign-in; else the refusal's page.</summary>
    public IResult Refused(Refusal refusal) => refusal switch
    {
        { Code: "draft.submitted", Current: OpenDraft.SubmittedAs sent } => PageResult.SeeOther(CaseAddress.Of(sent.Number)),
        { Code: "draft.not-found" } when Actor.AccountId is null && Key.Secret is null =>
            PageResult.Refused(refusal with { Kind = RefusalKind.SignInNeeded }),
        _ => PageResult.Refused(refusal),
    };
}

/// <summary>A letter as a file that the browser shows or saves.</summary>
internal static class PdfAnswer
{
    public static IResult Of(LetterPdf writer, LetterDocument letter, string name) => Of(writer.ToBytes(letter), name);

    public static IResult Of(byte[] pdf, string name) => Results.File(pdf, "application/pdf", name);
}
