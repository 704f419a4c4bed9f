namespace Rathaus.Kernel.Documents;

/// <summary>A stretch of text in one style. A line feed in <paramref name="Text"/> is a forced line break.</summary>
/// <param name="Link">https or mailto address, or null.</param>
/// <param name="Tag">BCP 47 tag where the language differs from the document's, or null.</param>
public sealed record TextRun(
    string Text, bool Strong = false, bool Emphasis = false, bool Code = false, string? Link = null, string? Tag = null);

/// <summary>Text of a paragraph, heading or cell: runs in order.</summary>
public sealed record InlineText(IReadOnlyList<TextRun> Runs)
{
    public static readonly InlineText Empty = new([]);

    public static implicit operator InlineText(string text) => Plain(text);

    /// <summary>Plain text; nothing in it is markup.</summary>
    public static InlineText Plain(string text) => text.Length == 0 ? Empty : new([new TextRun(text)]);

    public static InlineText Strong(string text) => new([new TextRun(text, Strong: true)]);

    /// <summary>The words without style.</summary>
    public string PlainText => string.Concat(Runs.Select(run => run.Text));

    public InlineText Append(InlineText more) => new([.. Runs, .. more.Runs]);
}
