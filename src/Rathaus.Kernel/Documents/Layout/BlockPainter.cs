namespace Rathaus.Kernel.Documents;

/// <summary>A heading where it ended up, for the bookmarks.</summary>
internal sealed record PlacedHeading(int Level, string Text, PdfPage Page, double Y);

/// <summary>Lays blocks onto pages and builds the structure tree in the same order.</summary>
internal sealed class BlockPainter(PageFlow flow, TextPainter painter, LetterDocument document)
{
    private const double ListIndent = 16;

    private static readonly TextStyle[] HeadingStyles =
    [
        new(17, Rgb.Ink, Strong: true, Leading: 1.25),
        new(13, Rgb.Ink, Strong: true, Leading: 1.3),
        new(11, Rgb.Ink, Strong: true, Leading: 1.35),
    ];

    private readonly LetterWords words = LetterWords.For(document.Language);
    private readonly HeadingLevels levels = new();
    private readonly List<PlacedHeading> headings = [];

    public IReadOnlyList<PlacedHeading> Headings => headings;

    public void Draw(IReadOnlyList<LetterBlock> blocks, StructElement parent) =>
        Draw(blocks, parent, PageFlow.Left, PageFlow.Right);

    private void Draw(IReadOnlyList<LetterBlock> blocks, StructElement parent, double left, double right)
    {
        foreach (var block in blocks)
            Draw(block, parent, left, right);
    }

    private void Draw(LetterBlock block, StructElement parent, double left, double right)
    {
        switch (block)
        {
            case LetterheadBlock head:
                new LetterheadLayout(flow, painter, document, words).Draw(head, parent);
                break;
            case HeadingBlock heading:
                DrawHeading(heading.Text, levels.Next(heading.Level), parent, left, right);
                break;
            case ParagraphBlock paragraph:
                DrawParagraph(paragraph.Text, StyleOf(paragraph.Tone), parent.Add("P"), left, right);
                break;
            case ListBlock list:
                DrawList(list, parent, left, right);
                break;
            case TableBlock table:
                DrawTable(table, parent, left, right);
                break;
            case DefinitionBlock definitions:
                new DefinitionLayout(flow, painter).Draw(definitions.Entries, parent, left, right);
                break;
            case KeyFactsBlock facts:
                DrawKeyFacts(facts, parent, left, right);
                break;
            case FeesBlock fees:
                DrawFees(fees, parent, left, right);
                break;
            case ChainBlock chain:
                DrawChain(chain, parent, left, right);
                break;
            case RemedyBlock remedy:
                DrawHeading(remedy.Title, levels.Next(2), parent, left, right);
                if (remedy.Plain is { } plain)
                    DrawParagraph(plain, TextStyle.Body with { Strong = true }, parent.Add("P"), left, right);
                foreach (var wording in remedy.Wording)
                    DrawParagraph(wording, TextStyle.Body, parent.Add("P"), left, right);
                break;
            case QrBlock qr:
                new FigureLayout(flow, painter).DrawQr(qr, parent, left, right);
                break;
            case BigTextBlock big:
                new FigureLayout(flow, painter).DrawBigText(big, parent, left, right, Rgb.Of(document.Colours.Town));
                break;
            case RuleBlock:
                DrawRule(left, right);
                break;
            case PageBreakBlock:
                if (!flow.IsAtTop)
                    flow.NewPage();
                break;
            default:
                throw new ArgumentException($"Unknown block {block.GetType().Name}", nameof(block));
        }
    }

    private static TextStyle StyleOf(ParagraphTone tone) => tone switch
    {
        ParagraphTone.Lead => TextStyle.Lead,
        ParagraphTone.Small => TextStyle.Small,
        _ => TextStyle.Body,
    };

