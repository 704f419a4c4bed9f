using System.Globalization;

namespace Rathaus.Rescue;

/// <summary>Fields and lines of a file as <see cref="CsvTable"/> reads them.</summary>
internal static class CsvText
{
    /// <summary>In quotes where a comma, a quote or a break stands in it.</summary>
    public static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"" : text;

    /// <summary>Numbers with a point, moments with their distance from UTC, nothing for null.</summary>
    public static string Line(params ReadOnlySpan<object?> values)
    {
        var fields = new string[values.Length];
        for (var at = 0; at < values.Length; at++)
            fields[at] = Field(Text(values[at]));
        return string.Join(',', fields);
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "1" : "0",
        double number => Math.Round(number, 9).ToString(CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
