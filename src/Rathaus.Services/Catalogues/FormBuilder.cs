using Rathaus.Services.Packages;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Catalogues;

/// <summary>The public form: pages and questions with their texts.</summary>
internal sealed class FormBuilder(TextTable texts, IReadOnlyList<ParameterSetting?> settings)
{
    /// <param name="pages">What is asked.</param>
    /// <param name="shared">
    /// The same pages without a town's values. What no parameter touches is taken from there, so that it exists once for all
    /// towns.
    /// </param>
    public ServiceForm Build(IReadOnlyList<PageDef> pages, ServiceForm? shared = null)
    {
        if (shared is not null && !pages.SelectMany(page => page.Questions).Any(AsksTown))
            return shared;
        return new ServiceForm([.. pages.Select((page, index) => Page(page, index, shared?.Pages[index]))]);
    }

    private FormPage Page(PageDef page, int index, FormPage? shared)
    {
        if (shared is not null && !page.Questions.Any(AsksTown))
            return shared;
        return new FormPage
        {
            Id = page.Id,
            Index = index,
            Title = texts.Local(page.Title),
            Hint = texts.Local(page.Hint),
            Questions = [.. page.Questions.Select((question, at) =>
                shared is null || AsksTown(question) ? Question(question, page.Id) : shared.Questions[at])],
        };
    }

    /// <summary>Whether the options come from a parameter of the town.</summary>
    private static bool AsksTown(QuestionDef question) =>
        (question.From is not null && question.Options.Count == 0) || question.Children.Any(AsksTown);

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
