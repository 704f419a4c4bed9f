namespace Rathaus.Kernel.Documents;

/// <summary>Figures of ISO/IEC 18004, table 9 (level M) and annex E, and what follows from them.</summary>
internal static class QrLayout
{
    private static readonly byte[] Correction =
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
        26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ];

    private static readonly byte[] BlockCounts =
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
        17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
    ];

    public static int Size(int version) => 17 + 4 * version;

    public static int CorrectionPerBlock(int version) => Correction[version - 1];

    public static int Blocks(int version) => BlockCounts[version - 1];

    public static int DataCodewords(int version) =>
        DataModules(version) / 8 - CorrectionPerBlock(version) * Blocks(version);

    /// <summary>Modules left beside finders, timing, alignment, format and version patterns.</summary>
    public static int DataModules(int version)
    {
        var size = Size(version);
        var modules = size * size - 3 * 64 - 2 * 15 - 1 - 2 * (size - 16);
        if (version >= 2)
        {
            var perSide = AlignmentCentres(version).Length;
            modules -= 25 * (perSide * perSide - 3) - 2 * 5 * (perSide - 2);
        }

        return version >= 7 ? modules - 36 : modules;
    }

    /// <summary>Row and column coordinates of the centres of alignment patterns, evenly spaced from the far end (annex E).</summary>
    public static int[] AlignmentCentres(int version)
    {
        if (version == 1)
            return [];
        var count = version / 7 + 2;
        var step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
        var centres = new int[count];
        centres[0] = 6;
        for (var i = count - 1; i >= 1; i--)
            centres[i] = Size(version) - 7 - (count - 1 - i) * step;
        return centres;
    }
}
