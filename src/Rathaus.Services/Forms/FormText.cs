using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;

namespace Rathaus.Services;

/// <summary>Answers as text: as one types them again, and as one reads them.</summary>
internal sealed class FormText(Language language, IReadOnlyDictionary<string, string> typed)
{
    public static FormText None { get; } =
        new(Language.German, System.Collections.Immutable.ImmutableDictionary<string, string>.Empty);

    public string Raw(QuestionState state, string part)
    {
        if (typed.Count > 0)
        {
            if (typed.TryGetValue(part.Length == 0 ? state.Path : $"{state.Path}.{part}", out var text))
                return text;
            if (part.Length > 0 && typed.Keys.Any(key => IsPartOf(key, state.Path)))
                return "";
        }

        var value = state.Value ?? state.Given ?? state.Prefilled;
        return value is null ? "" : TypedForm(state.Question.Type, value, part);
    }

    public string Display(QuestionState state)
    {
        var value = state.Value ?? state.Prefilled;
        if (value is null)
            return "";
        if (state.Question.Type is QuestionType.Choice)
            return Label(state, value);
        if (state.Question.Type is QuestionType.MultipleChoice && value is JsonArray chosen)
            return string.Join(", ", chosen.OfType<JsonNode>().Select(one => Label(state, one)));
        return ValueText.Of(state.Question, value, language);
    }

    private static bool IsPartOf(string key, string path) =>
        key.Length > path.Length && key[path.Length] == '.' && key.StartsWith(path, StringComparison.Ordinal);

    private static string Label(QuestionState state, JsonNode value)
    {
        var id = Json.Scalar(value);
        return state.Options.FirstOrDefault(option => option.Id == id)?.Label ?? id;
    }

    private static string TypedForm(QuestionType type, JsonNode value, string part) => type switch
    {
        QuestionType.Date or QuestionType.PartialDate => DatePart(Json.Scalar(value), part),
        QuestionType.Decimal or QuestionType.Money => Json.Scalar(value).Replace('.', ','),
        QuestionType.Person or QuestionType.Organisation or QuestionType.Address => Component(value, part),
        QuestionType.Geometry => value.ToJsonString(),
        _ => Json.Scalar(value),
    };

    private static string Component(JsonNode value, string part)
    {
        if (value is not JsonObject parts)
            return "";
        var dot = part.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? parts[part] is { } simple ? Json.Scalar(simple) : ""
            : parts[part[..dot]] is { } date ? DatePart(Json.Scalar(date), part[(dot + 1)..]) : "";
    }

    private static string DatePart(string iso, string part)
    {
        var pieces = iso.Split('-');
        return part switch
        {
            "year" => pieces[0],
            "month" => pieces.Length > 1 ? Short(pieces[1]) : "",
            "day" => pieces.Length > 2 ? Short(pieces[2]) : "",
            _ => string.Join('.', pieces.Reverse().Select(Short)),
        };
    }

    private static string Short(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : digits;
}
