namespace Rathaus.Kernel.Documents;

/// <summary>A font as one document uses it: its resource name and the glyphs taken so far.</summary>
internal sealed class FontUse(string name, TrueTypeFont font)
{
    /// <summary>Name in the page's resources, for example <c>F1</c>.</summary>
    public string Name { get; } = name;

    public TrueTypeFont Font { get; } = font;

    public FontSubset Subset { get; } = new(font);

    /// <summary>Font units to points at a size.</summary>
    public double Scale(double size) => size / Font.UnitsPerEm;
}

/// <summary>The fonts of one document, in order of first use.</summary>
internal sealed class DocumentFonts(LetterFonts fonts)
{
    private const int Replacement = 0xFFFD;

    private readonly Dictionary<TrueTypeFont, FontUse> uses = [];

    public IReadOnlyCollection<FontUse> Uses => uses.Values;

    public FontUse Face(bool strong, bool emphasis) => UseOf(fonts.Face(strong, emphasis));

    /// <summary>Font and glyph for a character; the replacement sign where no font has it.</summary>
    public (FontUse Use, int Glyph) Find(FontUse face, int codePoint)
    {
        var font = fonts.FontFor(face.Font, codePoint);
        return font is null
            ? (face, face.Font.GlyphOf(Replacement))
            : (UseOf(font), font.GlyphOf(codePoint));
    }

    private FontUse UseOf(TrueTypeFont font)
    {
        if (!uses.TryGetValue(font, out var use))
            uses.Add(font, use = new FontUse($"F{uses.Count + 1}", font));
        return use;
    }
}
