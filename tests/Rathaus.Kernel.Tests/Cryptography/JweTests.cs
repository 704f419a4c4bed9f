using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>Encrypted messages.</summary>
public sealed class JweTests
{
    private static readonly PrivateJwk Key = PrivateJwk.Generate(JoseAlgorithms.EcdhEs);

    [Theory]
    [InlineData(JoseAlgorithms.A128Gcm)]
    [InlineData(JoseAlgorithms.A256Gcm)]
    public void What_is_encrypted_is_decrypted_by_its_recipient_only(string encryption)
    {
        var message = Jwe.Encrypt("Grüße"u8, Key.Public, encryption, "Alice"u8, "Bob"u8, "json");
        var read = Jwe.Decrypt(message, header => header.KeyId == Key.Public.KeyId ? Key : null);
        Assert.True(read.Succeeded, read.Refusal?.Code);
        Assert.Equal("Grüße", Encoding.UTF8.GetString(read.Value.Plaintext));
        Assert.Equal("json", read.Value.Header.ContentType);
        Assert.Equal("crypto.decryption", Jwe.Decrypt(message, _ => PrivateJwk.Generate(JoseAlgorithms.EcdhEs)).Refusal?.Code);
        Assert.Equal("crypto.key", Jwe.Decrypt(message, _ => null).Refusal?.Code);
        Assert.Equal("crypto.key", Jwe.Decrypt(message, _ => PrivateJwk.Generate(JoseAlgorithms.Es256)).Refusal?.Code);
    }

    /// <summary>RFC 7518 appendix C: Alice's ephemeral key and Bob's key give the key VqqN6vgjbSBcIijNcacQGg for A128GCM.</summary>
    [Fact]
    public void The_key_is_derived_as_in_the_example_of_the_standard()
    {
        const string header =
            """{"alg":"ECDH-ES","enc":"A128GCM","apu":"QWxpY2U","apv":"Qm9i","epk":{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}""";
        var bob = PrivateJwk.Parse(
            """{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}""");
        Assert.True(bob.Succeeded);
        var protectedHeader = Base64Url.Encode(Encoding.UTF8.GetBytes(header));
        Base64Url.TryDecode("VqqN6vgjbSBcIijNcacQGg", out var key);
        var (nonce, cipher, tag) = (new byte[12], new byte[5], new byte[16]);
        using var aes = new AesGcm(key!, 16);
        aes.Encrypt(nonce, "Hallo"u8, cipher, tag, Encoding.ASCII.GetBytes(protectedHeader));
        var read = Jwe.Decrypt(
            $"{protectedHeader}..{Base64Url.Encode(nonce)}.{Base64Url.Encode(cipher)}.{Base64Url.Encode(tag)}", _ => bob.Value);
        Assert.True(read.Succeeded, read.Refusal?.Code);
        Assert.Equal("Hallo"u8.ToArray(), read.Value.Plaintext);
    }

    [Theory]
    [InlineData("alg", "\"RSA1_5\"", "crypto.algorithm")]
    [InlineData("alg", "\"dir\"", "crypto.algorithm")]
    [InlineData("alg", "\"ECDH-ES+A128KW\"", "crypto.algorithm")]
    [InlineData("enc", "\"A128CBC-HS256\"", "crypto.algorithm")]
    [InlineData("enc", "null", "crypto.malformed")]
    [InlineData("zip", "\"DEF\"", "crypto.header")]
    [InlineData("crit", "[\"exp\"]", "crypto.header")]
    [InlineData("apu", "\"=\"", "crypto.malformed")]
    [InlineData("epk", "null", "crypto.key")]
    [InlineData("epk", """{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}""", "crypto.key")]
    [InlineData("epk", """{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "crypto.key")]
    [InlineData("epk", """{"kty":"OKP","crv":"X25519","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "crypto.key")]
    public void A_header_of_another_kind_is_refused(string member, string value, string code)
    {
        var parts = Jwe.Encrypt("x"u8, Key.Public).Split('.');
        Base64Url.TryDecode(parts[0], out var bytes);
        var header = (JsonObject)JsonNode.Parse(bytes)!;
        header[member] = JsonNode.Parse(value);
        parts[0] = Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(header));
        Assert.Equal(code, Jwe.Decrypt(string.Join('.', parts), _ => Key).Refusal?.Code);
    }

    [Fact]
    public void A_point_off_the_curve_reveals_nothing()
    {
        // Invalid-curve attack: y changed by one, so that the point lies on another curve with small subgroups.
        var ephemeral = PrivateJwk.Generate(JoseAlgorithms.EcdhEs).Public.ToJson();
        Base64Url.TryDecode((string)ephemeral["y"]!, out var y);
        y![^1] ^= 1;
        ephemeral["y"] = Base64Url.Encode(y);
        Assert.Equal("crypto.key", Jwk.Parse(JsonSerializer.SerializeToElement(ephemeral)).Refusal?.Code);
    }

    [Fact]
    public void A_low_order_point_of_x25519_gives_no_key()
    {
        var own = PrivateJwk.Parse(
            """{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08","d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}""");
        Assert.True(own.Succeeded);
        var zero = Jwk.Parse($$"""{"kty":"OKP","crv":"X25519","x":"{{Base64Url.Encode(new byte[32])}}"}""");
        Assert.Null(own.Value.Agree(zero.Value!));
        Assert.Throws<ArgumentException>(() => Jwe.Encrypt("x"u8, zero.Value!));
        var message = Jwe.Encrypt("x"u8, own.Value.Public);
        Assert.Equal("x"u8.ToArray(), Jwe.Decrypt(message, _ => own.Value).Value?.Plaintext);
    }

    [Fact]
    public void A_message_above_the_limit_is_refused_before_it_is_read()
    {
        var message = Jwe.Encrypt(new byte[20_000], Key.Public);
        Assert.Equal("crypto.too-large", Jwe.Decrypt(message, _ => Key).Refusal?.Code);
        Assert.True(Jwe.Decrypt(message, _ => Key, longest: 65_536).Succeeded);
    }
}
