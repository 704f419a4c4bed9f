using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Documents;

/// <summary>What receipt, notice and permit share: head, foot, colours, mark, and the way to check the document.</summary>
public abstract record LetterFrame
{
    public required string Title { get; init; }

    public Language Language { get; init; } = Language.German;

    public required LetterheadBlock Letterhead { get; init; }

    public LetterColours Colours { get; init; } = LetterColours.Region;

    /// <summary>Honesty mark at the head of every page, or null.</summary>
    public string? Mark { get; init; }

    public DateTimeOffset? Created { get; init; }

    public IReadOnlyList<LetterAttachment> Attachments { get; init; } = [];

    public LetterDocument ToDocument() => new()
    {
        Title = Title,
        Language = Language,
        Author = Letterhead.Sender,
        Footer = Footer(Letterhead),
        Mark = Mark,
        Created = Created,
        Colours = Colours,
        Attachments = Attachments,
        Blocks = [Letterhead, new HeadingBlock(1, Title), .. Body(LetterWords.For(Language))],
    };

    /// <summary>Everything below the title.</summary>
    private protected abstract IEnumerable<LetterBlock> Body(LetterWords words);

    private protected static QrBlock Verification(LetterWords words, string address) => new(
        address, words.VerifyPicture,
        new InlineText([new TextRun(words.Verify), new TextRun(address, Link: address)]));

    /// <summary>Sender, office and first reference (the file number) at the foot of every page.</summary>
    private static string Footer(LetterheadBlock head)
    {
        var footer = $"{head.Sender} · {head.Office}";
        return head.References is [var first, ..]
            ? $"{footer} · {first.Term.PlainText} {first.Value.PlainText}"
            : footer;
    }
}
