using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Services;

/// <summary>
/// How a town's administrators adopt services, change what is theirs and go along with new versions. Every call asks the actor's role
/// in the town; deeds leave a history and audit data. A change returns the draft's next version, which the next change must name.
/// </summary>
public interface IAdoptions
{
    /// <summary>All services of the region as this town sees them: its own first, then what it could adopt.</summary>
    Task<Outcome<IReadOnlyList<AdoptionRow>>> ListAsync(Municipality town, Language language, CancellationToken ct);

    Task<Outcome<AdoptionSheet>> OpenAsync(Municipality town, string lead, string service, Language language, CancellationToken ct);

    /// <summary>Begins a draft: of an adoption, of a change, or of an upgrade.</summary>
    /// <param name="toVersion">Version of the package, or null: the one in force, else the newest.</param>
    Task<Outcome<int>> BeginAsync(Municipality town, string lead, string service, string? toVersion, CancellationToken ct);

    /// <param name="fields">As posted: <c>office</c>, <c>since</c>, <c>until</c>, <c>bank.*</c>, <c>p.ID</c>, <c>f.ID</c>, <c>f.ID.by</c>, <c>f.ID.on</c>.</param>
    Task<Outcome<int>> SaveSettingsAsync(Municipality town, string service, int version, IReadOnlyDictionary<string, string> fields, Language language, CancellationToken ct);

    /// <param name="texts">Own wording by language code; empty: the lead's.</param>
    Task<Outcome<int>> SaveTextAsync(Municipality town, string service, int version, string key, IReadOnlyDictionary<string, string> texts, CancellationToken ct);

    Task<Outcome<int>> AddQuestionAsync(Municipality town, string service, int version, OwnQuestion question, CancellationToken ct);

    Task<Outcome<int>> RemoveQuestionAsync(Municipality town, string service, int version, string id, CancellationToken ct);

    /// <summary>Decides one conflict of an upgrade.</summary>
    Task<Outcome<int>> DecideAsync(Municipality town, string service, int version, string key, bool ours, CancellationToken ct);

    /// <summary>Runs the examples of the package and of the town on what the draft would make.</summary>
    Task<Outcome<IReadOnlyList<ExampleResult>>> TryExamplesAsync(Municipality town, string lead, string service, CancellationToken ct);

    /// <summary>Hands the draft to a second administrator.</summary>
    /// <param name="note">Needed when examples differ: why that is meant.</param>
    Task<Outcome<int>> SubmitAsync(Municipality town, string service, int version, DateOnly validFrom, string? note, CancellationToken ct);

    Task<Outcome<int>> ReturnAsync(Municipality town, string service, int version, string note, CancellationToken ct);

    /// <summary>Releases what somebody else submitted; it holds on every host from its day on.</summary>
    Task<Outcome<int>> PublishAsync(Municipality town, string service, int version, CancellationToken ct);

    Task<Outcome<int>> DiscardAsync(Municipality town, string service, int version, CancellationToken ct);

    /// <summary>Takes back what was released and does not hold yet.</summary>
    Task<Outcome<int>> WithdrawAsync(Municipality town, string service, CancellationToken ct);

    /// <summary>A service as the form engine sees it, for trying out: no fact of a register is asked, nothing is kept.</summary>
    ValueTask<FormEvaluation> PreviewAsync(EffectiveService service, System.Text.Json.Nodes.JsonObject answers, EvaluationContext context, CancellationToken ct);
}

/// <summary>A service in the list of a town.</summary>
/// <param name="Version">The version in force, or null: not adopted.</param>
/// <param name="Newest">The newest version there is.</param>
/// <param name="Size">How large the step is, in words, or null: none.</param>
/// <param name="Fits">The town has an office of the kind that is competent.</param>
/// <param name="Open">What is still to be entered or confirmed.</param>
public sealed record AdoptionRow(
    string Lead, string LeadName, string Service, LocalText Name, LocalText Summary, string? Version, string Newest, string? Size, bool Fits,
    IReadOnlyList<string> Open, bool DemoAmounts, AdoptionState State);

/// <summary>How far a change is.</summary>
public enum AdoptionState
{
    None,
    Open,
    Submitted,

    /// <summary>Released, but its day has not come.</summary>
    Pending,
}

/// <summary>Everything the pages of one service show.</summary>
public sealed record AdoptionSheet
{
    public required Municipality Town { get; init; }

    public required string Lead { get; init; }

    public required string LeadName { get; init; }

    public required string Service { get; init; }

    public required LocalText Name { get; init; }

    public required LocalText Summary { get; init; }

