using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Time;
using Rathaus.Services.Answers;
using Rathaus.Services.Packages;
using Rathaus.Services.Rules;
using Rathaus.Services.Tables;

namespace Rathaus.Services.Engine;

/// <summary>One pass over the rules with one set of answers: what functions of the language find as their context.</summary>
internal sealed partial class EvaluationRun : ICelToday, ICelCalendar, ITableObserver
{
    private static readonly CelValue NoAnswer = CelValue.Error("no answer");

    private readonly FactCalls facts;
    private readonly HashSet<string>? coverage;
    private readonly List<FieldFault> faults = [];
    private readonly FormText formText;

    public EvaluationRun(
        EffectiveService service, JsonObject answers, EvaluationContext context, Texts texts, FactCalls facts,
        CelActivation activation, HashSet<string>? coverage)
    {
        Service = service;
        Runtime = service.Runtime;
        Given = answers;
        Context = context;
        Texts = texts;
        this.facts = facts;
        this.coverage = coverage;
        Activation = activation;
        formText = new FormText(context.Language, context.Raw);
        activation.Context = this;
    }

    public EffectiveService Service { get; }

    public ServiceRuntime Runtime { get; }

    public JsonObject Given { get; }

    public EvaluationContext Context { get; }

    public Texts Texts { get; }

    public CelActivation Activation { get; }

    public DateOnly Today => Context.Today;

    public Language Language => Context.Language;

    public bool IsPublicHoliday(DateOnly day) => day.Year is >= 1990 and <= 9000 && PublicHolidays.IsHoliday(day, Service.Town.State);

    public CelValue Fact(FactDef fact, ReadOnlySpan<CelValue> arguments) => facts.Ask(fact, arguments);

    public void Found(TableDef table, TableRow row)
    {
        if (coverage is not null)
            Cover($"table {table.Id} line {row.Line}");
    }

    public CelValue ZoneOf(in CelValue address, string areasId) =>
        FindZone(address, areasId) is { } name
            ? CelValue.OptionalOf(CelValue.Record(new Dictionary<string, CelValue>(StringComparer.Ordinal) { ["name"] = CelValue.Of(name) }))
            : CelValue.OptionalNone;

    public CelValue PickupDates(in CelValue address, DateOnly from)
    {
        foreach (var parameter in Runtime.Def.Parameters)
        {
            if (parameter.Type != ParameterType.Calendar || !Runtime.Calendars.TryGetValue(parameter.Id, out var calendar))
                continue;
            var areas = parameter.Areas ?? Runtime.Def.Parameters.FirstOrDefault(other => other.Type == ParameterType.Areas)?.Id;
            if (areas is not null && FindZone(address, areas) is { } zone)
                return CelValue.List([.. calendar.From(zone, from).Select(CelValue.Of)]);
        }

        return CelValue.List([]);
    }

    public string Money(decimal amount) => Texts.Money(Euro.RoundHalfUp(amount));

    /// <summary>The value of a placeholder for a reader; a dash while it is undecided.</summary>
    public string Format(CelProgram program, Language language)
    {
        var value = program.Evaluate(Activation);
        if (value.Kind == CelKind.Optional && value.HasValue)
            value = value.OptionalValue;
        if (program.Variables.Count == 1 && program.Source.Trim() == program.Variables[0])
        {
            if (Runtime.Package.QuestionById.TryGetValue(program.Variables[0], out var question))
                return FormatAnswer(question, value, language);
            if (Setting(program.Variables[0]) is { } setting && !value.IsError)
                return setting.Def.Type == ParameterType.Money ? Money(value.AsDecimal) : setting.Display.In(language);
            if (Runtime.Package.StepById.TryGetValue(program.Variables[0], out var step))
                return FormatStep(step, value, language);
        }

        return FormatValue(value, language);
    }

    public string FormatStep(CompiledStep step, in CelValue value, Language language) => step.Def.Type == "money" && !value.IsError
        ? Money(value.AsDecimal)
        : ValueText.WithUnit(FormatValue(value, language), step.Def.Unit);

