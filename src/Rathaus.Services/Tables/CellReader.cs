using System.Globalization;
using Rathaus.Services.Source;

namespace Rathaus.Services.Tables;

/// <summary>Reads cells: values and bands of look-up tables, conditions of decision tables.</summary>
internal static class CellReader
{
    /// <returns>The cell, or null with a fault.</returns>
    public static Cell? Read(MapReader row, TableKey key, bool condition)
    {
        var node = row.Any(key.Name);
        if (node is null)
        {
            row.Fault(key.Name, $"{key.Name} is missing");
            return null;
        }

        if (condition && node is ScalarNode { Text: "-" })
            return AnyCell.Instance;
        Cell? cell = key.IsNumber ? Numbers(node, key, condition) : Texts(node, key, condition);
        if (cell is null)
            row.Fault(key.Name, $"{key.Name} must be {Wanted(key, condition)}");
        else if (Outside(cell, key) is { } strange)
            row.Fault(key.Name, $"{key.Name} cannot be {strange}");
        return cell;
    }

    /// <summary>One number, or null.</summary>
    public static decimal? Number(string? text, bool whole) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && (!whole || (decimal.Truncate(number) == number && number is >= long.MinValue and < long.MaxValue))
            ? number
            : null;

    /// <summary>The numbers from one to another, both included.</summary>
    public static Span Closed(decimal from, decimal to, bool whole) => Span(from, false, to, true, whole);

    private static TextCell? Texts(Node node, TableKey key, bool condition)
    {
        switch (node)
        {
            case ScalarNode { Text: { Length: > 0 } text } when Fits(text):
                return new TextCell([text]);
            case ListNode { Items.Count: > 0 } list when condition:
                var texts = list.Items.OfType<ScalarNode>().Select(item => item.Text ?? "").Where(Fits)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
                return texts.Count == list.Items.Count ? new TextCell(texts) : null;
            default:
                return null;
        }

        bool Fits(string text) => text.Length > 0 && (key.Kind != TableKeyKind.YesNo || text is "true" or "false");
    }

    private static NumberCell? Numbers(Node node, TableKey key, bool condition)
    {
        var whole = key.Kind == TableKeyKind.Integer;
        if (!condition)
        {
            if (key.Kind == TableKeyKind.Band)
                return Band(node);
            return node is ScalarNode { Text: { } single } && Number(single, whole) is { } number
                ? new NumberCell([Closed(number, number, whole)])
                : null;
        }

        var parts = node switch
        {
            ScalarNode { Text: { } text } => Parts(text),
            ListNode list => [.. list.Items.Select(item => (item as ScalarNode)?.Text ?? "")],
            _ => [],
        };
        var spans = new List<Span>();
        foreach (var part in parts)
        {
            if (Condition(part.Trim(), whole) is not { } span || span.From >= span.To)
                return null;
            spans.Add(span);
        }

        return spans.Count == 0 ? null : new NumberCell(Merged(spans));
    }

    private static NumberCell? Band(Node node)
    {
        if (node is not ListNode { Items: [ScalarNode from, ScalarNode below] })
            return null;
        var low = from.Text is null ? Cut.Lowest : Number(from.Text, whole: false) is { } first ? new Cut(first, After: false) : (Cut?)null;
        var high = below.Text is null ? Cut.Highest : Number(below.Text, whole: false) is { } end ? new Cut(end, After: false) : (Cut?)null;
        return low < high ? new NumberCell([new Span(low.Value, high.Value)]) : null;
    }

    /// <summary>Splits at commas outside brackets.</summary>
    private static List<string> Parts(string text)
    {
        var parts = new List<string>();
        var start = 0;
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            inside = text[i] is '[' or '(' || (inside && text[i] is not (']' or ')'));
            if (text[i] != ',' || inside)
                continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }

        parts.Add(text[start..]);
        return parts;
    }

    /// <summary><c>&lt; 12</c>, <c>&gt;= 5</c>, <c>[6, 12)</c>, <c>18..24</c>, <c>7</c>.</summary>
    private static Span? Condition(string text, bool whole)
    {
        if (text.StartsWith("<=", StringComparison.Ordinal))
            return Number(text[2..].Trim(), whole) is { } upTo ? Span(null, false, upTo, true, whole) : null;
        if (text.StartsWith('<'))
            return Number(text[1..].Trim(), whole) is { } below ? Span(null, false, below, false, whole) : null;
        if (text.StartsWith(">=", StringComparison.Ordinal))
            return Number(text[2..].Trim(), whole) is { } from ? Span(from, false, null, false, whole) : null;
        if (text.StartsWith('>'))
            return Number(text[1..].Trim(), whole) is { } above ? Span(above, true, null, false, whole) : null;
        if (text is ['[' or '(', .., ']' or ')'])
        {
            return text[1..^1].Split(',') is [var first, var last] && Number(first.Trim(), whole) is { } low && Number(last.Trim(), whole) is { } high
                ? Span(low, text[0] == '(', high, text[^1] == ']', whole)
                : null;
        }

        if (text.Split("..") is [var one, var other])
            return Number(one.Trim(), whole) is { } low && Number(other.Trim(), whole) is { } high ? Span(low, false, high, true, whole) : null;
        return Number(text, whole) is { } number ? Closed(number, number, whole) : null;
    }

    /// <summary>Whole numbers know no place between two of them: above 5 is from 6.</summary>
    private static Span Span(decimal? from, bool above, decimal? to, bool upTo, bool whole)
    {
        var low = from is { } first ? whole ? new Cut(above ? first + 1 : first, After: false) : new Cut(first, above) : Cut.Lowest;
        var high = to is { } last ? whole ? new Cut(upTo ? last + 1 : last, After: false) : new Cut(last, upTo) : Cut.Highest;
        return new Span(low, high);
    }

    private static List<Span> Merged(List<Span> spans)
    {
        spans.Sort((a, b) => a.From.CompareTo(b.From));
        var merged = new List<Span>();
        foreach (var span in spans)
        {
            if (merged.Count > 0 && span.From <= merged[^1].To)
                merged[^1] = new Span(merged[^1].From, span.To > merged[^1].To ? span.To : merged[^1].To);
            else
                merged.Add(span);
        }

        return merged;
    }

    private static string? Outside(Cell cell, TableKey key) => cell switch
    {
        TextCell text when key.Of.Count > 0 => text.Texts.FirstOrDefault(one => !key.Of.Contains(one)),
        NumberCell numbers when key.Range is { } range && numbers.Spans.Any(span =>
            (span.From < range.From && span.From != Cut.Lowest) || (span.To > range.To && span.To != Cut.Highest)) => numbers.ToString(),
        _ => null,
    };

    private static string Wanted(TableKey key, bool condition) => (key.Kind, condition) switch
    {
        (TableKeyKind.YesNo, _) => "true or false",
        (TableKeyKind.Text, false) => "a text",
        (TableKeyKind.Text, true) => "a text, a list of texts, or -",
        (TableKeyKind.Band, false) => "a band such as [0, 100]",
        (TableKeyKind.Integer, false) => "a whole number",
        (TableKeyKind.Integer, true) => "a condition on whole numbers such as \"< 12\", \"[6, 12)\", \"18..24\", 7 or -",
        (_, false) => "a number",
        (_, true) => "a condition such as \"< 12\", \"[6, 12)\", \"18..24\", 7 or -",
    };
}
