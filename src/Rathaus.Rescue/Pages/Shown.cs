using System.Globalization;
using Rathaus.Kernel.Languages;

namespace Rathaus.Rescue.Pages;

/// <summary>Figures as people read them.</summary>
internal static class Shown
{
    /// <summary>84,6 %.</summary>
    public static string Percent(this Texts texts, double share) => texts.Number(Math.Round((decimal)(share * 100), 1)) + "\u00a0%";

    /// <summary>6:12 min.</summary>
    public static string Minutes(this Texts texts, double seconds) => double.IsFinite(seconds)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60}:{(int)seconds % 60:00}\u00a0min")
        : texts["rescue.never"];

    public static string Rounded(this Texts texts, double value, int digits = 1) => double.IsFinite(value) ? texts.Number(Math.Round((decimal)value, digits)) : texts["rescue.never"];
}
