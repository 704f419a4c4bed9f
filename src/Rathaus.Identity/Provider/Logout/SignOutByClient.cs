using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Identity.Provider.Keys;
using Rathaus.Identity.Provider.Pages;
using Rathaus.Identity.Provider.Tokens;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ui;

namespace Rathaus.Identity.Provider.Logout;

/// <summary>
/// Signs a person out for a client. A client that shows its ID token for this very session is believed; otherwise the person is
/// asked, so that no site can sign people out. Afterwards the clients with a front channel are loaded once, hidden, and the rest is
/// told by the back channel.
/// </summary>
internal sealed class SignOutByClient(
    IOpenIdClients clients, SigningKeys keys, HouseAddresses addresses, BrowserSessions sessions, RegionDatabase database)
{
    private const int LongestState = 512;

    private static readonly JwsPolicy HintPolicy = new() { Algorithms = [JoseAlgorithms.Es256], Types = [TokenWriter.IdType] };

    /// <summary>A request for sign-out that was checked.</summary>
    private sealed record Wish(OpenIdClient? Client, string? SessionId, string? Back, string? State);

    public async Task<IResult> AskAsync(HttpContext http, CancellationToken ct)
    {
        var query = http.Request.Query;
        if (await ReadAsync(http, name => query[name] is [{ Length: > 0 } value] ? value : null, ct) is not { } wish)
            return AuthorizeRoutes.Fault("invalid_request");
        if (await sessions.FindIssuerAsync(http, ct) is not { } session)
            return Leave(http, wish, []);
        var sure = wish is { Client: { } client, SessionId: { } sid } && await database.QuerySingleAsync<bool>(
            "select exists (select from identity.oidc_grant where session = @IdHash and client = @Id and sid = @sid)",
            new { session.IdHash, client.Id, sid }, ct);
        return sure
            ? await EndAsync(http, wish, session, ct)
            : PageResult.Of<SignOutForClientPage>(new
            {
                Model = new SignOutForClientView(wish.Client?.Name, wish.Client?.Id, wish.Back, wish.State),
            });
    }

    /// <summary>The person said yes.</summary>
    public async Task<IResult> ConfirmAsync(HttpContext http, IFormCollection form, CancellationToken ct)
    {
        if (await ReadAsync(http, form.Get, ct) is not { } wish)
            return AuthorizeRoutes.Fault("invalid_request");
        return await sessions.FindIssuerAsync(http, ct) is { } session
            ? await EndAsync(http, wish, session, ct)
            : Leave(http, wish, []);
    }

    private async Task<IResult> EndAsync(HttpContext http, Wish wish, SessionState session, CancellationToken ct)
    {
        var fronts = await database.QueryAsync<Front>(
            """
            select distinct c.frontchannel_logout_uri as address, g.sid, g.issuer
            from identity.oidc_grant g
            join identity.oidc_client c on c.id = g.client and c.ended_at is null
            where g.session = @IdHash and g.ended_at is null and c.frontchannel_logout_uri is not null
            """,
            new { session.IdHash }, ct);
        await sessions.EndAsync(http, ct);
        return Leave(http, wish, [.. fronts.Select(front => ClientRedirect.Address(front.Address, ("iss", front.Issuer), ("sid", front.Sid)))]);
    }

    /// <summary>Null: a hint that is none of ours, or an address that is not registered.</summary>
    private async Task<Wish?> ReadAsync(HttpContext http, Func<string, string?> parameter, CancellationToken ct)
    {
        var id = parameter("client_id");
        string? sid = null;
        if (parameter("id_token_hint") is { } hint)
        {
            var message = JwsReader.Read(hint, HintPolicy);
            if (!message.Succeeded
                || await keys.FindAsync(KeyUse.Provider, message.Value.Header.KeyId, ct) is not { } key
                || message.Value.Verify(key) is not { Succeeded: true } signed
                || signed.Value.Claims.Text("iss") != addresses.Issuer(http.Request)
                || signed.Value.Claims.Text("aud") is not { } audience || (id is not null && id != audience))
                return null;
            (id, sid) = (audience, signed.Value.Claims.Text("sid"));
        }

        var client = await clients.FindAsync(id, ct);
        var back = parameter("post_logout_redirect_uri");
        if (back is not null && (client is null || !client.PostLogoutUris.Contains(back, StringComparer.Ordinal)))
            return null;
        return new Wish(client, sid, back, parameter("state") is { Length: <= LongestState } state ? state : null);
    }

    private static IResult Leave(HttpContext http, Wish wish, IReadOnlyList<string> fronts)
    {
        var back = wish.Back is null ? "/abmelden" : ClientRedirect.Address(wish.Back, ("state", wish.State));
        if (fronts.Count == 0 && !HttpMethods.IsPost(http.Request.Method))
            return ClientRedirect.To(back);

        // Frames of the clients clear their own sessions; the page goes on after a moment, also when one of them never answers.
        http.Response.Headers["Refresh"] = $"{(fronts.Count == 0 ? 0 : 3)};url={back}";
        http.Response.Headers.ContentSecurityPolicy =
            SecurityHeaders.ContentSecurityPolicy(http.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<UiOptions>>().Value)
            + string.Concat("; frame-src", string.Concat(fronts.Select(front => " " + new Uri(front).GetLeftPart(UriPartial.Authority)).Distinct(StringComparer.Ordinal)));
        return PageResult.Of<SignedOutForClientPage>(new { Model = new SignedOutForClientView(back, fronts) });
    }

    private sealed record Front
    {
        public required string Address { get; init; }

        public required string Sid { get; init; }

        public required string Issuer { get; init; }
    }
}
