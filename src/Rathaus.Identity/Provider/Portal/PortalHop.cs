using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Flow;

namespace Rathaus.Identity.Provider.Portal;

/// <summary>
/// A sign-in happens at the provider. A page that then leads back into the portal leads through the portal's own sign-in, which finds
/// the fresh session and asks nothing.
/// </summary>
internal static class PortalHop
{
    public static void After(HttpContext http) => http.Response.OnStarting(static state =>
    {
        var response = ((HttpContext)state).Response;
        if (response.StatusCode is StatusCodes.Status302Found or StatusCodes.Status303SeeOther
            && response.Headers.Location.ToString() is ['/', ..] address
            && AuthorizeRoutes.FlowOf(address) is null && !address.StartsWith(SignInLinks.Citizen, StringComparison.Ordinal))
            response.Headers.Location = SignInLinks.For(address);
        return Task.CompletedTask;
    }, http);
}
