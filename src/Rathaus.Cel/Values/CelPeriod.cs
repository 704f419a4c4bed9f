namespace Rathaus.Cel;

/// <summary>
/// A span of the calendar: <c>years(1)</c> is twelve months. Added to a date months first, then days; a missing day
/// becomes the month's last (§ 188 (3) BGB).
/// </summary>
public readonly record struct CelPeriod(int Months, int Days)
{
    /// <summary>ISO 8601: <c>P1Y2M10D</c>.</summary>
    public override string ToString()
    {
        if (this == default)
            return "P0D";
        var years = Months / 12;
        var months = Months % 12;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"P{(years == 0 ? "" : $"{years}Y")}{(months == 0 ? "" : $"{months}M")}{(Days == 0 ? "" : $"{Days}D")}");
    }
}
