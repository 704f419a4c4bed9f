using System.Text;
using Rathaus.Kernel.Documents;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Letters as PDF/A-3 level A and PDF/UA-1.</summary>
public sealed class LetterPdfTests
{
    private static readonly LetterPdf Writer = new(LetterFonts.Load("/usr/share/fonts/truetype/noto"));

    public static TheoryData<string> Names { get; } = new("receipt", "notice", "permit", "everything", "hostile");

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_keeps_the_rules(string name) => Assert.Empty(PdfRules.Faults(Sample(name)));

    [Theory]
    [InlineData("/Marked true", "/Marked nope", "06-001")]
    [InlineData("/S/TH/", "/S/TX/", "02-001")]
    [InlineData("/Scope/Column", "/Scepe/Column", "15-003")]
    [InlineData("/Alt<", "/Alx<", "13-004")]
    [InlineData("<pdfaid:part>3", "<pdfaid:part>1", "6.6.4")]
    [InlineData("/S/H2", "/S/H4", "14-003")]
    [InlineData("/CIDToGIDMap/Identity", "/CIDToGIDMap/Fdentity", "31-004")]
    [InlineData("/Tabs/S", "/Tabs/R", "28-009")]
    public void The_rules_notice_a_broken_file(string from, string to, string rule)
    {
        var broken = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Sample("notice")).Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(PdfRules.Faults(broken), fault => fault.Contains(rule, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_document_gives_the_same_bytes() => Assert.Equal(Sample("notice"), Sample("notice"));

    [Fact]
    public void Text_reads_in_order_with_umlauts()
    {
        var text = PdfStructureRules.ReadingOrder(Sample("notice"));

        string[] order =
        [
            "Stadt Wuppertal", "Mira Beispiel", "WG-2026-004120", "Bescheid über Mietzuschuss nach dem Wohngeldgesetz",
            "Das Wichtigste in Kürze", "Guten Tag Frau Beispiel,", "So haben wir gerechnet", "Höchstbetrag", "Begründung",
            "Ihre Rechte", "Verwaltungsgericht Düsseldorf", "Im Auftrag", "Ist dieses Dokument echt?",
        ];
        var positions = order.Select(part => text.IndexOf(part, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
    }

    [Fact]
    public void A_permit_fits_one_page_and_reads_from_a_metre()
    {
        var reader = new PdfReader(Sample("permit"));

        var page = Assert.Single(reader.Pages);
        var content = Encoding.ASCII.GetString(reader.Stream(page["Contents"]).Content());
        // Capital letters of Noto Sans are 0.714 em: 40 points give 10 mm.
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(content, @"/F\d+ (40|60|72) Tf", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_long_table_repeats_its_header_as_decoration_and_reads_it_once()
    {
        var rows = Enumerable.Range(1, 200).Select(i => (IReadOnlyList<InlineText>)[$"Zeile {i}", new string('a', i % 7 * 20)]).ToList();
        var pdf = Writer.ToBytes(new LetterDocument
        {
            Title = "Tabelle",
            Blocks = [new TableBlock([new("Kopfwort"), new("Text")], rows) { Caption = "Zweihundert Zeilen" }],
        });

        Assert.Empty(PdfRules.Faults(pdf));
        Assert.True(new PdfReader(pdf).Pages.Count > 3);
        var text = PdfStructureRules.ReadingOrder(pdf);
        Assert.Equal(2, text.Split("Kopfwort").Length);
        Assert.All(Enumerable.Range(1, 200), i => Assert.Contains($"Zeile {i}\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_taller_than_a_page_goes_on_over_pages()
    {
        var pdf = Writer.ToBytes(new LetterDocument
        {
            Title = "Riese",
            Blocks = [new TableBlock([new("Nr"), new("Text")], [["1", string.Join(' ', Enumerable.Range(0, 3000).Select(i => $"w{i}"))]])],
        });

        Assert.Empty(PdfRules.Faults(pdf));
        Assert.Contains("w2999", PdfStructureRules.ReadingOrder(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_words_lose_none()
    {
        var words = string.Join(' ', Enumerable.Range(0, 10_000).Select(i => $"Wort{i}"));

        var text = PdfStructureRules.ReadingOrder(Writer.ToBytes(new LetterDocument { Title = "Lang", Blocks = [new ParagraphBlock(words)] }));

        Assert.Equal(words, text.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenantragsformularausfüllhilfebroschürenverteilerin")]
    [InlineData("Gruß 😀 an 中文 und שלום und مرحبا")]
    [InlineData("≤ ≥ ∞ → □")]
    public void Odd_text_is_kept(string words)
    {
        var text = PdfStructureRules.ReadingOrder(Writer.ToBytes(new LetterDocument { Title = words, Blocks = [new ParagraphBlock(words)] }));

        Assert.Equal(words, text);
    }

    [Theory]
    [InlineData("a\u0000\u0007\u001bb", "ab")]
    [InlineData("Mu\u0308ller", "Müller")]
    [InlineData("a\ufeff\u200db", "ab")]
    public void Broken_text_is_mended(string words, string kept)
    {
        var pdf = Writer.ToBytes(new LetterDocument { Title = words, Author = words, Footer = words, Mark = words, Blocks = [new HeadingBlock(1, words), new ParagraphBlock(words)] });

        Assert.Empty(PdfRules.Faults(pdf));
        Assert.EndsWith(kept, PdfStructureRules.ReadingOrder(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unpaired_surrogate_becomes_the_replacement_character()
    {
        var words = "a" + (char)0xD800 + "b" + (char)0xDC00;
        var pdf = Writer.ToBytes(new LetterDocument { Title = words, Author = words, Subject = words, Blocks = [new ParagraphBlock(words)] });

        Assert.Empty(PdfRules.Faults(pdf));
        Assert.Equal("a\ufffdb\ufffd", PdfStructureRules.ReadingOrder(pdf));
        Assert.DoesNotContain((char)0xD800, LetterHtml.Render(new LetterDocument { Title = words, Blocks = [new ParagraphBlock(words)] }));
    }

    [Fact]
    public void A_soft_hyphen_shows_only_where_the_line_ends()
    {
        var word = string.Join('\u00AD', Enumerable.Repeat("Silben", 40));

        var text = PdfStructureRules.ReadingOrder(Writer.ToBytes(new LetterDocument { Title = "Trennen", Blocks = [new ParagraphBlock(word)] }));

        Assert.Equal(2, text.Count(c => c == '\u00AD'));
        Assert.Equal(string.Concat(Enumerable.Repeat("Silben", 40)), text.Replace("\u00AD", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_character_of_din_91379_has_a_glyph_of_its_own()
    {
        var fonts = LetterFonts.Load("/usr/share/fonts/truetype/noto");
        var regular = fonts.Face(strong: false, emphasis: false);

        Assert.All(Din91379Characters.All().SelectMany(text => text.EnumerateRunes()), rune =>
            Assert.NotNull(fonts.FontFor(regular, rune.Value)));
    }

    [Fact]
    public void Every_character_of_din_91379_reads_back()
    {
        var all = Din91379Characters.All().Where(text => text != " ").Select(text => text.Normalize()).ToList();

        var pdf = Writer.ToBytes(new LetterDocument { Title = "DIN 91379", Blocks = [new ParagraphBlock(string.Join(' ', all))] });

        Assert.Empty(PdfRules.Faults(pdf));
        Assert.Equal(string.Join(' ', all), PdfStructureRules.ReadingOrder(pdf));
    }

    [Fact]
    public void An_attached_file_comes_back_unchanged()
    {
        var reader = new PdfReader(Sample("notice"));

        var file = reader.Dictionary(reader.Array(reader.Catalogue["AF"])[0]);
        Assert.Equal("bescheid.json", reader.Text(file["UF"]));
        Assert.Equal("{\"wohngeld\":\"330.00\"}"u8.ToArray(), reader.Stream(reader.Dictionary(file["EF"])["F"]).Content());
    }

    [Fact]
    public void A_font_folder_without_fonts_says_what_to_do()
    {
        var error = Assert.Throws<FileNotFoundException>(() => LetterFonts.Load(Path.GetTempPath()));

        Assert.Contains("fonts-noto-core", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(100)]
    [InlineData(2000)]
    public void A_font_cut_short_is_refused(int length)
    {
        var font = File.ReadAllBytes("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")[..length];

        Assert.Throws<InvalidDataException>(() => new TrueTypeFont("short", font));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Programs_of_others_find_no_fault(string name)
    {
        var pdf = Sample(name);
        if (await ExternalTool.RunAsync("qpdf", pdf, ".pdf", "--check", "FILE") is { } check)
            Assert.True(check.ExitCode == 0, check.Output);
        if (await ExternalTool.RunAsync("pdffonts", pdf, ".pdf", "FILE") is { } fonts)
            Assert.All(fonts.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2), line => Assert.Contains("yes yes yes", line, StringComparison.Ordinal));
        if (await ExternalTool.RunAsync("pdfinfo", pdf, ".pdf", "FILE") is { } information)
            Assert.Matches(@"Tagged:\s+yes", information.Output);
        if (await ExternalTool.RunAsync("pdfinfo", pdf, ".pdf", "-struct", "FILE") is { } structure)
            Assert.Contains("H1 (block)", structure.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poppler_reads_the_notice_with_umlauts()
    {
        if (await ExternalTool.RunAsync("pdftotext", Sample("notice"), ".pdf", "FILE", "-") is not { } text)
            return;

        Assert.Contains("Bescheid über Mietzuschuss nach dem", text.Output, StringComparison.Ordinal);
        Assert.Contains("Das Wichtigste in Kürze", text.Output, StringComparison.Ordinal);
        Assert.Contains("Seite 1 von 2", text.Output, StringComparison.Ordinal);
    }

    private static byte[] Sample(string name) => Writer.ToBytes(name switch
    {
        "receipt" => SampleLetters.Receipt().ToDocument(),
        "notice" => SampleLetters.Notice().ToDocument(),
        "permit" => SampleLetters.Permit().ToDocument(),
        "everything" => SampleLetters.Everything(),
        "hostile" => SampleLetters.Hostile(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown sample"),
    });
}
