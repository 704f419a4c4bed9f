using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>Signed messages: what is accepted, and what must never be.</summary>
public sealed class JwsTests
{
    private static readonly PrivateJwk Key = PrivateJwk.Generate();
    private static readonly JwsPolicy Policy = new() { Algorithms = [JoseAlgorithms.Es256], Types = ["at+jwt"] };

    [Theory]
    [InlineData(JoseAlgorithms.Es256)]
    [InlineData(JoseAlgorithms.Es384)]
    [InlineData(JoseAlgorithms.Es512)]
    [InlineData(JoseAlgorithms.Ps256)]
    [InlineData(JoseAlgorithms.Rs256)]
    [InlineData(JoseAlgorithms.EdDsa)]
    [InlineData(JoseAlgorithms.Ed448)]
    public void What_is_signed_is_read_again_and_by_no_other_key(string algorithm)
    {
        var key = PrivateJwk.Generate(algorithm);
        var again = PrivateJwk.Parse(JsonSerializer.SerializeToElement(key.ToJson()));
        Assert.True(again.Succeeded);
        Assert.Equal(key.Public.Thumbprint, again.Value.Public.Thumbprint);
        var policy = new JwsPolicy { Algorithms = [algorithm], Types = ["x+jwt"] };
        var message = JwsWriter.Sign(again.Value, new JsonObject { ["sub"] = "ä" }, "x+jwt");

        var read = JwsReader.Verify(message, policy, header => header.KeyId == key.Public.KeyId ? key.Public : null);
        Assert.True(read.Succeeded, read.Refusal?.Code);
        Assert.Equal("ä", read.Value.Claims.Text("sub"));
        Assert.Equal("crypto.signature", JwsReader.Verify(message, policy, _ => PrivateJwk.Generate(algorithm).Public).Refusal?.Code);
        Assert.Equal("crypto.key", JwsReader.Verify(message, policy, _ => null).Refusal?.Code);
        Assert.Equal("crypto.algorithm", JwsReader.Verify(message, Policy with { Algorithms = [JoseAlgorithms.Ps384] }, _ => key.Public).Refusal?.Code);
    }

    [Fact]
    public void A_proof_may_carry_its_public_key_where_the_use_says_so()
    {
        var policy = Policy with { Types = ["dpop+jwt"], AcceptsEmbeddedKey = true };
        var proof = JwsWriter.Sign(Key, new JsonObject { ["htm"] = "POST" }, new JwsHeaderFields { Type = "dpop+jwt", EmbedsKey = true });
        Assert.Equal(Key.Public.Thumbprint, JwsReader.VerifyByEmbeddedKey(proof, policy).Value?.Key.Thumbprint);
        Assert.Equal("crypto.header", JwsReader.VerifyByEmbeddedKey(proof, policy with { AcceptsEmbeddedKey = false }).Refusal?.Code);
        var without = JwsWriter.Sign(Key, new JsonObject(), "dpop+jwt");
        Assert.Equal("crypto.key", JwsReader.VerifyByEmbeddedKey(without, policy).Refusal?.Code);
    }

