namespace Rathaus.Kernel.Documents;

/// <summary>Head of the first page after DIN 5008, form B: address window 20 mm from the left and 45 mm from the top.</summary>
internal sealed class LetterheadLayout(PageFlow flow, TextPainter painter, LetterDocument document, LetterWords words)
{
    private const double Mm = PageFlow.Millimetre;
    private const double WindowTop = 45 * Mm;
    private const double AddressTop = WindowTop + 17.7 * Mm;
    private const double TextTop = 98.5 * Mm;
    private const double ReferenceLeft = 125 * Mm;

    private static readonly TextStyle Sender = new(16, Rgb.Ink, Strong: true, Leading: 1.15);
    private static readonly TextStyle Office = new(10.5, Rgb.Muted, Leading: 1.2);
    private static readonly TextStyle Return = new(7, Rgb.Muted);
    private static readonly TextStyle Address = new(11, Rgb.Ink, Leading: 1.2);
    private static readonly TextStyle Term = new(8, Rgb.Muted, Leading: 1.2);
    private static readonly TextStyle Value = new(10, Rgb.Ink, Leading: 1.25);

    public void Draw(LetterheadBlock head, StructElement parent)
    {
        if (!flow.IsAtTop)
            flow.NewPage();
        DrawSender(head, parent);
        if (head.Address.Count > 0)
        {
            DrawAddress(head, parent);
            DrawFoldMarks();
        }

        var references = head.References.ToList();
        var referencesEnd = DrawReferences(references, head.Address.Count > 0, parent);
        flow.Y = head.Address.Count > 0
            ? Math.Max(TextTop, referencesEnd + 6 * Mm)
            : Math.Max(WindowTop, referencesEnd + 6 * Mm);
        new DefinitionLayout(flow, painter).Draw(references, parent, PageFlow.Left, PageFlow.Right);
    }

    private void DrawSender(LetterheadBlock head, StructElement parent)
    {
        const double Edge = 13 * Mm;
        const double Top = 17 * Mm;
        var town = Rgb.Of(document.Colours.Town);
        var page = flow.Page;
        page.Artifact();
        page.RoundBox(PageFlow.Left, Top, Edge, Edge, 4, town, null);
        var letter = painter.Lines(head.Tile, new TextStyle(21, Rgb.White, Strong: true, Leading: 1), Edge)[0];
        painter.Draw(page, letter, PageFlow.Left + (Edge - letter.Width) / 2, Top + Edge / 2 - letter.Baseline + 21 * 0.357, null);
        page.Line(PageFlow.Left, 35 * Mm, PageFlow.Right, 35 * Mm, 1.6, town);
        page.End();

        var sender = parent.Add("P");
        var left = PageFlow.Left + Edge + 4 * Mm;
        var y = Top + 1;
        foreach (var line in painter.Lines(head.Sender, Sender, PageFlow.Right - left).Take(2))
        {
            painter.Draw(page, line, left, y, sender);
            y += line.Height;
        }

        var office = parent.Add("P");
        foreach (var line in painter.Lines(head.Office, Office, PageFlow.Right - left).Take(1))
            painter.Draw(page, line, left, y + 1, office);
    }

    private void DrawAddress(LetterheadBlock head, StructElement parent)
    {
        const double Width = 82 * Mm;
        var back = parent.Add("P");
        var line = painter.Lines(head.ReturnLine, Return, Width)[0];
        painter.Draw(flow.Page, line, PageFlow.Left, AddressTop - 5 * Mm, back);
        flow.Page.Artifact();
        flow.Page.Line(PageFlow.Left, AddressTop - 1.7 * Mm, PageFlow.Left + Width, AddressTop - 1.7 * Mm, 0.4, Rgb.Line);
        flow.Page.End();

        var address = parent.Add("P");
        var y = AddressTop;
        // The window holds six lines of 4.5 mm; longer addresses are set smaller.
        var lines = painter.Lines(string.Join('\n', head.Address), Address, Width);
        if (lines.Count > 6)
            lines = painter.Lines(string.Join('\n', head.Address), Address with { Size = 8 }, Width);
        foreach (var text in lines.Take(8))
        {
            painter.Draw(flow.Page, text, PageFlow.Left, y, address);
            y += text.Height;
        }
    }

