using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rathaus.Identity.Mandates;
using Rathaus.Identity.Passkeys;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Business;

/// <summary><c>/konto/organisationen</c>: accounts of companies and associations, their members and roles.</summary>
internal static class BusinessRoutes
{
    public const string Address = "/konto/organisationen";

    public static void Map(IEndpointRouteBuilder routes, bool demo)
    {
        var own = routes.MapGroup(Address).RequireAccount(TrustLevel.Low);
        own.MapPage("", static (OrganisationServers servers) => Open(null, null, servers));
        own.MapForm("", static async (IFormCollection form, IActor actor, Organisations organisations, OrganisationServers servers, CancellationToken ct) =>
        {
            var opened = await organisations.OpenAsync(actor, form, ct);
            return opened.Succeeded ? PageResult.SeeOther($"{Address}/{opened.Value:D}") : Open(form, opened.Refusal, servers);
        });
        own.MapPage("/{id:guid}", static (Guid id, [AsParameters] Desk desk) => desk.ShowAsync(id, null, null));
        own.MapForm("/{id:guid}/einladen", static async (Guid id, [AsParameters] Desk desk, IFormCollection form, PasskeyHost host) =>
        {
            var invited = await desk.Organisations.InviteAsync(desk.Actor, id, form["name"], RoleOf(form["rolle"]), desk.Ct);
            return invited.Succeeded
                ? PageResult.Of<MandateCodePage>(new
                {
                    Model = new MandateCodeView(invited.Value, MandateRoutes.Link(host, desk.Http, invited.Value.Code), $"{Address}/{id:D}"),
                })
                : await desk.ShowAsync(id, form, invited.Refusal);
        }).RequireSensitive(SensitiveAction.GrantMandate);
        own.MapForm("/{id:guid}/mitglieder/{member:guid}/beenden", static async (Guid id, Guid member, [AsParameters] Desk desk) =>
        {
            var ended = await desk.Organisations.EndMemberAsync(desk.Actor, id, member, desk.Ct);
            if (!ended.Succeeded)
                return await desk.ShowAsync(id, null, ended.Refusal);
            return await desk.Organisations.FindAsync(desk.Actor.AccountId!.Value, id, desk.Ct) is null
                ? PageResult.SeeOther(MandateRoutes.Address + "?erledigt=ended")
                : PageResult.SeeOther($"{Address}/{id:D}");
        });
        foreach (var deed in (string[])["/{id:guid}/einladen", "/{id:guid}/mitglieder/{member:guid}/beenden"])
            own.MapPage(deed, static (Guid id) => PageResult.SeeOther($"{Address}/{id:D}"));
        if (demo)
            SimulatedOrganisationAccount.Map(own);
        else
            routes.Map(SimulatedOrganisationAccount.Address, static () => TypedResults.NotFound()).ExcludeFromDescription();
    }

    private static OrganisationRole? RoleOf(string? typed) => typed switch
    {
        nameof(OrganisationRole.Owner) => OrganisationRole.Owner,
        nameof(OrganisationRole.Signer) => OrganisationRole.Signer,
        nameof(OrganisationRole.Preparer) => OrganisationRole.Preparer,
        _ => null,
    };

    private static PageResult Open(IFormCollection? form, Refusal? refusal, OrganisationServers servers) => PageResult.Of<OpenOrganisationPage>(
        new { Model = new OpenOrganisationView(form, servers.All, refusal) },
        status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));

    internal sealed record Desk(HttpContext Http, IActor Actor, Organisations Organisations, CancellationToken Ct)
    {
        public async Task<IResult> ShowAsync(Guid id, IFormCollection? form, Refusal? refusal)
        {
            if (refusal?.Kind == RefusalKind.NotFound || await Organisations.FindAsync(Actor.AccountId!.Value, id, Ct) is not { } organisation)
                return PageResult.Refused(Refusal.NotFound("organisation"));
            var view = new OrganisationView(organisation, await Organisations.MembersAsync(id, Ct), Actor.AccountId.Value, form, refusal);
            return PageResult.Of<OrganisationPage>(
                new { Model = view }, status: refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
        }
    }
}

/// <summary>The form for a new organisation, and ways to prove one.</summary>
internal sealed record OpenOrganisationView(IFormCollection? Form, IReadOnlyList<IOrganisationAccounts> Servers, Refusal? Refusal);

/// <summary>One organisation with its members.</summary>
internal sealed record OrganisationView(
    Organisation Organisation, IReadOnlyList<MandateEntry> Members, Guid Account, IFormCollection? Form, Refusal? Refusal)
{
    public bool MayInvite => Organisation.Role == OrganisationRole.Owner;
}
