using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// Takes the <c>{{ expression }}</c> of a template out before Markdown is read and leaves one private-use character each.
/// A value is put in only after parsing, so nothing in it can become markup.
/// </summary>
internal sealed class Placeholders
{
    private const char First = '\uE000';
    private const int Most = 0xF8FF - 0xE000;

    private readonly List<string> expressions = [];

    private Placeholders(string text) => Text = text;

    /// <summary>The template with marks in place of expressions.</summary>
    public string Text { get; private set; }

    /// <summary>Expressions in order of appearance.</summary>
    public IReadOnlyList<string> Expressions => expressions;

    /// <summary>Lines (from 1) on which a placeholder is opened and never closed.</summary>
    public List<int> Unclosed { get; } = [];

    public static Placeholders Of(string template)
    {
        var result = new Placeholders("");
        var text = new StringBuilder(template.Length);
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '{' && i + 1 < template.Length && template[i + 1] == '{' && result.expressions.Count < Most)
            {
                var end = EndOf(template, i + 2);
                if (end > 0)
                {
                    text.Append((char)(First + result.expressions.Count));
                    result.expressions.Add(template[(i + 2)..end].Trim());
                    i = end + 1;
                    continue;
                }

                result.Unclosed.Add(template.AsSpan(0, i).Count('\n') + 1);
            }

            text.Append(IsMark(template[i]) ? '\uFFFD' : template[i]);
        }

        result.Text = text.ToString();
        return result;
    }

    /// <summary>Puts values in place of the marks.</summary>
    public string Fill(string text, Func<string, string> resolve)
    {
        if (!text.AsSpan().ContainsAnyInRange(First, '\uF8FF'))
            return text;
        var filled = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (ExpressionOf(c) is { } expression)
                filled.Append(resolve(expression));
            else
                filled.Append(c);
        }

        return filled.ToString();
    }

    public string? ExpressionOf(char c) => IsMark(c) && c - First < expressions.Count ? expressions[c - First] : null;

    private static bool IsMark(char c) => c is >= First and <= '\uF8FF';

    /// <summary>Position of the closing braces: braces of map literals nest, braces in string literals do not count.</summary>
    private static int EndOf(string text, int from)
    {
        var depth = 0;
        for (var i = from; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n' when i + 1 < text.Length && text[i + 1] is '\n' or '\r':
                    return -1;
                case '"' or '\'':
                    var quote = text[i];
                    for (i++; i < text.Length && text[i] != quote && text[i] != '\n'; i++)
                    {
                        if (text[i] == '\\')
                            i++;
                    }

                    break;
                case '{':
                    depth++;
                    break;
                case '}' when depth > 0:
                    depth--;
                    break;
                case '}' when i + 1 < text.Length && text[i + 1] == '}':
                    return i;
                default:
                    break;
            }
        }

        return -1;
    }
}
