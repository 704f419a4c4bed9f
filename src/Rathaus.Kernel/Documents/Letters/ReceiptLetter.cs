namespace Rathaus.Kernel.Documents;

/// <summary>Confirmation of receipt (Eingangsbestätigung): what arrived, when, under which number, and what happens next.</summary>
public sealed record ReceiptLetter : LetterFrame
{
    /// <summary>One sentence on what is done and what the person has to do now.</summary>
    public required InlineText Summary { get; init; }

    /// <summary>Number of the case; printed large.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>Day and time in words, for example <c>Freitag, 20. November 2026, 14:39 Uhr</c>.</summary>
    public required string ArrivedAt { get; init; }

    /// <summary>Further lines such as service, applicant, address.</summary>
    public IReadOnlyList<DefinitionEntry> Facts { get; init; } = [];

    public IReadOnlyList<InlineText> NextSteps { get; init; } = [];

    public FeesBlock? Fees { get; init; }

    /// <summary>Check sign of the receipt (SHA-256 in groups of four), or null.</summary>
    public string? CheckSign { get; init; }

    public string? VerifyAddress { get; init; }

    private protected override IEnumerable<LetterBlock> Body(LetterWords words)
    {
        var facts = new List<DefinitionEntry>
        {
            new(words.Number, new InlineText([new TextRun(CaseNumber, Strong: true, Code: true)])),
            new(words.Arrived, InlineText.Strong(ArrivedAt)),
        };
        facts.AddRange(Facts);
        if (CheckSign is { } sign)
            facts.Add(new DefinitionEntry(words.CheckSign, new InlineText([new TextRun(sign, Code: true)])));
        var blocks = new List<LetterBlock>
        {
            new ParagraphBlock(Summary, ParagraphTone.Lead), new DefinitionBlock(facts),
        };
        if (VerifyAddress is { } address)
            blocks.Add(Verification(words, address));
        if (NextSteps.Count > 0)
            blocks.AddRange([new HeadingBlock(2, words.NextSteps), ListBlock.Of(NextSteps) with { Ordered = true }]);
        if (Fees is not null)
            blocks.AddRange([new HeadingBlock(2, words.Fees), Fees]);
        return blocks;
    }
}
