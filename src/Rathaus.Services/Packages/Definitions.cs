using Rathaus.Kernel.Ports;
using Rathaus.Services.Rules;
using Rathaus.Services.Source;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Packages;

/// <summary>An expression and where it stands.</summary>
internal sealed record CelSource(string Text, string File, int Line);

/// <summary>A German text, the key of its translations and where it stands.</summary>
internal sealed record TextSource(string German, string Key, string File, int Line);

/// <summary>A translation or a town's wording.</summary>
internal sealed record TextValue(string Text, string File, int Line);

/// <summary>A package as read: shapes and names are right, expressions are not compiled.</summary>
internal sealed class PackageDef
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> mentioned = new(StringComparer.Ordinal);

    public required string Lead { get; init; }

    public required string Id { get; init; }

    /// <summary>Folder below the catalogue, ending without a slash.</summary>
    public required string Folder { get; init; }

    public required SemanticVersion Version { get; init; }

    public required ServiceDef Service { get; init; }

    public required IReadOnlyList<ParameterDef> Parameters { get; init; }

    /// <summary>Name to kind: true for questions, false for texts.</summary>
    public required IReadOnlyDictionary<string, bool> OverlayPoints { get; init; }

    public required IReadOnlyList<PageDef> Pages { get; init; }

    public required RulesDef Rules { get; init; }

    /// <summary>Announced law that rows of tables may be marked with.</summary>
    public required IReadOnlyList<DraftDef> Drafts { get; init; }

    public required IReadOnlyList<TableDef> Tables { get; init; }

    /// <summary>The benefits the rules compute, by id.</summary>
    public required IReadOnlyDictionary<string, Benefits.Benefit> Benefits { get; init; }

    /// <summary>Declarations of the effects the process names, by name.</summary>
    public IReadOnlyDictionary<string, EffectDef> Effects { get; init; } = EffectReader.None;

    public required FeesDef Fees { get; init; }

    public required ProcessDef Process { get; init; }

    public required IReadOnlyList<DocumentDef> Documents { get; init; }

    public required TextTable Texts { get; init; }

    /// <summary>Root of every file that belongs to the package, by path inside it; examples left out.</summary>
    public required IReadOnlyDictionary<string, Node> Roots { get; init; }

    public required IReadOnlyDictionary<string, Node> Blocks { get; init; }

    /// <summary>Templates as written, by path inside the package.</summary>
    public required IReadOnlyDictionary<string, string> DocumentFiles { get; init; }

    /// <summary>Nobody applies here: no form, process or letters, only the page.</summary>
    public bool IsAdvice => Service.Advice is not null;

    public IEnumerable<QuestionDef> Questions => Pages.SelectMany(page => page.Questions);

    /// <summary>Whether a text of the package holds this name; asked for every town that adopts it, so remembered.</summary>
    public bool Mentions(string name) => mentioned.GetOrAdd(name, static (wanted, package) => package.Written().Any(text => text.Contains(wanted, StringComparison.Ordinal)), this);

    private IEnumerable<string> Written() => Roots.Values.Concat(Blocks.Values).SelectMany(Scalars).Concat(DocumentFiles.Values);

    private static IEnumerable<string> Scalars(Node node) => node switch
    {
        ScalarNode { Text: { } text } => [text],
        ListNode list => list.Items.SelectMany(Scalars),
        MapNode map => map.Entries.SelectMany(entry => Scalars(entry.Value)),
        _ => [],
    };
}

