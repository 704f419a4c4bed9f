using System.Globalization;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// Content of one A4 page. Everything drawn is either marked content of a structure element or an artifact. Coordinates
/// are points from the upper left corner.
/// </summary>
internal sealed class PdfPage(int id)
{
    public const double Width = 595.276;
    public const double Height = 841.89;

    private readonly StringBuilder content = new();
    private readonly List<StructElement> owners = [];
    private readonly List<PageLink> links = [];
    private StructElement? owner;
    private bool isArtifact;
    private string colour = "";

    public int Id { get; } = id;

    /// <summary>Owner of each marked content by its number.</summary>
    public IReadOnlyList<StructElement> Owners => owners;

    public IReadOnlyList<PageLink> Links => links;

    /// <summary>What follows belongs to this element.</summary>
    public void Mark(StructElement element)
    {
        if (owner == element)
            return;
        End();
        owner = element;
        content.Append(CultureInfo.InvariantCulture, $"/{element.Type}<</MCID {owners.Count}>>BDC\n");
        element.AddContent(this, owners.Count);
        owners.Add(element);
    }

    /// <summary>What follows is decoration, or (pagination) a head or foot that screen readers skip.</summary>
    public void Artifact(bool pagination = false)
    {
        End();
        isArtifact = true;
        content.Append(pagination ? "/Artifact<</Type/Pagination>>BDC\n" : "/Artifact BMC\n");
    }

    public void End()
    {
        if (owner is not null || isArtifact)
            content.Append("EMC\n");
        (owner, isArtifact) = (null, false);
    }

    public void Text(FontUse font, double size, Rgb ink, double x, double baseline, string glyphs)
    {
        Ink(ink);
        content.Append(CultureInfo.InvariantCulture,
            $"BT/{font.Name} {N(size)} Tf {N(x)} {N(Height - baseline)} Td <{glyphs}> Tj ET\n");
    }

    public void Rectangle(double x, double top, double width, double height, Rgb fill)
    {
        Ink(fill);
        content.Append(CultureInfo.InvariantCulture, $"{N(x)} {N(Height - top - height)} {N(width)} {N(height)} re f\n");
    }

    /// <summary>Several boxes filled at once, so that no hairline shows between them.</summary>
    public void Rectangles(IEnumerable<(double X, double Top, double Width, double Height)> boxes, Rgb fill)
    {
        Ink(fill);
        foreach (var (x, top, width, height) in boxes)
            content.Append(CultureInfo.InvariantCulture, $"{N(x)} {N(Height - top - height)} {N(width)} {N(height)} re\n");
        content.Append("f\n");
    }

    public void Line(double x1, double y1, double x2, double y2, double width, Rgb stroke) => content.Append(
        CultureInfo.InvariantCulture,
        $"{stroke.Operands} RG {N(width)} w {N(x1)} {N(Height - y1)} m {N(x2)} {N(Height - y2)} l S\n");

    /// <summary>A box with round corners, filled or outlined.</summary>
    public void RoundBox(double x, double top, double width, double height, double radius, Rgb? fill, Rgb? stroke, double line = 0.75)
    {
        const double Curve = 0.5523;
        if (fill is { } ink)
            Ink(ink);
        if (stroke is { } pen)
            content.Append(CultureInfo.InvariantCulture, $"{pen.Operands} RG {N(line)} w ");
        var (left, right, upper, lower) = (x, x + width, Height - top, Height - top - height);
        var (r, c) = (radius, radius * (1 - Curve));
        Append($"{N(left + r)} {N(upper)} m {N(right - r)} {N(upper)} l ");
        Append($"{N(right - c)} {N(upper)} {N(right)} {N(upper - c)} {N(right)} {N(upper - r)} c {N(right)} {N(lower + r)} l ");
        Append($"{N(right)} {N(lower + c)} {N(right - c)} {N(lower)} {N(right - r)} {N(lower)} c {N(left + r)} {N(lower)} l ");
        Append($"{N(left + c)} {N(lower)} {N(left)} {N(lower + c)} {N(left)} {N(lower + r)} c {N(left)} {N(upper - r)} l ");
        Append($"{N(left)} {N(upper - c)} {N(left + c)} {N(upper)} {N(left + r)} {N(upper)} c h ");
        content.Append((fill, stroke) switch { (not null, not null) => "B\n", (not null, null) => "f\n", _ => "S\n" });
    }

    public void Link(double x, double top, double width, double height, string address, string text, StructElement element) =>
        links.Add(new PageLink($"{N(x)} {N(Height - top - height)} {N(x + width)} {N(Height - top)}", address, text, element));

    public byte[] Content() => Encoding.ASCII.GetBytes(content.ToString());

    private static string N(double value) => PdfText.Number(value);

    private void Append(string text) => content.Append(text);

    private void Ink(Rgb ink)
    {
        if (string.Equals(colour, ink.Operands, StringComparison.Ordinal))
            return;
        colour = ink.Operands;
        content.Append(colour).Append(" rg\n");
    }
}

/// <summary>A link annotation; <paramref name="Rectangle"/> in PDF coordinates.</summary>
internal sealed record PageLink(string Rectangle, string Address, string Text, StructElement Element);

/// <summary>A colour of the sRGB output intent.</summary>
internal readonly record struct Rgb(string Operands)
{
    public static readonly Rgb Ink = new("0.075 0.082 0.145");
    public static readonly Rgb Muted = new("0.318 0.341 0.478");
    public static readonly Rgb Line = new("0.753 0.765 0.835");
    public static readonly Rgb Ground = new("0.953 0.957 0.969");
    public static readonly Rgb White = new("1 1 1");
    public static readonly Rgb Black = new("0 0 0");
    public static readonly Rgb Action = new("0.125 0.267 0.667");
    public static readonly Rgb Warning = new("0.573 0.329 0");

    /// <summary>From <c>#rrggbb</c>; anything else is ink.</summary>
    public static Rgb Of(string hex)
    {
        if (hex.Length != 7 || hex[0] != '#'
            || !int.TryParse(hex.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return Ink;
        return new Rgb(string.Join(' ', new[] { value >> 16 & 255, value >> 8 & 255, value & 255 }
            .Select(part => PdfText.Number(part / 255.0))));
    }
}
