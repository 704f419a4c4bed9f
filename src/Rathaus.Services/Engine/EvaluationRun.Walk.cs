using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Answers;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>Walks pages and questions in order; each rule finds the answers before it.</summary>
internal sealed partial class EvaluationRun
{
    private readonly List<FormNote> notes = [];
    private readonly List<string> dropped = [];
    private readonly JsonObject accepted = [];
    private readonly List<ChainEntry> stepValues = [];

    public FormEvaluation Evaluate()
    {
        Constants();
        var pages = new List<PageState>(Runtime.Package.Pages.Count);
        var known = 0;
        foreach (var page in Runtime.Package.Pages)
            pages.Add(Walk(page, ref known));
        ComputeSteps(Runtime.Package.Questions.Count);
        if (Given.Count > known)
            Unknown();
        return Conclude(pages);
    }

    private void Constants()
    {
        var slots = Runtime.Package.Slots;
        Activation[slots.Town] = Runtime.Town;
        Activation[slots.Applicant] = Applicants.Value(Context.Actor);
        for (var i = 0; i < slots.Parameters.Count; i++)
        {
            Activation[slots.Parameters[i]] = Runtime.Settings[i]?.On(Today)?.Value
                ?? (Runtime.Def.Parameters[i].Optional ? CelValue.OptionalNone : CelValue.Error("not set here"));
        }
    }

    private PageState Walk(CompiledPage page, ref int known)
    {
        // A step that became known at the end of a hidden page is there before the next page is looked at.
        if (page.Questions.Count > 0)
            ComputeSteps(page.Questions[0].Index);
        var visible = page.Visible is null || Holds(page.Visible);
        if (visible && page.Visible is not null)
            Cover($"page {page.Def.Id} visible");
        var firstFault = faults.Count;
        var firstNote = notes.Count;
        var states = new List<QuestionState>(page.Questions.Count);
        foreach (var question in page.Questions)
        {
            ComputeSteps(question.Index);
            if (Given.ContainsKey(question.Def.Id))
                known++;
            states.Add(Visit(question, visible));
        }

        if (visible)
        {
            ComputeSteps(page.Questions.Count == 0 ? 0 : page.Questions[^1].Index + 1);
            Checks(page, states);
        }

        var publicPage = Service.Form.Pages[IndexOf(page)];
        return new PageState(
            publicPage, visible, visible ? Faulty(states, firstFault) : states,
            visible ? faults.GetRange(firstFault, faults.Count - firstFault) : [],
            visible ? notes.GetRange(firstNote, notes.Count - firstNote) : []);
    }

    private int IndexOf(CompiledPage page)
    {
        var pages = Runtime.Package.Pages;
        for (var i = 0; i < pages.Count; i++)
        {
            if (ReferenceEquals(pages[i], page))
                return i;
        }

        throw new InvalidOperationException("The page is not of this form");
    }

    private void ComputeSteps(int before)
    {
        foreach (var step in Runtime.Package.StepsBefore[before])
        {
            if (Activation[step.Slot].Kind != CelKind.Unset)
                continue;
            if (step.Use is not null)
            {
                ComputeBenefit(step, step.Use);
                continue;
            }

            var value = step.When is null || Holds(step.When) ? Rounded(step, step.Value.Evaluate(Activation)) : CelValue.Error("the step does not apply");
            Activation[step.Slot] = value;
            if (value.IsError)
                continue;
            Cover($"step {step.Def.Id}");
            stepValues.Add(new ChainEntry(step, value));
        }
    }

    private static CelValue Rounded(CompiledStep step, in CelValue value)
    {
        if (value.IsError || step.Type.Kind != CelKind.Decimal)
            return value;
        return CelValue.Of(step.Def.Round is null ? value.AsDecimal : Packages.Roundings.Apply(step.Def.Round, value.AsDecimal));
    }

