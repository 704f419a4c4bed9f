using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Dpop;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary><c>POST /id/oidc/token</c>: first who the client is, then that it holds its key, then what it has.</summary>
internal sealed class TokenEndpoint(
    ClientAssertions assertions, IOpenIdClients clients, DpopProofs proofs, DpopNonces nonces, HouseAddresses addresses,
    RedeemCode codes, RefreshAccess refreshes, ExtensionTokens extensions, IEnumerable<ITokenGrant> grants, SecurityEvents events)
{
    public const string Path = HouseAddresses.Path + "/oidc/token";
    public const string Relative = "/oidc/token";

    public async Task<IResult> RunAsync(HttpContext http, CancellationToken ct)
    {
        await nonces.SendAsync(http.Response, ct);
        var answer = await AnswerAsync(http.Request, ct);
        if (answer.Error is not { } error)
            return OAuthAnswer.Of(answer.Value!);
        if (error != OAuthErrors.UseNonce)
            events.Refused("token", error.Code);
        return OAuthAnswer.Of(error);
    }

    private async Task<OAuthOutcome<JsonObject>> AnswerAsync(HttpRequest request, CancellationToken ct)
    {
        var read = await OAuthForm.ReadAsync(request, ct);
        if (read.Error is { } bad)
            return bad;
        var form = read.Value!;
        var issuer = addresses.Issuer(request);
        if (form.Get("grant_type") is not { } type)
            return OAuthErrors.InvalidRequest("grant_type is needed.");
        var extension = grants.FirstOrDefault(one => one.GrantType == type);
        if (extension is { PublicClientId: { } anonymous } && !form.ContainsKey("client_assertion"))
            return await PublicAsync(extension, anonymous, request, issuer, form, ct);

        var client = await assertions.AuthenticateAsync(form, issuer, ct);
        if (client.Error is { } unknown)
            return unknown;
        var proof = await proofs.CheckAsync(request, issuer + Relative, accessToken: null, ct);
        if (proof.Error is { } unproven)
            return unproven;
        return type switch
        {
            "authorization_code" => await codes.RunAsync(client.Value!, proof.Value!, form, ct),
            "refresh_token" => await refreshes.RunAsync(client.Value!, proof.Value!, form, ct),
            _ when extension is not null => await extensions.RunAsync(extension, client.Value!.Client, proof.Value!, issuer, form, ct),
            _ => OAuthErrors.UnsupportedGrant,
        };
    }

    private async Task<OAuthOutcome<JsonObject>> PublicAsync(
        ITokenGrant extension, string anonymous, HttpRequest request, string issuer, IFormCollection form, CancellationToken ct)
    {
        if (await clients.FindAsync(anonymous, ct) is not { } client)
            return OAuthErrors.InvalidClient("The client of this grant type is not registered.");
        var proof = await proofs.CheckAsync(request, issuer + Relative, accessToken: null, ct);
        return proof.Error is { } unproven ? unproven : await extensions.RunAsync(extension, client, proof.Value!, issuer, form, ct);
    }
}
