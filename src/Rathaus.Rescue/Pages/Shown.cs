using System.Globalization;
using Rathaus.Kernel.Languages;

namespace Rathaus.Rescue.Pages;

/// <summary>Figures as people read them.</summary>
internal static class Shown
{
    /// <summary>84,6 %.</summary>
    public static string Percent(this Texts texts, double share) => texts.Number(Math.Round((decimal)(share * 100), 1)) + "\u00a0%";

    /// <summary>What the five steps of a map mean.</summary>
    public static IReadOnlyList<string> StepLabels(this Texts texts) =>
    [
        texts["rescue.coverage.up-to", ("to", texts.Rounded(CellSteps.Edges[0] / 60))],
        .. Enumerable.Range(0, 3).Select(at => texts["rescue.coverage.from-to", ("from", texts.Rounded(CellSteps.Edges[at] / 60)), ("to", texts.Rounded(CellSteps.Edges[at + 1] / 60))]),
        texts["rescue.coverage.over", ("from", texts.Rounded(CellSteps.Edges[3] / 60))],
    ];

    /// <summary>+2,3 or −0,5: a change of a share in points of a hundred.</summary>
    public static string Points(this Texts texts, double change) => (change > 0 ? "+" : "") + texts.Number(Math.Round((decimal)(change * 100), 1));

    /// <summary>6:12 min.</summary>
    public static string Minutes(this Texts texts, double seconds) => double.IsFinite(seconds)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60}:{(int)seconds % 60:00}\u00a0min")
        : texts["rescue.never"];

    public static string Rounded(this Texts texts, double value, int digits = 1) => double.IsFinite(value) ? texts.Number(Math.Round((decimal)value, digits)) : texts["rescue.never"];
}