    private QuestionState Visit(CompiledQuestion question, bool pageVisible)
    {
        var def = question.Def;
        Given.TryGetPropertyValue(def.Id, out var given);
        if (given is null && Context.Files is not null && def.Type == QuestionType.File && Context.Files.TryGetValue(def.Id, out var files))
            given = new JsonArray([.. files.Select(file => JsonValue.Create(file))]);
        var visible = pageVisible && (question.Visible is null || Holds(question.Visible));
        if (!visible)
        {
            Hide(question, given);
            return State(question, def.Path, visible: false, required: false, null, null, []);
        }

        if (question.Visible is not null)
            Cover($"question {def.Path} visible");
        return Answer(question, def.Path, given, (value, canonical) =>
        {
            Activation[question.Slot] = value;
            if (canonical is not null)
                accepted[def.Id] = canonical;
        });
    }

    private void Hide(CompiledQuestion question, JsonNode? given)
    {
        Activation[question.Slot] = Absent(question);
        if (given is null)
            return;
        dropped.Add(question.Def.Path);
        if (Context.Strict)
            AddFault(question.Def.Path, AnswerFault.Of("hidden"));
    }

    private static CelValue Absent(CompiledQuestion question) =>
        CelTypes.IsList(question.Def.Type) ? CelValue.List([]) : question.Optional ? CelValue.OptionalNone : NoAnswer;

    /// <summary>Reads and checks one visible answer, hands on its value, and describes the question.</summary>
    private QuestionState Answer(CompiledQuestion question, string path, JsonNode? given, Action<CelValue, JsonNode?> store)
    {
        var def = question.Def;
        var firstFault = faults.Count;
        var required = def.Requirement == Requirement.Always || (question.Required is not null && Holds(question.Required));
        if (required && question.Required is not null)
            Cover($"question {def.Path} required");
        var prefilled = Prefill(question, given);
        if (def.ReadOnly)
            given = ReadOnly(path, given, prefilled);

        var options = Options(question);
        var context = new ReadContext(path, options);
        CelValue value = default;
        JsonNode? canonical = null;
        if (given is not null)
            canonical = Read(question, given, context, out value);
        else if (def.Type is QuestionType.Group or QuestionType.RepeatingGroup)
            canonical = Read(question, def.Type == QuestionType.Group ? new JsonObject() : new JsonArray(), context, out value);
        if (canonical is not null && faults.Count == firstFault)
            Range(question, path, value);

        var sound = canonical is not null && faults.Count == firstFault;
        if (canonical is null && faults.Count == firstFault)
            Missing(question, path, required);
        store(sound ? question.Optional ? CelValue.OptionalOf(value) : value : Absent(question), sound ? canonical : null);
        return State(question, path, visible: true, required, canonical, given is null ? prefilled : null, options, context, given);
    }

    private void Missing(CompiledQuestion question, string path, bool required)
    {
        if (Context.Raw.Count > 0 && RawReader.Fault(question, path, Context.Raw) is { } typed)
            AddFault(path, typed);
        else if (required)
            AddFault(path, RequiredFault(question));
    }

    private AnswerFault RequiredFault(CompiledQuestion question)
    {
        var kind = question.Def.Type switch
        {
            QuestionType.Choice or QuestionType.MultipleChoice or QuestionType.Country => "choice",
            QuestionType.YesNo => "yesno",
            QuestionType.Date or QuestionType.PartialDate => "date",
            QuestionType.File => "file",
            QuestionType.Address => "address",
            QuestionType.Person => "person",
            _ => "text",
        };
        if (question.Def.ReadOnly)
            kind = "register";
        return new AnswerFault("required", $"services.fault.required.{kind}", ("label", Label(question)));
    }

    private string Label(CompiledQuestion question) =>
        Text(question.Def.Label, Runtime.Form.Question(question.Def.Path).Label);

    private JsonNode? ReadOnly(string path, JsonNode? given, JsonNode? prefilled)
    {
        if (given is not null && (prefilled is null || !JsonNode.DeepEquals(given, prefilled)))
        {
            dropped.Add(path);
            if (Context.Strict)
                AddFault(path, AnswerFault.Of("readonly"));
        }

        return prefilled;
    }

