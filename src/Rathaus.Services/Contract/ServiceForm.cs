namespace Rathaus.Services;

/// <summary>Types of questions; in YAML in snake case.</summary>
public enum QuestionType
{
    Text,
    LongText,
    YesNo,
    Integer,
    Decimal,
    Money,
    Date,
    PartialDate,
    Choice,
    MultipleChoice,
    Country,
    Person,
    Organisation,
    Address,
    Iban,
    Plate,
    Vin,
    Months,
    Email,
    Phone,
    File,
    Geometry,
    Group,
    RepeatingGroup,
}

/// <summary>Whether an answer must be given.</summary>
public enum Requirement
{
    Optional,
    Always,

    /// <summary>A rule decides; see <see cref="QuestionState.Required"/>.</summary>
    Conditional,
}

/// <summary>Pages and questions of a service; the same for everyone. What holds for one applicant is in <see cref="FormEvaluation"/>.</summary>
public sealed class ServiceForm
{
    private readonly Dictionary<string, Question> byPath;
    private readonly Dictionary<string, FormPage> pageById;

    internal ServiceForm(IReadOnlyList<FormPage> pages)
    {
        Pages = pages;
        pageById = pages.ToDictionary(page => page.Id, StringComparer.Ordinal);
        Questions = [.. pages.SelectMany(page => page.Questions)];
        byPath = Questions.SelectMany(question => question.Children.Prepend(question))
            .ToDictionary(question => question.Path, StringComparer.Ordinal);
    }

    public IReadOnlyList<FormPage> Pages { get; }

    /// <summary>Top-level questions in order.</summary>
    public IReadOnlyList<Question> Questions { get; }

    public FormPage? FindPage(string id) => pageById.GetValueOrDefault(id);

    /// <summary>By path without entry numbers: <c>kennzeichen</c>, <c>halter.name</c>, <c>gegenstaende.anzahl</c>.</summary>
    public Question? FindQuestion(string path) => byPath.GetValueOrDefault(path);

    /// <summary>A question that the package declares.</summary>
    internal Question Question(string path) => byPath[path];
}

/// <summary>One page: one idea.</summary>
public sealed class FormPage
{
    internal FormPage()
    {
    }

    public required string Id { get; init; }

    public required int Index { get; init; }

    public required LocalText Title { get; init; }

    public required LocalText Hint { get; init; }

    public required IReadOnlyList<Question> Questions { get; init; }
}

/// <summary>One question as the package (and the town) states it.</summary>
public sealed class Question
{
    internal Question()
    {
    }

    public required string Id { get; init; }

    /// <summary>Id, or group id and id joined by a point.</summary>
    public required string Path { get; init; }

    public required string PageId { get; init; }

    public required QuestionType Type { get; init; }

    public required LocalText Label { get; init; }

    public required LocalText Hint { get; init; }

    /// <summary>"Warum fragen wir das?", or empty.</summary>
    public required LocalText Why { get; init; }

    public Requirement Requirement { get; init; }

    public string? Unit { get; init; }

    /// <summary>Longest text in UTF-16 units.</summary>
    public int MaxLength { get; init; }

    public int MinLength { get; init; }

    /// <summary>Digits behind the point of a decimal.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>Kinds of files taken: <c>pdf</c>, <c>image</c>.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    public int MaxFiles { get; init; } = 1;

    /// <summary>Entries of a repeating group.</summary>
    public int MinEntries { get; init; }

    public int MaxEntries { get; init; }

    /// <summary>Name of one entry, such as "Gegenstand", or empty.</summary>
    public LocalText Entry { get; init; } = LocalText.Empty;

    /// <summary>Questions of a group or repeating group.</summary>
    public IReadOnlyList<Question> Children { get; init; } = [];

    /// <summary>Fixed options; empty when a rule makes them (<see cref="QuestionState.Options"/> has them always).</summary>
    public IReadOnlyList<QuestionOption> Options { get; init; } = [];

    /// <summary>The value comes from a register: a source text says which; or empty.</summary>
    public LocalText Source { get; init; } = LocalText.Empty;

    public bool HasPrefill { get; init; }

    public bool ReadOnly { get; init; }

    public string? Autocomplete { get; init; }

    public string? FimId { get; init; }

    /// <summary>An address that must lie in the town.</summary>
    public bool InTown { get; init; }

    /// <summary>Town whose overlay added the question, or null.</summary>
    public string? AddedBy { get; init; }
}

/// <summary>One option of a choice.</summary>
public sealed record QuestionOption(string Id, LocalText Label, LocalText Hint);
