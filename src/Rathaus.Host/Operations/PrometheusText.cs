using System.Globalization;
using System.Text;

namespace Rathaus.Host.Operations;

/// <summary>Writes collected series in the Prometheus text exposition format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricSeries> series)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var group in series.GroupBy(one => one.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = group.First();
            if (first.Help.Length > 0)
                text.Append("# HELP ").Append(group.Key).Append(' ').Append(first.Help.ReplaceLineEndings(" ")).Append('\n');
            text.Append("# TYPE ").Append(group.Key).Append(' ').Append(first.Kind).Append('\n');
            foreach (var one in group.OrderBy(one => one.Labels, StringComparer.Ordinal))
                one.AppendTo(text);
        }

        return text.ToString();
    }

    /// <summary>OpenTelemetry name and unit to a Prometheus name: dots to underscores, the unit as suffix.</summary>
    public static string NameOf(string instrument, string? unit, bool counter)
    {
        var name = new StringBuilder(instrument.Length + 8);
        foreach (var character in instrument)
            name.Append(char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '_');
        var suffix = unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" => "_ratio",
            _ => string.Empty,
        };
        name.Append(suffix);
        if (counter)
            name.Append("_total");
        return name.ToString();
    }

    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return string.Empty;
        var text = new StringBuilder("{");
        foreach (var (key, value) in tags)
        {
            if (text.Length > 1)
                text.Append(',');
            text.Append(NameOf(key, null, false)).Append("=\"");
            foreach (var character in ValueOf(key, value))
            {
                _ = character switch
                {
                    '\\' => text.Append(@"\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append(@"\n"),
                    _ => text.Append(character),
                };
            }

            text.Append('"');
        }

        return text.Append('}').ToString();
    }

    // A connection without a pool has no name of its own: the driver takes its connection string.
    private static string ValueOf(string key, object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
        return key == "db.client.connection.pool.name" && text.Contains('=', StringComparison.Ordinal) ? "unpooled" : text;
    }

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
