using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Identity.Provider.Pages;
using Rathaus.Identity.Staff;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider.Clients;

/// <summary><c>/amt/anwendungen</c>: the systems of a town that people sign in to; for the town's administrators only.</summary>
internal static class ClientRoutes
{
    public const string Address = "/amt/anwendungen";

    public static void AddClientDesk(this IServiceCollection services)
    {
        services.AddSingleton<ManageClients>();
        services.AddNavigation(
            NavPlace.Office, 76, "identity.clients.nav", Address,
            static context => context.Actor is { StaffId: not null } staff && staff.Administered().Count > 0);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup(Address).RequireStaff(StaffRole.Administrator);
        clients.MapPage(string.Empty, static ([AsParameters] Desk desk) => desk.WithTownAsync(async town => desk.Answer<ClientsPage>(
            town, new ClientsView(town, await desk.Clients.OfTownAsync(town.Number, desk.Ct), desk.Done), null)));
        clients.MapPage("/neu", static ([AsParameters] Desk desk) => desk.WithTownAsync(town => Task.FromResult(
            desk.Answer<ClientPage>(town, new ClientView(town, new ClientForm(), false, [], desk.Issuer, null), null))));
        clients.MapForm("/neu", static ([AsParameters] Desk desk, IFormCollection form) => desk.WithTownAsync(async town =>
        {
            var typed = ClientForm.From(form);
            var read = typed.Check(town.Number, desk.Addresses.IsPublic);
            var done = read.Succeeded ? await desk.Manage.RegisterAsync(desk.Actor.StaffId!.Value, read.Value, desk.Ct) : read;
            return done.Succeeded
                ? PageResult.SeeOther($"{Address}/{done.Value.Id}?stadt={town.Id}&erledigt=registered")
                : desk.Answer<ClientPage>(town, new ClientView(town, typed, false, [], desk.Issuer, done.Refusal), done.Refusal);
        }));
        clients.MapPage("/{id}", static (string id, [AsParameters] Desk desk) => desk.WithClientAsync(id, async (town, client) => desk.Answer<ClientPage>(
            town,
            new ClientView(town, ClientForm.Of(client), true, await desk.Manage.HistoryAsync(id, desk.Ct), desk.Issuer, null) { Done = desk.Done }, null)));
        clients.MapForm("/{id}", static (string id, [AsParameters] Desk desk, IFormCollection form) => desk.WithClientAsync(id, async (town, _) =>
        {
            var typed = ClientForm.From(form) with { Id = id };
            var read = typed.Check(town.Number, desk.Addresses.IsPublic);
            var done = read.Succeeded ? await desk.Manage.ChangeAsync(desk.Actor.StaffId!.Value, read.Value, desk.Ct) : read;
            return done.Succeeded
                ? PageResult.SeeOther($"{Address}/{id}?stadt={town.Id}&erledigt=changed")
                : desk.Answer<ClientPage>(
                    town, new ClientView(town, typed, true, await desk.Manage.HistoryAsync(id, desk.Ct), desk.Issuer, done.Refusal), done.Refusal);
        }));
        clients.MapPage("/{id}/beenden", static (string id, [AsParameters] Desk desk) => desk.WithClientAsync(id, (town, client) => Task.FromResult(
            desk.Answer<ClientEndPage>(town, new ClientEndView(town, client), null))));
        clients.MapForm("/{id}/beenden", static (string id, [AsParameters] Desk desk) => desk.WithTownAsync(async town =>
        {
            var ended = await desk.Manage.EndAsync(desk.Actor.StaffId!.Value, town.Number, id, desk.Ct);
            desk.Notices.Wake();
            return ended ? PageResult.SeeOther($"{Address}?stadt={town.Id}&erledigt=ended") : PageResult.Refused(Refusal.NotFound("client"));
        }));
    }

    /// <summary>What each of these pages asks first: which town, and whether the person looks after it.</summary>
    internal sealed record Desk(
        HttpContext Http, IActor Actor, ManageClients Manage, OpenIdClients Clients, LogoutNotices Notices, HouseAddresses Addresses,
        ITownOffices Towns, ITownThemes Themes, CancellationToken Ct)
    {
        private static readonly IReadOnlyList<string> Deeds = ["registered", "changed", "ended"];

        public string? Done => Deeds.FirstOrDefault(deed => deed == Http.Request.Query["erledigt"]);

        public string Issuer => Addresses.Issuer(Http.Request);

        public async Task<IResult> WithTownAsync(Func<TownEntry, Task<IResult>> answer)
        {
            var administered = Actor.Administered();
            var chosen = Http.Request.Query["stadt"].ToString();
            var town = chosen.Length == 0
                ? administered.Count == 1 ? Towns.Find(administered[0]) : null
                : Towns.Find(chosen) is { } named && administered.Contains(named.Number) ? named : null;
            if (town is not null)
                return await answer(town);
            return chosen.Length > 0
                ? PageResult.Refused(Refusal.NotFound("town"))
                : PageResult.Of<ClientTownPage>(new { Towns = (IReadOnlyList<TownEntry>)[.. Towns.All.Where(one => administered.Contains(one.Number))] });
        }

        public Task<IResult> WithClientAsync(string id, Func<TownEntry, OpenIdClient, Task<IResult>> answer) => WithTownAsync(async town =>
            await Manage.FindAsync(town.Number, id, Ct) is { } client ? await answer(town, client) : PageResult.Refused(Refusal.NotFound("client")));

        public IResult Answer<TPage>(TownEntry town, object model, Refusal? refusal)
            where TPage : Microsoft.AspNetCore.Components.IComponent => PageResult.Of<TPage>(
                new { Model = model }, Themes.Find(town.Id), refusal is null ? StatusCodes.Status200OK : RefusalHttp.StatusOf(refusal.Kind));
    }
}
