using System.Text;
using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>Strings: the standard functions and the extension "strings".</summary>
internal static class Strings
{
    private static readonly CelType Text = CelType.String;
    private static readonly CelType Texts = CelType.List(CelType.String);

    public static IEnumerable<CelFunction> Functions =>
    [
        new("contains", Member("contains_string", CelType.Bool, call => CelValue.Of(call[0].AsString.Contains(call[1].AsString, StringComparison.Ordinal)), Text, Text)),
        new("startsWith", Member("starts_with_string", CelType.Bool, call => CelValue.Of(call[0].AsString.StartsWith(call[1].AsString, StringComparison.Ordinal)), Text, Text)),
        new("endsWith", Member("ends_with_string", CelType.Bool, call => CelValue.Of(call[0].AsString.EndsWith(call[1].AsString, StringComparison.Ordinal)), Text, Text)),
        new("matches",
            Global("matches", CelType.Bool, Unreached, Text, Text),
            Member("matches_string", CelType.Bool, Unreached, Text, Text)),
        new("charAt", Member("string_char_at_int", Text, CharAt, Text, CelType.Int)),
        new("indexOf",
            Member("string_index_of_string", CelType.Int, call => IndexOf(call[0].AsString, call[1].AsString, 0, bounded: false), Text, Text),
            Member("string_index_of_string_int", CelType.Int, call => IndexOf(call[0].AsString, call[1].AsString, call[2].AsInt, bounded: true), Text, Text, CelType.Int)),
        new("lastIndexOf",
            Member("string_last_index_of_string", CelType.Int, LastIndexOf, Text, Text),
            Member("string_last_index_of_string_int", CelType.Int, LastIndexOfFrom, Text, Text, CelType.Int)),
        new("lowerAscii", Member("string_lower_ascii", Text, call => CelValue.Of(MapAscii(call[0].AsString, c => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c)), Text)),
        new("upperAscii", Member("string_upper_ascii", Text, call => CelValue.Of(MapAscii(call[0].AsString, c => c is >= 'a' and <= 'z' ? (char)(c & ~0x20) : c)), Text)),
        new("replace",
            Member("string_replace_string_string", Text, call => Replace(call[0].AsString, call[1].AsString, call[2].AsString, -1), Text, Text, Text),
            Member("string_replace_string_string_int", Text, call => Replace(call[0].AsString, call[1].AsString, call[2].AsString, call[3].AsInt), Text, Text, Text, CelType.Int)),
        new("split",
            Member("string_split_string", Texts, call => Split(call[0].AsString, call[1].AsString, -1), Text, Text),
            Member("string_split_string_int", Texts, call => Split(call[0].AsString, call[1].AsString, call[2].AsInt), Text, Text, CelType.Int)),
        new("join",
            Member("list_join", Text, call => CelValue.Of(string.Concat(call[0].AsList.Select(item => item.AsString))), Texts),
            Member("list_join_string", Text, Join, Texts, Text)),
        new("substring",
            Member("string_substring_int", Text, call => Substring(call[0].AsString, call[1].AsInt, null), Text, CelType.Int),
            Member("string_substring_int_int", Text, call => Substring(call[0].AsString, call[1].AsInt, call[2].AsInt), Text, CelType.Int, CelType.Int)),
        new("trim", Member("string_trim", Text, call => CelValue.Of(call[0].AsString.Trim()), Text)),
        new("reverse", Member("string_reverse", Text, call => CelValue.Of(CodePoints.Reverse(call[0].AsString)), Text)),
        new("format", Member("string_format", Text, call => Formatting.Format(call[0].AsString, call[1].AsList), Text, CelType.List(CelType.Dyn))),
        new("strings.quote", Global("strings_quote", Text, call => CelValue.Of(Quote(call[0].AsString)), Text)),
    ];

    private static CelValue Unreached(CelCall call) =>
        throw new InvalidOperationException("The compiler has its own code for regular expressions");

    private static CelValue OutOfRange(long index) => CelValue.Error($"index out of range: {index}");

    private static CelValue CharAt(CelCall call)
    {
        var text = call[0].AsString;
        var at = CodePoints.Offset(text, call[1].AsInt);
        if (at < 0)
            return OutOfRange(call[1].AsInt);
        return CelValue.Of(at == text.Length ? "" : text.Substring(at, CodePoints.LengthAt(text, at)));
    }

