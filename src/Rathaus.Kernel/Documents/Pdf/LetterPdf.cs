namespace Rathaus.Kernel.Documents;

/// <summary>
/// Writes a document as PDF/A-3 level A (ISO 19005-3) and PDF/UA-1 (ISO 14289-1). The same document gives the same bytes.
/// </summary>
public sealed class LetterPdf(LetterFonts fonts)
{
    public void Write(LetterDocument document, Stream output)
    {
        ArgumentNullException.ThrowIfNull(fonts);
        throw new NotImplementedException();
    }

    /// <summary>The whole file in memory; a letter of two pages is about 60 kB.</summary>
    public byte[] ToBytes(LetterDocument document)
    {
        using var memory = new MemoryStream();
        Write(document, memory);
        return memory.ToArray();
    }
}
