using Rathaus.Kernel.Money;

namespace Rathaus.Kernel.Documents;

/// <summary>One block of a document. Blocks carry no layout; HTML and PDF each give them theirs.</summary>
public abstract record LetterBlock;

/// <param name="Level">1 to 6; the writers close gaps, so that no level is skipped.</param>
public sealed record HeadingBlock(int Level, InlineText Text) : LetterBlock;

/// <summary>How loud a paragraph speaks.</summary>
public enum ParagraphTone
{
    Normal,

    /// <summary>The result in one sentence, larger.</summary>
    Lead,

    /// <summary>Side remarks, smaller and muted.</summary>
    Small,
}

public sealed record ParagraphBlock(InlineText Text, ParagraphTone Tone = ParagraphTone.Normal) : LetterBlock;

/// <summary>A list; each entry is blocks, so that lists nest.</summary>
public sealed record ListBlock(bool Ordered, IReadOnlyList<IReadOnlyList<LetterBlock>> Entries) : LetterBlock
{
    public static ListBlock Of(params IReadOnlyList<InlineText> entries) =>
        new(Ordered: false, [.. entries.Select(entry => (IReadOnlyList<LetterBlock>)[new ParagraphBlock(entry)])]);
}

public enum CellAlignment
{
    Start,
    End,
    Centre,
}

/// <param name="Weight">Share of the width; 0 lets the writer measure the content.</param>
public sealed record TableColumn(InlineText Header, CellAlignment Alignment = CellAlignment.Start, double Weight = 0);

/// <summary>A data table; the first column is the row header when <see cref="RowHeaders"/> is set.</summary>
public sealed record TableBlock(IReadOnlyList<TableColumn> Columns, IReadOnlyList<IReadOnlyList<InlineText>> Rows) : LetterBlock
{
    public string? Caption { get; init; }

    public bool RowHeaders { get; init; }
}

/// <summary>Pairs of label and value.</summary>
public sealed record DefinitionBlock(IReadOnlyList<DefinitionEntry> Entries) : LetterBlock;

public sealed record DefinitionEntry(InlineText Term, InlineText Value);

/// <summary>
/// Head of the first page: who writes, to whom, and the reference lines (DIN 5008 form B: the address stands in the window).
/// </summary>
public sealed record LetterheadBlock : LetterBlock
{
    /// <summary>For example <c>Stadt Wuppertal</c>.</summary>
    public required string Sender { get; init; }

    /// <summary>For example <c>Straßenverkehrsamt</c>.</summary>
    public required string Office { get; init; }

    /// <summary>Letter in the town's tile, for example <c>W</c>.</summary>
    public required string Tile { get; init; }

    /// <summary>Street, post code and town of the sender in one line, above the address.</summary>
    public required string ReturnLine { get; init; }

    /// <summary>Lines of the address field; empty for documents that nobody posts.</summary>
    public IReadOnlyList<string> Address { get; init; } = [];

    /// <summary>Reference lines beside the address: file number, date, contact.</summary>
    public IReadOnlyList<DefinitionEntry> References { get; init; } = [];
}

/// <summary>The three to five facts that stand before everything else.</summary>
public sealed record KeyFactsBlock(string Title, IReadOnlyList<InlineText> Facts) : LetterBlock;

/// <summary>One fee with its legal basis.</summary>
public sealed record FeeLine(InlineText Label, Euro Amount, string Basis, string? Note = null);

/// <summary>Fees with their sum.</summary>
public sealed record FeesBlock(IReadOnlyList<FeeLine> Lines, Euro Total) : LetterBlock;

/// <summary>One step of a computation: what, with which numbers, what came out, on which basis.</summary>
public sealed record ChainStep(string Step, string Numbers, string Result, string Basis, bool IsResult = false);

/// <summary>How an amount came about.</summary>
public sealed record ChainBlock(IReadOnlyList<ChainStep> Steps) : LetterBlock
{
    /// <summary>Constants and sources below the table, or null.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// Remedy instruction (Rechtsbehelfsbelehrung, § 37 (6) VwVfG, § 58 VwGO): the legal wording unchanged, with a plain
/// sentence above it.
/// </summary>
public sealed record RemedyBlock(string Title, InlineText? Plain, IReadOnlyList<InlineText> Wording) : LetterBlock;

/// <summary>A QR code with its caption.</summary>
/// <param name="Content">What a scanner reads.</param>
/// <param name="Alternative">What the picture is for, read out instead of it.</param>
/// <param name="Millimetres">Edge length without the quiet zone.</param>
public sealed record QrBlock(string Content, string Alternative, InlineText Caption, double Millimetres = 28) : LetterBlock;

/// <summary>Text that is read from a metre away, such as plate and validity of a permit.</summary>
/// <param name="Points">Type size wished for; reduced where the text would not fit the line.</param>
public sealed record BigTextBlock(string Label, string Text, double Points = 54) : LetterBlock;

/// <summary>A thin line.</summary>
public sealed record RuleBlock : LetterBlock;

public sealed record PageBreakBlock : LetterBlock;
