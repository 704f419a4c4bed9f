using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// Parts of a template between a line <c>{{#if condition}}</c> and a line <c>{{/if}}</c>. They may nest. Lines left out stay
/// as blank lines, so that faults keep their line numbers.
/// </summary>
internal static class Conditions
{
    private const string Open = "{{#if ";
    private const string Close = "{{/if}}";

    public static string Select(string template, Func<string, bool> holds)
    {
        if (!template.Contains("{{#if", StringComparison.Ordinal) && !template.Contains(Close, StringComparison.Ordinal))
            return template;
        var text = new StringBuilder(template.Length);
        var shown = new Stack<bool>();
        foreach (var line in template.ReplaceLineEndings("\n").Split('\n'))
        {
            if (ConditionOf(line) is { } condition)
                shown.Push((shown.Count == 0 || shown.Peek()) && holds(condition));
            else if (IsEnd(line))
                shown.TryPop(out _);
            else if (shown.Count == 0 || shown.Peek())
                text.Append(line);
            text.Append('\n');
        }

        return text.ToString();
    }

    public static IEnumerable<LetterFault> Faults(string template)
    {
        var open = new Stack<int>();
        var number = 0;
        foreach (var line in template.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (ConditionOf(line) is not null)
                open.Push(number);
            else if (IsEnd(line) && !open.TryPop(out _))
                yield return new LetterFault(number, "{{/if}} without {{#if …}}");
        }

        foreach (var line in open)
            yield return new LetterFault(line, "{{#if …}} without {{/if}}");
    }

    private static string? ConditionOf(string line)
    {
        var text = line.AsSpan().Trim();
        return text.StartsWith(Open, StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)
            ? text[Open.Length..^2].Trim().ToString()
            : null;
    }

    private static bool IsEnd(string line) => line.AsSpan().Trim().SequenceEqual(Close);
}
