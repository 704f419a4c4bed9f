using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Rathaus.Kernel.Documents;

/// <summary>Something a template holds that a letter cannot; <paramref name="Line"/> counts from 1.</summary>
public sealed record LetterFault(int Line, string Message);

/// <summary>
/// Templates of letters: Markdown with headings, paragraphs, strong, emphasis, lists, tables, links (https and mailto) and
/// lines. <c>{{ expression }}</c> is replaced by text; a line that holds nothing else may stand for whole blocks such as
/// <c>{{ fees }}</c>. Lines <c>{{#if condition}}</c> and <c>{{/if}}</c> frame what depends on a condition. Values are never
/// read as markup.
/// </summary>
public static class LetterMarkdown
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UsePreciseSourceLocation().Build();

    /// <param name="resolve">Value of an expression as text.</param>
    /// <param name="blocks">Blocks an expression stands for when it is alone in its line, or null: then it is text.</param>
    /// <param name="when">Whether a condition holds; null takes every part.</param>
    /// <returns>A document titled by its first heading; the caller adds language, letterhead and the rest.</returns>
    public static LetterDocument Parse(
        string markdown, Func<string, string> resolve, Func<string, IReadOnlyList<LetterBlock>?>? blocks = null,
        Func<string, bool>? when = null)
    {
        var parsed = ParseBlocks(markdown, resolve, blocks, when);
        var title = parsed.OfType<HeadingBlock>().FirstOrDefault()?.Text.PlainText;
        return new LetterDocument { Title = string.IsNullOrWhiteSpace(title) ? "Schreiben" : title, Blocks = parsed };
    }

    public static IReadOnlyList<LetterBlock> ParseBlocks(
        string markdown, Func<string, string> resolve, Func<string, IReadOnlyList<LetterBlock>?>? blocks = null,
        Func<string, bool>? when = null)
    {
        var placeholders = Placeholders.Of(Conditions.Select(markdown, when ?? (static _ => true)));
        return TreeOf(placeholders.Text) is { } tree
            ? new MarkdownReader(placeholders, resolve, blocks).Read(tree)
            : [new ParagraphBlock(placeholders.Fill(placeholders.Text, resolve))];
    }

    /// <summary>The expressions of a template, in order, for type checks; without conditions.</summary>
    public static IReadOnlyList<string> ExpressionsOf(string markdown) =>
        Placeholders.Of(Conditions.Select(markdown, static _ => true)).Expressions;

    /// <summary>The conditions of a template, in order, for type checks.</summary>
    public static IReadOnlyList<string> ConditionsOf(string markdown)
    {
        var conditions = new List<string>();
        Conditions.Select(markdown, condition =>
        {
            conditions.Add(condition);
            return true;
        });
        return conditions;
    }

    /// <summary>What a template holds that a letter cannot show as meant. <see cref="Parse"/> shows such parts as plain text.</summary>
    public static IReadOnlyList<LetterFault> Check(string markdown)
    {
        var placeholders = Placeholders.Of(Conditions.Select(markdown, static _ => true));
        var faults = Conditions.Faults(markdown).ToList();
        faults.AddRange(placeholders.Unclosed.Select(line => new LetterFault(line, "placeholder is not closed with }}")));
        if (TreeOf(placeholders.Text) is not { } tree)
            return [.. faults, new LetterFault(1, "lists, emphasis or links are nested too deeply")];
        foreach (var node in tree.Descendants())
        {
            var message = node switch
            {
                QuoteBlock => "quotations are not part of letters",
                CodeBlock => "code blocks are not part of letters",
                LinkInline { IsImage: true } => "pictures are not part of letters",
                LinkInline link when !IsAllowed(link.Url) && !HoldsPlaceholder(link.Url, placeholders) =>
                    "links lead to https or mailto addresses only",
                AutolinkInline auto when !IsAllowed(AddressOf(auto)) => "links lead to https or mailto addresses only",
                Table table when !table.OfType<TableRow>().Any(row => row.IsHeader) => "a table needs a header row",
                _ => null,
            };
            if (message is not null)
                faults.Add(new LetterFault(node.Line + 1, message));
        }

        return [.. faults.OrderBy(fault => fault.Line)];
    }

    /// <summary>Null where the nesting exceeds the parser's limit of 128 levels; such text is shown as it is.</summary>
    private static MarkdownDocument? TreeOf(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Only these two schemes; anything else stays text.</summary>
    internal static bool IsAllowed(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && !address.AsSpan().ContainsAnyInRange('\0', ' ')
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeMailto);

    internal static string AddressOf(AutolinkInline link) => link.IsEmail ? $"mailto:{link.Url}" : link.Url;

    private static bool HoldsPlaceholder(string? url, Placeholders placeholders) =>
        url?.Any(c => placeholders.ExpressionOf(c) is not null) == true;
}
