using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ui.Questions;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Portal;

/// <summary>Questions as the rules see them, made into fields as the page shows them.</summary>
internal sealed class QuestionFields
{
    public required Language Language { get; init; }

    /// <summary>Faults to show: of a page that was sent, none on the first visit.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    public IReadOnlyList<CaseUpload> Uploads { get; init; } = [];

    /// <summary>Where a file of a question is sent at once; null: with the form.</summary>
    public Func<string, string?> UploadAddress { get; init; } = static _ => null;

    /// <summary>Where an upload can be looked at.</summary>
    public Func<Guid, string?> PreviewAddress { get; init; } = static _ => null;

    public RemovedEntry? Removed { get; init; }

    /// <summary>The visible questions of a page; a single one that is worded as a question becomes the page's heading.</summary>
    public IReadOnlyList<FieldModel> Of(IReadOnlyList<QuestionState> questions)
    {
        var visible = questions.Where(question => question.Visible).ToArray();
        return [.. visible.Select(question => Field(question, visible.Length == 1 && question.Label.EndsWith('?')))];
    }

    private FieldModel Field(QuestionState state, bool heading)
    {
        var question = state.Question;
        var fault = FaultAt(state);
        return new FieldModel
        {
            Type = TypeOf(question.Type),
            Path = state.Path,
            Label = state.Label,
            Hint = state.Hint,
            Why = question.Why.In(Language),
            Raw = state.Raw,
            Display = state.Display,
            Fault = fault?.Message,
            FaultyParts = PartsOf(fault, state.Path),
            Required = state.Required,
            ReadOnly = state.ReadOnly,
            IsHeading = heading,
            Autocomplete = question.Autocomplete,
            Source = state.Source,
            Unit = question.Unit,
            MaxLength = question.MaxLength,
            Options = [.. state.Options.Select(option => new FieldOption(option.Id, option.Label, option.Hint, option.Chosen))],
            Accept = question.Accept,
            MaxFiles = question.MaxFiles,
            Files = question.Type == QuestionType.File ? FilesOf(state.Path) : [],
            // What a machine checks is answered by the page itself, so such files travel with the form.
            UploadAddress = question.Type == QuestionType.File && !question.Accept.Contains(AttachUpload.Proof) ? UploadAddress(state.Path) : null,
            Children = [.. state.Children.Where(child => child.Visible).Select(child => Field(child, heading: false))],
            Entries = EntriesOf(state),
            MaxEntries = question.MaxEntries > 0 ? question.MaxEntries : 20,
            EntryName = question.Entry.In(Language),
            RemovedEntry = Removed?.Path == state.Path ? Removed.Title : null,
        };
    }

    /// <summary>Entries stay open: their fields travel with the page, so nothing depends on what was folded.</summary>
    private IReadOnlyList<FieldEntry> EntriesOf(QuestionState state)
    {
        if (state.Question.Type != QuestionType.RepeatingGroup)
            return [];
        return [.. state.Entries.Select(entry => new FieldEntry(
            TitleOf(state, entry), "", null, Open: true, [.. entry.Where(child => child.Visible).Select(child => Field(child, heading: false))])
        {
            CanBeRemoved = state.Entries.Count > state.Question.MinEntries,
        })];
    }

    /// <summary>The first answer of an entry, else the name of an entry.</summary>
    public string TitleOf(QuestionState group, IReadOnlyList<QuestionState> entry)
    {
        var first = entry.FirstOrDefault(child => child.Display.Length > 0)?.Display;
        if (!string.IsNullOrEmpty(first))
            return first;
        var name = group.Question.Entry.In(Language);
        return name.Length > 0 ? name : group.Label;
    }

    /// <summary>The fault at a question or at a part of it; that of a group's question is shown there.</summary>
    private FieldFault? FaultAt(QuestionState state) => Faults.FirstOrDefault(fault => fault.Path == state.Path)
        ?? Faults.FirstOrDefault(fault => fault.Path.StartsWith(state.Path + ".", StringComparison.Ordinal)
            && fault.Path.IndexOf('[', state.Path.Length) < 0);

    private static IReadOnlyList<string> PartsOf(FieldFault? fault, string path) =>
        fault is not null && fault.Path.Length > path.Length ? [fault.Path[(path.Length + 1)..]] : [];

    private IReadOnlyList<FieldFile> FilesOf(string path) =>
        [.. Uploads.Where(upload => upload.Question == path).Select(upload => new FieldFile(
            upload.Id.ToString("D"), upload.Name, upload.Size, FileState.Stored, PreviewAddress: PreviewAddress(upload.Id)))];

    private static FieldType TypeOf(QuestionType type) => Enum.Parse<FieldType>(type.ToString());
}