    /// <summary>What a register offers, in canonical form; read-only answers always come from there.</summary>
    private JsonNode? Prefill(CompiledQuestion question, JsonNode? given)
    {
        if (question.Prefill is null || (!question.Def.ReadOnly && (given is not null || !Context.Prefill)))
            return null;
        var value = question.Prefill.Evaluate(Activation);
        if (value.Kind == CelKind.Optional)
            value = value.HasValue ? value.OptionalValue : CelValue.Null;
        if (value.IsError || value.IsNull || PresentOnly(CelJson.Write(value)) is not { } json)
            return null;
        var before = faults.Count;
        var canonical = Read(question, json, new ReadContext(question.Def.Path, Options(question)), out _);
        if (faults.Count == before)
            return canonical;
        faults.RemoveRange(before, faults.Count - before);
        return null;
    }

    private static JsonNode? PresentOnly(JsonNode? node)
    {
        if (node is not JsonObject map)
            return node;
        foreach (var key in map.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
            map.Remove(key);
        return map;
    }

    private void Range(CompiledQuestion question, string path, in CelValue value)
    {
        if (question.RangeFrom is null && question.RangeTo is null)
            return;
        var from = question.RangeFrom?.Evaluate(Activation) ?? default;
        var to = question.RangeTo?.Evaluate(Activation) ?? default;
        if (Order(value, from) < 0)
            AddFault(path, RangeFault("low", question, from, to));
        else if (Order(value, to) > 0)
            AddFault(path, RangeFault("high", question, from, to));
    }

    private AnswerFault RangeFault(string code, CompiledQuestion question, in CelValue from, in CelValue to)
    {
        var kind = question.Def.Type == QuestionType.Date ? "day" : "number";
        var ends = IsBound(from) && IsBound(to) ? "between" : IsBound(from) ? "from" : "to";
        return new AnswerFault(
            $"range.{code}", $"services.fault.range.{kind}.{ends}", ("from", Bound(question, from)), ("to", Bound(question, to)));
    }

    private static bool IsBound(in CelValue bound) => bound.Kind is CelKind.Int or CelKind.Decimal or CelKind.Date;

    private string Bound(CompiledQuestion question, in CelValue bound) => !IsBound(bound)
        ? "–"
        : question.Def.Type == QuestionType.Money ? Money(bound.AsDecimal) : ValueText.WithUnit(FormatValue(bound, Language), question.Def.Unit);

    private static int Order(in CelValue value, in CelValue bound) => (value.Kind, bound.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => value.AsInt.CompareTo(bound.AsInt),
        (CelKind.Decimal or CelKind.Int, CelKind.Decimal or CelKind.Int) => value.AsDecimal.CompareTo(bound.AsDecimal),
        (CelKind.Date, CelKind.Date) => value.AsDate.CompareTo(bound.AsDate),
        _ => 0,
    };

    private void Checks(CompiledPage page, List<QuestionState> states)
    {
        foreach (var check in page.Checks)
        {
            var fails = check.Def.FaultWhen ? Holds(check.Condition) : Fails(check.Condition);
            if (!fails)
                continue;
            Cover($"check {check.Def.Id}");
            var path = check.Def.On ?? (states.Count > 0 ? states[0].Path : page.Def.Id);
            var message = Text(check.Def.Say);
            if (check.Def.Note)
                notes.Add(new FormNote(check.Def.Id, page.Def.Id, path, message, check.Def.Show));
            else
                faults.Add(new FieldFault(path, $"check.{check.Def.Id}", message));
        }
    }

    private void Unknown()
    {
        foreach (var (id, value) in Given)
        {
            if (Runtime.Package.QuestionById.ContainsKey(id) || value is null)
                continue;
            var path = id.Length > 60 || !Rathaus.Kernel.Formats.Typed.IsWellFormed(id) ? "?" : id;
            dropped.Add(path);
            if (Context.Strict)
                AddFault(path, AnswerFault.Of("unknown"));
        }
    }
}

/// <summary>Where an answer is read and what may be chosen there; collects the states of nested questions.</summary>
internal sealed class ReadContext(string path, IReadOnlyList<OptionState> options)
{
    public string Path { get; } = path;

    public IReadOnlyList<OptionState> Options { get; } = options;

    public IReadOnlyList<QuestionState> Children { get; set; } = [];

    public List<IReadOnlyList<QuestionState>> Entries { get; } = [];
}
