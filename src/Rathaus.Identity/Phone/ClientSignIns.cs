using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Phone;

/// <summary>Sign-ins to clients of the provider, in the history of whoever signed in.</summary>
internal sealed class ClientSignIns(RegionDatabase database, SecurityEvents events, NetworkPlaces places, ITownOffices towns)
{
    /// <summary>Another system learned who the person is. A wallet learns nothing but the credential, which has its own line.</summary>
    public Task TellAsync(HttpContext http, SessionState session, OpenIdClient client, CancellationToken ct)
    {
        if (client.FirstParty || client.Wallet)
            return Task.CompletedTask;
        var origin = places.Of(http);
        var town = client.Town is { } number ? towns.Find(number)?.Name : null;
        var service = town is null ? client.Name : $"{client.Name}, {town}";
        return database.ExecuteBatchAsync(
            [events.Row("client-signed-in", session.AccountId, null, new { service, device = origin.Device, place = origin.Place })], ct);
    }
}