    private void DrawHeading(InlineText text, int level, StructElement parent, double left, double right)
    {
        if (string.IsNullOrWhiteSpace(text.PlainText))
            return;
        var style = HeadingStyles[Math.Min(level, HeadingStyles.Length) - 1];
        var lines = painter.Lines(text, style, right - left);
        flow.Gap(level == 1 ? 10 : 15);
        flow.Ensure(lines.Sum(line => line.Height) + 3 * TextStyle.Body.Size * TextStyle.Body.Leading);
        headings.Add(new PlacedHeading(level, text.PlainText, flow.Page, flow.Y));
        DrawLines(lines, parent.Add($"H{level}"), left);
        flow.GapAfter(level == 1 ? 9 : 5);
    }

    private void DrawParagraph(InlineText text, TextStyle style, StructElement element, double left, double right)
    {
        if (text.Runs.Count == 0)
            return;
        flow.Gap(0);
        DrawLines(painter.Lines(text, style, right - left), element, left);
        flow.GapAfter(7);
    }

    /// <summary>At least two lines stay together at the foot and at the head of a page.</summary>
    private void DrawLines(IReadOnlyList<TextLine> lines, StructElement element, double left)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var together = i == 0 || i == lines.Count - 2 ? lines.Skip(i).Take(2).Sum(line => line.Height) : lines[i].Height;
            flow.Ensure(together);
            painter.Draw(flow.Page, lines[i], left, flow.Y, element);
            flow.Y += lines[i].Height;
        }
    }

    private void DrawList(ListBlock list, StructElement parent, double left, double right)
    {
        var element = parent.Add("L", $"/O/List/ListNumbering/{(list.Ordered ? "Decimal" : "Disc")}");
        for (var i = 0; i < list.Entries.Count; i++)
        {
            flow.Gap(0);
            flow.Ensure(2 * TextStyle.Body.Size * TextStyle.Body.Leading);
            var item = element.Add("LI");
            var ink = list.Ordered ? Rgb.Ink : Rgb.Of(document.Colours.Town);
            painter.DrawPlain(flow.Page, list.Ordered ? $"{i + 1}." : "•", TextStyle.Body with { Ink = ink }, left + 2, flow.Y, item.Add("Lbl"));
            var body = item.Add("LBody");
            var inner = left + Math.Min(ListIndent, (right - left) / 4);
            if (list.Entries[i] is [ParagraphBlock only, ..])
            {
                DrawLines(painter.Lines(only.Text, TextStyle.Body, right - inner), body, inner);
                flow.GapAfter(3.5);
                Draw([.. list.Entries[i].Skip(1)], body, inner, right);
            }
            else if (list.Entries[i].Count > 0)
            {
                Draw(list.Entries[i], body, inner, right);
            }
            else
            {
                flow.Y += TextStyle.Body.Size * TextStyle.Body.Leading;
            }

            flow.GapAfter(3.5);
        }

        flow.GapAfter(8);
    }

    private void DrawTable(TableBlock table, StructElement parent, double left, double right)
    {
        if (table.Columns.Count == 0)
            return;
        var header = TextStyle.Cell with { Strong = true };
        flow.Gap(4);
        new TableLayout(flow, painter, TextStyle.Cell).Draw(
            parent, table.Caption,
            [.. table.Columns.Select(column => new LayoutColumn(
                painter.Shaper.Shape(column.Header, header), column.Alignment, column.Weight))],
            [.. table.Rows.Select(row => new LayoutRow(
                [.. table.Columns.Select((_, i) => painter.Shaper.Shape(i < row.Count ? row[i] : InlineText.Empty, TextStyle.Cell))]))],
            table.RowHeaders, left, right);
        flow.GapAfter(12);
    }

    private void DrawFees(FeesBlock fees, StructElement parent, double left, double right)
    {
        var small = TextStyle.Small;
        var label = TextStyle.Cell with { Size = 10.5 };
        var strong = label with { Size = 12, Strong = true };
        List<TextItem> Shape(InlineText text, TextStyle style) => painter.Shaper.Shape(text, style);
        var rows = fees.Lines.Select(line => new LayoutRow(
        [
            [.. Shape(line.Label, label), .. Shape("\n" + line.Basis + (line.Note is null ? "" : "\n" + line.Note), small)],
            Shape(line.Amount.ToString(), label),
        ])).ToList();
        rows.Add(new LayoutRow([Shape(words.Total, strong), Shape(fees.Total.ToString(), strong)], RowLook.Total));
        flow.Gap(4);
        new TableLayout(flow, painter, label).Draw(
            parent, null,
            [
                new LayoutColumn(Shape(words.Fee, small), CellAlignment.Start, 4),
                new LayoutColumn(Shape(words.Amount, small), CellAlignment.End, 1),
            ],
            rows, rowHeaders: true, left, right);
        flow.GapAfter(12);
    }

    private void DrawChain(ChainBlock chain, StructElement parent, double left, double right)
    {
        List<TextItem> Shape(string text, TextStyle style) => painter.Shaper.Shape(text, style);
        LayoutRow Row(ChainStep step)
        {
            var style = TextStyle.Cell with { Strong = step.IsResult };
            return new LayoutRow(
                [Shape(step.Step, style), Shape(step.Numbers, TextStyle.Cell), Shape(step.Result, style), Shape(step.Basis, TextStyle.Cell)],
                step.IsResult ? RowLook.Result : RowLook.Plain);
        }

        flow.Gap(4);
        new TableLayout(flow, painter, TextStyle.Cell).Draw(
            parent, null,
            [
                new LayoutColumn(Shape(words.Step, TextStyle.Small), CellAlignment.Start),
                new LayoutColumn(Shape(words.Numbers, TextStyle.Small), CellAlignment.Start),
                new LayoutColumn(Shape(words.Result, TextStyle.Small), CellAlignment.End),
                new LayoutColumn(Shape(words.Basis, TextStyle.Small), CellAlignment.Start),
            ],
            [.. chain.Steps.Select(Row)], rowHeaders: true, left, right);
        flow.GapAfter(6);
        if (chain.Note is { } note)
            DrawParagraph(note, TextStyle.Small, parent.Add("P"), left, right);
        flow.GapAfter(12);
    }

    /// <summary>A quiet box with a bar in the town's colour; without the box where it would not fit a page.</summary>
    private void DrawKeyFacts(KeyFactsBlock facts, StructElement parent, double left, double right)
    {
        const double Pad = 11;
        var inner = left + Pad + 5;
        var title = HeadingStyles[1] with { Size = 12 };
        var height = 2 * Pad + painter.Lines(facts.Title, title, right - inner - Pad).Sum(line => line.Height) + 4
            + facts.Facts.Sum(fact => painter.Lines(fact, TextStyle.Body, right - inner - Pad - ListIndent).Sum(line => line.Height) + 3.5) - 3.5;
        var isBox = height < PageFlow.Most;
        flow.Gap(6);
        flow.Ensure(isBox ? height : 4 * TextStyle.Body.Size);
        var top = flow.Y;
        if (isBox)
        {
            flow.Page.Artifact();
            flow.Page.Rectangle(left, top, right - left, height, Rgb.Ground);
            flow.Page.Rectangle(left, top, 4, height, Rgb.Of(document.Colours.Town));
            flow.Page.End();
            flow.Y += Pad;
        }

        var level = levels.Next(2);
        headings.Add(new PlacedHeading(level, facts.Title, flow.Page, flow.Y));
        DrawLines(painter.Lines(facts.Title, title, right - inner - Pad), parent.Add($"H{level}"), inner);
        flow.Y += 4;
        DrawList(ListBlock.Of(facts.Facts), parent, inner, right - Pad);
        if (isBox)
            flow.Y = top + height;
        flow.GapAfter(14);
    }

    private void DrawRule(double left, double right)
    {
        flow.Gap(8);
        flow.Ensure(10);
        flow.Page.Artifact();
        flow.Page.Line(left, flow.Y, right, flow.Y, 0.6, Rgb.Line);
        flow.Page.End();
        flow.GapAfter(8);
    }
}
