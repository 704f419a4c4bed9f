using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Phone;

/// <summary>Clients of the provider as the subject of a sign-in, and in the history of whoever signed in to them.</summary>
internal sealed class ClientSubjects(
    IServiceProvider services, RegionDatabase database, SecurityEvents events, NetworkPlaces places, IOptions<UiOptions> ui)
    : ISignInSubjects
{
    public async ValueTask<SignInSubject?> FindAsync(HttpContext http, string back, CancellationToken ct)
    {
        if (AuthorizeRoutes.FlowOf(back) is not { } flow
            || await services.GetRequiredService<Authorize>().FindAsync(http, flow, ct) is not { Client: { FirstParty: false } client })
            return null;
        return new SignInSubject(client.Id, client.Name, TownOf(client)) { Purpose = client.Purpose, Hybrid = client.Hybrid };
    }

    /// <summary>Another system learned who the person is.</summary>
    public Task TellAsync(HttpContext http, SessionState session, OpenIdClient client, CancellationToken ct)
    {
        var origin = places.Of(http);
        return client.FirstParty
            ? Task.CompletedTask
            : database.ExecuteBatchAsync(
                [
                    events.Row("client-signed-in", session.AccountId, null, new
                    {
                        service = $"{client.Name}, {TownOf(client)}", device = origin.Device, place = origin.Place,
                    }),
                ],
                ct);
    }

    private string TownOf(OpenIdClient client) =>
        client.Town is { } town && (services.GetService(typeof(ITownOffices)) as ITownOffices)?.Find(town) is { } entry
            ? entry.Name
            : ui.Value.RegionName;
}
