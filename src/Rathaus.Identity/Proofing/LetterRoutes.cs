using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Features;
using Rathaus.Identity.Pages;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity;

/// <summary><c>/konto/sicherheit/brief</c>: asks for the activation letter and takes its code.</summary>
internal static class LetterRoutes
{
    public const string Address = SecurityRoutes.Address + "/brief";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.None);
        own.MapPage("", static ([AsParameters] Desk desk) => desk.ShowAsync(PersonInput.Empty, null, null));
        own.MapWayBack("/code", Address);
        own.MapForm("", static async ([AsParameters] Desk desk, IFormCollection form) =>
        {
            var input = PersonInput.From(form);
            var town = form["stadt"].ToString();
            var asked = await desk.Letters.RequestAsync(desk.Account, input, town, desk.Http.Language(), desk.Ct);
            return asked.Succeeded
                ? PageResult.SeeOther(Address + "?bestellt=1")
                : await desk.ShowAsync(input, town, asked.Refusal);
        }).RequireRateLimiting(IdentityModule.LoginLimit).RequireSensitive(SensitiveAction.ProveIdentity);
        own.MapForm("/optionen", static async (HttpContext http, SignInWithPasskey feature, CancellationToken ct) =>
            TypedResults.Json(await feature.OptionsAsync(http, staff: false, hint: null, ct)))
            .RequireRateLimiting(IdentityModule.LoginLimit);
        own.MapForm("/code", static async ([AsParameters] Desk desk, IFormCollection form) =>
        {
            var done = await desk.Letters.RedeemAsync(desk.Http, desk.Account, form["code"], form["credential"], desk.Ct);
            return done.Succeeded
                ? PageResult.SeeOther(SecurityRoutes.Address + "?erledigt=brief")
                : await desk.ShowAsync(PersonInput.Empty, null, done.Refusal);
        }).RequireRateLimiting(IdentityModule.LoginLimit).RequireSensitive(SensitiveAction.ProveIdentity);
    }

    /// <summary>What every handler here needs.</summary>
    internal sealed record Desk(
        HttpContext Http, IActor Actor, ActivationLetter Letters, AccountLevels Levels, RegistrationOffices Offices, CancellationToken Ct)
    {
        public Guid Account => Actor.AccountId!.Value;

        public async Task<IResult> ShowAsync(PersonInput input, string? town, Refusal? refusal)
        {
            var level = await Levels.FindAsync(Account, Ct);
            var open = await Letters.FindAsync(Account, Ct);
            var model = new LetterView(
                open, open is null ? null : Offices.Find(open.Town), Offices.All, input, town, level?.Proofing ?? Proofing.None, level?.IsDemo ?? false,
                Http.Request.Query.ContainsKey("bestellt"), Http.Request.Query.ContainsKey("neu"), refusal);
            return PageResult.Of<LetterPage>(
                new { Model = model }, status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
        }
    }
}

/// <summary>The page about the activation letter.</summary>
/// <param name="Ordered">Just now.</param>
/// <param name="Again">The person wants another letter although one is on its way.</param>
internal sealed record LetterView(
    OpenLetter? Open, TownEntry? Town, IReadOnlyList<TownEntry> Towns, PersonInput Input, string? Chosen, Proofing Proofing, bool IsDemo,
    bool Ordered, bool Again, Refusal? Refusal)
{
    public bool AsksCode => Open is not null && !Again;
}
