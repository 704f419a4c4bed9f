namespace Rathaus.Kernel.Documents;

/// <summary>One line of a permit that is read from a metre away: zone, plate, validity.</summary>
/// <param name="Points">Wished type size; 54 points give capital letters of about 13 mm.</param>
public sealed record PermitLine(string Label, string Text, double Points = 54);

/// <summary>A permit (Ausweis) on one page: large lines, number, and a QR code of at least 25 mm.</summary>
public sealed record PermitLetter : LetterFrame
{
    public required IReadOnlyList<PermitLine> Lines { get; init; }

    /// <summary>Number, holder and the like in normal size; a permit behind a windscreen needs no name.</summary>
    public IReadOnlyList<DefinitionEntry> Facts { get; init; } = [];

    public required string VerifyAddress { get; init; }

    /// <summary>How to use it, small.</summary>
    public IReadOnlyList<InlineText> Conditions { get; init; } = [];

    /// <summary>
    /// Enlarges a permit written as a template: a paragraph that ends in strong text, such as <c>Zone **12**</c>, becomes
    /// a line to be read from a metre away, its other words the label. The first line is the largest.
    /// </summary>
    public static IReadOnlyList<LetterBlock> Enlarge(IReadOnlyList<LetterBlock> blocks)
    {
        var result = new List<LetterBlock>(blocks.Count);
        var points = 72.0;
        foreach (var block in blocks)
        {
            if (block is ParagraphBlock { Text.Runs: [.., { Strong: true } last] runs })
            {
                result.Add(new BigTextBlock(string.Concat(runs.SkipLast(1).Select(run => run.Text)).Trim(), last.Text, points));
                points = 44;
            }
            else
            {
                result.Add(block);
            }
        }

        return result;
    }

    private protected override IEnumerable<LetterBlock> Body(LetterWords words)
    {
        var blocks = new List<LetterBlock>();
        blocks.AddRange(Lines.Select(line => new BigTextBlock(line.Label, line.Text, line.Points)));
        if (Facts.Count > 0)
            blocks.Add(new DefinitionBlock(Facts));
        blocks.Add(Verification(words, VerifyAddress) with { Millimetres = 32 });
        blocks.AddRange(Conditions.Select(condition => new ParagraphBlock(condition, ParagraphTone.Small)));
        return blocks;
    }
}