    private static CelValue IndexOf(string text, string part, long from, bool bounded)
    {
        if (part.Length == 0)
            return CelValue.Of(from);
        var at = CodePoints.Offset(text, from);
        if (bounded && (at < 0 || at == text.Length))
            return OutOfRange(from);
        var found = text.IndexOf(part, at, StringComparison.Ordinal);
        return CelValue.Of(found < 0 ? -1L : CodePoints.Count(text.AsSpan(0, found)));
    }

    private static CelValue LastIndexOf(CelCall call)
    {
        var text = call[0].AsString;
        var part = call[1].AsString;
        if (part.Length == 0)
            return CelValue.Of((long)CodePoints.Count(text));
        var found = text.LastIndexOf(part, StringComparison.Ordinal);
        return CelValue.Of(found < 0 ? -1L : CodePoints.Count(text.AsSpan(0, found)));
    }

    private static CelValue LastIndexOfFrom(CelCall call)
    {
        var text = call[0].AsString;
        var part = call[1].AsString;
        var from = call[2].AsInt;
        if (part.Length == 0)
            return CelValue.Of(from);
        var at = CodePoints.Offset(text, from);
        if (at < 0 || at == text.Length)
            return OutOfRange(from);
        var end = Math.Min(text.Length, at + part.Length);
        var found = text.AsSpan(0, end).LastIndexOf(part, StringComparison.Ordinal);
        return CelValue.Of(found < 0 ? -1L : CodePoints.Count(text.AsSpan(0, found)));
    }

    private static string MapAscii(string text, Func<char, char> map) => string.Create(text.Length, (text, map), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = state.map(state.text[i]);
    });

    private static CelValue Replace(string text, string old, string with, long limit)
    {
        if (limit == 0)
            return CelValue.Of(text);
        var result = new StringBuilder();
        var at = 0;
        for (var done = 0L; limit < 0 || done < limit; done++)
        {
            // An empty text is found before every character and at the end.
            var found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal)
                : done == 0 ? 0
                : at < text.Length ? at + CodePoints.LengthAt(text, at) : -1;
            if (found < 0)
                break;
            result.Append(text, at, found - at).Append(with);
            at = found + old.Length;
            if (result.Length > TooLong)
                return CelValue.Error("the text becomes too long");
        }

        return CelValue.Of(result.Append(text, at, text.Length - at).ToString());
    }

    /// <summary>Characters at which replacing and joining stop; the step limit is not asked inside them.</summary>
    private const int TooLong = 16_000_000;

    private static CelValue Split(string text, string separator, long limit)
    {
        if (limit == 0)
            return CelValue.List([]);
        if (limit == 1)
            return CelValue.List([CelValue.Of(text)]);
        var parts = separator.Length > 0
            ? text.Split(separator, limit < 0 || limit > int.MaxValue ? int.MaxValue : (int)limit)
            : Characters(text, limit);
        return CelValue.List(Array.ConvertAll(parts, CelValue.Of));
    }

    private static string[] Characters(string text, long limit)
    {
        var all = CodePoints.Split(text).ToArray();
        return limit < 0 || all.Length <= limit
            ? all
            : [.. all.Take((int)limit - 1), string.Concat(all.Skip((int)limit - 1))];
    }

    private static CelValue Join(CelCall call)
    {
        var parts = call[0].AsList.Select(item => item.AsString).ToList();
        var separator = call[1].AsString;
        return parts.Sum(part => (long)part.Length) + (long)separator.Length * parts.Count > TooLong
            ? CelValue.Error("the text becomes too long")
            : CelValue.Of(string.Join(separator, parts));
    }

    private static CelValue Substring(string text, long start, long? end)
    {
        if (start > end)
            return CelValue.Error($"invalid substring range. start: {start}, end: {end}");
        var from = CodePoints.Offset(text, start);
        if (from < 0)
            return OutOfRange(start);
        if (end is null)
            return CelValue.Of(text[from..]);
        var to = CodePoints.Offset(text, end.Value);
        return to < 0 ? OutOfRange(end.Value) : CelValue.Of(text[from..to]);
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
