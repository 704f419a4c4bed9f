using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Benefits;

/// <summary>The benefits computed by law: one package of data each (docs/benefit-package.md).</summary>
public interface IBenefits
{
    /// <summary>All benefits without fault, by id.</summary>
    IReadOnlyList<Benefit> All { get; }

    Benefit? Find(string id);
}

/// <summary>What a package asks for. Names are part of the contract, labels are for people.</summary>
public sealed record BenefitInput(string Id, BenefitInputType Type, LocalText Label, LocalText Hint)
{
    public string? Unit { get; init; }

    /// <summary>May be left out: there is a default, the value is optional, or it is a list that is then empty.</summary>
    public bool Optional { get; init; }

    /// <summary>Used when left out, or null.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Type of a list's entries, null for records.</summary>
    public BenefitInputType? Of { get; init; }

    /// <summary>Fields of a list's records.</summary>
    public IReadOnlyList<BenefitInput> Fields { get; init; } = [];

    /// <summary>What a choice offers.</summary>
    public IReadOnlyList<BenefitChoice> Choices { get; init; } = [];

    /// <summary>Smallest and largest number, or null.</summary>
    public decimal? From { get; init; }

    public decimal? To { get; init; }
}

/// <summary>One value of a choice.</summary>
public sealed record BenefitChoice(string Id, LocalText Label);

public enum BenefitInputType
{
    Integer,
    Decimal,
    Money,
    YesNo,
    Text,
    Choice,
    Date,
    List,
}

/// <summary>Announced law. Its table rows are used only when <see cref="Enacted"/>, or when a caller assumes it.</summary>
public sealed record BenefitDraft(string Id, DateOnly? From, string Title, string Source, bool Enacted);

/// <summary>A step of the computation, whatever the inputs.</summary>
/// <param name="Each">The list input whose entries it is computed for, or null.</param>
public sealed record BenefitStep(string Id, LocalText Label, BenefitValueType Type, string? Unit, string? Basis, string? Each, string Formula);

public enum BenefitValueType
{
    Bool,
    Int,
    Decimal,
    Money,
    Text,
    Date,

    /// <summary>A list or record, shown as JSON.</summary>
    Other,
}

/// <summary>What a computation assumes besides the law in force.</summary>
public sealed record CalculateOptions
{
    /// <summary>Ids of announced law that is taken as enacted.</summary>
    public IReadOnlyList<string> Drafts { get; init; } = [];
}

/// <summary>What a computation gives.</summary>
/// <param name="Result">The package's results by key; one whose step does not apply is left out.</param>
/// <param name="Steps">Every step that has a value, in order of computation.</param>
public sealed record BenefitResult(JsonObject Result, IReadOnlyList<TraceStep> Steps, IReadOnlyList<BenefitWarning> Warnings);

/// <summary>What a reader should know beside the amount: a key that was ignored, a figure to be checked.</summary>
/// <param name="Code">Stable: <c>ignored</c>, <c>check.ID</c>, or as the engine names it.</param>
public sealed record BenefitWarning(string Code, LocalText Text)
{
    public override string ToString() => Text.German;
}

/// <summary>One step of a computation with the values it read.</summary>
public sealed record TraceStep(BenefitStep Step, JsonNode? Value, IReadOnlyList<TraceRead> Reads)
{
    public string Id => Step.Id;

    public LocalText Label => Step.Label;

    public string? Unit => Step.Unit;

    public string? Basis => Step.Basis;

    /// <summary>The value for a reader, with unit; the entries of a list one after the other.</summary>
    public string Display(Language language) => BenefitText.Of(Value, Step.Type, Step.Unit, language);
}

/// <summary>A value that a step read: an input, an entry's field, another step, or a row of a table.</summary>
/// <param name="Name">As the package names it: <c>rent_level</c>, <c>item.age</c>, <c>hoechstbetrag(2, 3)</c>.</param>
/// <param name="Value">For a step computed per entry: an array with the value of each entry.</param>
public sealed record TraceRead(string Name, LocalText Label, JsonNode? Value, BenefitValueType Type, string? Unit)
{
    public string Display(Language language) => BenefitText.Of(Value, Type, Unit, language);
}
