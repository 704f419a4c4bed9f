using System.Numerics;
using System.Security.Cryptography;

namespace Rathaus.Kernel.Cryptography;

/// <summary>
/// Checks Ed25519 and Ed448 signatures (RFC 8032 sections 5.1.7 and 5.2.7) by arithmetic on big numbers, where libcrypto
/// cannot. Public values only, so timing tells nothing; about 200 times slower than libcrypto.
/// </summary>
internal static class ManagedEdDsa
{
    private static readonly Curve Curve25519 = new(
        Prime: BigInteger.Pow(2, 255) - 19,
        Order: BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture),
        A: -1,
        DNumerator: -121_665, DDenominator: 121_666,
        BaseX: "15112221349535400772501151409588531511454012693041857206046113283949847762202",
        BaseY: "46316835694926478169428394003475163141307993866256225615783033603165251855960",
        Length: Ed25519.KeyLength);

    private static readonly Curve Curve448 = new(
        Prime: BigInteger.Pow(2, 448) - BigInteger.Pow(2, 224) - 1,
        Order: BigInteger.Pow(2, 446) - BigInteger.Parse("13818066809895115352007386748515426880336692474882178609894547503885", System.Globalization.CultureInfo.InvariantCulture),
        A: 1,
        DNumerator: -39_081, DDenominator: 1,
        BaseX: "224580040295924300187604334099896036246789641632564134246125461686950415467406032909029192869357953282578032075146446173674602635247710",
        BaseY: "298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660",
        Length: Ed448.KeyLength);

    public static bool Verify(EdwardsCurve curve, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var math = curve == EdwardsCurve.Ed25519 ? Curve25519 : Curve448;
        if (publicKey.Length != math.Length || signature.Length != 2 * math.Length)
            return false;
        var r = signature[..math.Length];
        var s = Number(signature[math.Length..]);
        if (s >= math.Order || math.Decode(publicKey) is not { } key)
            return false;

        var k = Number(Hash(curve, [.. r, .. publicKey, .. data])) % math.Order;
        // R = [S]B - [k]A; compared as bytes, so that only the one right encoding of R passes.
        var expected = math.Combine(math.Base, s, math.Negate(key), k);
        return math.Encode(expected).AsSpan().SequenceEqual(r);
    }

    private static byte[] Hash(EdwardsCurve curve, byte[] data) => curve == EdwardsCurve.Ed25519
        ? SHA512.HashData(data)
        : Shake256.HashData([.. "SigEd448"u8, 0, 0, .. data], 2 * Ed448.KeyLength);

    private static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);

    /// <summary>A point as (X/Z, Y/Z).</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z);

    /// <summary>a x² + y² = 1 + d x² y² modulo <paramref name="Prime"/>.</summary>
    private sealed record Curve(
        BigInteger Prime, BigInteger Order, int A, int DNumerator, int DDenominator, string BaseX, string BaseY, int Length)
    {
        private readonly BigInteger d = Modulo(DNumerator * BigInteger.ModPow(DDenominator, Prime - 2, Prime), Prime);

        public Point Base { get; } = new(
            BigInteger.Parse(BaseX, System.Globalization.CultureInfo.InvariantCulture),
            BigInteger.Parse(BaseY, System.Globalization.CultureInfo.InvariantCulture), BigInteger.One);

        /// <summary>Complete for both curves: d is no square, a is one.</summary>
        public Point Add(Point left, Point right)
        {
            var a = Modulo(left.Z * right.Z, Prime);
            var b = Modulo(a * a, Prime);
            var c = Modulo(left.X * right.X, Prime);
            var e = Modulo(left.Y * right.Y, Prime);
            var f = Modulo(d * c * e, Prime);
            var minus = b - f;
            var plus = b + f;
            return new Point(
                Modulo(a * minus * (((left.X + left.Y) * (right.X + right.Y)) - c - e), Prime),
                Modulo(a * plus * (e - (A * c)), Prime),
                Modulo(minus * plus, Prime));
        }

        /// <summary>[a]P + [b]Q in one pass.</summary>
        public Point Combine(Point p, BigInteger a, Point q, BigInteger b)
        {
            var result = new Point(BigInteger.Zero, BigInteger.One, BigInteger.One);
            var both = Add(p, q);
            for (var bit = (int)BigInteger.Max(a, b).GetBitLength() - 1; bit >= 0; bit--)
            {
                result = Add(result, result);
                var (first, second) = (!((a >> bit) & BigInteger.One).IsZero, !((b >> bit) & BigInteger.One).IsZero);
                if (first || second)
                    result = Add(result, (first, second) switch { (true, true) => both, (true, false) => p, _ => q });
            }

            return result;
        }

        public Point Negate(Point point) => point with { X = Modulo(-point.X, Prime) };

        public byte[] Encode(Point point)
        {
            var inverse = BigInteger.ModPow(point.Z, Prime - 2, Prime);
            var bytes = new byte[Length];
            Modulo(point.Y * inverse, Prime).TryWriteBytes(bytes, out _, isUnsigned: true);
            if (!Modulo(point.X * inverse, Prime).IsEven)
                bytes[^1] |= 0x80;
            return bytes;
        }

        public Point? Decode(ReadOnlySpan<byte> encoded)
        {
            var bytes = encoded.ToArray();
            var odd = (bytes[^1] & 0x80) != 0;
            bytes[^1] &= 0x7F;
            var y = Number(bytes);
            if (y >= Prime)
                return null;
            var square = Modulo(y * y, Prime);
            var x2 = Modulo((square - 1) * BigInteger.ModPow(Modulo((d * square) - A, Prime), Prime - 2, Prime), Prime);
            if (Root(x2) is not { } x || (x.IsZero && odd))
                return null;
            return new Point(x.IsEven == odd ? Prime - x : x, y, BigInteger.One);
        }

        /// <summary>RFC 8032 sections 5.1.3 and 5.2.3: p = 5 modulo 8 or p = 3 modulo 4.</summary>
        private BigInteger? Root(BigInteger value)
        {
            var root = Prime % 4 == 3
                ? BigInteger.ModPow(value, (Prime + 1) / 4, Prime)
                : BigInteger.ModPow(value, (Prime + 3) / 8, Prime);
            if (Modulo((root * root) - value, Prime).IsZero)
                return root;
            if (Prime % 4 == 3)
                return null;
            root = Modulo(root * BigInteger.ModPow(2, (Prime - 1) / 4, Prime), Prime);
            return Modulo((root * root) - value, Prime).IsZero ? root : null;
        }

        private static BigInteger Modulo(BigInteger value, BigInteger prime)
        {
            var rest = BigInteger.Remainder(value, prime);
            return rest.Sign < 0 ? rest + prime : rest;
        }
    }
}
