using System.Text;

namespace Rathaus.Kernel.Ui.Questions;

/// <summary>Types of questions, one component each. Names and order are those of the service package.</summary>
public enum FieldType
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

/// <summary>One option of a choice.</summary>
public sealed record FieldOption(string Value, string Label, string Hint = "", bool Chosen = false);

/// <summary>State of an uploaded file.</summary>
public enum FileState
{
    Uploading,
    Checking,
    Stored,
    Refused,
}

/// <summary>One uploaded file in the list of a file question.</summary>
/// <param name="Message">What is the matter and what to do; for refused files.</param>
/// <param name="PreviewAddress">Where it can be looked at, or null.</param>
public sealed record FieldFile(
    string Id, string Name, long Size, FileState State, string? Message = null, int? Pages = null, string? PreviewAddress = null);

/// <summary>One entry of a repeating group: closed (title and summary) or open (its fields).</summary>
/// <param name="Missing">What is still to be answered, written out, or null: complete.</param>
public sealed record FieldEntry(
    string Title, string Summary, string? Missing, bool Open, IReadOnlyList<FieldModel> Fields)
{
    public bool CanBeRemoved { get; init; } = true;
}

/// <summary>
/// A question as a page shows it. Names of inputs are <see cref="Path"/> for simple questions and <c>path.part</c> for the
/// parts of composite ones: <c>day month year</c> of a date, <c>family_name given_names birth_date.day …</c> of a person,
/// <c>street number suffix extra post_code town</c> of an address, <c>name legal_form register_court register_number</c> of
/// an organisation, <c>place latitude longitude</c> of a geometry.
/// </summary>
public sealed record FieldModel
{
    public required FieldType Type { get; init; }

    /// <summary>Path with entry numbers: <c>gegenstaende[0].art</c>.</summary>
    public required string Path { get; init; }

    public required string Label { get; init; }

    public string Hint { get; init; } = "";

    /// <summary>Answers “Warum fragen wir das?”, folded below the field.</summary>
    public string Why { get; init; } = "";

    /// <summary>What the inputs show, by part (empty for the whole): what was typed, else the answer as one types it.</summary>
    public Func<string, string> Raw { get; init; } = static _ => "";

    /// <summary><see cref="Raw"/> of the whole.</summary>
    public string Typed => Raw("");

    /// <summary>The value for reading: dates written out, labels of options. Shown when the question is read-only.</summary>
    public string Display { get; init; } = "";

    /// <summary>The message at this question, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>Parts the fault is about, <c>day</c> or <c>post_code</c>; empty: all.</summary>
    public IReadOnlyList<string> FaultyParts { get; init; } = [];

    public bool Required { get; init; } = true;

    /// <summary>Shown, not typed, and not sent.</summary>
    public bool ReadOnly { get; init; }

    public bool Disabled { get; init; }

    /// <summary>The question is the page's only one: its label is the page's h1.</summary>
    public bool IsHeading { get; init; }

    /// <summary>HTML autocomplete token when the value is about the person at the keyboard.</summary>
    public string? Autocomplete { get; init; }

    /// <summary>Where a prefilled value comes from, one line below the field; or empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where one says that a register is wrong, or null.</summary>
    public string? DisputeAddress { get; init; }

    public string? Unit { get; init; }

    /// <summary>Longest input in UTF-16 units, 0 for none.</summary>
    public int MaxLength { get; init; }

    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    /// <summary>A person question asks for the day of birth too.</summary>
    public bool AsksBirthDate { get; init; } = true;

    /// <summary>Kinds of files taken: <c>pdf</c>, <c>image</c>; empty for all that the house takes.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    public int MaxFiles { get; init; } = 1;

    public IReadOnlyList<FieldFile> Files { get; init; } = [];

    /// <summary>Where files are sent at once when the browser can; null: with the form.</summary>
    public string? UploadAddress { get; init; }

    /// <summary>Questions of a group.</summary>
    public IReadOnlyList<FieldModel> Children { get; init; } = [];

    /// <summary>Entries of a repeating group.</summary>
    public IReadOnlyList<FieldEntry> Entries { get; init; } = [];

    public int MaxEntries { get; init; } = 20;

    /// <summary>Name of one entry, such as “Gegenstand”, or empty.</summary>
    public string EntryName { get; init; } = "";

    /// <summary>Title of the entry that was just removed and can be taken back, or null.</summary>
    public string? RemovedEntry { get; init; }

    public string HintId => Id() + "-hinweis";

    public string FaultId => Id() + "-fehler";

    public string SourceId => Id() + "-quelle";

    /// <summary>What describes the input, fault first; or null. Parts of a composite carry the fault only where it is theirs.</summary>
    public string? DescribedBy(bool withFault = true)
    {
        var ids = string.Join(' ', new[]
        {
            withFault && Fault is not null ? FaultId : null,
            Hint.Length > 0 ? HintId : null,
            Source.Length > 0 ? SourceId : null,
        }.Where(id => id is not null));
        return ids.Length > 0 ? ids : null;
    }

    /// <summary>Element id of a part's input; the whole question without part.</summary>
    public string Id(string part = "") => ElementId(part.Length == 0 ? Path : $"{Path}.{part}");

    /// <summary>Name of a part's input.</summary>
    public string Name(string part = "") => part.Length == 0 ? Path : $"{Path}.{part}";

    public bool IsFaulty(string part) => Fault is not null && (FaultyParts.Count == 0 || FaultyParts.Contains(part));

    /// <summary>Id of the first input: where a link of the error summary leads.</summary>
    public string FirstInputId => Type switch
    {
        FieldType.Date => Id(FirstFaulty("day", "month", "year")),
        FieldType.PartialDate => Id(FirstFaulty("year", "month", "day")),
        FieldType.Person => Id(FirstFaulty("given_names", "family_name")),
        FieldType.Organisation => Id(FirstFaulty("name", "legal_form", "register_court", "register_number")),
        FieldType.Address => Id(FirstFaulty("street", "number", "suffix", "extra", "post_code", "town")),
        FieldType.Geometry => Id(FirstFaulty("place", "latitude", "longitude")),
        FieldType.YesNo => Id("true"),
        FieldType.Choice when Options.Count <= RadioLimit && Options.Count > 0 => Id(Options[0].Value),
        FieldType.MultipleChoice when Options.Count > 0 => Id(Options[0].Value),
        FieldType.Group => Children.FirstOrDefault(child => child.Fault is not null)?.FirstInputId
            ?? Children.FirstOrDefault()?.FirstInputId ?? Id(),
        FieldType.RepeatingGroup => (OpenFields.FirstOrDefault(child => child.Fault is not null) ?? OpenFields.FirstOrDefault())?.FirstInputId
            ?? Id("hinzufuegen"),
        _ => Id(),
    };

    /// <summary>Above this many options a select takes the place of radio buttons.</summary>
    public const int RadioLimit = 7;

    /// <summary>A path as an element id: letters, digits, underscores and hyphens, beginning with a letter.</summary>
    public static string ElementId(string path)
    {
        var id = new StringBuilder("f-", path.Length + 2);
        foreach (var letter in path)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter == '_')
                id.Append(char.ToLowerInvariant(letter));
            else if (id[^1] != '-')
                id.Append('-');
        }

        return id.ToString().TrimEnd('-');
    }

    private IEnumerable<FieldModel> OpenFields => Entries.Where(entry => entry.Open).SelectMany(entry => entry.Fields);

    private string FirstFaulty(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (Fault is not null && FaultyParts.Contains(part))
                return part;
        }

        return parts[0];
    }
}
