using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>Keys as JSON, and their names.</summary>
public sealed class JwkTests
{
    private const string Rfc7638 =
        """{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}""";

    /// <summary>The examples of RFC 7638 section 3.1 and RFC 8037 appendix A.3.</summary>
    [Theory]
    [InlineData(Rfc7638, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    public void The_thumbprint_is_that_of_the_standard(string json, string thumbprint)
    {
        var key = Jwk.Parse(json);
        Assert.True(key.Succeeded);
        Assert.Equal(thumbprint, key.Value.Thumbprint);
        Assert.Equal(thumbprint, key.Value.Named().KeyId);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"kty":"oct","k":"AAAA"}""")]
    [InlineData("""{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1"}""")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU=","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AAAA"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"Aw"}""")]
    public void A_key_that_is_weak_broken_or_of_another_kind_is_refused(string json) =>
        Assert.Equal("crypto.key", Jwk.Parse(json).Refusal?.Code);

    [Fact]
    public void The_key_of_the_standards_example_is_read()
    {
        var read = Jwk.Parse("""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""");
        Assert.True(read.Succeeded);
    }

    [Theory]
    [InlineData(JoseAlgorithms.Es256)]
    [InlineData(JoseAlgorithms.EdDsa)]
    [InlineData(JoseAlgorithms.Ps256)]
    public void A_private_part_of_another_key_is_refused(string algorithm)
    {
        var json = PrivateJwk.Generate(algorithm).ToJson();
        Assert.Equal("crypto.key", Jwk.Parse(JsonSerializer.SerializeToElement(json)).Refusal?.Code);
        json["d"] = (string)PrivateJwk.Generate(algorithm).ToJson()["d"]!;
        Assert.Equal("crypto.key", PrivateJwk.Parse(JsonSerializer.SerializeToElement(json)).Refusal?.Code);
        json.Remove("d");
        Assert.Equal("crypto.key", PrivateJwk.Parse(JsonSerializer.SerializeToElement(json)).Refusal?.Code);
    }

    [Fact]
    public void A_set_leaves_out_keys_of_other_kinds()
    {
        var set = StrictJson.Parse($$"""{"keys":[{"kty":"oct","k":"AA"},{{Rfc7638}},{"kty":"AKP"},7]}""");
        Assert.Equal("2011-04-29", Assert.Single(Jwk.ParseSet(set.Value).Value!).KeyId);
        Assert.Equal("crypto.key", Jwk.ParseSet(StrictJson.Parse("{}").Value).Refusal?.Code);
    }

    [Fact]
    public void The_key_of_a_certificate_checks_what_its_owner_signed()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", ecdsa, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var key = Jwk.Of(certificate);
        Assert.True(key.Succeeded);
        Assert.True(key.Value.Verify(JoseAlgorithms.Es256, "x"u8, ecdsa.SignData("x"u8, HashAlgorithmName.SHA256)));
        Assert.False(key.Value.Verify(JoseAlgorithms.Es256, "y"u8, ecdsa.SignData("x"u8, HashAlgorithmName.SHA256)));
    }
}
