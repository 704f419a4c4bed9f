using System.Formats.Cbor;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>Signed CBOR messages.</summary>
public sealed class CoseTests
{
    private static readonly PrivateJwk Key = PrivateJwk.Generate();
    private static readonly CosePolicy Policy = new() { Algorithms = CoseNumbers.Signatures };

    [Theory]
    [InlineData(JoseAlgorithms.Es256)]
    [InlineData(JoseAlgorithms.EdDsa)]
    [InlineData(JoseAlgorithms.Ed448)]
    [InlineData(JoseAlgorithms.Ps256)]
    public void What_is_signed_is_read_again(string algorithm)
    {
        var key = PrivateJwk.Generate(algorithm);
        var message = CoseSign1.Sign(key, "payload"u8, "external"u8);
        var read = CoseSign1.Verify(message, Policy, _ => key.Public, "external"u8.ToArray());
        Assert.True(read.Succeeded, read.Refusal?.Code);
        Assert.Equal("payload"u8.ToArray(), read.Value.Payload);
        Assert.Equal(key.Public.KeyId, System.Text.Encoding.UTF8.GetString(read.Value.Header.KeyId!));
        Assert.Equal("crypto.signature", CoseSign1.Verify(message, Policy, _ => key.Public, "other"u8.ToArray()).Refusal?.Code);
        Assert.Equal("crypto.signature", CoseSign1.Verify(message, Policy, _ => PrivateJwk.Generate(algorithm).Public, "external"u8.ToArray()).Refusal?.Code);
        Assert.Equal("crypto.key", CoseSign1.Verify(message, Policy, _ => null).Refusal?.Code);
    }

    [Fact]
    public void A_detached_payload_is_given_beside_the_message_and_only_then()
    {
        var message = CoseSign1.Sign(Key, "root"u8, detached: true, moreProtected: 1, writeProtected: head =>
        {
            head.WriteInt64(395);
            head.WriteInt64(1);
        });
        var read = CoseSign1.Verify(message, Policy, _ => Key.Public, detached: "root"u8.ToArray());
        Assert.Equal(1, read.Value?.Header[395]?.Integer);
        Assert.Equal("crypto.malformed", CoseSign1.Verify(message, Policy, _ => Key.Public).Refusal?.Code);
        var attached = CoseSign1.Sign(Key, "root"u8);
        Assert.Equal("crypto.malformed", CoseSign1.Verify(attached, Policy, _ => Key.Public, detached: "root"u8.ToArray()).Refusal?.Code);
    }

    [Theory]
    [InlineData("no-tag", "crypto.type")]
    [InlineData("other-tag", "crypto.type")]
    [InlineData("algorithm-outside", "crypto.algorithm")]
    [InlineData("algorithm-twice", "crypto.header")]
    [InlineData("unknown-critical", "crypto.header")]
    [InlineData("empty-critical", "crypto.header")]
    [InlineData("critical-outside", "crypto.header")]
    [InlineData("other-algorithm", "crypto.algorithm")]
    [InlineData("fifth-item", "crypto.malformed")]
    [InlineData("protected-list", "crypto.malformed")]
    public void A_message_that_asks_for_more_is_refused(string what, string code) =>
        Assert.Equal(code, CoseSign1.Verify(Message(what), Policy, _ => Key.Public).Refusal?.Code);

    private static byte[] Message(string what)
    {
        var head = new CborWriter();
        if (what == "protected-list")
        {
            head.WriteStartArray(0);
            head.WriteEndArray();
        }
        else
        {
            head.WriteStartMap(null);
            if (what != "algorithm-outside")
            {
                head.WriteInt64(1);
                head.WriteInt64(what == "other-algorithm" ? -16 : -7);
            }

            if (what.EndsWith("-critical", StringComparison.Ordinal))
            {
                head.WriteInt64(2);
                head.WriteStartArray(null);
                if (what == "unknown-critical")
                    head.WriteInt64(99);
                head.WriteEndArray();
                head.WriteInt64(99);
                head.WriteInt64(1);
            }

            head.WriteEndMap();
        }

        var writer = new CborWriter();
        if (what != "no-tag")
            writer.WriteTag((CborTag)(what == "other-tag" ? 998 : 18));
        writer.WriteStartArray(null);
        writer.WriteByteString(head.Encode());
        writer.WriteStartMap(null);
        if (what.StartsWith("algorithm-", StringComparison.Ordinal))
        {
            writer.WriteInt64(1);
            writer.WriteInt64(-7);
        }

        if (what == "critical-outside")
        {
            writer.WriteInt64(2);
            writer.WriteStartArray(0);
            writer.WriteEndArray();
        }

        writer.WriteEndMap();
        writer.WriteByteString("payload"u8);
        writer.WriteByteString(new byte[64]);
        if (what == "fifth-item")
            writer.WriteNull();
        writer.WriteEndArray();
        return writer.Encode();
    }
}
