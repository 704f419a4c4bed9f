using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Rathaus.Kernel.Documents;

/// <summary>Turns the syntax tree of one template into blocks and puts the values in.</summary>
internal sealed class MarkdownReader(
    Placeholders placeholders, Func<string, string> resolve, Func<string, IReadOnlyList<LetterBlock>?>? blocks)
{
    public IReadOnlyList<LetterBlock> Read(ContainerBlock container)
    {
        var result = new List<LetterBlock>();
        foreach (var block in container)
            Read(block, result);
        return result;
    }

    private void Read(Block block, List<LetterBlock> result)
    {
        switch (block)
        {
            case Markdig.Syntax.HeadingBlock heading:
                result.Add(new HeadingBlock(heading.Level, TextOf(heading.Inline)));
                break;
            case Markdig.Syntax.ParagraphBlock paragraph:
                if (BlocksOf(paragraph) is { } given)
                    result.AddRange(given);
                else if (TextOf(paragraph.Inline) is { Runs.Count: > 0 } text)
                    result.Add(new ParagraphBlock(text));
                break;
            case Markdig.Syntax.ListBlock list:
                result.Add(new ListBlock(list.IsOrdered, [.. list.OfType<ListItemBlock>().Select(Read)]));
                break;
            case Table table:
                result.Add(TableOf(table));
                break;
            case ThematicBreakBlock:
                result.Add(new RuleBlock());
                break;
            case LeafBlock leaf:
                result.Add(new ParagraphBlock(Filled(leaf.Lines.ToString())));
                break;
            case LinkReferenceDefinitionGroup:
                break;
            case ContainerBlock container:
                foreach (var child in container)
                    Read(child, result);
                break;
            default:
                break;
        }
    }

    private IReadOnlyList<LetterBlock>? BlocksOf(Markdig.Syntax.ParagraphBlock paragraph)
    {
        if (blocks is null || paragraph.Inline?.FirstChild is not LiteralInline { NextSibling: null } only)
            return null;
        var text = only.Content.AsSpan().Trim();
        return text.Length == 1 && placeholders.ExpressionOf(text[0]) is { } expression ? blocks(expression) : null;
    }

    private TableBlock TableOf(Table table)
    {
        var rows = table.OfType<TableRow>()
            .Select(row => (row.IsHeader, Cells: row.OfType<TableCell>().Select(CellText).ToList())).ToList();
        var width = rows.Max(row => row.Cells.Count);
        var header = rows.Find(row => row.IsHeader).Cells ?? [];
        var columns = Enumerable.Range(0, width).Select(i => new TableColumn(
            i < header.Count ? header[i] : InlineText.Empty,
            i < table.ColumnDefinitions.Count ? AlignmentOf(table.ColumnDefinitions[i]) : CellAlignment.Start));
        return new TableBlock(
            [.. columns],
            [.. rows.Where(row => !row.IsHeader).Select(row =>
                (IReadOnlyList<InlineText>)[.. Enumerable.Range(0, width)
                    .Select(i => i < row.Cells.Count ? row.Cells[i] : InlineText.Empty)])]);
    }

    private static CellAlignment AlignmentOf(TableColumnDefinition column) => column.Alignment switch
    {
        TableColumnAlign.Right => CellAlignment.End,
        TableColumnAlign.Center => CellAlignment.Centre,
        _ => CellAlignment.Start,
    };

    private InlineText CellText(TableCell cell)
    {
        var runs = new List<TextRun>();
        foreach (var leaf in cell.OfType<LeafBlock>())
            Collect(leaf.Inline, new TextRun(""), runs);
        return new InlineText(runs);
    }

    private InlineText TextOf(ContainerInline? inline)
    {
        var runs = new List<TextRun>();
        Collect(inline, new TextRun(""), runs);
        return new InlineText(runs);
    }

    private void Collect(ContainerInline? container, TextRun style, List<TextRun> runs)
    {
        for (var inline = container?.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            switch (inline)
            {
                case EmphasisInline emphasis:
                    Collect(emphasis, emphasis.DelimiterCount >= 2 ? style with { Strong = true } : style with { Emphasis = true }, runs);
                    break;
                case LinkInline link:
                    var address = placeholders.Fill(link.GetDynamicUrl?.Invoke() ?? link.Url ?? "", resolve);
                    Collect(link, !link.IsImage && LetterMarkdown.IsAllowed(address) ? style with { Link = address } : style, runs);
                    break;
                case AutolinkInline auto:
                    var target = LetterMarkdown.AddressOf(auto);
                    Add(auto.Url, LetterMarkdown.IsAllowed(target) ? style with { Link = target } : style, runs);
                    break;
                case CodeInline code:
                    Add(code.Content, style with { Code = true }, runs);
                    break;
                case LineBreakInline line:
                    Add(line.IsHard ? "\n" : " ", style, runs);
                    break;
                case HtmlEntityInline entity:
                    Add(entity.Transcoded.ToString(), style, runs);
                    break;
                case LiteralInline literal:
                    Add(literal.Content.ToString(), style, runs);
                    break;
                case ContainerInline nested:
                    Collect(nested, style, runs);
                    break;
                default:
                    break;
            }
        }
    }

    private void Add(string text, TextRun style, List<TextRun> runs)
    {
        var filled = Filled(text);
        if (filled.Length == 0)
            return;
        if (runs.Count > 0 && runs[^1] with { Text = "" } == style)
            runs[^1] = style with { Text = runs[^1].Text + filled };
        else
            runs.Add(style with { Text = filled });
    }

    private string Filled(string text) => placeholders.Fill(text, resolve);
}
