using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>Every reader meets input that was cut, changed, doubled, blown up or nested: a refusal, and little memory.</summary>
public sealed class HostileInputTests
{
    private const long Memory = 8 << 20;

    private static readonly PrivateJwk Signer = PrivateJwk.Generate();
    private static readonly PrivateJwk Recipient = PrivateJwk.Generate(JoseAlgorithms.EcdhEs);
    private static readonly JwsPolicy Policy = new() { Algorithms = [JoseAlgorithms.Es256], AcceptsEmbeddedKey = true };
    private static readonly CosePolicy Cose = new() { Algorithms = CoseNumbers.Signatures };

    [Fact]
    public void No_single_changed_bit_of_a_signed_message_passes()
    {
        var message = JwsWriter.Sign(Signer, new JsonObject { ["sub"] = "ä€", ["n"] = 1 }, "x");
        Assert.True(JwsReader.Verify(message, Policy, _ => Signer.Public).Succeeded);
        foreach (var changed in Changed(Encoding.ASCII.GetBytes(message)))
            Assert.False(JwsReader.Verify(Encoding.Latin1.GetString(changed), Policy, _ => Signer.Public).Succeeded);
    }

    [Fact]
    public void No_single_changed_bit_of_a_proof_with_its_own_key_passes()
    {
        var proof = JwsWriter.Sign(Signer, new JsonObject { ["htm"] = "POST" }, new JwsHeaderFields { Type = "x", EmbedsKey = true });
        Assert.True(JwsReader.VerifyByEmbeddedKey(proof, Policy).Succeeded);
        foreach (var changed in Changed(Encoding.ASCII.GetBytes(proof)))
            Assert.False(JwsReader.VerifyByEmbeddedKey(Encoding.Latin1.GetString(changed), Policy).Succeeded);
    }

    [Fact]
    public void No_single_changed_bit_of_an_encrypted_message_passes()
    {
        var message = Jwe.Encrypt("ein Satz"u8, Recipient.Public, partyU: "a"u8, partyV: "b"u8);
        foreach (var changed in Changed(Encoding.ASCII.GetBytes(message)))
            Assert.False(Jwe.Decrypt(Encoding.Latin1.GetString(changed), _ => Recipient).Succeeded);
    }

    [Fact]
    public void No_single_changed_bit_of_a_signed_cbor_message_passes()
    {
        var message = CoseSign1.Sign(Signer, "payload"u8);
        Assert.True(CoseSign1.Verify(message, Cose, _ => Signer.Public).Succeeded);
        foreach (var changed in Changed(message))
            Assert.False(CoseSign1.Verify(changed, Cose, _ => Signer.Public).Succeeded, Convert.ToHexString(changed));
    }

    [Fact]
    public void No_message_that_was_cut_off_passes()
    {
        var jws = JwsWriter.Sign(Signer, new JsonObject { ["sub"] = "x" }, "x");
        var jwe = Jwe.Encrypt("x"u8, Recipient.Public);
        var cose = CoseSign1.Sign(Signer, "payload"u8);
        for (var length = 0; length < jws.Length; length++)
            Assert.False(JwsReader.Verify(jws[..length], Policy, _ => Signer.Public).Succeeded);
        for (var length = 0; length < jwe.Length; length++)
            Assert.False(Jwe.Decrypt(jwe[..length], _ => Recipient).Succeeded);
        for (var length = 0; length < cose.Length; length++)
            Assert.False(CoseSign1.Verify(cose.AsMemory(0, length), Cose, _ => Signer.Public).Succeeded);
        Assert.False(CoseSign1.Verify((byte[])[.. cose, 0], Cose, _ => Signer.Public).Succeeded);
    }

