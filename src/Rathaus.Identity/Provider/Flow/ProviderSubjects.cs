using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>A sign-in that belongs to an authorization is for its client; the house's own pages are named by the house.</summary>
internal sealed class ProviderSubjects(Authorize authorizations, ITownOffices towns) : ISignInSubjects
{
    private static readonly object Asked = new();

    public async ValueTask<SignInSubject?> FindAsync(HttpContext http, string back, CancellationToken ct) =>
        await FlowAsync(http, back, ct) is { Client: { FirstParty: false, Town: { } number } client }
            ? new SignInSubject(client.Id, client.Name, towns.Find(number)?.Name ?? string.Empty)
            {
                Purpose = client.Purpose, Hybrid = client.Hybrid,
            }
            : null;

    /// <summary>The page of the house that an authorization of its own is for, or null.</summary>
    public async ValueTask<string?> PageAsync(HttpContext http, string back, CancellationToken ct) =>
        (await FlowAsync(http, back, ct))?.Authorization.Request.Page;

    /// <summary>Read once a request.</summary>
    private async ValueTask<(Authorization Authorization, OpenIdClient Client)?> FlowAsync(HttpContext http, string back, CancellationToken ct)
    {
        if (AuthorizeRoutes.FlowOf(back) is not { } id)
            return null;
        if (http.Items[Asked] is not ValueTuple<Authorization, OpenIdClient> known || known.Item1.Id != id)
        {
            if (await authorizations.FindAsync(http, id, ct) is not { } found)
                return null;
            http.Items[Asked] = known = found;
        }

        return known;
    }
}
