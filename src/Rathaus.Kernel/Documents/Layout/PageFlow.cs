namespace Rathaus.Kernel.Documents;

/// <summary>Where the next block goes: A4, margins 20 mm above, 20 right, 22 below, 25 left.</summary>
internal sealed class PageFlow(PdfObjects objects)
{
    public const double Millimetre = 72 / 25.4;
    public const double Left = 25 * Millimetre;
    public const double Right = PdfPage.Width - 20 * Millimetre;
    public const double Top = 20 * Millimetre;
    public const double Bottom = PdfPage.Height - 24 * Millimetre;

    private readonly List<PdfPage> pages = [];
    private double gapBefore;

    public IReadOnlyList<PdfPage> Pages => pages;

    public PdfPage Page => pages[^1];

    /// <summary>Distance of the next line from the upper edge of the page.</summary>
    public double Y { get; set; }

    public double Room => Bottom - Y;

    public bool IsAtTop => Y <= Top;

    /// <summary>Height of an empty page.</summary>
    public static double Most => Bottom - Top;

    public void NewPage()
    {
        if (pages.Count > 0)
            Page.End();
        pages.Add(new PdfPage(objects.Reserve()));
        Y = Top;
        gapBefore = 0;
    }

    /// <summary>Space above the next block; collapses with the space the last one asked for below itself.</summary>
    public void Gap(double above)
    {
        if (!IsAtTop)
            Y += Math.Max(above, gapBefore);
        gapBefore = 0;
    }

    public void GapAfter(double below) => gapBefore = Math.Max(gapBefore, below);

    /// <summary>Turns the page when less than this is left.</summary>
    public void Ensure(double height)
    {
        if (Room < height && !IsAtTop)
            NewPage();
    }
}
