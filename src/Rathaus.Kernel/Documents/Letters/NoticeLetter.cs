namespace Rathaus.Kernel.Documents;

/// <summary>
/// A notice (Bescheid) in the order of our letters: the most important in brief, result, amount and period, reasons,
/// rights. All wording comes from the caller.
/// </summary>
public sealed record NoticeLetter : LetterFrame
{
    public IReadOnlyList<InlineText> KeyFacts { get; init; } = [];

    /// <summary>Salutation and the decision in full sentences.</summary>
    public required IReadOnlyList<LetterBlock> Result { get; init; }

    /// <summary>Why (§ 39 VwVfG); empty where the law lets reasons be left out.</summary>
    public IReadOnlyList<LetterBlock> Reasons { get; init; } = [];

    public FeesBlock? Fees { get; init; }

    public ChainBlock? Chain { get; init; }

    public RemedyBlock? Remedy { get; init; }

    /// <summary>Closing lines, for example <c>Im Auftrag</c> and the name.</summary>
    public InlineText? Closing { get; init; }

    /// <summary>Address where the document can be checked, or null.</summary>
    public string? VerifyAddress { get; init; }

    private protected override IEnumerable<LetterBlock> Body(LetterWords words)
    {
        var blocks = new List<LetterBlock>();
        if (KeyFacts.Count > 0)
            blocks.Add(new KeyFactsBlock(words.Gist, KeyFacts));
        blocks.AddRange(Result);
        if (Fees is not null)
            blocks.AddRange([new HeadingBlock(2, words.Fees), Fees]);
        if (Chain is not null)
            blocks.AddRange([new HeadingBlock(2, words.Chain), Chain]);
        if (Reasons.Count > 0)
            blocks.AddRange([new HeadingBlock(2, words.Reasons), .. Reasons]);
        if (Remedy is not null)
            blocks.Add(Remedy);
        if (Closing is not null)
            blocks.Add(new ParagraphBlock(Closing));
        if (VerifyAddress is { } address)
            blocks.Add(Verification(words, address));
        return blocks;
    }
}
