using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Time;

namespace Rathaus.Identity.Wallet.Issuer;

/// <summary>Makes the signed credential (SD-JWT VC) of an offer for one key.</summary>
internal static class CredentialWriter
{
    /// <summary>The claims that the facts give; null when one that is needed is not known.</summary>
    public static JsonObject? ClaimsOf(CredentialType type, IReadOnlyDictionary<string, string> facts)
    {
        var claims = new JsonObject();
        foreach (var claim in type.Claims)
        {
            if (!facts.TryGetValue(claim.Fact, out var value) || value.Length == 0)
            {
                if (claim.Required)
                    return null;
                continue;
            }

            if (claim.Path.Count == 1)
                claims[claim.Path[0]] = value;
            else if (claims[claim.Path[0]] is JsonObject inner)
                inner[claim.Path[1]] = value;
            else
                claims[claim.Path[0]] = new JsonObject { [claim.Path[1]] = value };
        }

        return claims;
    }

    public static string Write(
        HouseKey key, CredentialType type, CredentialOffer offer, JsonObject claims, Jwk holder, string issuer, string house,
        int list, int place, DateTimeOffset now)
    {
        // Copies of one batch and of many people share their hour: the time of issue tells nobody apart.
        var hour = new DateTimeOffset(now.UtcDateTime.Date.AddHours(now.UtcDateTime.Hour), TimeSpan.Zero);
        var payload = new JsonObject
        {
            ["iss"] = issuer,
            ["vct"] = type.Type,
            ["iat"] = hour.ToUnixTimeSeconds(),
            ["exp"] = GermanClock.StartOf(offer.ValidUntil.AddDays(1)).ToUnixTimeSeconds(),
            ["cnf"] = new JsonObject { ["jwk"] = JsonNode.Parse(holder.ToJson().ToJsonString()) },
            ["status"] = new JsonObject
            {
                ["status_list"] = new JsonObject { ["idx"] = place, ["uri"] = StatusLists.AddressOf(house, list) },
            },
            ["issuing_authority"] = offer.Town,
            ["issuing_country"] = "DE",
        };
        if (offer.Simulated)
            payload["simulation"] = true;
        var packer = new SdJwtPacker(payload);
        foreach (var (name, value) in claims)
        {
            var copy = value?.DeepClone();
            payload[name] = copy;
            if (copy is JsonObject inner)
            {
                foreach (var member in inner.Select(one => one.Key).ToList())
                    packer.Hide(inner, member);
            }

            packer.Hide(payload, name);
        }

        return packer.AddDecoys(payload, 2).Issue(signed => key.Sign(signed, "dc+sd-jwt"));
    }
}