    /// <summary>In force, or null: not adopted, or not sound.</summary>
    public EffectiveService? Current { get; init; }

    /// <summary>Released in the back office; false: from the files of the catalogue.</summary>
    public bool ReleasedHere { get; init; }

    /// <summary>All versions, newest first.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    public AdoptionDraft? Draft { get; init; }

    /// <summary>What the draft would make, or null: something that is needed is missing.</summary>
    public EffectiveService? Candidate { get; init; }

    /// <summary>What is still to be entered or confirmed, in words; what blocks comes first.</summary>
    public required IReadOnlyList<OpenPoint> Open { get; init; }

    public required IReadOnlyList<SettingField> Settings { get; init; }

    public required IReadOnlyList<FeeField> Fees { get; init; }

    /// <summary>Null: the package opens no texts.</summary>
    public IReadOnlyList<TextField>? Texts { get; init; }

    /// <summary>Places where the town may ask more, with the page's title.</summary>
    public required IReadOnlyList<SettingOption> QuestionPlaces { get; init; }

    public required IReadOnlyList<OwnQuestion> Questions { get; init; }

    /// <summary>The three-way difference; empty unless the draft goes to another version.</summary>
    public required IReadOnlyList<DifferenceRow> Differences { get; init; }

    /// <summary>How large the step is, in words, or null.</summary>
    public string? Size { get; init; }

    public required IReadOnlyList<AdoptionEvent> History { get; init; }

    /// <summary>From when a release that waits will hold, or null.</summary>
    public DateOnly? PendingFrom { get; init; }

    /// <summary>The overlay as a file, of the draft or in force; or null.</summary>
    public string? OverlayText { get; init; }

    /// <summary>May change the draft now.</summary>
    public bool MayEdit => Draft is { State: AdoptionState.Open };

    /// <summary>May release or return: submitted, and by others.</summary>
    public bool MayRelease { get; init; }

    public int OpenConflicts => Differences.Count(row => row is { Outcome: DifferenceOutcome.Conflict, Decided: null });
}

/// <summary>A draft as it stands.</summary>
public sealed record AdoptionDraft(
    int Version, AdoptionState State, string? FromVersion, string ToVersion, DateOnly? ValidFrom, string? Note, DateTimeOffset ChangedAt)
{
    public bool IsUpgrade => FromVersion is not null && FromVersion != ToVersion;
}

/// <summary>Something that is missing.</summary>
public sealed record OpenPoint(string Text, bool Blocks);

/// <summary>A field of the settings. <paramref name="Kind"/>: <c>line</c>, <c>lines</c>, <c>choice</c>.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Value">As one types it; empty: the lead's default.</param>
/// <param name="Limits">What is allowed and what holds without an own value.</param>
public sealed record SettingField(
    string Name, string Kind, string Label, string Limits, string Value, bool Required, IReadOnlyList<SettingOption> Options);

public sealed record SettingOption(string Value, string Label);

/// <summary>A fee and how far its amount is confirmed.</summary>
public sealed record FeeField(string Id, string Label, string? Basis, bool ByLaw, FeeStanding Standing, string ConfirmedBy, string ConfirmedOn);

/// <summary>A text of the package by language code, with the town's own wording.</summary>
public sealed record TextField(
    string Key, string Name, string Part, IReadOnlyDictionary<string, string> Lead, IReadOnlyDictionary<string, string> Own);

/// <summary>A question the town asks in addition. <paramref name="Options"/>: a line each, of a choice.</summary>
public sealed record OwnQuestion(
    string Place, string Id, string Type, bool Required, IReadOnlyDictionary<string, string> Label, IReadOnlyDictionary<string, string> Hint, string Options);

public enum DifferenceOutcome
{
    Taken,
    Kept,
    Conflict,
    ToSet,
    Dropped,
}

/// <summary>A row of the three-way difference.</summary>
/// <param name="Text">The change as a sentence.</param>
/// <param name="MayKeep">The own side can be chosen.</param>
/// <param name="MayTake">The lead's side can be chosen.</param>
/// <param name="Decided">For the own side (true), the lead's (false), or not yet.</param>
public sealed record DifferenceRow(
    string Key, string Name, string Text, string? Before, string? After, string? Ours, DifferenceOutcome Outcome, bool MayKeep, bool MayTake, bool? Decided);

/// <summary>How an example went.</summary>
public sealed record ExampleResult(string File, string Title, string Town, bool Own, IReadOnlyList<string> Faults);

/// <summary>An entry of the history.</summary>
public sealed record AdoptionEvent(DateTimeOffset At, string? By, string Action, string Version, string? Note);
