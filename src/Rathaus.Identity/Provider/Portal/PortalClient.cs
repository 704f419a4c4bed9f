using Microsoft.AspNetCore.Http;

namespace Rathaus.Identity.Provider.Portal;

/// <summary>The house's own pages as a client of the provider. Its addresses are where the house is, so they are not stored.</summary>
internal static class PortalClient
{
    public const string Id = "rathaus-portal";

    /// <summary>Where the sign-in comes back to.</summary>
    public const string Callback = "/anmelden/zurueck";

    /// <summary>Parameter of a pushed request: the page of the house that needs the sign-in. For the house's own clients only.</summary>
    public const string PageParameter = "rathaus_page";

    public static IReadOnlyList<string> RedirectUris(OpenIdClient client, HouseAddresses addresses, HttpRequest request) =>
        client is { FirstParty: true, Id: Id } ? [addresses.Portal(request) + Callback] : client.RedirectUris;
}
