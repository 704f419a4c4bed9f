namespace Rathaus.Kernel.Documents;

/// <summary>How text is set.</summary>
/// <param name="Size">Points.</param>
/// <param name="Leading">Line height as a multiple of the size.</param>
internal sealed record TextStyle(double Size, Rgb Ink, bool Strong = false, double Leading = 1.38)
{
    public static readonly TextStyle Body = new(11, Rgb.Ink);
    public static readonly TextStyle Lead = new(12.5, Rgb.Ink, Leading: 1.4);
    public static readonly TextStyle Small = new(9, Rgb.Muted, Leading: 1.4);
    public static readonly TextStyle Cell = new(9.5, Rgb.Ink, Leading: 1.36);
}

/// <summary>A run once shaped; carries the structure element of links and of text in another language.</summary>
internal sealed class ShapedRun(TextRun run, TextStyle style)
{
    public TextRun Run { get; } = run;

    public TextStyle Style { get; } = style;

    public Rgb Ink { get; } = LetterMarkdown.IsAllowed(run.Link) ? Rgb.Action : style.Ink;

    /// <summary>Made when the run is first drawn, below the paragraph it belongs to.</summary>
    public StructElement? Element { get; set; }
}

/// <summary>What may happen at an item when lines are broken.</summary>
internal enum ItemKind
{
    Glyph,

    /// <summary>A blank after which a line may end.</summary>
    Space,

    /// <summary>A glyph after which a line may end.</summary>
    GlyphThenBreak,

    /// <summary>Invisible; shows a hyphen when the line ends here.</summary>
    SoftHyphen,

    /// <summary>Ends the line.</summary>
    LineFeed,
}

/// <summary>One glyph with its place in the run. Marks have no advance and are drawn shifted against the pen.</summary>
internal readonly record struct TextItem(
    ItemKind Kind, ShapedRun Run, FontUse Font, int Slot, double Advance, double ShiftX = 0, double ShiftY = 0)
{
    public bool IsMark => Kind == ItemKind.Glyph && Advance == 0;
}

/// <summary>Items that stand in one line; <paramref name="Width"/> without trailing blanks.</summary>
internal sealed record TextLine(IReadOnlyList<TextItem> Items, double Width, double Size, double Height)
{
    /// <summary>From the line's top to its baseline, with the leading shared evenly.</summary>
    public double Baseline => (Height - Size) / 2 + Size * 0.86;
}
