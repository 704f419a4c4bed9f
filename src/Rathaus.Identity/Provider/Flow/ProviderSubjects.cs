using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Flow;

/// <summary>A sign-in that belongs to an authorization is for its client; the house's own pages are named by the house.</summary>
internal sealed class ProviderSubjects(Authorize authorizations, ITownOffices towns) : ISignInSubjects
{
    public async ValueTask<SignInSubject?> FindAsync(HttpContext http, string back, CancellationToken ct)
    {
        if (AuthorizeRoutes.FlowOf(back) is not { } id
            || await authorizations.FindAsync(http, id, ct) is not { Client: { FirstParty: false, Town: { } number } client })
            return null;
        return new SignInSubject(client.Id, client.Name, towns.Find(number)?.Name ?? string.Empty)
        {
            Purpose = client.Purpose, Hybrid = client.Hybrid,
        };
    }
}
