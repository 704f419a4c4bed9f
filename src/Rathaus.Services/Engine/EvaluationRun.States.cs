using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Answers;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>Options and states of questions.</summary>
internal sealed partial class EvaluationRun
{
    /// <summary>The options open to this applicant, none chosen yet.</summary>
    private IReadOnlyList<OptionState> Options(CompiledQuestion question)
    {
        if (question.From is not null)
            return Listed(question);
        if (question.Options.Count == 0)
            return [];
        var publicOptions = Runtime.Form.Question(question.Def.Path).Options;
        var options = new List<OptionState>(question.Options.Count);
        for (var i = 0; i < question.Options.Count; i++)
        {
            var option = question.Options[i];
            if (option.Visible is not null && !Holds(option.Visible))
                continue;
            if (option.Visible is not null)
                Cover($"option {question.Def.Path}.{option.Def.Id} visible");
            options.Add(new OptionState(option.Def.Id, publicOptions[i].Label.In(Language), publicOptions[i].Hint.In(Language), false));
        }

        return options;
    }

    private List<OptionState> Listed(CompiledQuestion question)
    {
        var options = new List<OptionState>();
        if (question.FromParameter is { } parameter && Runtime.SettingById.TryGetValue(parameter, out var setting))
        {
            foreach (var option in setting.Options)
                options.Add(new OptionState(option.Id, option.Label.In(Language), option.Hint.In(Language), false));
            return options;
        }

        var list = question.From!.Evaluate(Activation);
        if (list.Kind != CelKind.List)
            return options;
        foreach (var item in list.AsList)
        {
            var id = Json.Scalar(CelJson.Write(item));
            if (!options.Exists(option => option.Id == id))
                options.Add(new OptionState(id, OptionLabel(question, item), "", false));
        }

        return options;
    }

    private string OptionLabel(CompiledQuestion question, in CelValue item) => item.Kind switch
    {
        CelKind.Date => ValueText.Date(item.AsDate, Language, weekday: true),
        CelKind.Int when IsMonths(question) => ValueText.Months(item.AsInt.ToString(CultureInfo.InvariantCulture), Language),
        CelKind.Int => ValueText.WithUnit(item.AsInt.ToString(CultureInfo.InvariantCulture), question.Def.Unit),
        _ => FormatValue(item, Language),
    };

    private bool IsMonths(CompiledQuestion question) =>
        Runtime.Def.Parameters.Any(parameter => parameter.Id == question.Def.From?.Text && parameter.Type == Packages.ParameterType.Months);

    private QuestionState State(
        CompiledQuestion question, string path, bool visible, bool required, JsonNode? value, JsonNode? prefilled,
        IReadOnlyList<OptionState> options, ReadContext? context = null, JsonNode? given = null)
    {
        var def = question.Def;
        var publicQuestion = Runtime.Form.Question(def.Path);
        return new QuestionState
        {
            Question = publicQuestion,
            Path = path,
            Label = Text(def.Label, publicQuestion.Label),
            Hint = publicQuestion.Hint.IsEmpty ? "" : Text(def.Hint, publicQuestion.Hint),
            Visible = visible,
            Required = required,
            Value = value,
            Prefilled = prefilled,
            Given = given,
            Source = prefilled is null && !def.ReadOnly ? "" : publicQuestion.Source.In(Language),
            Options = Chosen(options, value ?? prefilled),
            Children = context?.Children ?? (visible ? [] : Blank(question, path)),
            Entries = context?.Entries ?? [],
            Texts = formText,
        };
    }

    private IReadOnlyList<QuestionState> Blank(CompiledQuestion question, string path) =>
        question.Def.Type == QuestionType.Group
            ? [.. question.Children.Select(child => State(child, $"{path}.{child.Def.Id}", visible: false, required: false, null, null, []))]
            : [];

    private static IReadOnlyList<OptionState> Chosen(IReadOnlyList<OptionState> options, JsonNode? value)
    {
        if (options.Count == 0 || value is null)
            return options;
        var chosen = value is JsonArray many ? many.Select(Json.Scalar).ToHashSet(StringComparer.Ordinal) : [Json.Scalar(value)];
        return [.. options.Select(option => chosen.Contains(option.Id) ? option with { Chosen = true } : option)];
    }

    /// <summary>Puts each fault of the page at its question.</summary>
    private List<QuestionState> Faulty(List<QuestionState> states, int firstFault)
    {
        if (faults.Count == firstFault)
            return states;
        var here = faults.GetRange(firstFault, faults.Count - firstFault);
        return [.. states.Select(state => WithFault(state, here))];
    }

    private static QuestionState WithFault(QuestionState state, List<FieldFault> here)
    {
        var fault = here.Find(fault => IsAt(fault.Path, state.Path));
        return fault is null
            ? state
            : new QuestionState
            {
                Question = state.Question,
                Path = state.Path,
                Label = state.Label,
                Hint = state.Hint,
                Visible = state.Visible,
                Required = state.Required,
                Value = state.Value,
                Prefilled = state.Prefilled,
                Given = state.Given,
                Source = state.Source,
                Options = state.Options,
                Texts = state.Texts,
                Fault = fault,
                Children = [.. state.Children.Select(child => WithFault(child, here))],
                Entries = [.. state.Entries.Select(IReadOnlyList<QuestionState> (entry) => [.. entry.Select(child => WithFault(child, here))])],
            };
    }

    private static bool IsAt(string fault, string path) =>
        fault.StartsWith(path, StringComparison.Ordinal) && (fault.Length == path.Length || fault[path.Length] is '.' or '[');

    private JsonNode? ReadChoice(JsonNode given, CompiledQuestion question, ReadContext context, out CelValue value)
    {
        value = default;
        if (question.Def.Type == QuestionType.Choice)
            return ReadOption(given, question, context, context.Path, out value);
        if (given is not JsonArray many)
        {
            AddFault(context.Path, AnswerFault.Of("type"));
            return null;
        }

        if (many.Count > 500)
        {
            AddFault(context.Path, AnswerFault.Of("option"));
            return null;
        }

        var values = new List<CelValue>(many.Count);
        var canonical = new JsonArray();
        foreach (var item in many)
        {
            if (item is null || ReadOption(item, question, context, context.Path, out var one) is not { } json)
            {
                if (item is null)
                    AddFault(context.Path, AnswerFault.Of("type"));
                return null;
            }

            if (values.Contains(one))
                continue;
            values.Add(one);
            canonical.Add(json);
        }

        value = CelValue.List(values);
        return canonical.Count == 0 ? null : canonical;
    }

    private JsonNode? ReadOption(JsonNode given, CompiledQuestion question, ReadContext context, string path, out CelValue value)
    {
        value = default;
        string id;
        if (given is JsonValue number && number.GetValueKind() == JsonValueKind.Number && question.Element?.Kind == CelKind.Int)
            id = number.ToJsonString();
        else if (!Json.IsString(given, out id))
        {
            AddFault(path, AnswerFault.Of("type"));
            return null;
        }

        if (id.Length == 0)
            return null;
        var known = false;
        foreach (var option in context.Options)
            known |= option.Id == id;
        if (!known || !ParameterValues.TryRead(id, question.Element ?? CelType.String, out value))
        {
            AddFault(path, AnswerFault.Of("option"));
            return null;
        }

        return question.Element?.Kind == CelKind.Int ? JsonValue.Create(value.AsInt) : JsonValue.Create(id);
    }
}
