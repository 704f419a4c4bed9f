using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Features;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.AccountData;

/// <summary><c>/konto/sicherheit/daten</c>: taking all data along, and deleting the account. Both ask for a sign-in of the last minutes.</summary>
internal static class AccountDataRoutes
{
    public const string Address = SecurityRoutes.Address + "/daten";

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public static IServiceCollection AddAccountData(this IServiceCollection services)
    {
        services.AddSingleton<IdentityAccountData>();
        services.AddSingleton<IAccountData>(static provider => provider.GetRequiredService<IdentityAccountData>());
        services.AddScoped<AccountArchive>();
        return services.AddScoped<DeleteAccount>();
    }

    public static void MapAccountData(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.None);
        own.MapPage("", static () => PageResult.Of<AccountDataPage>());
        own.MapPage("/export", static () => PageResult.SeeOther(Address));
        own.MapForm("/export", static async (HttpContext http, SessionActor actor, AccountArchive archive, ITexts texts, TimeProvider time, CancellationToken ct) =>
            IsFresh(actor, time)
                ? Results.File(await archive.WriteAsync(actor.AccountId!.Value, texts.For(http.Language()), ct), "application/zip", "konto.zip")
                : SignInAgain()).RequireSensitive(SensitiveAction.ExportAccount);
        own.MapPage("/loeschen", static () => Ask(null));
        own.MapForm("/loeschen", static async (HttpContext http, IFormCollection form, SessionActor actor, DeleteAccount delete, TimeProvider time, CancellationToken ct) =>
        {
            if (!IsFresh(actor, time))
                return SignInAgain();
            var done = await delete.RunAsync(http, actor, form["wort"], ct);
            return done.Succeeded ? PageResult.Of<AccountDeletedPage>() : Ask(done.Refusal);
        }).RequireSensitive(SensitiveAction.DeleteAccount);
    }

    private static PageResult Ask(Refusal? refusal) => PageResult.Of<DeleteAccountPage>(
        new { Refusal = refusal }, status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));

    private static bool IsFresh(SessionActor actor, TimeProvider time) => actor.State is { } state && time.GetUtcNow() - state.CreatedAt <= Fresh;

    private static IResult SignInAgain() => PageResult.SeeOther(SignInLinks.For(Address, maxAge: Fresh));
}
