namespace Rathaus.Services.Documents;

/// <summary>The parts of a template that stand between <c>{{#if …}}</c> and <c>{{/if}}</c>, each mark at the start of a line.</summary>
internal static class Conditionals
{
    private const string Open = "{{#if ";
    private const string Close = "{{/if}}";

    /// <summary>Lines of text with the condition they stand under, or null; the marks' own lines come with no text.</summary>
    public static IEnumerable<(int Line, string Text, string? Condition, string? Fault)> Lines(string markdown)
    {
        string? condition = null;
        var opened = 0;
        var number = 0;
        foreach (var line in markdown.Split('\n'))
        {
            number++;
            var text = line.TrimEnd();
            if (text.StartsWith(Open, StringComparison.Ordinal) && text.IndexOf("}}", StringComparison.Ordinal) is > 0 and var end)
            {
                var fault = condition is null ? null : $"the condition of line {opened} is still open";
                condition = text[Open.Length..end].Trim();
                opened = number;
                yield return (number, text[(end + 2)..], condition, fault);
            }
            else if (text.EndsWith(Close, StringComparison.Ordinal))
            {
                yield return (number, text[..^Close.Length], condition, condition is null ? "{{/if}} without {{#if}}" : null);
                condition = null;
            }
            else
            {
                yield return (number, line, condition, null);
            }
        }

        if (condition is not null)
            yield return (opened, "", condition, "the condition is never closed with {{/if}}");
    }

    /// <summary>The template without the parts whose condition does not hold.</summary>
    public static string Keep(string markdown, Func<string, bool> holds)
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        var kept = new System.Text.StringBuilder(markdown.Length);
        foreach (var (_, text, condition, _) in Lines(markdown))
        {
            if (condition is not null && !known.ContainsKey(condition))
                known[condition] = holds(condition);
            if (condition is null || known[condition])
                kept.Append(text).Append('\n');
        }

        return kept.ToString();
    }
}
