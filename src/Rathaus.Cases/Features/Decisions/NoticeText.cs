using System.Text;
using Rathaus.Kernel.Documents;

namespace Rathaus.Cases.Features.Decisions;

/// <summary>
/// The wording of a notice as Markdown that a clerk may change. What is computed (fees, chain, remedy, codes) stands in
/// it as a line such as <c>{{ fees }}</c>: it can be moved or left out, not rewritten.
/// </summary>
internal static class NoticeText
{
    /// <summary>Markdown of a rendered template; values in it are escaped, so that they stay text.</summary>
    public static string Write(LetterDocument letter)
    {
        var text = new StringBuilder();
        foreach (var (name, block) in Named(letter.Blocks))
            WriteBlock(text, name, block);
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The wording as blocks again, with the computed ones of the rendered template.</summary>
    public static IReadOnlyList<LetterBlock> Read(string markdown, LetterDocument letter)
    {
        var computed = Named(letter.Blocks).Where(entry => entry.Name is not null)
            .ToDictionary(entry => entry.Name!, entry => entry.Block, StringComparer.Ordinal);
        return LetterMarkdown.ParseBlocks(
            markdown,
            static expression => "{{ " + expression + " }}",
            expression => computed.TryGetValue(expression, out var block) ? [block] : null);
    }

    /// <summary>Puts what registers gave in the place of its marks; it stays text.</summary>
    public static string Fill(string markdown, IReadOnlyDictionary<string, string> late)
    {
        foreach (var (mark, text) in late)
            markdown = markdown.Replace(Escape(mark), Escape(text), StringComparison.Ordinal).Replace(mark, Escape(text), StringComparison.Ordinal);
        return markdown;
    }

    private static IEnumerable<(string? Name, LetterBlock Block)> Named(IReadOnlyList<LetterBlock> blocks)
    {
        var used = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var block in blocks)
        {
            var name = block switch
            {
                HeadingBlock or ParagraphBlock { Tone: ParagraphTone.Normal } => null,
                ListBlock list when IsPlain(list) => null,
                FeesBlock => "fees",
                ChainBlock => "chain",
                RemedyBlock => "remedy",
                DefinitionBlock => "answers",
                KeyFactsBlock => "facts",
                QrBlock => "proof.qr",
                TableBlock => "table",
                BigTextBlock => "label",
                RuleBlock => "rule",
                PageBreakBlock => "page",
                _ => "block",
            };
            if (name is null)
            {
                yield return (null, block);
                continue;
            }

            used[name] = used.GetValueOrDefault(name) + 1;
            yield return (used[name] == 1 ? name : $"{name}-{used[name]}", block);
        }
    }

    private static bool IsPlain(ListBlock list) => list.Entries.All(entry => entry is [ParagraphBlock]);

    private static void WriteBlock(StringBuilder text, string? name, LetterBlock block)
    {
        if (name is not null)
        {
            text.Append("{{ ").Append(name).Append(" }}\n\n");
            return;
        }

        switch (block)
        {
            case HeadingBlock heading:
                text.Append('#', heading.Level).Append(' ').Append(Inline(heading.Text)).Append("\n\n");
                break;
            case ParagraphBlock paragraph:
                text.Append(StartSafe(Inline(paragraph.Text))).Append("\n\n");
                break;
            case ListBlock list:
                for (var i = 0; i < list.Entries.Count; i++)
                    text.Append(list.Ordered ? $"{i + 1}. " : "- ").Append(Inline(((ParagraphBlock)list.Entries[i][0]).Text)).Append('\n');
                text.Append('\n');
                break;
            default:
                throw new InvalidOperationException($"A {block.GetType().Name} has no wording");
        }
    }

    /// <summary>A paragraph that begins like a list entry stays a paragraph.</summary>
    private static string StartSafe(string paragraph)
    {
        var digits = paragraph.TakeWhile(char.IsAsciiDigit).Count();
        if (digits > 0 && digits < paragraph.Length && paragraph[digits] is ('.' or ')'))
            return paragraph.Insert(digits, "\\");
        return paragraph.Length > 0 && paragraph[0] is ('-' or '+') ? "\\" + paragraph : paragraph;
    }

    private static string Inline(InlineText inline)
    {
        var text = new StringBuilder();
        foreach (var run in inline.Runs)
        {
            var escaped = Escape(run.Text);
            text.Append(run switch
            {
                { Link: { } address } => $"[{escaped}]({address})",
                { Strong: true } => $"**{escaped}**",
                { Emphasis: true } => $"*{escaped}*",
                _ => escaped,
            });
        }

        return text.ToString();
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (character is '\\' or '*' or '_' or '`' or '[' or ']' or '<' or '>' or '#' or '|' or '{' or '}' or '~' or '&')
                escaped.Append('\\');
            escaped.Append(character is '\n' or '\r' ? ' ' : character);
        }

        return escaped.ToString();
    }
}
