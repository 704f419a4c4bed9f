namespace Rathaus.Kernel.Documents;

/// <summary>QR codes with their caption, and text to be read from a distance.</summary>
internal sealed class FigureLayout(PageFlow flow, TextPainter painter)
{
    private static readonly TextStyle Label = new(11, Rgb.Muted, Leading: 1.25);

    public void DrawQr(QrBlock block, StructElement parent, double left, double right)
    {
        const double Padding = 8;
        var code = QrCode.Encode(block.Content);
        var edge = block.Millimetres * PageFlow.Millimetre;
        var module = edge / code.Size;
        var quiet = QrCode.QuietZone * module;
        var textLeft = left + edge + 2 * quiet + 10;
        var lines = painter.Lines(block.Caption, new TextStyle(9.5, Rgb.Ink), right - textLeft - Padding);
        var text = lines.Sum(line => line.Height);
        var height = Math.Max(edge + 2 * quiet, text + 2 * Padding);
        flow.Gap(10);
        flow.Ensure(height);
        var (page, top) = (flow.Page, flow.Y);
        page.Artifact();
        page.RoundBox(left, top, right - left, height, 5, Rgb.White, Rgb.Line);
        page.End();

        var box = string.Join(' ', new[]
        {
            left + quiet, PdfPage.Height - top - height / 2 - edge / 2, left + quiet + edge, PdfPage.Height - top - height / 2 + edge / 2,
        }.Select(PdfText.Number));
        page.Mark(parent.Add(new StructElement("Figure")
        {
            Alternative = block.Alternative,
            Attributes = $"/O/Layout/Placement/Block/BBox[{box}]",
        }));
        var upper = top + (height - edge) / 2;
        page.Rectangles(
            code.DarkRuns().Select(run => (left + quiet + run.Column * module, upper + run.Row * module, run.Length * module, module)),
            Rgb.Black);
        page.End();

        var caption = parent.Add("P");
        var y = top + (height - text) / 2;
        foreach (var line in lines)
        {
            painter.Draw(page, line, textLeft, y, caption);
            y += line.Height;
        }

        flow.Y = top + height;
        flow.GapAfter(12);
    }

    public void DrawBigText(BigTextBlock block, StructElement parent, double left, double right, Rgb town)
    {
        const double PadX = 14;
        const double PadY = 8;
        var element = parent.Add("P");
        var labels = block.Label.Length == 0 ? [] : painter.Lines(block.Label, Label, right - left - 2 * PadX);
        var style = new TextStyle(block.Points, Rgb.Black, Strong: true, Leading: 1.16);
        var natural = LineBreaker.Measure(painter.Shaper.Shape(block.Text, style)).Natural;
        if (natural > right - left - 2 * PadX)
            style = style with { Size = Math.Max(14, block.Points * (right - left - 2 * PadX) / natural) };
        var lines = painter.Lines(block.Text, style, right - left - 2 * PadX + 0.5);
        var height = 2 * PadY + labels.Sum(line => line.Height) + lines.Sum(line => line.Height);
        flow.Gap(8);
        flow.Ensure(height);
        flow.Page.Artifact();
        flow.Page.RoundBox(left, flow.Y, right - left, height, 7, Rgb.White, town, 1.6);
        flow.Page.End();
        var y = flow.Y + PadY;
        foreach (var line in labels.Concat(lines))
        {
            painter.Draw(flow.Page, line, left + PadX, y, element);
            y += line.Height;
        }

        flow.Y += height;
        flow.GapAfter(8);
    }
}
