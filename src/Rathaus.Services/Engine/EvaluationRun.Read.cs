using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Services.Answers;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Engine;

/// <summary>Answers as JSON: type, format and limits; canonical form and value, or faults by path.</summary>
internal sealed partial class EvaluationRun
{
    private const int LongestUploadId = 100;

    /// <returns>The canonical answer, or null: empty, or faulty (then there is a fault).</returns>
    private JsonNode? Read(CompiledQuestion question, JsonNode given, ReadContext context, out CelValue value)
    {
        value = default;
        switch (question.Def.Type)
        {
            case QuestionType.YesNo:
                return ReadBool(given, context.Path, out value);
            case QuestionType.Integer or QuestionType.Months:
                return ReadInteger(given, question, context.Path, out value);
            case QuestionType.Decimal or QuestionType.Money:
                return ReadDecimal(given, question, context.Path, out value);
            case QuestionType.Date:
                return ReadDate(given, context.Path, out value);
            case QuestionType.PartialDate:
                return ReadPartialDate(given, context.Path, out value);
            case QuestionType.Choice or QuestionType.MultipleChoice:
                return ReadChoice(given, question, context, out value);
            case QuestionType.Person:
                return Composites.Person(given, context.Path, AddFault, out value);
            case QuestionType.Organisation:
                return Composites.Organisation(given, context.Path, AddFault, out value);
            case QuestionType.Address:
                return Composites.Address(given, context.Path, question.Def.InTown ? Service.Town : null, AddFault, out value);
            case QuestionType.Geometry:
                return Geometries.Read(given, context.Path, AddFault, out value);
            case QuestionType.File:
                return ReadFiles(given, question, context.Path, out value);
            case QuestionType.Group:
                return ReadGroup(given, question, context, out value);
            case QuestionType.RepeatingGroup:
                return ReadEntries(given, question, context, out value);
            default:
                return ReadText(given, question, context.Path, out value);
        }
    }

    private JsonNode? ReadText(JsonNode given, CompiledQuestion question, string path, out CelValue value)
    {
        value = default;
        if (!IsText(given, path, out var text))
            return null;
        var canonical = Scalars.Text(question, text, out var fault);
        if (fault is not null)
        {
            if (fault.Code == "pattern" && question.Def.Say.German.Length > 0)
                faults.Add(new Kernel.Outcomes.FieldFault(path, "pattern", Text(question.Def.Say)));
            else
                AddFault(path, fault);
        }

        if (canonical is null)
            return null;
        value = CelValue.Of(canonical);
        return JsonValue.Create(canonical);
    }

    private bool IsText(JsonNode given, string path, out string text)
    {
        if (Json.IsString(given, out text))
            return true;
        AddFault(path, AnswerFault.Of(given is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String ? "characters" : "type"));
        return false;
    }

