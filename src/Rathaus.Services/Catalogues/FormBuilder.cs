using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Catalogues;

/// <summary>The public form: pages and questions with their texts.</summary>
internal sealed class FormBuilder(TextTable texts, IReadOnlyList<ParameterSetting?> settings)
{
    public ServiceForm Build(IReadOnlyList<PageDef> pages) => new([.. pages.Select((page, index) => new FormPage
    {
        Id = page.Id,
        Index = index,
        Title = texts.Local(page.Title),
        Hint = texts.Local(page.Hint),
        Questions = [.. page.Questions.Select(question => Question(question, page.Id))],
    })]);

    private Question Question(QuestionDef def, string pageId) => new()
    {
        Id = def.Id,
        Path = def.Path,
        PageId = pageId,
        Type = def.Type,
        Label = texts.Local(def.Label),
        Hint = texts.Local(def.Hint),
        Why = texts.Local(def.Why),
        Source = texts.Local(def.Source),
        Entry = texts.Local(def.Entry),
        Requirement = def.Requirement,
        Unit = def.Unit,
        MaxLength = def.MaxLength,
        MinLength = def.MinLength,
        Scale = def.Scale,
        Accept = def.Accept,
        MaxFiles = def.MaxFiles,
        MinEntries = def.MinEntries,
        MaxEntries = def.MaxEntries,
        Children = [.. def.Children.Select(child => Question(child, pageId))],
        Options = Options(def),
        HasPrefill = def.Prefill is not null,
        ReadOnly = def.ReadOnly,
        Autocomplete = def.Autocomplete,
        FimId = def.Fim,
        InTown = def.InTown,
        AddedBy = def.AddedBy,
    };

    private IReadOnlyList<QuestionOption> Options(QuestionDef def)
    {
        if (def.Options.Count > 0)
            return [.. def.Options.Select(option => new QuestionOption(option.Id, texts.Local(option.Label), texts.Local(option.Hint)))];
        return settings.OfType<ParameterSetting>().FirstOrDefault(setting => setting.Def.Id == def.From?.Text)?.Options ?? [];
    }
}
