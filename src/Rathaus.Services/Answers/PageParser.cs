using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Rules;

namespace Rathaus.Services.Answers;

/// <summary>Posted fields to answers; what cannot be read stays as typed.</summary>
internal sealed class PageParser(IReadOnlyDictionary<string, IReadOnlyList<string>> fields, Kernel.Languages.Texts texts)
{
    /// <summary>Longest text kept for showing it again.</summary>
    private const int LongestRaw = 20_000;

    private readonly Dictionary<string, string> raw = new(StringComparer.Ordinal);
    private readonly List<FieldFault> faults = [];

    public IReadOnlyDictionary<string, string> Raw => raw;

    public IReadOnlyList<FieldFault> Faults => faults;

    public JsonNode? Read(CompiledQuestion question, string path)
    {
        switch (question.Def.Type)
        {
            case QuestionType.Group:
                return Group(question, path);
            case QuestionType.RepeatingGroup:
                return Entries(question, path);
            case QuestionType.MultipleChoice or QuestionType.File:
                return Many(question, path);
            default:
                return Single(question, path);
        }
    }

    private JsonNode? Single(CompiledQuestion question, string path)
    {
        var answer = RawReader.Read(question, part => Field(part.Length == 0 ? path : $"{path}.{part}"), out var fault);
        if (fault is null)
            return answer;
        faults.Add(new FieldFault(path, fault.Code, fault.In(texts)));
        foreach (var (name, values) in fields)
        {
            if (name == path || (name.StartsWith(path, StringComparison.Ordinal) && name[path.Length] == '.'))
                raw[name] = values.Count == 0 ? "" : values[0].Length > LongestRaw ? values[0][..LongestRaw] : values[0];
        }

        return null;
    }

    private JsonArray? Many(CompiledQuestion question, string path)
    {
        if (!fields.TryGetValue(path, out var values))
            return null;
        var many = new JsonArray();
        foreach (var value in values.Where(value => value.Length is > 0 and <= 200 && Kernel.Formats.Typed.IsWellFormed(value)).Take(500))
            many.Add(question.Element?.Kind == CelKind.Int && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? JsonValue.Create(number)
                : JsonValue.Create(value));
        return many.Count == 0 ? null : many;
    }

    private JsonObject? Group(CompiledQuestion question, string path)
    {
        var group = new JsonObject();
        foreach (var child in question.Children)
        {
            if (Read(child, $"{path}.{child.Def.Id}") is { } answer)
                group[child.Def.Id] = answer;
        }

        return group.Count == 0 ? null : group;
    }

    /// <summary>Entries by the numbers that were posted, gaps closed; an entry nobody typed into is kept: it was added on purpose.</summary>
    private JsonArray? Entries(CompiledQuestion question, string path)
    {
        var numbers = new SortedSet<int>();
        foreach (var name in fields.Keys)
        {
            if (name.Length > path.Length + 2 && name[path.Length] == '[' && name.StartsWith(path, StringComparison.Ordinal)
                && name.IndexOf(']', path.Length) is > 0 and var close
                && int.TryParse(name.AsSpan(path.Length + 1, close - path.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number < 1000)
                numbers.Add(number);
        }

        var entries = new JsonArray();
        foreach (var number in numbers.Take(question.Def.MaxEntries + 1))
        {
            var posted = string.Create(CultureInfo.InvariantCulture, $"{path}[{number}]");
            entries.Add(Group(question, posted) ?? []);
            Renumber(posted, string.Create(CultureInfo.InvariantCulture, $"{path}[{entries.Count - 1}]"));
        }

        return entries.Count == 0 ? null : entries;
    }

    /// <summary>What could not be read belongs to the entry's new number.</summary>
    private void Renumber(string posted, string now)
    {
        if (posted == now)
            return;
        foreach (var name in raw.Keys.Where(name => name.StartsWith(posted, StringComparison.Ordinal)).ToList())
        {
            raw.Remove(name, out var text);
            raw[now + name[posted.Length..]] = text!;
        }

        for (var i = 0; i < faults.Count; i++)
        {
            if (faults[i].Path.StartsWith(posted, StringComparison.Ordinal))
                faults[i] = faults[i] with { Path = now + faults[i].Path[posted.Length..] };
        }
    }

    private string? Field(string name) => fields.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
}
