using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// Shows a document as an <c>article.rh-letter</c> with the classes of the stylesheet. All text is encoded; the result
/// holds no script, no style and no address but https and mailto, so it may be written into a page as it is.
/// </summary>
public static class LetterHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="topLevel">Level of the document's own first heading, 2 below a page's h1.</param>
    /// <param name="label">Name of the article for screen readers; the document's title when null.</param>
    public static string Render(LetterDocument document, int topLevel = 2, string? label = null)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<article class=\"rh-letter rh-flow\" lang=\"{document.Language.HtmlTag}\" dir=\"{document.Language.Direction}\" aria-label=\"{Encode(label ?? document.Title)}\">");
        if (document.Mark is { } mark)
            html.Append("<p class=\"rh-small rh-muted\"><b>").Append(Encode(mark)).Append("</b></p>");
        new Body(html, LetterWords.For(document.Language), topLevel).Write(document.Blocks);
        return html.Append("</article>").ToString();
    }

    /// <summary>Blocks alone, for parts of a page such as the key facts above the letter.</summary>
    public static string RenderBlocks(IReadOnlyList<LetterBlock> blocks, Languages.Language language, int topLevel = 2)
    {
        var html = new StringBuilder();
        new Body(html, LetterWords.For(language), topLevel).Write(blocks);
        return html.ToString();
    }

    private static string Encode(string text) => Encoder.Encode(text);

    private sealed class Body(StringBuilder html, LetterWords words, int topLevel)
    {
        private readonly HeadingLevels levels = new();

        public void Write(IReadOnlyList<LetterBlock> blocks)
        {
            foreach (var block in blocks)
                Write(block);
        }

        private void Write(LetterBlock block)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    Heading(levels.Next(heading.Level), heading.Text);
                    break;
                case ParagraphBlock paragraph:
                    Paragraph(paragraph);
                    break;
                case ListBlock list:
                    var tag = list.Ordered ? "ol" : "ul";
                    html.Append('<').Append(tag).Append(" class=\"rh-ul\">");
                    foreach (var entry in list.Entries)
                        Entry(entry);
                    html.Append("</").Append(tag).Append('>');
                    break;
                case TableBlock table:
                    Table(table);
                    break;
                case DefinitionBlock definitions:
                    Definitions(definitions.Entries);
                    break;
                case LetterheadBlock head:
                    Letterhead(head);
                    break;
                case KeyFactsBlock facts:
                    html.Append("<section class=\"rh-gist rh-flow\">");
                    Heading(levels.Next(2), facts.Title);
                    html.Append("<ul class=\"rh-ul\">");
                    foreach (var fact in facts.Facts)
                    {
                        html.Append("<li>");
                        Text(fact);
                        html.Append("</li>");
                    }

                    html.Append("</ul></section>");
                    break;
                case FeesBlock fees:
                    Fees(fees);
                    break;
                case ChainBlock chain:
                    Chain(chain);
                    break;
                case RemedyBlock remedy:
                    html.Append("<section class=\"rh-flow\">");
                    Heading(levels.Next(2), remedy.Title);
                    if (remedy.Plain is { } plain)
                        Paragraph(new ParagraphBlock(plain, ParagraphTone.Small));
                    foreach (var wording in remedy.Wording)
                        Paragraph(new ParagraphBlock(wording));
                    html.Append("</section>");
                    break;
                case QrBlock qr:
                    html.Append("<figure class=\"rh-qr\">").Append(QrSvg.Render(QrCode.Encode(qr.Content), qr.Alternative));
                    html.Append("<figcaption class=\"rh-small\">");
                    Text(qr.Caption);
                    html.Append("</figcaption></figure>");
                    break;
                case BigTextBlock big:
                    html.Append("<p class=\"rh-big\">");
                    if (big.Label.Length > 0)
                        html.Append("<span class=\"rh-small rh-muted\">").Append(Encode(big.Label)).Append("</span><br>");
                    html.Append("<b class=\"rh-code\">").Append(Encode(big.Text)).Append("</b></p>");
                    break;
                case RuleBlock or PageBreakBlock:
                    html.Append("<hr>");
                    break;
                default:
                    throw new ArgumentException($"Unknown block {block.GetType().Name}", nameof(block));
            }
        }

        private void Heading(int level, InlineText text)
        {
            var tag = Math.Min(level + topLevel - 1, 6);
            html.Append(CultureInfo.InvariantCulture, $"<h{tag} class=\"{(level == 1 ? "kern-heading-medium" : "kern-title")}\">");
            Text(text);
            html.Append(CultureInfo.InvariantCulture, $"</h{tag}>");
        }

        private void Paragraph(ParagraphBlock paragraph)
        {
            html.Append(paragraph.Tone switch
            {
                ParagraphTone.Lead => "<p class=\"rh-lead\">",
                ParagraphTone.Small => "<p class=\"rh-small rh-muted\">",
                _ => "<p>",
            });
            Text(paragraph.Text);
            html.Append("</p>");
        }

        private void Entry(IReadOnlyList<LetterBlock> entry)
        {
            html.Append("<li>");
            if (entry is [ParagraphBlock first, ..])
            {
                Text(first.Text);
                Write([.. entry.Skip(1)]);
            }
            else
            {
                Write(entry);
            }

            html.Append("</li>");
        }

        private void Table(TableBlock table)
        {
            html.Append("<div class=\"rh-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .Append(Encode(table.Caption ?? string.Join(", ", table.Columns.Select(column => column.Header.PlainText))))
                .Append("\"><table class=\"rh-table\">");
            if (table.Caption is { } caption)
                html.Append("<caption class=\"rh-cap\">").Append(Encode(caption)).Append("</caption>");
            html.Append("<thead><tr>");
            foreach (var column in table.Columns)
                Cell("th scope=\"col\"", "th", column.Header, column.Alignment);
            html.Append("</tr></thead><tbody>");
            foreach (var row in table.Rows)
            {
                html.Append("<tr>");
                for (var i = 0; i < row.Count; i++)
                {
                    var isHeader = table.RowHeaders && i == 0;
                    Cell(isHeader ? "th scope=\"row\"" : "td", isHeader ? "th" : "td", row[i], table.Columns[i].Alignment);
                }

                html.Append("</tr>");
            }

            html.Append("</tbody></table></div>");
        }

        private void Cell(string open, string close, InlineText text, CellAlignment alignment)
        {
            html.Append('<').Append(open).Append(alignment == CellAlignment.End ? " class=\"rh-n\">" : ">");
            Text(text);
            html.Append("</").Append(close).Append('>');
        }

        private void Definitions(IReadOnlyList<DefinitionEntry> entries)
        {
            html.Append("<dl class=\"rh-answers\">");
            foreach (var entry in entries)
            {
                html.Append("<div><dt>");
                Text(entry.Term);
                html.Append("</dt><dd>");
                Text(entry.Value);
                html.Append("</dd></div>");
            }

            html.Append("</dl>");
        }

        private void Letterhead(LetterheadBlock head)
        {
            html.Append("<div class=\"rh-letter__head\"><div>").Append(Encode(head.Sender)).Append(" · ").Append(Encode(head.Office))
                .Append("<br>").Append(Encode(head.ReturnLine)).Append("</div><div>");
            for (var i = 0; i < head.References.Count; i++)
            {
                html.Append(i == 0 ? "" : "<br>");
                Text(head.References[i].Term);
                html.Append(" <span class=\"rh-code\">");
                Text(head.References[i].Value);
                html.Append("</span>");
            }

            html.Append("</div></div>");
            if (head.Address.Count > 0)
                html.Append("<p>").AppendJoin("<br>", head.Address.Select(Encode)).Append("</p>");
        }

        private void Fees(FeesBlock fees)
        {
            html.Append("<table class=\"rh-sum\"><caption class=\"kern-sr-only\">").Append(Encode(words.Fees))
                .Append("</caption><tbody>");
            foreach (var line in fees.Lines)
            {
                html.Append("<tr><th scope=\"row\">");
                Text(line.Label);
                html.Append("<small>").Append(Encode(line.Basis));
                if (line.Note is { } note)
                    html.Append("<br>").Append(Encode(note));
                html.Append("</small></th><td>").Append(Encode(line.Amount.ToString())).Append("</td></tr>");
            }

            html.Append("</tbody><tfoot><tr><th scope=\"row\">").Append(Encode(words.Total)).Append("</th><td>")
                .Append(Encode(fees.Total.ToString())).Append("</td></tr></tfoot></table>");
        }

        private void Chain(ChainBlock chain)
        {
            html.Append("<div class=\"rh-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Append(Encode(words.Chain))
                .Append("\"><table class=\"rh-chain\"><caption class=\"kern-sr-only\">").Append(Encode(words.Chain))
                .Append("</caption><thead><tr>");
            foreach (var header in (string[])[words.Step, words.Numbers, words.Result, words.Basis])
                html.Append("<th scope=\"col\">").Append(Encode(header)).Append("</th>");
            html.Append("</tr></thead><tbody>");
            foreach (var step in chain.Steps)
            {
                html.Append(step.IsResult ? "<tr class=\"is-result\">" : "<tr>")
                    .Append("<th scope=\"row\">").Append(Encode(step.Step))
                    .Append("</th><td>").Append(Encode(step.Numbers))
                    .Append("</td><td>").Append(Encode(step.Result))
                    .Append("</td><td>").Append(Encode(step.Basis)).Append("</td></tr>");
            }

            html.Append("</tbody></table></div>");
            if (chain.Note is { } note)
                Paragraph(new ParagraphBlock(note, ParagraphTone.Small));
        }

        private void Text(InlineText text)
        {
            foreach (var run in text.Runs)
            {
                var link = LetterMarkdown.IsAllowed(run.Link) ? run.Link : null;
                if (run.Tag is { } tag)
                    html.Append("<span lang=\"").Append(Encode(tag)).Append("\">");
                if (link is not null)
                    html.Append("<a href=\"").Append(Encode(link)).Append("\">");
                html.Append(run.Strong ? "<b>" : "").Append(run.Emphasis ? "<em>" : "").Append(run.Code ? "<span class=\"rh-code\">" : "");
                html.Append(Encode(run.Text).Replace("&#xA;", "<br>", StringComparison.Ordinal));
                html.Append(run.Code ? "</span>" : "").Append(run.Emphasis ? "</em>" : "").Append(run.Strong ? "</b>" : "");
                html.Append(link is null ? "" : "</a>").Append(run.Tag is null ? "" : "</span>");
            }
        }
    }
}
