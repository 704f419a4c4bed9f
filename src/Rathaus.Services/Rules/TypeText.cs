using Rathaus.Cel;
using Rathaus.Services.Source;

namespace Rathaus.Services.Rules;

/// <summary>Types as <c>facts.yaml</c> and <c>effects.yaml</c> write them: <c>list({until: date, number: string?})</c>.</summary>
internal static class TypeText
{
    public static CelType Read(string text, MapReader at, string key)
    {
        if (Parse(text) is { } type)
            return type;
        if (text.Length > 0)
            at.Fault(key, $"{text} is no type; known: bool, int, decimal, string, date, address, person, organisation, applicant, list(T), optional(T), {{name: T}}");
        return CelType.Dyn;
    }

    /// <returns>Null when the text is no type.</returns>
    public static CelType? Parse(string text) => new TypeParser(text).Parse();

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
                "organisation" => CelTypes.Organisation,
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
