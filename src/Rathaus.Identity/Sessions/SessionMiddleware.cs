using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Sessions;

/// <summary>Gives the request its actor. A request without the cookie costs nothing and never touches the database.</summary>
internal sealed class SessionMiddleware(RequestDelegate next, SessionStore store)
{
    public async Task InvokeAsync(HttpContext http, SessionActor actor)
    {
        if (SessionCookie.HashOf(http.Request) is { } hash)
        {
            try
            {
                actor.Become(await store.FindAsync(hash, http.RequestAborted));
            }
            catch (DatabaseUnavailableException away)
            {
                // Public pages go on without the database; whoever asks for the actor gets this failure.
                actor.Fail(away);
            }
        }

        await next(http);
    }
}
