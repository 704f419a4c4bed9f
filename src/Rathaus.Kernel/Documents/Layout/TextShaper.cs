using System.Globalization;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>Turns text into glyphs: NFC, fonts by character, combining marks placed on their base.</summary>
internal sealed class TextShaper(DocumentFonts fonts)
{
    /// <summary>Distance between a letter and a mark above or below it, in thousandths of the size.</summary>
    private const double MarkGap = 0.06;

    public List<TextItem> Shape(InlineText text, TextStyle style)
    {
        var items = new List<TextItem>();
        foreach (var run in text.Runs)
            Shape(new ShapedRun(run, style), items);
        return items;
    }

    /// <summary>A visible hyphen that stands for a soft one, so that copied text stays whole.</summary>
    public TextItem Hyphen(TextItem softHyphen)
    {
        var run = softHyphen.Run;
        return GlyphItem(fonts.Face(run.Style.Strong || run.Run.Strong, run.Run.Emphasis), run, '-', "\u00AD", ItemKind.Glyph);
    }

    private void Shape(ShapedRun run, List<TextItem> items)
    {
        var face = fonts.Face(run.Style.Strong || run.Run.Strong, run.Run.Emphasis);
        var runes = PdfText.Clean(run.Run.Text).EnumerateRunes().ToArray();
        var stack = default(MarkStack);
        for (var i = 0; i < runes.Length; i++)
        {
            var rune = runes[i];
            if (IsInvisible(rune.Value))
                continue;
            if (IsMark(rune) && stack.Font is not null)
            {
                AddMark(run, rune, ref stack, items);
                continue;
            }

            var kind = KindOf(runes, i);
            var shown = i + 1 < runes.Length && IsMark(runes[i + 1]) ? Dotless(rune.Value) : rune.Value;
            var item = GlyphItem(face, run, shown, rune.ToString(), kind);
            items.Add(item);
            stack = kind is ItemKind.Glyph or ItemKind.GlyphThenBreak
                ? new MarkStack(item.Font, item.Font.Font.BoundsOf(item.Font.Subset.Slots[item.Slot].Glyph), item.Advance)
                : default;
        }
    }

    private TextItem GlyphItem(FontUse face, ShapedRun run, int codePoint, string text, ItemKind kind)
    {
        if (kind is ItemKind.LineFeed or ItemKind.SoftHyphen)
            return new TextItem(kind, run, face, 0, 0);
        var (use, glyph) = fonts.Find(face, codePoint);
        return new TextItem(
            kind, run, use, use.Subset.Slot(glyph, text), use.Font.AdvanceOf(glyph) * use.Scale(run.Style.Size));
    }

    /// <summary>Centres a mark over or under its base; horn and comma above right stand at its right edge.</summary>
    private void AddMark(ShapedRun run, Rune rune, ref MarkStack stack, List<TextItem> items)
    {
        var (use, glyph) = fonts.Find(stack.Font!, rune.Value);
        var mark = use.Font.BoundsOf(glyph);
        var scale = use.Scale(run.Style.Size);
        var gap = MarkGap * use.Font.UnitsPerEm;
        var x = rune.Value switch
        {
            0x0315 or 0x031B => stack.Base.XMax - mark.XMin,
            0x035F => stack.Advance / scale - mark.MiddleX,
            _ => stack.Base.MiddleX - mark.MiddleX,
        };
        var y = 0.0;
        if (mark.YMin > use.Font.XHeight * 0.9)
        {
            y = Math.Max(0, stack.Top + gap - mark.YMin);
            stack = stack with { Top = mark.YMax + y };
        }
        else if (mark.YMax <= 0)
        {
            y = Math.Min(0, stack.Bottom - gap - mark.YMax);
            stack = stack with { Bottom = mark.YMin + y };
        }

        items.Add(new TextItem(
            ItemKind.Glyph, run, use, use.Subset.Slot(glyph, rune.ToString()), 0, x * scale - stack.Advance, y * scale));
    }

    private static ItemKind KindOf(Rune[] runes, int i) => runes[i].Value switch
    {
        '\n' => ItemKind.LineFeed,
        '\u00AD' => ItemKind.SoftHyphen,
        ' ' or '\u2003' or '\u2009' => ItemKind.Space,
        '-' or '\u2010' or '/' when IsBetweenLetters(runes, i) => ItemKind.GlyphThenBreak,
        '\u2013' or '\u2014' => ItemKind.GlyphThenBreak,
        _ => ItemKind.Glyph,
    };

    private static bool IsBetweenLetters(Rune[] runes, int i) =>
        i > 0 && i + 1 < runes.Length && Rune.IsLetter(runes[i - 1]) && Rune.IsLetter(runes[i + 1]);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    /// <summary>Joiners, direction marks and variation selectors: they shape other text and show nothing themselves.</summary>
    private static bool IsInvisible(int codePoint) =>
        codePoint is 0x034F or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x2069)
            or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>An i or j loses its dot below a mark.</summary>
    private static int Dotless(int codePoint) => codePoint switch { 'i' => 0x131, 'j' => 0x237, _ => codePoint };

    private record struct MarkStack(FontUse? Font, GlyphBounds Base, double Advance)
    {
        public double Top { get; set; } = Base.YMax;

        public double Bottom { get; set; } = Math.Min(0, Base.YMin);
    }
}