    public string FormatValue(in CelValue value, Language language) => value.Kind switch
    {
        CelKind.Bool => ValueText.YesNo(value.AsBool, language),
        CelKind.Int => value.AsInt.ToString(ValueText.CultureOf(language)),
        CelKind.Decimal => ValueText.Number(value.AsDecimal, language),
        CelKind.Date => ValueText.Date(value.AsDate, language, weekday: false),
        CelKind.String => value.AsString,
        CelKind.Optional => value.HasValue ? FormatValue(value.OptionalValue, language) : "–",
        CelKind.List => string.Join(", ", FormatAll(value, language)),
        CelKind.Map => FormatMap(value),
        _ => "–",
    };

    /// <summary>True only when the rule says true; undecided is false.</summary>
    private bool Holds(CelProgram? program) => program is not null && program.Evaluate(Activation) is { Kind: CelKind.Bool, AsBool: true };

    /// <summary>False only when the rule says false; undecided is true.</summary>
    private bool Fails(CelProgram program) => program.Evaluate(Activation) is { Kind: CelKind.Bool, AsBool: false };

    private void Cover(string mark) => coverage?.Add(mark);

    private void AddFault(string path, AnswerFault fault) => faults.Add(new FieldFault(path, fault.Code, fault.In(Texts)));

    /// <summary>A parameter as it holds on the reference date, or null: not set, or not yet.</summary>
    private ParameterSetting? Setting(string name) => Runtime.SettingById.GetValueOrDefault(name)?.On(Today);

    private string Text(TextSource source, LocalText local) =>
        Runtime.Templates.TryGetValue(source.Key, out var template) ? template.Render(this, Language) : local.In(Language);

    private string Text(TextSource source) =>
        Runtime.Templates.TryGetValue(source.Key, out var template) ? template.Render(this, Language) : Service.LocalTexts.Local(source).In(Language);

    private string FormatAnswer(CompiledQuestion question, in CelValue value, Language language)
    {
        if (value.IsError || value.Kind == CelKind.Optional || CelJson.Write(value) is not { } json)
            return "–";
        var publicQuestion = Runtime.Form.Question(question.Def.Path);
        if (question.Def.Type is QuestionType.Choice or QuestionType.MultipleChoice)
        {
            var labels = question.From is null
                ? publicQuestion.Options
                : question.FromParameter is { } parameter ? Runtime.SettingById[parameter].Options : [];
            if (labels.Count > 0)
            {
                var chosen = json is JsonArray many ? many.Select(Json.Scalar) : [Json.Scalar(json)];
                return string.Join(", ", chosen.Select(id => labels.FirstOrDefault(option => option.Id == id)?.Label.In(language) ?? id));
            }

            return FormatValue(value, language);
        }

        return ValueText.Of(publicQuestion, json, language);
    }

    private List<string> FormatAll(in CelValue list, Language language)
    {
        var texts = new List<string>();
        foreach (var item in list.AsList)
            texts.Add(FormatValue(item, language));
        return texts;
    }

    private static string FormatMap(in CelValue value)
    {
        var json = CelJson.Write(value) as JsonObject;
        return json is not null && json.ContainsKey("street") ? ValueText.Address(json)
            : json is not null && json.ContainsKey("family_name") ? $"{Json.Scalar(json["given_names"])} {Json.Scalar(json["family_name"])}"
            : json is not null && json.ContainsKey("name") ? Json.Scalar(json["name"]) : "–";
    }

    private string? FindZone(in CelValue address, string areasId)
    {
        if (!Runtime.Areas.TryGetValue(areasId, out var areas))
            return null;
        var map = address.AsMap;
        var suffix = map.TryGet("suffix", out var own) && own.Kind == CelKind.Optional && own.HasValue ? own.OptionalValue.AsString : "";
        return map.TryGet("street", out var street) && map.TryGet("number", out var number)
            ? areas.Find(street.AsString, number.AsString, suffix)
            : null;
    }
}
