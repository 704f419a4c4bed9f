using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>Rules of RFC 9901 section 7, each with an SD-JWT that breaks only this one.</summary>
public sealed class SdJwtTests
{
    private static readonly PrivateJwk Issuer = PrivateJwk.Generate();
    private static readonly PrivateJwk Holder = PrivateJwk.Generate();
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly HolderBinding Binding = new("x509_hash:abc", "n-123", Now);

    [Fact]
    public void Claims_come_back_as_they_went_in_and_hidden_ones_leave_no_trace()
    {
        var payload = new JsonObject { ["iss"] = "https://example.org", ["name"] = "Ä", ["age"] = 20, ["list"] = new JsonArray("a", "b") };
        var issued = new SdJwtPacker(payload).Hide(payload, "name").Hide(payload, "age").Hide((JsonArray)payload["list"]!, 1)
            .AddDecoys(payload, 3).Issue(Sign);
        var parts = SdJwtText.Parse(issued).Value!;
        Assert.Equal(3, parts.Disclosures.Count);
        Assert.Equal(5, ((JsonArray)payload["_sd"]!).Count);

        var all = Verify(issued).Value!.Claims;
        Assert.True(JsonNode.DeepEquals(
            new JsonObject { ["iss"] = "https://example.org", ["name"] = "Ä", ["age"] = 20, ["list"] = new JsonArray("a", "b") }, Sorted(all)));
        var some = Verify(parts.Select(one => one.Name == "age")).Value!.Claims;
        Assert.Equal("""{"iss":"https://example.org","list":["a"],"age":20}""", some.ToJsonString());
    }

    [Fact]
    public void A_digest_that_stands_twice_is_refused()
    {
        var disclosure = Disclosure.Make("name", "x");
        var payload = new JsonObject { ["_sd"] = new JsonArray(disclosure.Digest), ["inner"] = new JsonObject { ["_sd"] = new JsonArray(disclosure.Digest) }, ["_sd_alg"] = "sha-256" };
        Refused(Sign(payload) + "~" + disclosure.Encoded + "~");
        Refused(Sign(payload) + "~");
    }

    [Fact]
    public void A_disclosure_that_nothing_asks_for_is_refused()
    {
        var payload = new JsonObject { ["a"] = 1 };
        Refused(Sign(payload) + "~" + Disclosure.Make("name", "x").Encoded + "~");
    }

    [Fact]
    public void The_same_disclosure_twice_is_refused()
    {
        var payload = new JsonObject { ["name"] = "x" };
        var issued = new SdJwtPacker(payload).Hide(payload, "name").Issue(Sign);
        var again = SdJwtText.Parse(issued).Value!.Disclosures[0].Encoded;
        Refused(issued + again + "~");
    }

    [Theory]
    [InlineData("_sd")]
    [InlineData("...")]
    public void A_reserved_name_is_refused(string name)
    {
        var disclosure = Disclosure.Make(name, new JsonArray());
        Refused(Sign(new JsonObject { ["_sd"] = new JsonArray(disclosure.Digest) }) + "~" + disclosure.Encoded + "~");
    }

    [Fact]
    public void A_name_that_is_already_there_is_refused()
    {
        var disclosure = Disclosure.Make("name", "other");
        Refused(Sign(new JsonObject { ["name"] = "signed", ["_sd"] = new JsonArray(disclosure.Digest) }) + "~" + disclosure.Encoded + "~");
    }

    [Fact]
    public void A_disclosure_in_the_wrong_kind_of_place_is_refused()
    {
        var element = Disclosure.Make(null, "x");
        Refused(Sign(new JsonObject { ["_sd"] = new JsonArray(element.Digest) }) + "~" + element.Encoded + "~");
        var member = Disclosure.Make("name", "x");
        Refused(Sign(new JsonObject { ["list"] = new JsonArray(new JsonObject { ["..."] = member.Digest }) }) + "~" + member.Encoded + "~");
        Refused(Sign(new JsonObject { ["list"] = new JsonArray(new JsonObject { ["..."] = "x", ["more"] = 1 }) }) + "~");
        Refused(Sign(new JsonObject { ["..."] = "x" }) + "~");
        Refused(Sign(new JsonObject { ["_sd"] = "x" }) + "~");
        Refused(Sign(new JsonObject { ["_sd"] = new JsonArray(1) }) + "~");
    }

    [Fact]
    public void Another_hash_is_refused() => Refused(Sign(new JsonObject { ["_sd_alg"] = "sha-512" }) + "~");

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var inner = Disclosure.Make(null, 1);
        var disclosures = new List<Disclosure> { inner };
        for (var i = 0; i < 200; i++)
        {
            inner = Disclosure.Make(null, new JsonArray(new JsonObject { ["..."] = inner.Digest }));
            disclosures.Add(inner);
        }