    /// <summary>Draws what fits beside the window, or side by side below the head, and leaves the rest in the list.</summary>
    private double DrawReferences(List<DefinitionEntry> references, bool besideWindow, StructElement parent)
    {
        const double Gutter = 12;
        if (references.Count == 0)
            return 0;
        var columns = besideWindow ? 1 : Math.Min(references.Count, 3);
        var left = besideWindow ? ReferenceLeft : PageFlow.Left;
        var width = (PageFlow.Right - left) / columns;
        var y = besideWindow ? 50 * Mm : 39 * Mm;
        var limit = besideWindow ? TextTop : 80 * Mm;
        StructElement? list = null;
        while (references.Count > 0)
        {
            var row = references.Take(columns).ToList();
            var height = row.Max(reference => HeightOf(reference, width - Gutter));
            if (y + height > limit)
                break;
            list ??= parent.Add("L", "/O/List/ListNumbering/None");
            for (var i = 0; i < row.Count; i++)
                DrawReference(row[i], list.Add("LI"), left + i * width, y, width - Gutter);
            y += height + 4;
            references.RemoveRange(0, row.Count);
        }

        return y;
    }

    private double HeightOf(DefinitionEntry reference, double width) =>
        painter.Lines(reference.Term, Term, width).Sum(line => line.Height)
        + painter.Lines(reference.Value, Value, width).Sum(line => line.Height);

    private void DrawReference(DefinitionEntry reference, StructElement item, double left, double y, double width)
    {
        var label = item.Add("Lbl");
        foreach (var line in painter.Lines(reference.Term, Term, width))
        {
            painter.Draw(flow.Page, line, left, y, label);
            y += line.Height;
        }

        var body = item.Add("LBody");
        foreach (var line in painter.Lines(reference.Value, Value, width))
        {
            painter.Draw(flow.Page, line, left, y, body);
            y += line.Height;
        }
    }

    /// <summary>Fold marks at 105 and 210 mm, hole mark at 148.5 mm.</summary>
    private void DrawFoldMarks()
    {
        flow.Page.Artifact();
        foreach (var (at, length) in new[] { (105.0, 4.0), (148.5, 6.0), (210.0, 4.0) })
            flow.Page.Line(4 * Mm, at * Mm, (4 + length) * Mm, at * Mm, 0.4, Rgb.Line);
        flow.Page.End();
    }

    /// <summary>Head and foot of all pages, once their number is known.</summary>
    public void DrawFurniture(StructElement? mark)
    {
        var style = new TextStyle(8, Rgb.Muted, Leading: 1.2);
        for (var i = 0; i < flow.Pages.Count; i++)
        {
            var page = flow.Pages[i];
            var room = PageFlow.Right - PageFlow.Left - (document.Mark is { } text ? DrawMark(page, text, i == 0 ? mark : null) : 0);
            page.Artifact(pagination: true);
            if (i > 0 && room > 40 * Mm)
                painter.Draw(page, Shortened(document.Author is { } author ? $"{author} · {document.Title}" : document.Title, style, room), PageFlow.Left, 11 * Mm, null);
            var foot = PdfPage.Height - 17 * Mm;
            page.Line(PageFlow.Left, foot, PageFlow.Right, foot, 0.5, Rgb.Line);
            var number = words.Page(i + 1, flow.Pages.Count);
            var width = painter.DrawPlain(page, number, style, 0, foot + 4, null, PageFlow.Right);
            if (document.Footer is { } footer)
                painter.Draw(page, Shortened(footer, style, PageFlow.Right - PageFlow.Left - width - 20), PageFlow.Left, foot + 4, null);
            page.End();
        }
    }

    private TextLine Shortened(string text, TextStyle style, double width) =>
        painter.Lines(text.ReplaceLineEndings(" "), style, width)[0];

    /// <returns>Width taken from the head of the page.</returns>
    private double DrawMark(PdfPage page, string text, StructElement? element)
    {
        var line = Shortened(text, new TextStyle(8.5, Rgb.Warning, Strong: true, Leading: 1.2), PageFlow.Right - PageFlow.Left - 14);
        var left = PageFlow.Right - line.Width - 14;
        page.Artifact(pagination: true);
        page.RoundBox(left, 8 * Mm, line.Width + 14, line.Height + 5, 4, null, Rgb.Warning, 0.8);
        if (element is not null)
            page.End();
        painter.Draw(page, line, left + 7, 8 * Mm + 2.5, element);
        page.End();
        return line.Width + 24;
    }
}
