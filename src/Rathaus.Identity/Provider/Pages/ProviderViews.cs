using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Pages;

/// <summary>The question for consent.</summary>
internal sealed record ConsentView(
    Guid Flow, string Client, string Purpose, string Host, short? Town, IReadOnlyList<string> Scopes, string? Person, TrustLevel Level, bool Simulated)
{
    public static ConsentView Of(Authorization authorization, OpenIdClient client, SessionState session, TrustLevel least) => new(
        authorization.Id, client.Name, client.Purpose, new Uri(authorization.Request.RedirectUri).Host, client.Town,
        authorization.Request.Scopes, session.DisplayName, authorization.Request.Matched(session.Trust) is var level && level < least ? least : level,
        session.Simulated);
}

/// <summary>The question whether a client may sign somebody out.</summary>
internal sealed record SignOutForClientView(string? Name, string? Client, string? Back, string? State);

/// <summary>After it: frames of the clients, and the way back.</summary>
internal sealed record SignedOutForClientView(string Back, IReadOnlyList<string> Frames);

/// <summary>Whom a person lets in.</summary>
internal sealed record ClientAccessView(IReadOnlyList<ClientAccess> Clients, bool Withdrawn);
