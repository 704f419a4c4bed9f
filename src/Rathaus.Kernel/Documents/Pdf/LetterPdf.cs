namespace Rathaus.Kernel.Documents;

/// <summary>
/// Writes a document as PDF/A-3 level A (ISO 19005-3) and PDF/UA-1 (ISO 14289-1). The same document gives the same bytes.
/// </summary>
public sealed class LetterPdf(LetterFonts fonts)
{
    public void Write(LetterDocument document, Stream output)
    {
        var objects = new PdfObjects();
        var used = new DocumentFonts(fonts);
        var flow = new PageFlow(objects);
        var painter = new TextPainter(used);
        var root = new StructElement("Document");
        flow.NewPage();

        var mark = document.Mark is null ? null : root.Add("P");
        var blocks = new BlockPainter(flow, painter, document);
        blocks.Draw(document.Blocks, root);
        new LetterheadLayout(flow, painter, document, LetterWords.For(document.Language)).DrawFurniture(mark);
        new PdfAssembly(objects, document).Write(flow.Pages, used.Uses, root, blocks.Headings, output);
    }

    /// <summary>The whole file in memory; a letter of two pages is about 60 kB.</summary>
    public byte[] ToBytes(LetterDocument document)
    {
        using var memory = new MemoryStream();
        Write(document, memory);
        return memory.ToArray();
    }
}
