using System.Globalization;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>Draws lines of text and ties each run to its structure element.</summary>
internal sealed class TextPainter(DocumentFonts fonts)
{
    public TextShaper Shaper { get; } = new(fonts);

    public IReadOnlyList<TextLine> Lines(InlineText text, TextStyle style, double width) =>
        LineBreaker.Break(Shaper.Shape(text, style), width, Shaper, style);

    public IReadOnlyList<TextLine> Lines(List<TextItem> items, TextStyle style, double width) =>
        LineBreaker.Break(items, width, Shaper, style);

    /// <param name="element">Owner of the text; null draws into the artifact that the caller has opened.</param>
    public void Draw(PdfPage page, TextLine line, double x, double top, StructElement? element)
    {
        var baseline = top + line.Baseline;
        var pen = x;
        for (var i = 0; i < line.Items.Count;)
        {
            var run = line.Items[i].Run;
            var start = pen;
            if (element is not null)
                page.Mark(OwnerOf(run, element));
            while (i < line.Items.Count && line.Items[i].Run == run)
                i = DrawStretch(page, line.Items, i, baseline, ref pen);
            if (element is not null && run.Run.Link is { } link && LetterMarkdown.IsAllowed(link))
            {
                page.Line(start, baseline + 1.5, pen, baseline + 1.5, 0.5, run.Ink);
                page.Link(start, top, pen - start, line.Height, link, run.Run.Text, run.Element!);
            }
        }
    }

    /// <summary>A short text in one line, such as a page number; <paramref name="right"/> aligns to the end.</summary>
    public double DrawPlain(PdfPage page, string text, TextStyle style, double x, double top, StructElement? element, double? right = null)
    {
        var lines = Lines(text, style, double.MaxValue);
        Draw(page, lines[0], right is { } edge ? edge - lines[0].Width : x, top, element);
        return lines[0].Width;
    }

    private static StructElement OwnerOf(ShapedRun run, StructElement parent)
    {
        if (run.Element is not null)
            return run.Element;
        var isLink = LetterMarkdown.IsAllowed(run.Run.Link);
        if (!isLink && run.Run.Tag is null)
            return parent;
        return run.Element = parent.Add(new StructElement(isLink ? "Link" : "Span") { Tag = run.Run.Tag });
    }

    /// <summary>Draws items of one run up to the next change of font or mark.</summary>
    private static int DrawStretch(PdfPage page, IReadOnlyList<TextItem> items, int from, double baseline, ref double pen)
    {
        var first = items[from];
        var style = first.Run.Style;
        if (first.IsMark)
        {
            page.Text(first.Font, style.Size, first.Run.Ink, pen + first.ShiftX, baseline - first.ShiftY, Hex(first.Slot));
            return from + 1;
        }

        var glyphs = new StringBuilder();
        var start = pen;
        var i = from;
        for (; i < items.Count && items[i].Run == first.Run && items[i].Font == first.Font && !items[i].IsMark; i++)
        {
            glyphs.Append(Hex(items[i].Slot));
            pen += items[i].Advance;
        }

        page.Text(first.Font, style.Size, first.Run.Ink, start, baseline, glyphs.ToString());
        return i;
    }

    private static string Hex(int slot) => slot.ToString("X4", CultureInfo.InvariantCulture);
}
