using System.Text;
using Rathaus.Kernel.Documents;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Reads a symbol back as a scanner does after it has found the grid, and checks the correction codewords.</summary>
internal static class QrReader
{
    /// <exception cref="InvalidDataException">The symbol is not readable.</exception>
    public static string Read(QrCode code)
    {
        var version = (code.Size - 17) / 4;
        var bits = DataBits(code, MaskOf(code));
        var codewords = bits.Take(bits.Count / 8 * 8).Chunk(8).Select(chunk => (byte)chunk.Aggregate(0, (value, bit) => value << 1 | (bit ? 1 : 0))).ToList();
        var data = Deinterleave(codewords, version);
        if (data[0] >> 4 != 0b0100)
            throw new InvalidDataException("not in byte mode");
        var bytes = new List<byte>();
        var stream = data.SelectMany(value => Enumerable.Range(0, 8).Select(i => value >> (7 - i) & 1)).ToList();
        int Number(int from, int count) => stream.GetRange(from, count).Aggregate(0, (value, bit) => value << 1 | bit);
        var lengthBits = version < 10 ? 8 : 16;
        for (var i = 0; i < Number(4, lengthBits); i++)
            bytes.Add((byte)Number(4 + lengthBits + 8 * i, 8));
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static int MaskOf(QrCode code)
    {
        var format = 0;
        foreach (var column in (int[])[0, 1, 2, 3, 4, 5, 7, 8])
            format = format << 1 | (code[8, column] ? 1 : 0);
        foreach (var row in (int[])[7, 5, 4, 3, 2, 1, 0])
            format = format << 1 | (code[row, 8] ? 1 : 0);
        format ^= 0b101010000010010;
        if (format >> 13 != 0b00)
            throw new InvalidDataException("not level M");
        if (Remainder(format, 0b10100110111, 14, 10) != 0)
            throw new InvalidDataException("format information is damaged");
        return format >> 10 & 7;
    }

    private static int Remainder(int value, int polynomial, int top, int degree)
    {
        for (var i = top; i >= degree; i--)
        {
            if ((value >> i & 1) != 0)
                value ^= polynomial << (i - degree);
        }

        return value;
    }

    private static List<bool> DataBits(QrCode code, int mask)
    {
        var bits = new List<bool>();
        var up = true;
        for (var right = code.Size - 1; right > 0; right -= right == 8 ? 3 : 2)
        {
            for (var i = 0; i < code.Size; i++)
            {
                var row = up ? code.Size - 1 - i : i;
                foreach (var column in (int[])[right, right - 1])
                {
                    if (!IsFunction(code.Size, row, column))
                        bits.Add(code[row, column] ^ Masked(mask, row, column));
                }
            }

            up = !up;
        }

        return bits;
    }

    private static bool Masked(int mask, int i, int j) => mask switch
    {
        0 => (i + j) % 2 == 0,
        1 => i % 2 == 0,
        2 => j % 3 == 0,
        3 => (i + j) % 3 == 0,
        4 => (i / 2 + j / 3) % 2 == 0,
        5 => i * j % 2 + i * j % 3 == 0,
        6 => (i * j % 2 + i * j % 3) % 2 == 0,
        _ => ((i + j) % 2 + i * j % 3) % 2 == 0,
    };

    private static bool IsFunction(int size, int row, int column)
    {
        if (row == 6 || column == 6)
            return true;
        if ((row < 9 && column < 9) || (row < 9 && column >= size - 8) || (row >= size - 8 && column < 9))
            return true;
        var version = (size - 17) / 4;
        if (version >= 7 && ((row < 6 && column >= size - 11) || (column < 6 && row >= size - 11)))
            return true;
        var centres = QrLayout.AlignmentCentres(version);
        return centres.Any(r => Math.Abs(r - row) <= 2 && centres.Any(c => Math.Abs(c - column) <= 2
            && !(r == 6 && (c == 6 || c == size - 7)) && !(c == 6 && r == size - 7)));
    }

    private static List<byte> Deinterleave(List<byte> codewords, int version)
    {
        var blocks = QrLayout.Blocks(version);
        var correction = QrLayout.CorrectionPerBlock(version);
        var dataCount = codewords.Count - blocks * correction;
        var result = Enumerable.Range(0, blocks).Select(_ => new List<byte>()).ToList();
        var shortLength = dataCount / blocks;
        var shortBlocks = blocks - dataCount % blocks;
        var next = 0;
        for (var i = 0; i <= shortLength; i++)
        {
            for (var block = i < shortLength ? 0 : shortBlocks; block < blocks; block++)
                result[block].Add(codewords[next++]);
        }

        var data = result.SelectMany(block => block).ToList();
        for (var i = 0; i < correction; i++)
        {
            foreach (var block in result)
                block.Add(codewords[next++]);
        }

        foreach (var block in result)
            CheckSyndromes(block, correction);
        return data;
    }

    /// <summary>A valid block is a multiple of the generator: zero at its roots 2^0 to 2^(n-1).</summary>
    private static void CheckSyndromes(List<byte> block, int correction)
    {
        var root = 1;
        for (var i = 0; i < correction; i++)
        {
            var value = block.Aggregate(0, (sum, codeword) => Multiply(sum, root) ^ codeword);
            if (value != 0)
                throw new InvalidDataException($"syndrome {i} is {value}");
            root = Multiply(root, 2);
        }
    }

    private static int Multiply(int left, int right)
    {
        var product = 0;
        for (; right != 0; right >>= 1)
        {
            if ((right & 1) != 0)
                product ^= left;
            left <<= 1;
            if (left > 255)
                left ^= 0x11D;
        }

        return product;
    }
}
