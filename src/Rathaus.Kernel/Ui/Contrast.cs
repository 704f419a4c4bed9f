using System.Globalization;

namespace Rathaus.Kernel.Ui;

/// <summary>Contrast of colours after WCAG 2.2 (relative luminance and contrast ratio).</summary>
public static class Contrast
{
    /// <summary>White on a town's colour: enhanced contrast of SC 1.4.6.</summary>
    public const double TownMinimum = 7;

    /// <summary>Soft tone on a town's colour: minimum contrast of SC 1.4.3.</summary>
    public const double SoftMinimum = 4.5;

    /// <summary>Between 1 and 21.</summary>
    /// <exception cref="FormatException">A colour is not <c>#rrggbb</c>.</exception>
    public static double Ratio(string first, string second)
    {
        var (a, b) = (Luminance(first), Luminance(second));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>Why a town's colours cannot be used; empty when they can.</summary>
    public static IReadOnlyList<string> Faults(TownTheme town)
    {
        var faults = new List<string>();
        foreach (var colour in new[] { town.Colour, town.Deep, town.Soft }.Where(colour => !IsColour(colour)))
            faults.Add($"colour {colour} is not written as #rrggbb");
        if (faults.Count > 0)
            return faults;

        Check("white on colour", Ratio("#ffffff", town.Colour), TownMinimum);
        Check("white on deep", Ratio("#ffffff", town.Deep), TownMinimum);
        Check("soft on colour", Ratio(town.Soft, town.Colour), SoftMinimum);
        return faults;

        void Check(string what, double ratio, double minimum)
        {
            if (ratio < minimum)
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what} has {ratio:0.0}:1, needs {minimum:0.0}:1"));
        }
    }

    public static bool IsColour(string colour) =>
        colour.Length == 7 && colour[0] == '#' && colour.AsSpan(1).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;

    private static double Luminance(string colour)
    {
        if (!IsColour(colour))
            throw new FormatException($"{colour} is not written as #rrggbb");
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));

        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }
}
