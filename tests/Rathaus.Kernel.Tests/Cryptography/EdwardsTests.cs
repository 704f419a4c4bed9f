using Rathaus.Kernel.Cryptography;

namespace Rathaus.Kernel.Tests.Cryptography;

/// <summary>Ed25519 and Ed448, by libcrypto and by the arithmetic that stands in for it.</summary>
public sealed class EdwardsTests
{
    // RFC 8032 section 7.4, "1 octet".
    private const string Seed448 = "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e";
    private const string Public448 = "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480";
    private const string Signature448 =
        "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00";

    [Fact]
    public void Ed448_signs_as_the_standard_says()
    {
        var seed = Convert.FromHexString(Seed448);
        var key = Convert.FromHexString(Public448);
        var signature = Convert.FromHexString(Signature448);
        Assert.Equal(key, Ed448.PublicKey(seed));
        Assert.Equal(signature, Ed448.Sign(seed, [0x03]));
        Assert.True(Ed448.Verify(key, [0x03], signature));
        Assert.True(ManagedEdDsa.Verify(EdwardsCurve.Ed448, key, [0x03], signature));
        Assert.False(ManagedEdDsa.Verify(EdwardsCurve.Ed448, key, [0x04], signature));
    }

    [Theory]
    [InlineData("Ed25519")]
    [InlineData("Ed448")]
    public void Both_verifiers_agree_on_every_changed_bit_of_a_signature(string name)
    {
        var curve = Enum.Parse<EdwardsCurve>(name);
        var seed = Enumerable.Range(1, EdDsa.KeyLength(curve)).Select(number => (byte)number).ToArray();
        var key = EdDsa.PublicKey(curve, seed);
        var signature = EdDsa.Sign(curve, seed, "message"u8);
        Assert.True(ManagedEdDsa.Verify(curve, key, "message"u8, signature));
        for (var bit = 0; bit < signature.Length * 8; bit += curve == EdwardsCurve.Ed25519 ? 1 : 7)
        {
            var changed = (byte[])signature.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(EdDsa.Verify(curve, key, "message"u8, changed), $"libcrypto, bit {bit}");
            Assert.False(ManagedEdDsa.Verify(curve, key, "message"u8, changed), $"managed, bit {bit}");
        }
    }

    [Fact]
    public void A_signature_has_one_form_only()
    {
        // S + L signs the same equation; accepting it would make two signatures out of one.
        var seed = new byte[32];
        var signature = Ed25519.Sign(seed, []);
        var order = System.Numerics.BigInteger.Pow(2, 252) + System.Numerics.BigInteger.Parse(
            "27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var s = new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        Assert.True(s.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
        Assert.False(Ed25519.Verify(Ed25519.PublicKey(seed), [], signature));
        Assert.False(ManagedEdDsa.Verify(EdwardsCurve.Ed25519, Ed25519.PublicKey(seed), [], signature));
    }

    [Fact]
    public void Keys_and_signatures_of_a_wrong_length_are_refused()
    {
        var key = Ed25519.PublicKey(new byte[32]);
        Assert.False(Ed25519.Verify(key, [], new byte[63]));
        Assert.False(Ed25519.Verify(key.AsSpan(1), [], new byte[64]));
        Assert.False(Ed448.Verify(key, [], new byte[114]));
        Assert.Throws<ArgumentException>(() => Ed25519.Sign(new byte[31], []));
    }

    [Fact]
    public void What_is_no_point_of_the_curve_is_no_key()
    {
        // y = 2 has no x on Ed25519; a y above the prime is a second form of another point.
        byte[] none = [2, .. new byte[31]];
        byte[] above = [.. Enumerable.Repeat((byte)0xFF, 31), 0x7F];
        foreach (var key in (byte[][])[none, above])
        {
            Assert.False(Ed25519.Verify(key, [], new byte[64]));
            Assert.False(ManagedEdDsa.Verify(EdwardsCurve.Ed25519, key, [], new byte[64]));
        }
    }
}
