using System.Text.Json.Nodes;
using Rathaus.Services.Benefits.Bulk;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Benefits;

/// <summary>The files of one benefit package before they are understood, by path inside it.</summary>
internal sealed record BenefitSource(string Id, string Folder, IReadOnlyDictionary<string, Node> Roots);

/// <summary>A benefit package as read: shapes and names are right, expressions are not compiled.</summary>
internal sealed record BenefitDef
{
    public required string Id { get; init; }

    public required BenefitSource Source { get; init; }

    public required SemanticVersion Version { get; init; }

    public required TextSource Name { get; init; }

    public required TextSource Summary { get; init; }

    public required TextSource Law { get; init; }

    public required TextSource Next { get; init; }

    public required IReadOnlyList<string> Basis { get; init; }

    public required string Authority { get; init; }

    public required bool AdviceOnly { get; init; }

    public required IReadOnlyList<InputDef> Inputs { get; init; }

    /// <summary>Key of the answer to step, in order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Results { get; init; }

    public required IReadOnlyList<DraftDef> Drafts { get; init; }

    public required IReadOnlyList<StepDef> Steps { get; init; }

    public required IReadOnlyList<CheckDef> Checks { get; init; }

    public required IReadOnlyList<TableDef> Tables { get; init; }

    public required TextTable Texts { get; init; }

    /// <summary>How invented households look, or null.</summary>
    public SampleDef? Sample { get; init; }

    public required string File { get; init; }

    public string Folder => Source.Folder;
}

/// <summary>An input, a field of a list's record, or the entry of a list of scalars.</summary>
internal sealed record InputDef(string Id, string Path, BenefitInputType Type, TextSource Label, TextSource Hint)
{
    public string? Unit { get; init; }

    public bool Optional { get; init; }

    public JsonNode? Default { get; init; }

    public decimal? From { get; init; }

    public decimal? To { get; init; }

    /// <summary>What each entry of a list of scalars is; null for records.</summary>
    public InputDef? Entry { get; init; }

    public IReadOnlyList<InputDef> Fields { get; init; } = [];

    public IReadOnlyList<(string Id, TextSource Label)> Choices { get; init; } = [];

    public int MaxEntries { get; init; }

    /// <summary>A list whose only entry may stand without the list: its fields at the top.</summary>
    public bool Flat { get; init; }

    public required string File { get; init; }

    public required int Line { get; init; }

    public bool MayBeLeftOut => Optional || Default is not null;

    public BenefitInput Public(TextTable texts) => new(Id, Type, texts.Local(Label), texts.Local(Hint))
    {
        Unit = Unit,
        Optional = MayBeLeftOut,
        Default = Default?.DeepClone(),
        Of = Entry?.Type,
        Fields = [.. Fields.Select(field => field.Public(texts))],
        Choices = [.. Choices.Select(choice => new BenefitChoice(choice.Id, texts.Local(choice.Label)))],
        From = From,
        To = To,
    };
}
