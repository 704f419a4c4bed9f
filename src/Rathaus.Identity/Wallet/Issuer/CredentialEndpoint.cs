using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary><c>POST /id/vci/credential</c> (OpenID4VCI 1.0 section 8): proofs of keys in, one credential for each key out, once.</summary>
internal sealed class CredentialEndpoint(
    IAccessTokens tokens, IssuerNonces nonces, CredentialOffers offers, StatusLists lists, HouseKeys keys, WalletAddresses addresses, TimeProvider time)
{
    private const int MostBytes = 131_072;

    /// <summary>Two requests that draw the same place at once are rare; three times in a row they do not happen.</summary>
    private const int MostDraws = 3;

    public async Task<IResult> RunAsync(HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (await tokens.RequireAsync(http, PreAuthorizedGrant.Scope, ct) is not { } token)
            return Results.Empty;
        if (await BodyAsync(http.Request, ct) is not { } bytes || StrictJson.ParseObject(bytes, MostBytes) is not { Succeeded: true } parsed)
            return Error("invalid_credential_request", "a JSON object is expected");
        var body = parsed.Value;
        if (CredentialWishes.OfferOf(token.Scopes) is not { } id || await offers.RedeemedAsync(id, token.Account, ct) is not { ClaimsBox: { } box } offer)
            return Error("invalid_credential_request", "the offer is used up");
        if (Asked(body, offer) is { } wrong)
            return wrong;
        var type = CredentialTypes.Find(offer.Type) ?? throw new InvalidOperationException($"{offer.Type} was offered");

        var now = time.GetUtcNow();
        var issuer = addresses.IssuerId(http.Request);
        if (KeyProofs.Read(body.Member("proofs"), issuer, now) is not { } proofs)
            return Error("invalid_proof", "proofs.jwt: one to ten, for this issuer, by different keys, with one nonce");
        if (!await nonces.RedeemAsync(proofs.Nonce, ct))
            return Error("invalid_nonce", "the nonce is unknown, used or too old");

        var claims = offers.ContentOf(box).Claims;
        var house = addresses.Base(http.Request);
        var key = await keys.OfAsync(HouseKeyUse.Issuer, ct);
        if (await PlacesAsync(offer, proofs.Keys.Count, ct) is not { } drawn)
            return Error("invalid_credential_request", "the offer is used up");
        var credentials = proofs.Keys.Zip(drawn.Places, (holder, place) => (JsonNode)new JsonObject
        {
            ["credential"] = CredentialWriter.Write(key, type, offer, claims, holder, issuer, house, drawn.List, place, now),
        });
        return Json(new JsonObject { ["credentials"] = new JsonArray([.. credentials]) });
    }

    /// <summary>Section 8.2: by the configuration, or by the identifier that the token response gave for <c>authorization_details</c>.</summary>
    private static IResult? Asked(JsonElement body, CredentialOffer offer)
    {
        if (body.Member("credential_identifier") is null)
            return body.Text("credential_configuration_id") == offer.Type
                ? null : Error("unknown_credential_configuration", "the offer is about another credential");
        if (body.Member("credential_configuration_id") is not null)
            return Error("invalid_credential_request", "credential_identifier or credential_configuration_id, not both");
        return body.Text("credential_identifier") == offer.Id.ToString("N")
            ? null : Error("unknown_credential_identifier", "the token is about another credential");
    }

    private async Task<(int List, IReadOnlyList<int> Places)?> PlacesAsync(CredentialOffer offer, int count, CancellationToken ct)
    {
        for (var draw = 1; ; draw++)
        {
            var drawn = await lists.DrawAsync(count, ct);
            try
            {
                return await offers.IssueAsync(offer, drawn.List, drawn.Places, ct) ? drawn : null;
            }
            catch (UniqueViolationException) when (draw < MostDraws)
            {
                // Another request took one of the places meanwhile.
            }
        }
    }

    private static async Task<byte[]?> BodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
            return null;
        using var buffer = new MemoryStream();
        var part = new byte[16_384];
        for (var read = await request.Body.ReadAsync(part, ct); read > 0; read = await request.Body.ReadAsync(part, ct))
        {
            if (buffer.Length + read > MostBytes)
                return null;
            await buffer.WriteAsync(part.AsMemory(0, read), ct);
        }

        return buffer.ToArray();
    }

    private static IResult Json(JsonObject content) => TypedResults.Content(content.ToJsonString(WalletJson.Plain), "application/json");

    private static IResult Error(string code, string description) =>
        TypedResults.Json(new { error = code, error_description = description }, statusCode: StatusCodes.Status400BadRequest);
}
