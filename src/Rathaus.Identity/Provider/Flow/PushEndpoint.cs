using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Dpop;
using Rathaus.Identity.Provider.Portal;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Provider.Flow;

/// <summary><c>POST /id/oidc/par</c> (RFC 9126): the only way to begin an authorization.</summary>
internal sealed class PushEndpoint(
    ClientAssertions assertions, DpopProofs proofs, DpopNonces nonces, HouseAddresses addresses, Authorizations authorizations,
    RegionDatabase database, SecurityEvents events)
{
    public const string Relative = "/oidc/par";

    public async Task<IResult> RunAsync(HttpContext http, CancellationToken ct)
    {
        await nonces.SendAsync(http.Response, ct);
        var answer = await AnswerAsync(http.Request, ct);
        if (answer.Error is not { } error)
            return OAuthAnswer.Of(answer.Value!, StatusCodes.Status201Created);
        if (error != OAuthErrors.UseNonce)
            events.Refused("par", error.Code);
        return OAuthAnswer.Of(error);
    }

    private async Task<OAuthOutcome<JsonObject>> AnswerAsync(HttpRequest request, CancellationToken ct)
    {
        var read = await OAuthForm.ReadAsync(request, ct);
        if (read.Error is { } bad)
            return bad;
        var form = read.Value!;
        var issuer = addresses.Issuer(request);
        var known = await assertions.AuthenticateAsync(form, issuer, ct);
        if (known.Error is { } unknown)
            return unknown;
        var client = known.Value!;
        if (form.Get("client_id") is null)
            return OAuthErrors.InvalidRequest("client_id is needed.");
        DpopProof? proof = null;
        if (request.Headers.ContainsKey(DpopProofs.Header))
        {
            var proven = await proofs.CheckAsync(request, issuer + Relative, accessToken: null, ct);
            if (proven.Error is { } unproven)
                return unproven;
            proof = proven.Value;
        }

        var wish = RequestRules.Check(client.Client, PortalClient.RedirectUris(client.Client, addresses, request), form, proof?.Thumbprint);
        if (wish.Error is { } refused)
            return refused;
        var (requestUri, insert) = authorizations.Push(client.Client.Id, wish.Value!);
        IReadOnlyList<OnceOnly> once = proof is null ? [client.Once] : [client.Once, proof.Once];
        var fresh = await database.InTransactionAsync(
            async transaction =>
            {
                var unseen = await transaction.QueryBatchAsync([OnceOnlySql.Remember(once)], static reader => reader.ReadAsync<byte[]>(), ct);
                if (once.All(unseen.Holds))
                    await transaction.ExecuteBatchAsync([insert], ct);
                return unseen;
            },
            ct);
        if (!fresh.Holds(client.Once))
            return OAuthErrors.InvalidClient("The assertion was used before.");
        if (proof is not null && !fresh.Holds(proof.Once))
            return OAuthErrors.InvalidProof("The proof was used before.");
        return new JsonObject { ["request_uri"] = requestUri, ["expires_in"] = (int)Authorizations.PushedLifetime.TotalSeconds };
    }
}
