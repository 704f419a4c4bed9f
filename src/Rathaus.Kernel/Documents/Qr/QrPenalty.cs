namespace Rathaus.Kernel.Documents;

/// <summary>How hard a masked symbol is to read (ISO/IEC 18004, table 11); the lowest sum wins.</summary>
internal static class QrPenalty
{
    private const int FinderLike = 0b1011101;

    public static int Of(bool[,] modules)
    {
        var size = modules.GetLength(0);
        var penalty = 0;
        for (var i = 0; i < size; i++)
        {
            var line = i;
            penalty += OfLine(size, k => modules[line, k]) + OfLine(size, k => modules[k, line]);
        }

        var dark = 0;
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                dark += modules[row, column] ? 1 : 0;
                if (row > 0 && column > 0 && modules[row, column] == modules[row - 1, column]
                    && modules[row, column] == modules[row, column - 1] && modules[row, column] == modules[row - 1, column - 1])
                    penalty += 3;
            }
        }

        var percent = 100 * dark / (size * size);
        return penalty + 10 * (Math.Abs(percent - 50) / 5);
    }

    /// <summary>Runs of five or more, and patterns like a finder with four light modules beside it.</summary>
    private static int OfLine(int size, Func<int, bool> module)
    {
        var penalty = 0;
        var run = 0;
        var window = 0;
        for (var k = 0; k < size; k++)
        {
            run = k > 0 && module(k) == module(k - 1) ? run + 1 : 1;
            if (run >= 5)
                penalty += run == 5 ? 3 : 1;
            window = (window << 1 | (module(k) ? 1 : 0)) & 0x7FF;
            if (k >= 10 && window is FinderLike << 4 or FinderLike)
                penalty += 40;
        }

        return penalty;
    }
}
