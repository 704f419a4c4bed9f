using System.Text.Json.Nodes;

namespace Rathaus.Identity.Wallet.SdJwt;

/// <summary>Claims on their way into an SD-JWT: single members and elements become disclosures, their digests stay.</summary>
internal sealed class SdJwtPacker
{
    private readonly List<Disclosure> disclosures = [];

    public SdJwtPacker(JsonObject payload) => Payload = payload;

    public JsonObject Payload { get; }

    /// <summary>Makes a member of <paramref name="members"/> selectively disclosable; nested ones come first.</summary>
    public SdJwtPacker Hide(JsonObject members, string name)
    {
        var disclosure = Disclosure.Make(name, members[name]);
        members.Remove(name);
        disclosures.Add(disclosure);
        AddDigest(members, disclosure.Digest);
        return this;
    }

    /// <summary>The same for one element of a list.</summary>
    public SdJwtPacker Hide(JsonArray elements, int index)
    {
        var disclosure = Disclosure.Make(null, elements[index]);
        disclosures.Add(disclosure);
        elements[index] = new JsonObject { ["..."] = disclosure.Digest };
        return this;
    }

    /// <summary>Digests of nothing: the number of claims is not told (RFC 9901 section 4.2.5).</summary>
    public SdJwtPacker AddDecoys(JsonObject members, int count)
    {
        for (var i = 0; i < count; i++)
            AddDigest(members, Disclosure.Make(null, null).Digest);
        return this;
    }

    /// <summary>The credential as the holder gets it: all disclosures, no key binding.</summary>
    /// <param name="sign">Signs the finished payload.</param>
    public string Issue(Func<JsonObject, string> sign)
    {
        Payload["_sd_alg"] = "sha-256";
        return sign(Payload) + "~" + string.Concat(disclosures.Select(one => one.Encoded + "~"));
    }

    /// <summary>Digests stand in their own order, so that the order of the claims is not told.</summary>
    private static void AddDigest(JsonObject members, string digest)
    {
        var digests = members["_sd"] is JsonArray list ? list.Select(one => one!.GetValue<string>()).ToList() : [];
        digests.Add(digest);
        digests.Sort(StringComparer.Ordinal);
        members["_sd"] = new JsonArray([.. digests.Select(one => (JsonNode)one)]);
    }
}
