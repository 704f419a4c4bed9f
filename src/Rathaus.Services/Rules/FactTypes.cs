using System.Collections.Frozen;
using Rathaus.Cel;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>A named fact as declared in <c>facts.yaml</c>.</summary>
internal sealed record FactDef(
    string Name, IReadOnlyList<CelType> Takes, CelType Gives, IReadOnlyList<string> TakesWords, string GivesWords);

/// <summary>Reads <c>facts.yaml</c>.</summary>
internal static class FactReader
{
    public static FrozenDictionary<string, FactDef> Read(Node? root, FaultList faults)
    {
        var facts = new Dictionary<string, FactDef>(StringComparer.Ordinal);
        if (MapReader.Over(root, faults, "facts.yaml") is not { } map)
            return facts.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var entry in map.Maps("facts"))
        {
            var name = entry.Required("name");
            if (name.Split('.') is not [var room, var fact] || !MapReader.IsRuleId(room) || !MapReader.IsRuleId(fact))
                entry.Fault("name", $"{name} is no name of a fact: room.fact");
            var takes = entry.Texts("takes");
            var gives = entry.Required("gives");
            var definition = new FactDef(
                name, [.. takes.Select(type => Type(type, entry, "takes"))], Type(gives, entry, "gives"), takes, gives);
            if (!facts.TryAdd(name, definition))
                entry.Fault("name", $"fact {name} is there twice");
            _ = entry.Text("summary");
            entry.Done();
        }

        map.Done();
        return facts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static CelType Type(string text, MapReader at, string key)
    {
        var parser = new TypeParser(text);
        if (parser.Parse() is { } type)
            return type;
        if (text.Length > 0)
            at.Fault(key, $"{text} is no type; known: bool, int, decimal, string, date, address, person, applicant, list(T), optional(T), {{name: T}}");
        return CelType.Dyn;
    }

    /// <summary>Types as text: <c>list({until: date, number: string?})</c>.</summary>
    private sealed class TypeParser(string text)
    {
        private int at;

        public CelType? Parse()
        {
            var type = One(0);
            Space();
            return at == text.Length ? type : null;
        }

        private CelType? One(int depth)
        {
            Space();
            if (depth > 8)
                return null;
            if (Take('{'))
                return Fields(depth);
            var word = Word();
            if (word is "list" or "optional")
            {
                if (!Take('(') || One(depth + 1) is not { } inner || !Take(')'))
                    return null;
                return word == "list" ? CelType.List(inner) : CelType.Optional(inner);
            }

            return word switch
            {
                "bool" => CelType.Bool,
                "int" => CelType.Int,
                "decimal" or "money" => CelType.Decimal,
                "string" => CelType.String,
                "date" => CelType.Date,
                "address" => CelTypes.Address,
                "person" => CelTypes.Person,
                "applicant" => CelTypes.Applicant,
                _ => null,
            };
        }

        private CelType? Fields(int depth)
        {
            var start = at;
            var fields = new Dictionary<string, CelType>(StringComparer.Ordinal);
            do
            {
                Space();
                var name = Word();
                if (name.Length == 0 || !Take(':') || One(depth + 1) is not { } type)
                    return null;
                if (Take('?'))
                    type = CelType.Optional(type);
                if (!fields.TryAdd(name, type))
                    return null;
            }
            while (Take(','));

            // Records are the same type when they are written the same.
            return Take('}') ? CelType.Record(string.Concat(text[(start - 1)..at].Where(c => c != ' ')), fields) : null;
        }

        private string Word()
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                at++;
            return text[start..at];
        }

        private bool Take(char wanted)
        {
            Space();
            if (at >= text.Length || text[at] != wanted)
                return false;
            at++;
            return true;
        }

        private void Space()
        {
            while (at < text.Length && text[at] == ' ')
                at++;
        }
    }
}
