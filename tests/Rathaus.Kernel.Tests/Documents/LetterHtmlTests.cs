using System.Xml.Linq;
using Rathaus.Kernel.Documents;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Letters as HTML with the classes of the stylesheet.</summary>
public sealed class LetterHtmlTests
{
    [Fact]
    public void A_notice_stands_in_the_order_of_our_letters()
    {
        var html = LetterHtml.Render(SampleLetters.Notice().ToDocument());

        string[] order = ["rh-letter__head", "<h2", "rh-gist", "Guten Tag", "rh-chain", "Begründung", "Ihre Rechte", "rh-qr"];
        var positions = order.Select(part => html.IndexOf(part, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
    }

    [Fact]
    public void Everything_is_well_formed_and_free_of_script_and_style()
    {
        foreach (var document in new[]
        {
            SampleLetters.Notice().ToDocument(), SampleLetters.Receipt().ToDocument(), SampleLetters.Permit().ToDocument(), SampleLetters.Everything(),
        })
        {
            var html = LetterHtml.Render(document);

            var root = XDocument.Parse(html.Replace("<br>", "<br/>", StringComparison.Ordinal).Replace("<hr>", "<hr/>", StringComparison.Ordinal)).Root!;
            Assert.Equal("article", root.Name.LocalName);
            Assert.DoesNotContain(root.DescendantsAndSelf(), element => element.Name.LocalName is "script" or "style" or "iframe");
            Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), attribute =>
                attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName == "style");
        }
    }

    [Fact]
    public void Headings_start_where_the_page_says_and_skip_no_level()
    {
        var html = LetterHtml.Render(SampleLetters.Everything(), topLevel: 3);

        Assert.Contains("<h3 ", html, StringComparison.Ordinal);
        Assert.Contains("<h4 ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<h6", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_in_every_place_is_encoded()
    {
        const string Evil = "\"><script>alert(1)</script>";
        var html = LetterHtml.Render(new LetterDocument
        {
            Title = Evil,
            Mark = Evil,
            Blocks =
            [
                new LetterheadBlock { Sender = Evil, Office = Evil, Tile = "X", ReturnLine = Evil, Address = [Evil], References = [new DefinitionEntry(Evil, Evil)] },
                new HeadingBlock(1, Evil), new KeyFactsBlock(Evil, [Evil]), new ParagraphBlock(new InlineText([new TextRun(Evil, Link: "https://a.example/" + Evil, Tag: Evil)])),
                new TableBlock([new(Evil)], [[Evil]]) { Caption = Evil }, new DefinitionBlock([new DefinitionEntry(Evil, Evil)]),
                new FeesBlock([new FeeLine(Evil, default, Evil, Evil)], default), new ChainBlock([new ChainStep(Evil, Evil, Evil, Evil)]) { Note = Evil },
                new RemedyBlock(Evil, Evil, [Evil]), new QrBlock("x", Evil, Evil), new BigTextBlock(Evil, Evil), ListBlock.Of(Evil),
            ],
        });

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain(Evil, html, StringComparison.Ordinal);
    }
}
