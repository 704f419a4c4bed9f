using System.Globalization;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>
/// Values of parameters as staff type them: <c>30,00</c>; by date <c>30,00 ab 1.5.2025; 35,00 ab 1.1.2027</c>; months <c>12, 24</c>; options
/// a line each, <c>id | Deutsch | English | Einfach</c>.
/// </summary>
internal static class SettingText
{
    private const string From = " ab ";

    private static readonly string[] OptionKeys = ["id", "label", "en", "de-einfach"];

    public static string Of(ParameterDef def, Node? node) => (def.Type, node) switch
    {
        (_, null) => "",
        (ParameterType.Options, ListNode list) => string.Join('\n', list.Items.OfType<MapNode>().Select(option =>
            string.Join(" | ", OptionKeys.Select(key => (option.Value(key) as ScalarNode)?.Text ?? "")))),
        (ParameterType.Months, ListNode list) => string.Join(", ", list.Items.Select(YamlWriter.OneLine)),
        (_, ListNode list) => string.Join("; ", list.Items.OfType<MapNode>().Select(dated =>
            $"{Plain(def, dated.Value("value"))}{From}{Day(YamlWriter.OneLine(dated.Value("from")))}")),
        (_, { } single) => Plain(def, single),
    };

    /// <returns>The value, or null when it cannot be read at all; limits are checked elsewhere.</returns>
    public static Node? Node(ParameterDef def, string raw)
    {
        switch (def.Type)
        {
            case ParameterType.Options:
                return OverlayEdit.List(raw.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Option));
            case ParameterType.Months:
                return OverlayEdit.List(raw.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(OverlayEdit.Scalar));
            case ParameterType.Money or ParameterType.Decimal or ParameterType.Integer when raw.Contains(From, StringComparison.Ordinal):
                var dated = raw.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => Dated(def, part)).ToList();
                return dated.Contains(null) ? null : OverlayEdit.List(dated!);
            default:
                return Typed(def, raw) is { } text ? OverlayEdit.Scalar(text) : null;
        }
    }

    public static string Day(string iso) => MapReader.TryDate(iso, out var day) ? Day(day) : iso;

    public static string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Day}.{day.Month}.{day.Year}");

    /// <summary><c>1.5.2025</c>, <c>01.05.2025</c> or <c>2025-05-01</c>.</summary>
    public static bool TryDay(string raw, out DateOnly day) =>
        DateOnly.TryParseExact(raw.Trim(), ["d.M.yyyy", "dd.MM.yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>A figure with the German comma.</summary>
    public static string Number(string text) => text.Replace('.', ',');

    private static string Plain(ParameterDef def, Node? node)
    {
        var text = YamlWriter.OneLine(node);
        return def.Type switch
        {
            ParameterType.Money or ParameterType.Decimal => Number(text),
            ParameterType.Date => Day(text),
            _ => text,
        };
    }

    private static string? Typed(ParameterDef def, string raw)
    {
        switch (def.Type)
        {
            case ParameterType.Money or ParameterType.Decimal:
                var figure = raw.Replace("€", "", StringComparison.Ordinal).Trim();
                figure = figure.Contains(',', StringComparison.Ordinal) ? figure.Replace(".", "", StringComparison.Ordinal).Replace(',', '.') : figure;
                return decimal.TryParse(figure, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                    ? number.ToString(def.Type == ParameterType.Money && decimal.Round(number, 2) == number ? "0.00" : "0.############", CultureInfo.InvariantCulture)
                    : null;
            case ParameterType.Date:
                return TryDay(raw, out var day) ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
            default:
                return raw;
        }
    }

    private static Node? Dated(ParameterDef def, string part)
    {
        var at = part.LastIndexOf(From, StringComparison.Ordinal);
        return at > 0 && Typed(def, part[..at].Trim()) is { } value && TryDay(part[(at + From.Length)..], out var day)
            ? OverlayEdit.Map(("value", OverlayEdit.Scalar(value)), ("from", OverlayEdit.Scalar(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))))
            : null;
    }

    private static MapNode Option(string line)
    {
        var parts = line.Split('|', StringSplitOptions.TrimEntries);
        string Part(int index) => index < parts.Length && parts[index].Length > 0 ? parts[index] : parts[Math.Min(1, parts.Length - 1)];
        return OverlayEdit.Map(
            ("id", OverlayEdit.Scalar(parts[0])), ("label", OverlayEdit.Scalar(Part(1))), ("en", OverlayEdit.Scalar(Part(2))), ("de-einfach", OverlayEdit.Scalar(Part(3))));
    }
}