        Refused(Sign(new JsonObject { ["list"] = new JsonArray(new JsonObject { ["..."] = inner.Digest }) }) + "~" + string.Concat(disclosures.Select(one => one.Encoded + "~")));
    }

    [Fact]
    public void A_presentation_with_the_holders_signature_is_taken()
    {
        var shown = Bound();
        Assert.True(CredentialVerifier.Verify(shown, ["dc+sd-jwt"], _ => Issuer.Public, Binding).Succeeded);
    }

    public static TheoryData<string, string> BadBindings => new()
    {
        { "nonce", "wrong nonce" }, { "aud", "wrong audience" }, { "sd_hash", "other claims" }, { "old", "too old" }, { "future", "from the future" },
        { "typ", "another type" }, { "key", "a foreign key" }, { "none", "no signature" }, { "no-cnf", "a credential for nobody" }, { "moved", "a disclosure added afterwards" },
    };

    [Theory]
    [MemberData(nameof(BadBindings))]
    public void A_holders_signature_that_does_not_fit_is_refused(string what, string why)
    {
        var verdict = CredentialVerifier.Verify(Bound(what), [], _ => Issuer.Public, Binding);
        Assert.False(verdict.Succeeded, why);
        Assert.Equal("credential.holder", verdict.Refusal.Code);
    }

    [Fact]
    public void Every_presentation_that_is_cut_or_has_one_bit_changed_is_refused()
    {
        var shown = Bound();
        Assert.True(CredentialVerifier.Verify(shown, ["dc+sd-jwt"], _ => Issuer.Public, Binding).Succeeded);
        for (var length = 0; length < shown.Length; length++)
            Assert.False(CredentialVerifier.Verify(shown[..length], ["dc+sd-jwt"], _ => Issuer.Public, Binding).Succeeded, $"cut at {length}");
        for (var place = 0; place < shown.Length; place++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                var letters = shown.ToCharArray();
                letters[place] = (char)(letters[place] ^ (1 << bit));
                Assert.False(
                    CredentialVerifier.Verify(new string(letters), ["dc+sd-jwt"], _ => Issuer.Public, Binding).Succeeded, $"bit {bit} of letter {place}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("~")]
    [InlineData("~~")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c~WzFd~")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.~")]
    [InlineData("a.b.c~W10~")]
    [InlineData("a.b.c~bnVsbA~")]
    public void Texts_that_are_no_sd_jwt_are_refused(string text) =>
        Assert.False(CredentialVerifier.Verify(text, [], _ => Issuer.Public, null).Succeeded);

    [Fact]
    public void More_disclosures_than_anybody_needs_are_refused() =>
        Assert.Equal("credential.malformed", SdJwtText.Parse("a.b.c~" + string.Concat(Enumerable.Repeat("WyJhIiwxXQ~", 600))).Refusal!.Code);

    private static string Bound(string what = "")
    {
        var payload = new JsonObject { ["vct"] = "urn:eudi:pid:1", ["given_name"] = "Erika", ["family_name"] = "Muster" };
        if (what != "no-cnf")
            payload["cnf"] = new JsonObject { ["jwk"] = Holder.Public.ToJson() };
        var issued = new SdJwtPacker(payload).Hide(payload, "given_name").Hide(payload, "family_name").Issue(Sign);
        var parts = SdJwtText.Parse(issued).Value!;
        var shown = parts.Select(one => one.Name == "given_name");
        if (what == "none")
            return shown;
        var claims = new JsonObject
        {
            ["iat"] = (what == "old" ? Now.AddSeconds(-301) : what == "future" ? Now.AddSeconds(301) : Now).ToUnixTimeSeconds(),
            ["aud"] = what == "aud" ? "x509_hash:abd" : "x509_hash:abc",
            ["nonce"] = what == "nonce" ? "n-124" : "n-123",
            ["sd_hash"] = what == "sd_hash" ? Disclosure.DigestOf(issued) : Disclosure.DigestOf(shown),
        };
        var key = what == "key" ? PrivateJwk.Generate() : Holder;
        return (what == "moved" ? issued : shown) + JwsWriter.Sign(key, claims, what == "typ" ? "jwt" : "kb+jwt");
    }

    private static string Sign(JsonObject payload) => JwsWriter.Sign(Issuer, payload, "dc+sd-jwt");

    private static Rathaus.Kernel.Outcomes.Outcome<VerifiedSdJwt> Verify(string text) => CredentialVerifier.Verify(text, [], _ => Issuer.Public, null);

    private static void Refused(string text)
    {
        var verdict = Verify(text);
        Assert.False(verdict.Succeeded);
        Assert.StartsWith("credential.", verdict.Refusal.Code, StringComparison.Ordinal);
    }

    private static JsonObject Sorted(JsonObject claims) => claims;
}
