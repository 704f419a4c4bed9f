namespace Rathaus.Kernel.Documents;

/// <summary>
/// Breaks shaped text into lines, flush left: at blanks, after hyphens and dashes, at soft hyphens; a word wider than the
/// line is cut where the line ends.
/// </summary>
internal static class LineBreaker
{
    public static IReadOnlyList<TextLine> Break(List<TextItem> items, double width, TextShaper shaper, TextStyle style)
    {
        var lines = new List<TextLine>();
        var start = 0;
        var used = 0.0;
        var opportunity = -1;       // a line may end before this item
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (item.Kind == ItemKind.LineFeed)
            {
                lines.Add(LineOf(items, start, i, shaper, style));
                (start, used, opportunity) = (i + 1, 0, -1);
                continue;
            }

            if (item.Kind != ItemKind.Space && item.Advance > 0 && used + item.Advance > width && i > start)
            {
                var end = opportunity > start ? opportunity : i;
                lines.Add(LineOf(items, start, end, shaper, style));
                (start, used, opportunity) = (end, 0, -1);
                i = end - 1;
                continue;
            }

            used += item.Advance;
            if (item.Kind is ItemKind.Space or ItemKind.GlyphThenBreak
                || (item.Kind == ItemKind.SoftHyphen && used + HyphenWidth(item, shaper) <= width))
                opportunity = i + 1;
        }

        if (start < items.Count || lines.Count == 0)
            lines.Add(LineOf(items, start, items.Count, shaper, style));
        return lines;
    }

    /// <summary>Width in one line, and of the longest part that cannot be broken.</summary>
    public static (double Natural, double Least) Measure(List<TextItem> items)
    {
        double natural = 0, least = 0, line = 0, word = 0;
        foreach (var item in items)
        {
            if (item.Kind == ItemKind.LineFeed)
                (line, word) = (0, 0);
            line += item.Advance;
            word = item.Kind == ItemKind.Space ? 0 : word + item.Advance;
            natural = Math.Max(natural, line);
            least = Math.Max(least, word);
            if (item.Kind is ItemKind.GlyphThenBreak or ItemKind.SoftHyphen)
                word = 0;
        }

        return (natural, least);
    }

    private static double HyphenWidth(TextItem softHyphen, TextShaper shaper) => shaper.Hyphen(softHyphen).Advance;

    private static TextLine LineOf(List<TextItem> items, int start, int end, TextShaper shaper, TextStyle style)
    {
        var line = items.GetRange(start, end - start);
        if (line is [.., { Kind: ItemKind.SoftHyphen } last] && end < items.Count && items[end].Kind != ItemKind.LineFeed)
            line.Add(shaper.Hyphen(last));
        line.RemoveAll(item => item.Kind == ItemKind.SoftHyphen);

        var width = 0.0;
        var pen = 0.0;
        double size = 0, height = 0;
        foreach (var item in line)
        {
            pen += item.Advance;
            if (item.Kind != ItemKind.Space)
                width = pen;
            size = Math.Max(size, item.Run.Style.Size);
            height = Math.Max(height, item.Run.Style.Size * item.Run.Style.Leading);
        }

        return line.Count == 0
            ? new TextLine(line, 0, style.Size, style.Size * style.Leading)
            : new TextLine(line, width, size, height);
    }
}
