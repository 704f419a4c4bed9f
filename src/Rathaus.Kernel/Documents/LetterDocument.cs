using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// A letter, notice, permit or receipt before it becomes a page: blocks in reading order. The same document is shown as
/// HTML (<see cref="LetterHtml"/>) and written as PDF/A-3 level A and PDF/UA-1 (<see cref="LetterPdf"/>).
/// </summary>
public sealed record LetterDocument
{
    /// <summary>Title of window, bookmark root and metadata.</summary>
    public required string Title { get; init; }

    public Language Language { get; init; } = Language.German;

    /// <summary>Who issued it (metadata), for example <c>Stadt Wuppertal</c>.</summary>
    public string? Author { get; init; }

    /// <summary>What it is about (metadata), or null.</summary>
    public string? Subject { get; init; }

    /// <summary>When it was made (metadata); null leaves the date out. The writer never asks the clock.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Line at the foot of every page beside "Seite 1 von 3", for example office and file number.</summary>
    public string? Footer { get; init; }

    /// <summary>Honesty mark at the head of every page, for example <c>Vorführung</c> or <c>Simulation</c>; null for real ones.</summary>
    public string? Mark { get; init; }

    /// <summary>Marks in a wording drafted earlier and the text that takes their place now.</summary>
    public IReadOnlyDictionary<string, string> Late { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>What it says in a machine's words (type and values), part of its proof and never of the letter; null: nothing.</summary>
    public JsonObject? Statement { get; init; }

    public LetterColours Colours { get; init; } = LetterColours.Region;

    public IReadOnlyList<LetterBlock> Blocks { get; init; } = [];

    /// <summary>Files that travel inside the PDF, for example the same data as JSON.</summary>
    public IReadOnlyList<LetterAttachment> Attachments { get; init; } = [];
}

/// <summary>Town colours of a document as <c>#rrggbb</c>: they mark the place, never a state.</summary>
public sealed record LetterColours(string Town, string Soft)
{
    public static readonly LetterColours Region = new("#1c2f74", "#c9d3f5");
}

/// <summary>How an attached file relates to the document (AFRelationship of ISO 19005-3, 6.8).</summary>
public enum AttachmentRelation
{
    /// <summary>What the document was made from.</summary>
    Source,

    /// <summary>Data shown in the document, for machines.</summary>
    Data,

    /// <summary>The same content in another form.</summary>
    Alternative,

    /// <summary>More than the document shows.</summary>
    Supplement,
}

/// <summary>A file inside the PDF.</summary>
/// <param name="Name">File name, for example <c>bescheid.json</c>.</param>
/// <param name="MediaType">For example <c>application/json</c>.</param>
public sealed record LetterAttachment(
    string Name, string MediaType, string Description, ReadOnlyMemory<byte> Content,
    AttachmentRelation Relation = AttachmentRelation.Data);