    private JsonNode? ReadBool(JsonNode given, string path, out CelValue value)
    {
        value = default;
        if (given is not JsonValue scalar || scalar.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
        {
            AddFault(path, AnswerFault.Of("type"));
            return null;
        }

        var yes = scalar.GetValueKind() == JsonValueKind.True;
        value = CelValue.Of(yes);
        return JsonValue.Create(yes);
    }

    private JsonNode? ReadInteger(JsonNode given, CompiledQuestion question, string path, out CelValue value)
    {
        value = default;
        if (given is not JsonValue scalar || scalar.GetValueKind() != JsonValueKind.Number)
        {
            AddFault(path, AnswerFault.Of("type"));
            return null;
        }

        if (!long.TryParse(scalar.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || Math.Abs((decimal)number) > 1_000_000_000_000_000m || (question.Def.Type == QuestionType.Months && number is < 1 or > 1200))
        {
            AddFault(path, AnswerFault.Of("integer"));
            return null;
        }

        value = CelValue.Of(number);
        return JsonValue.Create(number);
    }

    private JsonNode? ReadDecimal(JsonNode given, CompiledQuestion question, string path, out CelValue value)
    {
        value = default;
        if (!IsText(given, path, out var text) || text.Length == 0)
            return null;
        var money = question.Def.Type == QuestionType.Money;
        var scale = money ? 2 : question.Def.Scale;
        if (!Scalars.TryDecimal(text, scale, out var number))
        {
            AddFault(path, money ? AnswerFault.Of("money") : AnswerFault.Of("decimal", ("scale", scale)));
            return null;
        }

        value = CelValue.Of(number);
        return JsonValue.Create(Scalars.Canonical(number, money));
    }

    private JsonNode? ReadDate(JsonNode given, string path, out CelValue value)
    {
        value = default;
        if (!IsText(given, path, out var text) || text.Length == 0)
            return null;
        if (!Scalars.TryDay(text, out var day))
        {
            AddFault(path, AnswerFault.Of("date"));
            return null;
        }

        value = CelValue.Of(day);
        return JsonValue.Create(text);
    }

    private JsonNode? ReadPartialDate(JsonNode given, string path, out CelValue value)
    {
        value = default;
        if (!IsText(given, path, out var text) || text.Length == 0)
            return null;
        if (!Scalars.IsPartialDate(text))
        {
            AddFault(path, AnswerFault.Of("date"));
            return null;
        }

        value = CelValue.Of(text);
        return JsonValue.Create(text);
    }

    private JsonNode? ReadFiles(JsonNode given, CompiledQuestion question, string path, out CelValue value)
    {
        value = default;
        if (given is not JsonArray files)
        {
            AddFault(path, AnswerFault.Of("type"));
            return null;
        }

        if (files.Count > question.Def.MaxFiles)
        {
            AddFault(path, AnswerFault.Of("files.max", ("n", question.Def.MaxFiles)));
            return null;
        }

        var ids = new List<CelValue>(files.Count);
        foreach (var file in files)
        {
            if (file is null || !Json.IsString(file, out var id) || id.Length is 0 or > LongestUploadId
                || !id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            {
                AddFault(path, AnswerFault.Of("file"));
                return null;
            }

            ids.Add(CelValue.Of(id));
        }

        value = CelValue.List(ids);
        return ids.Count == 0 ? null : files.DeepClone();
    }

    private JsonNode? ReadGroup(JsonNode given, CompiledQuestion question, ReadContext context, out CelValue value)
    {
        value = default;
        if (given is not JsonObject map)
        {
            AddFault(context.Path, AnswerFault.Of("type"));
            return null;
        }

        var (canonical, states, record) = ReadMembers(map, question, context.Path);
        context.Children = states;
        value = CelValue.Record(record);
        return canonical;
    }

    private JsonNode? ReadEntries(JsonNode given, CompiledQuestion question, ReadContext context, out CelValue value)
    {
        value = default;
        if (given is not JsonArray entries)
        {
            AddFault(context.Path, AnswerFault.Of("type"));
            return null;
        }

        if (entries.Count > question.Def.MaxEntries)
        {
            AddFault(context.Path, AnswerFault.Of("entries.max", ("n", question.Def.MaxEntries)));
            return null;
        }

        var values = new List<CelValue>(entries.Count);
        var canonical = new JsonArray();
        for (var i = 0; i < entries.Count; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{context.Path}[{i}]");
            if (entries[i] is not JsonObject map)
            {
                AddFault(path, AnswerFault.Of("type"));
                return null;
            }

            var (entry, states, record) = ReadMembers(map, question, path);
            context.Entries.Add(states);
            canonical.Add(entry);
            values.Add(CelValue.Record(record));
        }

        if (entries.Count < question.Def.MinEntries)
            AddFault(context.Path, AnswerFault.Of("entries.min", ("n", question.Def.MinEntries), ("label", Label(question))));
        value = CelValue.List(values);
        return canonical;
    }

    private (JsonObject Canonical, List<QuestionState> States, Dictionary<string, CelValue> Record) ReadMembers(
        JsonObject given, CompiledQuestion group, string path)
    {
        var canonical = new JsonObject();
        var states = new List<QuestionState>(group.Children.Count);
        var record = new Dictionary<string, CelValue>(group.Children.Count, StringComparer.Ordinal);
        Activation[Runtime.Package.Slots.Item] = CelValue.Record(record);
        foreach (var child in group.Children)
        {
            var childPath = $"{path}.{child.Def.Id}";
            given.TryGetPropertyValue(child.Def.Id, out var answer);
            if (child.Visible is not null && !Holds(child.Visible))
            {
                if (CelTypes.IsList(child.Def.Type) || child.Optional)
                    record[child.Def.Id] = Absent(child);
                if (answer is not null)
                {
                    dropped.Add(childPath);
                    if (Context.Strict)
                        AddFault(childPath, AnswerFault.Of("hidden"));
                }

                states.Add(State(child, childPath, visible: false, required: false, null, null, []));
                continue;
            }

            if (child.Visible is not null)
                Cover($"question {child.Def.Path} visible");
            states.Add(Answer(child, childPath, answer, (value, json) =>
            {
                if (!value.IsError)
                    record[child.Def.Id] = value;
                if (json is not null)
                    canonical[child.Def.Id] = json;
            }));
        }

        foreach (var (id, answer) in given)
        {
            if (answer is null || group.Children.Any(child => child.Def.Id == id))
                continue;
            var unknown = $"{path}.{(id.Length > 60 || !Rathaus.Kernel.Formats.Typed.IsWellFormed(id) ? "?" : id)}";
            dropped.Add(unknown);
            if (Context.Strict)
                AddFault(unknown, AnswerFault.Of("unknown"));
        }

        return (canonical, states, record);
    }
}
