using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// A QR code (ISO/IEC 18004) in byte mode with error correction level M (about 15 % may be damaged): a square of modules,
/// without quiet zone. Versions 1 to 40, the smallest that fits; the mask with the lowest penalty.
/// </summary>
public sealed class QrCode
{
    /// <summary>Bytes that fit into version 40 at level M.</summary>
    public const int MostBytes = 2331;

    /// <summary>Light modules needed on every side of the symbol.</summary>
    public const int QuietZone = 4;

    private readonly bool[,] modules;

    private QrCode(bool[,] modules, int version, int mask)
    {
        this.modules = modules;
        Version = version;
        Mask = mask;
    }

    /// <summary>Modules per side: 17 + 4 × version.</summary>
    public int Size => modules.GetLength(0);

    public int Version { get; }

    /// <summary>Pattern 0 to 7 that was laid over the data.</summary>
    public int Mask { get; }

    /// <summary>True for a dark module.</summary>
    public bool this[int row, int column] => modules[row, column];

    /// <exception cref="ArgumentException">The text has more than <see cref="MostBytes"/> bytes in UTF-8.</exception>
    public static QrCode Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    public static QrCode Encode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            throw new ArgumentException($"A QR code holds at most {MostBytes} bytes", nameof(bytes));
        var version = 1;
        while (HeaderBits(version) + 8 * bytes.Length > 8 * QrLayout.DataCodewords(version))
            version++;

        var codewords = Interleave(version, DataCodewords(version, bytes));
        QrMatrix? best = null;
        var lowest = int.MaxValue;
        for (var mask = 0; mask < 8; mask++)
        {
            var matrix = new QrMatrix(version, mask);
            matrix.Place(codewords);
            var penalty = QrPenalty.Of(matrix.Modules);
            if (penalty < lowest)
                (best, lowest) = (matrix, penalty);
        }

        return new QrCode(best!.Modules, version, best.Mask);
    }

    /// <summary>Rows of runs of dark modules as (row, column, length): what SVG and PDF draw.</summary>
    public IEnumerable<(int Row, int Column, int Length)> DarkRuns()
    {
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var start = column;
                while (column < Size && modules[row, column])
                    column++;
                if (column > start)
                    yield return (row, start, column - start);
            }
        }
    }

    private static int HeaderBits(int version) => 4 + (version < 10 ? 8 : 16);

    /// <summary>Mode 0100, length, bytes, terminator, padding 11101100 and 00010001 (7.4).</summary>
    internal static byte[] DataCodewords(int version, ReadOnlySpan<byte> bytes)
    {
        var bits = new BitWriter(QrLayout.DataCodewords(version));
        bits.Write(0b0100, 4);
        bits.Write(bytes.Length, HeaderBits(version) - 4);
        foreach (var value in bytes)
            bits.Write(value, 8);
        return bits.Padded();
    }

    /// <summary>Splits into blocks, adds the correction of each, and takes one codeword of each block in turn (7.6).</summary>
    internal static byte[] Interleave(int version, byte[] data)
    {
        var blocks = QrLayout.Blocks(version);
        var correctionLength = QrLayout.CorrectionPerBlock(version);
        var shortLength = data.Length / blocks;
        var longBlocks = data.Length % blocks;
        var parts = new List<byte[]>(blocks);
        for (int i = 0, from = 0; i < blocks; i++)
        {
            var length = shortLength + (i >= blocks - longBlocks ? 1 : 0);
            parts.Add(data[from..(from + length)]);
            from += length;
        }

        var result = new List<byte>(data.Length + blocks * correctionLength);
        for (var i = 0; i <= shortLength; i++)
            result.AddRange(parts.Where(part => i < part.Length).Select(part => part[i]));
        var corrections = parts.ConvertAll(part => ReedSolomon.Correction(part, correctionLength));
        for (var i = 0; i < correctionLength; i++)
            result.AddRange(corrections.Select(part => part[i]));
        return [.. result];
    }

    private sealed class BitWriter(int capacity)
    {
        private readonly byte[] bytes = new byte[capacity];
        private int length;

        public void Write(int value, int count)
        {
            for (var i = count - 1; i >= 0; i--, length++)
            {
                if (((value >> i) & 1) != 0)
                    bytes[length >> 3] |= (byte)(0x80 >> (length & 7));
            }
        }

        public byte[] Padded()
        {
            length = Math.Min(length + 4, 8 * bytes.Length);
            for (int i = (length + 7) / 8, turn = 0; i < bytes.Length; i++, turn++)
                bytes[i] = turn % 2 == 0 ? (byte)0b11101100 : (byte)0b00010001;
            return bytes;
        }
    }
}
