using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Provider.Tokens;

/// <summary><c>/id/oidc/userinfo</c>: what the person released to the client, and nothing else.</summary>
internal sealed class UserInfo(IAccessTokens tokens, RegionDatabase database)
{
    public async Task<IResult> RunAsync(HttpContext http, CancellationToken ct)
    {
        if (await tokens.RequireAsync(http, Scopes.OpenId, ct) is not { } token)
            return TypedResults.Empty;
        var row = await database.QuerySingleAsync<Row>(
            "select display_name, person::text as person, proofing from identity.account where id = @Account", new { token.Account }, ct);
        return OAuthAnswer.Of(Claims(token, row));
    }

    private static JsonObject Claims(AccessToken token, Row row)
    {
        var claims = new JsonObject { ["sub"] = token.Subject };
        var person = row.Person is null ? null : JsonSerializer.Deserialize<ConfirmedPerson>(row.Person, StoredJson.Options);
        if (token.Scopes.Contains(Scopes.Profile))
        {
            claims["name"] = row.DisplayName;
            if (person is not null)
            {
                claims["given_name"] = person.GivenNames;
                claims["family_name"] = person.FamilyName;
            }

            // A name that nobody checked must not pass for one that somebody did.
            claims["rathaus_name_checked"] = person is not null && row.Proofing >= (short)Proofing.Checked;
        }

        if (person is not null && token.Scopes.Contains(Scopes.BirthDate))
            claims["birthdate"] = person.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (person is not null && token.Scopes.Contains(Scopes.Address))
        {
            claims["address"] = new JsonObject
            {
                ["street_address"] = $"{person.Street} {person.HouseNumber}".Trim(),
                ["postal_code"] = person.PostCode,
                ["locality"] = person.Town,
            };
        }

        return claims;
    }

    private sealed record Row
    {
        public required string DisplayName { get; init; }

        public string? Person { get; init; }

        public required short Proofing { get; init; }
    }
}
