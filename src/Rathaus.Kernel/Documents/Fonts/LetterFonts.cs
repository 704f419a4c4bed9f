namespace Rathaus.Kernel.Documents;

/// <summary>
/// Noto Sans in four styles, and the symbols it lacks from its sisters. Read once, shared by all documents. Licence of the
/// fonts: SIL Open Font License 1.1, embedding allowed.
/// </summary>
public sealed class LetterFonts
{
    private static readonly string[] Sisters = ["NotoSansMath-Regular", "NotoSansSymbols2-Regular"];

    private readonly TrueTypeFont regular;
    private readonly TrueTypeFont bold;
    private readonly TrueTypeFont italic;
    private readonly TrueTypeFont boldItalic;
    private readonly List<TrueTypeFont> sisters = [];

    private LetterFonts(string folder)
    {
        regular = Read(folder, "NotoSans-Regular") ?? throw new FileNotFoundException(
            $"No NotoSans-Regular.ttf in {folder}: install fonts-noto-core or set Documents:FontFolder", "NotoSans-Regular.ttf");
        bold = Read(folder, "NotoSans-Bold") ?? regular;
        italic = Read(folder, "NotoSans-Italic") ?? regular;
        boldItalic = Read(folder, "NotoSans-BoldItalic") ?? bold;
        sisters.AddRange(Sisters.Select(name => Read(folder, name)).OfType<TrueTypeFont>());
    }

    /// <exception cref="FileNotFoundException">The folder holds no <c>NotoSans-Regular.ttf</c>.</exception>
    /// <exception cref="InvalidDataException">A font file is damaged.</exception>
    public static LetterFonts Load(string folder) => new(folder);

    internal TrueTypeFont Face(bool strong, bool emphasis) => (strong, emphasis) switch
    {
        (false, false) => regular,
        (true, false) => bold,
        (false, true) => italic,
        (true, true) => boldItalic,
    };

    /// <summary>The first font that has the character: the face itself, then its sisters; null when none has it.</summary>
    internal TrueTypeFont? FontFor(TrueTypeFont face, int codePoint) =>
        face.GlyphOf(codePoint) != 0 ? face : sisters.Find(sister => sister.GlyphOf(codePoint) != 0);

    private static TrueTypeFont? Read(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".ttf");
        return File.Exists(path) ? new TrueTypeFont(name, File.ReadAllBytes(path)) : null;
    }
}
