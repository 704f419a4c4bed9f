using System.Globalization;

namespace Rathaus.Identity;

/// <summary>A day typed into three fields.</summary>
internal static class TypedDay
{
    /// <summary>Null: no such day.</summary>
    public static DateOnly? Read(string day, string month, string year) =>
        int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var d)
        && int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
        && int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y)
        && y is > 1800 and < 3000 && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, m)
            ? new DateOnly(y, m, d)
            : null;
}
