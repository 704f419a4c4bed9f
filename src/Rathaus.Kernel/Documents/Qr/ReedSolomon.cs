namespace Rathaus.Kernel.Documents;

/// <summary>Reed-Solomon error correction over GF(256) with x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004, 7.5 and annex A).</summary>
internal static class ReedSolomon
{
    private static readonly byte[] Exponents = new byte[512];
    private static readonly byte[] Logarithms = new byte[256];

    static ReedSolomon()
    {
        var value = 1;
        for (var i = 0; i < 255; i++)
        {
            Exponents[i] = Exponents[i + 255] = (byte)value;
            Logarithms[value] = (byte)i;
            value <<= 1;
            if (value > 255)
                value ^= 0x11D;
        }
    }

    /// <summary>The <paramref name="count"/> correction codewords of a block.</summary>
    public static byte[] Correction(ReadOnlySpan<byte> data, int count)
    {
        var generator = Generator(count);
        var remainder = new byte[count];
        foreach (var codeword in data)
        {
            var factor = (byte)(codeword ^ remainder[0]);
            Array.Copy(remainder, 1, remainder, 0, count - 1);
            remainder[^1] = 0;
            for (var i = 0; i < count; i++)
                remainder[i] ^= Multiply(generator[i], factor);
        }

        return remainder;
    }

    /// <summary>Coefficients of (x - 2^0)(x - 2^1)…, highest first, the leading one left out.</summary>
    private static byte[] Generator(int degree)
    {
        var polynomial = new byte[] { 1 };
        for (var root = 0; root < degree; root++)
        {
            var next = new byte[polynomial.Length + 1];
            for (var i = 0; i < polynomial.Length; i++)
            {
                next[i] ^= polynomial[i];
                next[i + 1] ^= Multiply(polynomial[i], Exponents[root]);
            }

            polynomial = next;
        }

        return polynomial[1..];
    }

    private static byte Multiply(byte left, byte right) =>
        left == 0 || right == 0 ? (byte)0 : Exponents[Logarithms[left] + Logarithms[right]];
}