    [Fact]
    public void Doubled_parts_do_not_pass()
    {
        var jws = JwsWriter.Sign(Signer, new JsonObject { ["sub"] = "x" }, "x");
        var jwe = Jwe.Encrypt("x"u8, Recipient.Public);
        Assert.False(JwsReader.Verify(jws + "." + jws, Policy, _ => Signer.Public).Succeeded);
        Assert.False(JwsReader.Verify(jws + jws.Split('.')[2], Policy, _ => Signer.Public).Succeeded);
        Assert.False(Jwe.Decrypt(jwe + "." + jwe, _ => Recipient).Succeeded);
        Assert.Equal("crypto.cbor", CborNode.Parse(Convert.FromHexString("A201020103")).Refusal?.Code);
        Assert.Equal("crypto.cbor", CborNode.Parse(Convert.FromHexString("A2616101616102")).Refusal?.Code);
    }

    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "array of 2^64 items", Convert.FromHexString("9BFFFFFFFFFFFFFFFF") },
        { "array of 2^31 items", Convert.FromHexString("9A7FFFFFFF") },
        { "map of 2^63 pairs", Convert.FromHexString("BB7FFFFFFFFFFFFFFF") },
        { "bytes of 2^32", Convert.FromHexString("5AFFFFFFFF00") },
        { "text of 2^64", Convert.FromHexString("7BFFFFFFFFFFFFFFFF00") },
        { "60,000 arrays inside one another", [.. Enumerable.Repeat((byte)0x81, 60_000), 0] },
        { "60,000 endless arrays inside one another", [.. Enumerable.Repeat((byte)0x9F, 60_000)] },
        { "60,000 maps inside one another", [.. Enumerable.Repeat((byte[])[0xA1, 0x00], 30_000).SelectMany(pair => pair), 0] },
        { "60,000 tags inside one another", [.. Enumerable.Repeat((byte)0xC1, 60_000), 0] },
        { "60,000 small numbers", [0x9F, .. new byte[60_000], 0xFF] },
        { "an endless array without end", [0x9F, .. new byte[60_000]] },
        { "a break outside", [0xFF] },
        { "half a character", Convert.FromHexString("62C328") },
        { "a reserved head", [0x1C] },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Blown_up_cbor_is_refused_with_little_memory(string what, byte[] encoded)
    {
        _ = what;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("crypto.cbor", CborNode.Parse(encoded).Refusal?.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Memory);
    }

    [Fact]
    public void An_endless_string_of_empty_parts_stays_small()
    {
        byte[] parts = [0x5F, .. Enumerable.Repeat((byte)0x40, 60_000), 0xFF];
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = CborNode.Parse(parts);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Memory);
        Assert.Equal("crypto.too-large", CborNode.Parse(new byte[CborNode.DefaultLength + 1]).Refusal?.Code);
    }

    [Theory]
    [InlineData("[", 8_000)]
    [InlineData("{\"a\":", 3_000)]
    public void Deeply_nested_json_is_refused_with_little_memory(string opening, int times)
    {
        var text = string.Concat(Enumerable.Repeat(opening, times));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("crypto.json", StrictJson.Parse(text).Refusal?.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Memory);
    }

    [Fact]
    public void Json_above_the_limit_or_in_another_coding_is_refused()
    {
        Assert.Equal("crypto.too-large", StrictJson.Parse(new string(' ', 16_385)).Refusal?.Code);
        Assert.Equal("crypto.json", StrictJson.Parse([0xEF, 0xBB, 0xBF, .. "{}"u8]).Refusal?.Code);
        Assert.Equal("crypto.json", StrictJson.Parse([(byte)'"', 0xC3, 0x28, (byte)'"']).Refusal?.Code);
        Assert.Equal("crypto.json", StrictJson.Parse(Encoding.Unicode.GetBytes("{}")).Refusal?.Code);
    }

    [Fact]
    public void Changed_bits_of_keys_and_cbor_never_throw()
    {
        var key = JsonSerializer.SerializeToUtf8Bytes(Signer.ToJson());
        foreach (var changed in Changed(key))
        {
            var parsed = StrictJson.Parse(changed);
            if (parsed.Succeeded)
                _ = (Jwk.Parse(parsed.Value), PrivateJwk.Parse(parsed.Value));
        }

        var document = Convert.FromHexString("A40102032620012158204142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F6061F6626364F5636162638182F93C00FB3FF199999999999A");
        foreach (var changed in Changed(document))
        {
            Outcome<CborNode> read = CborNode.Parse(changed);
            Assert.True(read.Succeeded || read.Refusal.Code.StartsWith("crypto.", StringComparison.Ordinal));
        }
    }

    /// <summary>Every single bit, one after the other.</summary>
    private static IEnumerable<byte[]> Changed(byte[] good)
    {
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var changed = (byte[])good.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
        }
    }
}
