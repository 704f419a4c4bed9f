using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rathaus.Cel;
using Rathaus.Kernel.Formats;

namespace Rathaus.Services.Answers;

/// <summary>Persons, organisations and addresses: objects with known members.</summary>
internal static partial class Composites
{
    private const int ShortText = 20;

    private static readonly string[] PersonParts = ["family_name", "given_names", "birth_date"];
    private static readonly string[] OrganisationParts = ["name", "legal_form", "register_court", "register_number"];
    private static readonly string[] AddressParts = ["street", "number", "suffix", "extra", "post_code", "town"];

    public static JsonNode? Person(JsonNode given, string path, Action<string, AnswerFault> fault, out CelValue value)
    {
        var parts = new Parts(given, path, PersonParts, fault);
        if (parts.IsEmpty)
            return parts.Empty(out value);
        parts.Name("family_name", LatinType.A, required: true);
        parts.Name("given_names", LatinType.A, required: true);
        parts.Day("birth_date");
        return parts.Close(out value);
    }

    public static JsonNode? Organisation(JsonNode given, string path, Action<string, AnswerFault> fault, out CelValue value)
    {
        var parts = new Parts(given, path, OrganisationParts, fault);
        if (parts.IsEmpty)
            return parts.Empty(out value);
        parts.Name("name", LatinType.B, required: true);
        parts.Name("legal_form", LatinType.B, required: false);
        parts.Name("register_court", LatinType.B, required: false);
        parts.Name("register_number", LatinType.B, required: false);
        return parts.Close(out value);
    }

    public static JsonNode? Address(
        JsonNode given, string path, Municipality? within, Action<string, AnswerFault> fault, out CelValue value)
    {
        var parts = new Parts(given, path, AddressParts, fault);
        if (parts.IsEmpty)
            return parts.Empty(out value);
        parts.Name("street", LatinType.B, required: true);
        parts.HouseNumber();
        parts.Name("extra", LatinType.B, required: false);
        var postCode = parts.PostCode();
        parts.Name("town", LatinType.B, required: true);
        if (within is { PostCodes.Count: > 0 } && postCode is not null && !within.PostCodes.Contains(postCode))
            fault($"{path}.post_code", AnswerFault.Of("address.elsewhere", ("town", within.Name), ("code", postCode)));
        return parts.Close(out value);
    }

    [GeneratedRegex("^(?<number>[1-9][0-9]{0,3}) ?(?<suffix>[a-zA-Z]{0,2}(?:[ /-][0-9a-zA-Z]{1,4})?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberAndSuffix();

    /// <summary>Reads members one by one; a fault of one leaves the whole without a value.</summary>
    private sealed class Parts
    {
        private readonly JsonObject? given;
        private readonly string path;
        private readonly Action<string, AnswerFault> report;
        private readonly JsonObject canonical = [];
        private readonly Dictionary<string, CelValue> record = new(StringComparer.Ordinal);
        private bool faulty;

        public Parts(JsonNode node, string path, string[] known, Action<string, AnswerFault> report)
        {
            this.path = path;
            this.report = report;
            given = node as JsonObject;
            if (given is null)
            {
                Fault("", AnswerFault.Of("type"));
                return;
            }

            foreach (var (name, value) in given)
            {
                if (!known.Contains(name))
                    Fault(name.Length > 40 || !Typed.IsWellFormed(name) ? "?" : name, AnswerFault.Of("unknown"));
                else if (value is not null && !Json.IsString(value, out _))
                    Fault(name, AnswerFault.Of("type"));
            }
        }

        /// <summary>Nothing was entered at all: no answer rather than a fault.</summary>
        public bool IsEmpty => !faulty && given is not null && given.All(pair => Json.Scalar(pair.Value).AsSpan().Trim().IsEmpty);

        public JsonNode? Empty(out CelValue value)
        {
            value = default;
            return null;
        }

        public void Name(string part, LatinType type, bool required)
        {
            var name = Scalars.Name(Text(part), type, out var fault);
            Keep(part, name, fault, required);
        }

        public void Day(string part)
        {
            var text = Text(part);
            if (text.Length > 0 && !Scalars.TryDay(text, out _))
                Fault(part, AnswerFault.Of("date"));
            else if (text.Length > 0)
                canonical[part] = text;
            record[part] = text.Length > 0 && Scalars.TryDay(text, out var day) ? CelValue.OptionalOf(CelValue.Of(day)) : CelValue.OptionalNone;
        }

        public void HouseNumber()
        {
            var number = Typed.IsWellFormed(Text("number")) ? Typed.Collapse(Text("number")) : "?";
            var suffix = Typed.IsWellFormed(Text("suffix")) ? Typed.Collapse(Text("suffix")) : "?";
            var match = number.Length + suffix.Length <= ShortText ? NumberAndSuffix().Match($"{number}{suffix}") : Match.Empty;
            if (match.Success)
            {
                Keep("number", match.Groups["number"].Value, null, required: true);
                Keep("suffix", match.Groups["suffix"].Value.Length > 0 ? match.Groups["suffix"].Value : null, null, required: false);
            }
            else
            {
                Fault("number", number.Length == 0 ? AnswerFault.Of("required.number") with { Code = "required" } : AnswerFault.Of("address.number"));
            }
        }

        public string? PostCode()
        {
            var code = Scalars.PostCodeOf(Text("post_code"), out var fault);
            Keep("post_code", code, fault, required: true);
            return code;
        }

        public JsonNode? Close(out CelValue value)
        {
            value = faulty ? default : CelValue.Record(record);
            return faulty ? null : canonical;
        }

        private string Text(string part) => Json.IsString(given?[part], out var text) ? text : "";

        private void Keep(string part, string? text, AnswerFault? fault, bool required)
        {
            if (fault is not null)
                Fault(part, fault);
            else if (text is null && required)
                Fault(part, new AnswerFault("required", $"services.fault.required.{part}"));
            if (text is not null)
                canonical[part] = text;
            record[part] = required
                ? CelValue.Of(text ?? "")
                : text is null ? CelValue.OptionalNone : CelValue.OptionalOf(CelValue.Of(text));
        }

        private void Fault(string part, AnswerFault fault)
        {
            faulty = true;
            report(part.Length == 0 ? path : $"{path}.{part}", fault);
        }
    }
}