    [Fact]
    public void A_private_key_in_a_header_is_refused()
    {
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "dpop+jwt", ["jwk"] = Key.ToJson() };
        var message = SignRaw(header.ToJsonString(), "{}");
        Assert.Equal("crypto.key", JwsReader.VerifyByEmbeddedKey(message, Policy with { Types = ["dpop+jwt"], AcceptsEmbeddedKey = true }).Refusal?.Code);
    }

    /// <summary>Each header is signed by the right key, so that only the rule of that row can refuse it.</summary>
    [Theory]
    [InlineData("""{"alg":"none","typ":"at+jwt"}""", "crypto.algorithm")]
    [InlineData("""{"alg":"None","typ":"at+jwt"}""", "crypto.algorithm")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt"}""", "crypto.algorithm")]
    [InlineData("""{"alg":"ES384","typ":"at+jwt"}""", "crypto.algorithm")]
    [InlineData("""{"alg":"es256","typ":"at+jwt"}""", "crypto.algorithm")]
    [InlineData("""{"alg":"ECDH-ES","typ":"at+jwt"}""", "crypto.algorithm")]
    [InlineData("""{"alg":"ES256"}""", "crypto.type")]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""", "crypto.type")]
    [InlineData("""{"alg":"ES256","typ":["at+jwt"]}""", "crypto.malformed")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":7}""", "crypto.malformed")]
    [InlineData("""{"alg":["ES256"],"typ":"at+jwt"}""", "crypto.malformed")]
    [InlineData("""{"typ":"at+jwt"}""", "crypto.malformed")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","crit":["exp"],"exp":1}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","crit":[]}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","b64":false,"crit":["b64"]}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","b64":true}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","zip":"DEF"}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","jku":"https://evil.example/jwks"}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","x5u":"https://evil.example/cert"}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","x5c":["MAA="]}""", "crypto.header")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","x5c":[]}""", "crypto.malformed")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","x5c":["not base64"]}""", "crypto.malformed")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","jwk":{"kty":"oct","k":"AAAA"}}""", "crypto.key")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","alg":"ES256"}""", "crypto.json")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","\u0061lg":"none"}""", "crypto.json")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","a":"\ud800"}""", "crypto.json")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt",}""", "crypto.json")]
    [InlineData("""{"alg":"ES256",/**/"typ":"at+jwt"}""", "crypto.json")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt"} x""", "crypto.json")]
    [InlineData("""["alg","ES256"]""", "crypto.json")]
    [InlineData("", "crypto.json")]
    public void A_header_that_asks_for_more_than_this_house_does_is_refused(string header, string code)
    {
        var read = JwsReader.Verify(SignRaw(header, "{}"), Policy, _ => Key.Public);
        Assert.Equal(code, read.Refusal?.Code);
    }

    [Theory]
    [InlineData("""{"sub":"a","sub":"b"}""")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData("{\"sub\":\"\\udc00\"}")]
    public void A_payload_that_two_readers_could_read_differently_is_refused(string payload) =>
        Assert.Equal("crypto.json", JwsReader.Verify(SignRaw("""{"alg":"ES256","typ":"at+jwt"}""", payload), Policy, _ => Key.Public).Refusal?.Code);

    [Fact]
    public void A_public_key_is_no_secret_for_a_symmetric_signature()
    {
        // The classic confusion: HS256 keyed with what everybody knows of the public key.
        var signed = Segment("""{"alg":"HS256","typ":"at+jwt"}""") + "." + Segment("""{"sub":"admin"}""");
        foreach (var secret in (string[])[Key.Public.ToJson().ToJsonString(), Key.Public.Thumbprint, Key.Public.KeyId!])
        {
            var message = signed + "." + Base64Url.Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)));
            Assert.Equal("crypto.algorithm", JwsReader.Verify(message, Policy, _ => Key.Public).Refusal?.Code);
            Assert.Equal("crypto.algorithm", JwsReader.Verify(message, Policy with { Algorithms = ["HS256", "none"] }, _ => Key.Public).Refusal?.Code);
        }

        var unsigned = Segment("""{"alg":"none","typ":"at+jwt"}""") + "." + Segment("""{"sub":"admin"}""") + ".";
        Assert.Equal("crypto.algorithm", JwsReader.Verify(unsigned, Policy with { Algorithms = ["none"] }, _ => Key.Public).Refusal?.Code);
    }

    [Fact]
    public void A_key_signs_with_its_own_algorithm_and_for_its_own_use_only()
    {
        var message = JwsWriter.Sign(Key, new JsonObject(), "at+jwt");
        Assert.Equal("crypto.key", JwsReader.Verify(message, Policy, _ => Key.Public.Named(use: "enc")).Refusal?.Code);
        Assert.Equal("crypto.key", JwsReader.Verify(message, Policy, _ => Key.Public.Named(algorithm: "ES384")).Refusal?.Code);
        Assert.Equal("crypto.key", JwsReader.Verify(message, Policy, _ => PrivateJwk.Generate(JoseAlgorithms.EdDsa).Public).Refusal?.Code);
        Assert.Throws<ArgumentException>(() => Key.Sign(JoseAlgorithms.EdDsa, []));
        Assert.Throws<ArgumentException>(() => Key.Sign(JoseAlgorithms.EcdhEs, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("a.b")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9=.e30.AA")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9\n.e30.AA")]
    [InlineData("{\"payload\":\"e30\",\"signatures\":[]}")]
    public void What_is_no_compact_message_is_refused(string message) =>
        Assert.Contains(JwsReader.Verify(message, Policy, _ => Key.Public).Refusal?.Code, (string[])["crypto.malformed", "crypto.json"]);

    [Fact]
    public void A_message_above_the_limit_is_refused_before_it_is_read()
    {
        var message = JwsWriter.Sign(Key, new JsonObject { ["a"] = new string('a', 12_300) }, "at+jwt");
        Assert.True(message.Length > 16_384);
        var read = JwsReader.Verify(message, Policy, _ => Key.Public);
        Assert.Equal((RefusalKind.TooLarge, "crypto.too-large"), (read.Refusal!.Kind, read.Refusal.Code));
        Assert.True(JwsReader.Verify(message, Policy with { Longest = 32_768 }, _ => Key.Public).Succeeded);
    }

    private static string Segment(string json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json));

    private static string SignRaw(string header, string payload)
    {
        var signed = Segment(header) + "." + Segment(payload);
        return signed + "." + Base64Url.Encode(Key.Sign(JoseAlgorithms.Es256, Encoding.ASCII.GetBytes(signed)));
    }
}
