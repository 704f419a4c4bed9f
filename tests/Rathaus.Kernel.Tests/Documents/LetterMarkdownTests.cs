#pragma warning disable S5332 // addresses and names of vocabularies as data; nothing is fetched
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Money;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Templates: restricted Markdown, and values that never become markup.</summary>
public sealed class LetterMarkdownTests
{
    [Theory]
    [InlineData("**x** <script>alert(1)</script> | [a](javascript:alert(1))")]
    [InlineData("# Überschrift\n\n- Liste\n\n| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("{{ other }} &amp; &lt;b&gt; `code` *em*")]
    [InlineData("</article><img src=x onerror=alert(1)>")]
    public void Values_stay_literal_text(string value)
    {
        var document = LetterMarkdown.Parse("# T\n\nVorher {{ wert }} nachher", _ => value);

        var paragraph = Assert.IsType<ParagraphBlock>(document.Blocks[1]);
        Assert.Equal(new TextRun($"Vorher {value} nachher"), Assert.Single(paragraph.Text.Runs));
        var html = LetterHtml.Render(document);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_stay_literal_in_tables_headings_lists_and_links()
    {
        var blocks = LetterMarkdown.ParseBlocks(
            "# {{ v }}\n\n| A | {{ v }} |\n|---|--:|\n| {{ v }} | **{{ v }}** |\n\n- {{ v }}\n\n[{{ v }}](https://a.example/{{ v }})",
            _ => "a | *b*");

        Assert.Equal("a | *b*", Assert.IsType<HeadingBlock>(blocks[0]).Text.PlainText);
        var table = Assert.IsType<TableBlock>(blocks[1]);
        Assert.Equal(2, table.Columns.Count);
        Assert.Equal(CellAlignment.End, table.Columns[1].Alignment);
        Assert.Equal(new TextRun("a | *b*", Strong: true), Assert.Single(table.Rows[0][1].Runs));
        Assert.Equal("a | *b*", Assert.IsType<ParagraphBlock>(Assert.IsType<ListBlock>(blocks[2]).Entries[0][0]).Text.PlainText);
        Assert.Null(Assert.IsType<ParagraphBlock>(blocks[3]).Text.Runs[0].Link);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("http://unsafe.example/")]
    [InlineData("//evil.example")]
    [InlineData("/relative")]
    [InlineData("")]
    public void A_link_elsewhere_than_https_and_mailto_stays_text(string address)
    {
        var written = LetterMarkdown.ParseBlocks($"[hier](<{address}>)", name => name);
        var inserted = LetterMarkdown.ParseBlocks("[hier]({{ adresse }})", _ => address);

        Assert.All(new[] { written, inserted }, blocks =>
            Assert.Equal(new TextRun("hier"), Assert.Single(Assert.IsType<ParagraphBlock>(blocks[0]).Text.Runs)));
    }

    [Theory]
    [InlineData("https://rathaus.example/verify?a=1&b=2")]
    [InlineData("mailto:amt@wuppertal.example")]
    public void A_link_to_https_or_mailto_works(string address)
    {
        var blocks = LetterMarkdown.ParseBlocks("[hier]({{ adresse }})", _ => address);

        Assert.Equal(address, Assert.IsType<ParagraphBlock>(blocks[0]).Text.Runs[0].Link);
    }

    [Fact]
    public void A_line_that_holds_only_a_name_may_stand_for_blocks()
    {
        var fees = new FeesBlock([new FeeLine("Gebühr", new Euro(30m), "§ 6a StVG")], new Euro(30m));

        var blocks = LetterMarkdown.ParseBlocks(
            "Davor\n\n{{ fees }}\n\nMitten {{ fees }} drin", name => $"[{name}]", name => name == "fees" ? [fees] : null);

        Assert.Equal(3, blocks.Count);
        Assert.Same(fees, blocks[1]);
        Assert.Equal("Mitten [fees] drin", Assert.IsType<ParagraphBlock>(blocks[2]).Text.PlainText);
    }

    [Fact]
    public void Expressions_may_hold_braces_pipes_and_strings()
    {
        const string Template = """{{ a || b }} {{ {"x": {"y": 1}}.x.y }} {{ "}}" + '}}' }} {{ name }}""";

        Assert.Equal(["a || b", "{\"x\": {\"y\": 1}}.x.y", "\"}}\" + '}}'", "name"], LetterMarkdown.ExpressionsOf(Template));
    }

    [Fact]
    public void Parts_under_a_condition_show_only_when_it_holds()
    {
        const string Template = "# T\n\n{{#if a in ['x', 'y']}}\nEins {{ v }}\n\n{{#if b}}\nZwei\n{{/if}}\n{{/if}}\n\n{{#if c}}\nDrei\n{{/if}}\nEnde";

        static string Shown(params string[] holding) => string.Join(' ', LetterMarkdown.ParseBlocks(Template, name => name, null, holding.Contains)
            .OfType<ParagraphBlock>().Select(paragraph => paragraph.Text.PlainText));

        Assert.Equal("Ende", Shown());
        Assert.Equal("Ende", Shown("b"));
        Assert.Equal("Eins v Ende", Shown("a in ['x', 'y']"));
        Assert.Equal("Eins v Zwei Drei Ende", Shown("a in ['x', 'y']", "b", "c"));
        Assert.Equal(["a in ['x', 'y']", "b", "c"], LetterMarkdown.ConditionsOf(Template));
        Assert.Equal(["v"], LetterMarkdown.ExpressionsOf(Template));
        Assert.Empty(LetterMarkdown.Check(Template));
        Assert.Equal([1], LetterMarkdown.Check("{{#if a}}\nx\n").Select(fault => fault.Line));
        Assert.Equal([2], LetterMarkdown.Check("x\n{{/if}}\n").Select(fault => fault.Line));
    }

    [Fact]
    public void A_value_cannot_close_or_open_a_condition()
    {
        var blocks = LetterMarkdown.ParseBlocks("{{#if a}}\n{{ v }}\n{{/if}}", _ => "{{/if}}\n{{#if b}}", null, _ => true);

        Assert.Equal("{{/if}}\n{{#if b}}", Assert.IsType<ParagraphBlock>(Assert.Single(blocks)).Text.PlainText);
    }

    [Fact]
    public void A_permit_template_becomes_large_lines()
    {
        var blocks = PermitLetter.Enlarge(LetterMarkdown.ParseBlocks(
            "# Ausweis\n\n**{{ plate }}**\n\nZone **12**\n\nGültig vom **1.12.2026** bis zum **30.11.2027**\n\nNummer 5", _ => "W-AB 123"));

        Assert.Equal(
            [new BigTextBlock("", "W-AB 123", 72), new BigTextBlock("Zone", "12", 44), new BigTextBlock("Gültig vom 1.12.2026 bis zum", "30.11.2027", 44)],
            blocks.OfType<BigTextBlock>());
        Assert.Equal("Nummer 5", Assert.IsType<ParagraphBlock>(blocks[^1]).Text.PlainText);
    }

    [Fact]
    public void What_letters_cannot_hold_is_named_with_its_line()
    {
        var faults = LetterMarkdown.Check("# T\n\n> Zitat\n\n![Bild](https://a.example/x.png)\n\n[x](http://a.example)\n\n{{ offen\n\n```\ncode\n```\n");

        Assert.Equal([3, 5, 7, 9, 11], faults.Select(fault => fault.Line));
        Assert.Empty(LetterMarkdown.Check("# T\n\n[x](https://a.example) [y]({{ z }}) <https://b.example>\n\n| a |\n|---|\n| b |\n"));
    }

    [Fact]
    public void Unsupported_parts_still_show_their_text()
    {
        var html = LetterHtml.Render(LetterMarkdown.Parse("# T\n\n> Zitat\n\n<b>roh</b>\n\n    eingerückt\n\n{{ offen", name => name));

        Assert.Contains("Zitat", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;roh&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("eingerückt", html, StringComparison.Ordinal);
        Assert.Contains("{{ offen", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Private_use_characters_of_a_template_name_no_expression()
    {
        var blocks = LetterMarkdown.ParseBlocks("\uE000 {{ a }}", _ => "wert");

        Assert.Equal("\uFFFD wert", Assert.IsType<ParagraphBlock>(blocks[0]).Text.PlainText);
    }

    [Fact]
    public void Deep_nesting_and_size_are_survived()
    {
        var nested = string.Concat(Enumerable.Range(0, 200).Select(i => new string(' ', i * 2) + "- x\n"));

        Assert.NotEmpty(LetterMarkdown.ParseBlocks(nested, name => name));
        Assert.NotEmpty(LetterMarkdown.ParseBlocks(new string('*', 20_000) + new string('[', 5_000), name => name));
    }
}
