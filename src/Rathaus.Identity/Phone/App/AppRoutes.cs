using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Features;
using Rathaus.Identity.Pages;
using Rathaus.Identity.Phone.Pages;
using Rathaus.Identity.Passkeys;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Phone;

/// <summary>The web app <c>/id/app/</c>: devices, approvals, proofs, history. Works as plain pages without script too.</summary>
internal static class AppRoutes
{
    public const string Address = "/id/app";

    public const string Devices = Address + "/geraete";

    public const string Approvals = Address + "/freigaben";

    public const string Credentials = Address + "/nachweise";

    public const string History = Address + "/verlauf";

    /// <summary>The same history among the account's pages.</summary>
    public const string AccountHistory = SecurityRoutes.Address + "/verlauf";

    public const string LostPhone = SecurityRoutes.Address + "/handy-verloren";

    /// <summary>Urges whoever just opened an account, and has no errand waiting, to make a second passkey.</summary>
    public const string SecondKey = "/konto/neu/zweites";

    /// <summary>What the trial approval is called.</summary>
    private const string Trial = "trial";

    public static void Map(IEndpointRouteBuilder routes)
    {
        AppFiles.Map(routes);
        routes.MapPage(Address, static (HttpContext http) => Start(http, null, null));
        KeyRoutes.Map(routes.MapGroup(Devices).RequireAccount(TrustLevel.None), Devices, ShowDevicesAsync);
        var own = routes.MapGroup(string.Empty).RequireAccount(TrustLevel.None);
        own.MapPage(Approvals, ShowApprovalsAsync);
        own.MapForm(Approvals + "/probe", AskTrialAsync).RequireRateLimiting(IdentityModule.LoginLimit);
        own.MapPage(Credentials, ShowCredentialsAsync);
        own.MapPage(History, static (Guid? vor, IActor actor, SecurityHistory history, CancellationToken ct) =>
            ShowHistoryAsync(History, vor, actor, history, ct));
        own.MapPage(AccountHistory, static (Guid? vor, IActor actor, SecurityHistory history, CancellationToken ct) =>
            ShowHistoryAsync(AccountHistory, vor, actor, history, ct));
        own.MapPage(SecondKey, static () => PageResult.Of<SecondKeyPage>());
        own.MapPage(LostPhone, static async (SessionActor actor, PasskeyStore passkeys, CancellationToken ct) =>
            PageResult.Of<LostPhonePage>(new
            {
                Model = new LostPhoneView(
                    await passkeys.OfAsync(KeyHolder.Of(actor), ct), actor.State!.PasskeyId, $"{SecurityRoutes.Address}/passkey"),
            }));
    }

    /// <summary>The first page: a field for the code, and the ways to the lists for whoever is signed in.</summary>
    public static IResult Start(HttpContext http, Refusal? refusal, string? typed)
    {
        var signedIn = http.RequestServices.GetRequiredService<SessionActor>().State?.AccountId is not null;
        return PageResult.Of<AppStartPage>(
            new { Model = new AppStartView(signedIn, typed ?? "", refusal) }, null,
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    private static async Task<IResult> ShowDevicesAsync(HttpContext http, Refusal? refusal, CancellationToken ct)
    {
        var services = http.RequestServices;
        var state = services.GetRequiredService<SessionActor>().State!;
        var keys = await KeyRoutes.ReadAsync(
            http, services.GetRequiredService<PasskeyStore>(), services.GetRequiredService<PasskeyHost>(), KeyHolder.Of(services.GetRequiredService<IActor>()), Devices, ct);
        var sessions = await services.GetRequiredService<ISessions>().ListAsync(http, ct);
        return PageResult.Of<DevicesPage>(
            new { Model = new SecurityView(keys, sessions, state, refusal) }, null,
            refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    private static async Task<IResult> ShowApprovalsAsync(
        HttpContext http, SessionActor actor, HandoverStore store, PhoneHandover phone, IApprovals approvals, CancellationToken ct)
    {
        var state = actor.State!;
        var tried = http.Request.Query.ContainsKey(Trial) && await approvals.TakeAsync(http, Trial, ct);
        var waiting = await store.WaitingAsync(state.AccountId!.Value, state.IdHash, ct);
        return PageResult.Of<ApprovalsPage>(new
        {
            Model = new ApprovalsView([.. waiting.Select(one => new WaitingApproval(one, phone.TextOf(http, one)))], tried),
        });
    }

    /// <summary>Shows people how an approval looks before they need one; nothing comes of it.</summary>
    private static async Task<IResult> AskTrialAsync(HttpContext http, ITexts texts, IApprovals approvals, SignInSubjects subjects, CancellationToken ct)
    {
        var words = texts.For(http.Language());
        var house = await subjects.FindAsync(http, Approvals, ct);
        var asked = await approvals.AskAsync(
            http,
            new ApprovalRequest(
                Trial, house.ClientId, words["identity.app.name"], house.Town, words["identity.approvals.trial-purpose"], $"{Approvals}?{Trial}=1"),
            ct);
        return asked.Succeeded ? PageResult.SeeOther(asked.Value) : PageResult.Refused(asked.Refusal);
    }

    private static async Task<IResult> ShowCredentialsAsync(
        HttpContext http, IActor actor, IEnumerable<IHeldCredentials> shelves, CancellationToken ct)
    {
        var held = new List<HeldCredential>();
        foreach (var shelf in shelves)
            held.AddRange(await shelf.OfAsync(actor.AccountId!.Value, http.Language(), ct));
        return PageResult.Of<CredentialsPage>(new { Model = held.OrderByDescending(one => one.IssuedAt).ToArray() });
    }

    private static async Task<IResult> ShowHistoryAsync(
        string address, Guid? before, IActor actor, SecurityHistory history, CancellationToken ct) => PageResult.Of<HistoryPage>(new
        {
            Model = new HistoryView(address, await history.OfAsync(actor.AccountId!.Value, before, ct), before is not null),
        });
}
