namespace Rathaus.Kernel.Documents;

/// <summary>The square of modules with function patterns and masked data (ISO/IEC 18004, 6.3 and 7.7 to 7.10).</summary>
internal sealed class QrMatrix
{
    private readonly bool[,] reserved;
    private readonly int size;

    public QrMatrix(int version, int mask)
    {
        size = QrLayout.Size(version);
        Mask = mask;
        Modules = new bool[size, size];
        reserved = new bool[size, size];
        Finder(0, 0);
        Finder(0, size - 7);
        Finder(size - 7, 0);
        Alignment(QrLayout.AlignmentCentres(version));
        for (var i = 8; i < size - 8; i++)
        {
            Set(6, i, i % 2 == 0);
            Set(i, 6, i % 2 == 0);
        }

        Format(FormatBits(mask));
        if (version >= 7)
            VersionInformation(VersionBits(version));
    }

    public bool[,] Modules { get; }

    public int Mask { get; }

    /// <summary>Level M is 00, then the mask; BCH(15,5) with 10100110111, exclusive or 101010000010010 (annex C).</summary>
    public static int FormatBits(int mask)
    {
        var remainder = mask;
        for (var i = 0; i < 10; i++)
            remainder = (remainder << 1) ^ ((remainder >> 9) * 0x537);
        return ((mask << 10) | remainder) ^ 0x5412;
    }

    /// <summary>Golay code (18,6) with 1111100100101 (annex D).</summary>
    public static int VersionBits(int version)
    {
        var remainder = version;
        for (var i = 0; i < 12; i++)
            remainder = (remainder << 1) ^ ((remainder >> 11) * 0x1F25);
        return (version << 12) | remainder;
    }

    /// <summary>Data upwards and downwards in columns of two from the right, then the mask.</summary>
    public void Place(ReadOnlySpan<byte> codewords)
    {
        var bit = 0;
        var upwards = true;
        for (var right = size - 1; right >= 1; right -= 2, upwards = !upwards)
        {
            if (right == 6)
                right = 5;
            for (var i = 0; i < size; i++)
            {
                var row = upwards ? size - 1 - i : i;
                for (var column = right; column > right - 2; column--)
                {
                    if (reserved[row, column])
                        continue;
                    var dark = bit < 8 * codewords.Length && (codewords[bit >> 3] >> (7 - (bit & 7)) & 1) != 0;
                    Modules[row, column] = dark ^ IsMasked(Mask, row, column);
                    bit++;
                }
            }
        }
    }

    public static bool IsMasked(int mask, int row, int column) => mask switch
    {
        0 => (row + column) % 2 == 0,
        1 => row % 2 == 0,
        2 => column % 3 == 0,
        3 => (row + column) % 3 == 0,
        4 => (row / 2 + column / 3) % 2 == 0,
        5 => row * column % 2 + row * column % 3 == 0,
        6 => (row * column % 2 + row * column % 3) % 2 == 0,
        7 => ((row + column) % 2 + row * column % 3) % 2 == 0,
        _ => throw new ArgumentOutOfRangeException(nameof(mask), mask, "Masks are 0 to 7"),
    };

    private void Set(int row, int column, bool dark)
    {
        Modules[row, column] = dark;
        reserved[row, column] = true;
    }

    private void Finder(int top, int left)
    {
        for (var row = -1; row <= 7; row++)
        {
            for (var column = -1; column <= 7; column++)
            {
                if (top + row < 0 || top + row >= size || left + column < 0 || left + column >= size)
                    continue;
                var ring = Math.Max(Math.Abs(row - 3), Math.Abs(column - 3));
                Set(top + row, left + column, ring is not (2 or 4));
            }
        }
    }

    private void Alignment(int[] centres)
    {
        foreach (var row in centres)
        {
            foreach (var column in centres)
            {
                if (reserved[row, column])
                    continue;
                for (var r = -2; r <= 2; r++)
                {
                    for (var c = -2; c <= 2; c++)
                        Set(row + r, column + c, Math.Max(Math.Abs(r), Math.Abs(c)) != 1);
                }
            }
        }
    }

    private void Format(int bits)
    {
        for (var i = 0; i < 15; i++)
        {
            var dark = (bits >> i & 1) != 0;
            var alongColumn = i switch { < 6 => i, < 8 => i + 1, _ => size - 15 + i };
            Set(alongColumn, 8, dark);
            var alongRow = i switch { < 8 => size - 1 - i, 8 => 7, _ => 14 - i };
            Set(8, alongRow, dark);
        }

        Set(size - 8, 8, true);
    }

    private void VersionInformation(int bits)
    {
        for (var i = 0; i < 18; i++)
        {
            var dark = (bits >> i & 1) != 0;
            Set(i / 3, size - 11 + i % 3, dark);
            Set(size - 11 + i % 3, i / 3, dark);
        }
    }
}
