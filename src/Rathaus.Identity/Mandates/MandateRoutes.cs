using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Mandates;

/// <summary><c>/konto/vollmachten</c>: for whom one acts, who acts for oneself, giving, taking and ending.</summary>
internal static class MandateRoutes
{
    public const string Address = "/konto/vollmachten";

    public const string Accept = Address + "/annehmen";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.Low);
        own.MapPage("", static ([AsParameters] Desk desk) => desk.ShowAsync(null));
        own.MapForm("/eigene", static async ([AsParameters] Desk desk, ChooseActing acting) =>
        {
            await acting.EndAsync(desk.Http, desk.Ct);
            return PageResult.SeeOther(desk.Back);
        });
        own.MapForm("/{id:guid}/handeln", static async (Guid id, [AsParameters] Desk desk, ChooseActing acting) =>
        {
            var begun = await acting.BeginAsync(desk.Http, id, desk.Ct);
            return begun.Succeeded ? PageResult.SeeOther(desk.Back) : PageResult.Refused(begun.Refusal);
        });
        own.MapForm("/kind", static async ([AsParameters] Desk desk, IFormCollection form, RepresentChild children) =>
        {
            var chosen = int.TryParse(form["kind"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var place) ? place : -1;
            var born = DateOnly.TryParseExact(form["geburt"].ToString(), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var day) ? day : default;
            return await desk.AfterAsync(await children.ConfirmAsync(desk.Actor, chosen, born, desk.Ct), "child");
        }).RequireSensitive(SensitiveAction.GrantMandate);
        MapGiving(own);
        MapAsking(own);
        MapEnding(own);
        MapTaking(routes);
    }

    private static void MapGiving(RouteGroupBuilder own)
    {
        own.MapPage("/erteilen", static ([AsParameters] Desk desk) => PageResult.Of<GiveMandatePage>(new { Model = desk.Form(null, null), desk.Scopes }));
        own.MapForm("/erteilen", static async ([AsParameters] Desk desk, IFormCollection form, GiveMandate give, PasskeyHost host) =>
        {
            var scope = MandateScope.From(form, desk.Scopes);
            var from = FormValues.IsEmptyDate(form, "von") ? desk.Today : FormValues.Date(form, "von");
            var until = FormValues.Date(form, "bis");
            Outcome<GiveMandate.Issued> given = !scope.Succeeded ? scope.Refusal
                : from is null || until is null ? Mandate.BadTerm
                : await give.RunAsync(desk.Actor, new GiveMandate.Request(form["name"], scope.Value, from.Value, until.Value), desk.Ct);
            return given.Succeeded
                ? PageResult.Of<MandateCodePage>(new { Model = new MandateCodeView(given.Value, Link(host, desk.Http, given.Value.Code), Address) })
                : PageResult.Of<GiveMandatePage>(new { Model = desk.Form(form, given.Refusal), desk.Scopes }, status: RefusalHttp.StatusOf(given.Refusal.Kind));
        }).RequireSensitive(SensitiveAction.GrantMandate);
    }

    private static void MapAsking(RouteGroupBuilder own)
    {
        own.MapPage("/anfragen", static ([AsParameters] Desk desk) => PageResult.Of<AskMandatePage>(new { Model = desk.Form(null, null) }));
        own.MapForm("/anfragen", static async ([AsParameters] Desk desk, IFormCollection form, AskForMandate ask) =>
        {
            var asked = await ask.RunAsync(desk.Actor, form, desk.Ct);
            return asked.Succeeded
                ? PageResult.SeeOther(Address + "?erledigt=asked")
                : PageResult.Of<AskMandatePage>(new { Model = desk.Form(form, asked.Refusal) }, status: RefusalHttp.StatusOf(asked.Refusal.Kind));
        }).RequireSensitive(SensitiveAction.GrantMandate);
    }

    private static void MapEnding(RouteGroupBuilder own)
    {
        own.MapPage("/{id:guid}/beenden", static async (Guid id, [AsParameters] Desk desk) =>
            await desk.FindAsync(id) is { EndedAt: null } entry
                ? PageResult.Of<EndMandatePage>(new { Model = new EndMandateView(entry, desk.Today, desk.Time.GetUtcNow()) })
                : PageResult.Refused(Mandate.Unknown));
        own.MapForm("/{id:guid}/beenden", static async (Guid id, [AsParameters] Desk desk, SecurityEvents events) =>
        {
            if (await desk.FindAsync(id) is not { EndedAt: null } entry)
                return PageResult.Refused(Mandate.Unknown);
            var by = entry.Holder == desk.Account ? EndedBy.Holder : EndedBy.Principal;
            Sql history = events.Row("mandate-ended", desk.Account, null, new { mandate = id, by = by.ToString() });
            return await desk.Store.EndAsync(id, by, desk.Account, [], null, history, desk.Ct)
                ? PageResult.SeeOther(Address + "?erledigt=ended")
                : PageResult.Refused(Mandate.Unknown);
        });
    }

    /// <summary>The page itself is open, so that a link's code behind the number sign is not lost on the way through the sign-in.</summary>
    private static void MapTaking(IEndpointRouteBuilder routes)
    {
        routes.MapPage(Accept, static (IActor actor) => PageResult.Of<AcceptMandatePage>(
            new { Model = new AcceptView("", null, actor.AccountId is not null, null) }));
        var guarded = routes.MapGroup(Accept).RequireAccount(TrustLevel.Low).RequireRateLimiting(IdentityModule.LoginLimit);
        guarded.MapForm("", static async (IFormCollection form, IActor actor, AcceptMandate accept, IServiceScopes scopes, CancellationToken ct) =>
        {
            var found = await accept.LookAsync(actor, form["code"], ct);
            return Taking(form, found.Succeeded ? found.Value : null, found.Refusal, scopes);
        });
        guarded.MapForm("/ja", static async (IFormCollection form, IActor actor, AcceptMandate accept, IServiceScopes scopes, CancellationToken ct) =>
        {
            var done = await accept.RunAsync(actor, form["code"], ct);
            return done.Succeeded ? PageResult.SeeOther(Address + "?erledigt=accepted") : Taking(form, null, done.Refusal, scopes);
        }).RequireSensitive(SensitiveAction.GrantMandate);
        routes.MapPage(Accept + "/ja", static () => PageResult.SeeOther(Accept));
    }

    private static PageResult Taking(IFormCollection form, MandateEntry? offer, Refusal? refusal, IServiceScopes scopes)
    {
        var code = form["code"].ToString() is { Length: <= 64 } typed ? typed : "";
        return PageResult.Of<AcceptMandatePage>(
            new { Model = new AcceptView(code, offer, true, refusal), Scopes = scopes },
            status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }

    /// <summary>The address with the code where no server sees it.</summary>
    public static string Link(PasskeyHost host, HttpContext http, string code) => $"{host.Of(http.Request).Origins.First()}{Accept}#{code}";

    /// <summary>What these pages ask with.</summary>
    internal sealed record Desk(
        HttpContext Http, IActor Actor, MandateStore Store, RepresentChild Children, IServiceScopes Scopes, ITownOffices Towns,
        TimeProvider Time, CancellationToken Ct)
    {
        private static readonly IReadOnlyList<string> Deeds = ["child", "asked", "ended", "accepted"];

        public Guid Account => Actor.AccountId!.Value;

        public DateOnly Today => Time.Today();

        /// <summary>Where to go on after choosing for whom one acts.</summary>
        public string Back => SignInLinks.Local(Http.Request.HasFormContentType ? Http.Request.Form["zurueck"] : Http.Request.Query["zurueck"], Address);

        public MandateFormView Form(IFormCollection? form, Refusal? refusal) => new(form, Towns.All, Today, refusal);

        public async Task<MandateEntry?> FindAsync(Guid id) => (await Store.OfAccountAsync(Account, Ct)).FirstOrDefault(entry => entry.Id == id);

        public async Task<IResult> AfterAsync(Outcome<Guid> outcome, string deed) =>
            outcome.Succeeded ? PageResult.SeeOther($"{Address}?erledigt={deed}") : await ShowAsync(outcome.Refusal);

        public async Task<IResult> ShowAsync(Refusal? refusal)
        {
            var live = await Store.LiveAsync(Account, Ct);
            var view = new MandatesView(
                Account, live, await Store.OfAccountAsync(Account, Ct), await Children.OfferedAsync(Actor, live, Ct), Actor.ActsFor,
                await Store.OrganisationsAsync(Account, Ct), Today, Time.GetUtcNow(), Back == Address ? "" : Back,
                Deeds.FirstOrDefault(deed => deed == Http.Request.Query["erledigt"]), refusal);
            return PageResult.Of<MandatesPage>(
                new { Model = view, Scopes }, status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
        }
    }
}