internal readonly record struct SemanticVersion(int Major, int Minor, int Patch) : IComparable<SemanticVersion>
{
    public int CompareTo(SemanticVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Whether <c>1</c>, <c>1.2</c> or <c>1.2.0</c> means this version.</summary>
    public bool IsWithin(string wanted) =>
        ToString() == wanted || ToString().StartsWith(wanted + ".", StringComparison.Ordinal);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
}

internal sealed record ServiceDef(
    TextSource Name, TextSource Summary, IReadOnlyDictionary<string, IReadOnlyList<TextSource>> Page, IReadOnlyList<string> Leika,
    IReadOnlyList<string> Basis, IReadOnlyList<string> Words, string AuthorityKind, string AuthorityWhere, TextSource AuthorityWhy,
    TrustLevel Trust, string? TrustBasis, bool WrittenForm, IReadOnlyList<ApplicantKind> Applicants, RemedyKind Remedy,
    Retention Retention)
{
    /// <summary>Data-exchange standards by name.</summary>
    public IReadOnlyList<string> Standards { get; init; } = [];

    /// <summary>Who may apply for another.</summary>
    public RepresentationRule Representation { get; init; }

    public string? RepresentationBasis { get; init; }

    /// <summary>Other people who must confirm.</summary>
    public IReadOnlyList<SignerDef> Signers { get; init; } = [];

    /// <summary>Decided elsewhere: the page tells where one applies.</summary>
    public AdviceDef? Advice { get; init; }
}

/// <summary>People besides the applicant who confirm with their own account.</summary>
/// <param name="Who">Gives a person, an optional one or a list of them.</param>
internal sealed record SignerDef(
    string Id, TextSource Label, TextSource Why, CelSource Who, CelSource? When, TrustLevel Trust, string File, int Line);

/// <summary>Where one applies for what another authority decides.</summary>
internal sealed record AdviceDef(TextSource Where, string? Link);

internal enum ParameterType
{
    Choice,
    YesNo,
    Integer,
    Decimal,
    Money,
    Text,
    Date,
    Months,
    Options,
    Areas,
    Calendar,
}

internal sealed record ParameterDef(
    string Id, ParameterType Type, string Label, string? Unit, IReadOnlyList<ParameterOption> Of, string? From, string? To, Node? Default,
    CelSource? When, bool Optional, string? Areas, string File, int Line);

/// <summary>A value of a parameter of kind choice. Without a text for people it is shown as its id.</summary>
internal sealed record ParameterOption(string Id, LocalText Label);

internal sealed record PageDef(
    string Id, TextSource Title, TextSource Hint, CelSource? Visible, string? OverlayPoint,
    IReadOnlyList<QuestionDef> Questions, IReadOnlyList<CheckDef> Checks, string File, int Line);

internal sealed record OptionDef(string Id, TextSource Label, TextSource Hint, CelSource? Visible, string File, int Line);

internal sealed class QuestionDef
{
    public required string Id { get; init; }

    public required string Path { get; init; }

    public required QuestionType Type { get; init; }

    public required TextSource Label { get; init; }

    public required TextSource Hint { get; init; }

    public required TextSource Why { get; init; }

    public required TextSource Source { get; init; }

    public required TextSource Say { get; init; }

    public required TextSource Entry { get; init; }

    public Requirement Requirement { get; init; }

    public CelSource? Required { get; init; }

    public CelSource? Visible { get; init; }

    public CelSource? RangeFrom { get; init; }

    public CelSource? RangeTo { get; init; }

    public CelSource? From { get; init; }

    public CelSource? Prefill { get; init; }

    public IReadOnlyList<OptionDef> Options { get; init; } = [];

    public string? Pattern { get; init; }

    /// <summary>Name in <see cref="Answers.TextFormats"/>, or null.</summary>
    public string? Format { get; init; }

    public string? Unit { get; init; }

    public int MaxLength { get; init; }

    public int MinLength { get; init; }

    public int Scale { get; init; } = 2;

    public IReadOnlyList<string> Accept { get; init; } = [];

    public int MaxFiles { get; init; } = 1;

    public int MinEntries { get; init; }

    public int MaxEntries { get; init; }

    public IReadOnlyList<QuestionDef> Children { get; init; } = [];

    public bool ReadOnly { get; init; }

    public string? Fim { get; init; }

    public string? Autocomplete { get; init; }

    public bool InTown { get; init; }

    public string? OverlayPoint { get; init; }

    public string? AddedBy { get; init; }

    public required string File { get; init; }

    public required int Line { get; init; }
}

internal sealed record CheckDef(
    string Id, CelSource Condition, bool FaultWhen, TextSource Say, string? On, string? Show, bool Note, string File, int Line);

internal sealed record RulesDef(IReadOnlyList<StepDef> Steps, IReadOnlyList<EligibleDef> Eligible);

internal sealed record StepDef(
    string Id, CelSource Value, string? Type, CelSource? When, string? Round, string? Unit, int? Scale, string? Basis, TextSource Label,
    string File, int Line)
{
    /// <summary>The list whose entries the step is computed for; benefits only.</summary>
    public string? Each { get; init; }

    /// <summary>The step is the computation of a benefit; then it has no value of its own.</summary>
    public BenefitUseDef? Use { get; init; }

    /// <summary>Everything the step evaluates, one after the other.</summary>
    public IEnumerable<CelSource> Expressions =>
        (Use is null ? [Value] : Use.Inputs.Select(input => input.Value).Prepend(Use.On)).Concat(When is null ? [] : [When]);
}

/// <summary>A benefit a service computes: the reference date and the benefit's inputs as expressions.</summary>
internal sealed record BenefitUseDef(string Benefit, CelSource On, IReadOnlyList<(string Input, CelSource Value)> Inputs);

internal sealed record EligibleDef(
    string Id, CelSource Holds, TextSource Say, string? On, string? Basis, bool ForClerk, string File, int Line);

internal sealed record FeesDef(IReadOnlyList<FeeDef> Positions, IReadOnlyList<WaiverDef> Waivers);

internal sealed record FeeDef(
    string Id, TextSource Label, CelSource Amount, CelSource? When, string? Round, string? Basis, string Booking, FeeSource Source,
    string File, int Line);

internal sealed record WaiverDef(
    string Id, CelSource When, IReadOnlyList<string> Of, TextSource Say, string? Basis, string File, int Line);

internal sealed record ProcessDef(
    CelSource? GrantWhen, CelSource? RefuseWhen, CelSource? FourEyes, bool FourEyesAlways, PaymentTime Payment,
    IReadOnlyList<DeadlineDef> Deadlines, PermitDef? Permit, IReadOnlyDictionary<string, string> Letters, int? ExpectedWorkdays,
    string File, int Line)
{
    public IReadOnlyList<AppointmentDef> Appointments { get; init; } = [];

    public IReadOnlyList<IssueDef> Issues { get; init; } = [];

    /// <summary>What registers are told with a grant.</summary>
    public IReadOnlyList<EffectUseDef> Effects { get; init; } = [];
}

/// <summary>A visit to an office that belongs to a case.</summary>
/// <param name="Office">Id or kind of an office of the town, or null: the service's own.</param>
internal sealed record AppointmentDef(
    string Id, TextSource Label, TextSource Say, string? Office, int Minutes, CelSource? When, AppointmentTime At, string File, int Line);

/// <summary>A document made with a grant, besides the notice and the permit.</summary>
internal sealed record IssueDef(string Id, string Document, CelSource? When, CelSource? Copies, string File, int Line);

/// <summary>An effect of a grant in a register, its parameters as expressions.</summary>
internal sealed record EffectUseDef(
    string Id, string Effect, CelSource? When, IReadOnlyList<(string Name, CelSource Value)> With, string File, int Line);

internal sealed record DeadlineDef(
    string Id, TextSource Label, DeadlineStart Start, int Length, DeadlineUnit Unit, bool DeemedGranted, string? Basis);

/// <param name="About">What it is about, where the plate or address of the application does not say it; null: they do.</param>
internal sealed record PermitDef(string Document, CelSource From, CelSource? Until, CelSource? About, bool Number, string File, int Line);

/// <summary>A template per language code.</summary>
internal sealed record DocumentDef(
    string Id, string Kind, IReadOnlyDictionary<string, DocumentText> Texts, string File, DocumentCredential? Credential = null,
    StatementDef? Statement = null);

/// <summary>What a document says in a machine's words, part of its proof.</summary>
/// <param name="Type">Name of the fact that reads it: <c>proof.dwelling_confirmation</c>.</param>
internal sealed record StatementDef(string Type, IReadOnlyList<(string Name, CelSource Value)> States, string File, int Line);

/// <param name="FirstLine">Line of the file on which <paramref name="Markdown"/> begins.</param>
internal sealed record DocumentText(string Title, string Markdown, string File, int FirstLine);

/// <summary>Translations by language and key; the keys of German hold a town's own wording.</summary>
internal sealed class TextTable
{
    private readonly Dictionary<(string Language, string Key), TextValue> texts;

    public TextTable() => texts = [];

    private TextTable(Dictionary<(string, string), TextValue> texts) => this.texts = texts;

    public IEnumerable<KeyValuePair<(string Language, string Key), TextValue>> All => texts;

    public TextValue? Find(string language, string key) => texts.GetValueOrDefault((language, key));

    public bool TryAdd(string language, string key, TextValue value) => texts.TryAdd((language, key), value);

    /// <summary>The town's wording comes first; the same table when the town has none of its own.</summary>
    public TextTable Over(TextTable town)
    {
        if (town.texts.Count == 0)
            return this;
        var merged = new Dictionary<(string, string), TextValue>(texts);
        foreach (var (key, value) in town.texts)
            merged[key] = value;
        return new TextTable(merged);
    }

    public LocalText Local(TextSource source) => new(
        Find("de", source.Key)?.Text ?? source.German, Find("en", source.Key)?.Text, Find("de-einfach", source.Key)?.Text);
}
