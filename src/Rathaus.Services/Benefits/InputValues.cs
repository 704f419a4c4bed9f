using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services.Source;

namespace Rathaus.Services.Benefits;

/// <summary>What is wrong with an input.</summary>
internal sealed record InputFault(string Path, string Code, string Message);

/// <summary>Inputs as values of the expression language, in the order of the package's inputs.</summary>
internal sealed record InputReading(IReadOnlyList<CelValue> Values, IReadOnlyList<InputFault> Faults, IReadOnlyList<string> Ignored);

/// <summary>Reads the JSON a caller sends. Null counts as left out; what the package does not know is ignored and named.</summary>
internal static class InputValues
{
    private const int LongestText = 200;
    private const decimal LargestNumber = 1_000_000_000_000m;

    public static InputReading Read(CompiledBenefit benefit, JsonObject inputs)
    {
        var faults = new List<InputFault>();
        var ignored = new List<string>();
        var values = benefit.Inputs.Select(input => Read(Given(inputs, input.Def), input.Def, input.Def.Id, faults, ignored)).ToList();
        Ignore(inputs, [.. benefit.Def.Inputs, .. benefit.Def.Inputs.Where(input => Unfolds(inputs, input)).SelectMany(input => input.Fields)], "", ignored);
        return new InputReading(values, faults, ignored);
    }

    /// <summary>What stands for an input; for a flat list that is not there its one entry, of fields at the top.</summary>
    private static JsonNode? Given(JsonObject inputs, InputDef input) => Unfolds(inputs, input)
        ? new JsonArray(new JsonObject(input.Fields.Select(field => KeyValuePair.Create(field.Id, inputs[field.Id]?.DeepClone()))))
        : inputs[input.Id];

    private static bool Unfolds(JsonObject inputs, InputDef input) =>
        input.Flat && inputs[input.Id] is null && input.Fields.Any(field => inputs[field.Id] is not null);

    public static Refusal Refuse(IReadOnlyList<InputFault> faults) => Refusal.Invalid(
        "benefit.inputs", "Einige Angaben fehlen oder passen nicht.",
        [.. faults.Select(fault => new FieldFault(fault.Path, fault.Code, $"{fault.Path} {fault.Message}"))]);

    /// <returns>The value, or an error value; then there is a fault.</returns>
    public static CelValue Read(JsonNode? given, InputDef input, string path, List<InputFault> faults, List<string> ignored)
    {
        given ??= input.Default;
        if (given is null)
            return LeftOut(input, path, faults);
        var value = input.Type switch
        {
            BenefitInputType.Integer => Integer(given),
            BenefitInputType.Decimal => Number(given),
            BenefitInputType.Money => Number(given),
            BenefitInputType.YesNo => YesNo(given),
            BenefitInputType.Date => Date(given),
            BenefitInputType.Choice => Choice(given, input),
            BenefitInputType.List => List(given, input, path, faults, ignored),
            _ => Text(given),
        };
        if (value.IsError)
        {
            var (code, message) = ((string, string))value.ErrorCause!;
            faults.Add(new InputFault(path, code, message));
            return value;
        }

        if (Outside(input, value) is { } range)
            faults.Add(range with { Path = path });
        return input is { Optional: true, Default: null, Type: not BenefitInputType.List } ? CelValue.OptionalOf(value) : value;
    }

    private static CelValue LeftOut(InputDef input, string path, List<InputFault> faults)
    {
        if (input.Optional)
            return input.Type == BenefitInputType.List ? CelValue.List([]) : CelValue.OptionalNone;
        faults.Add(new InputFault(path, "required", "is missing"));
        return CelValue.Error("missing");
    }

    private static CelValue Integer(JsonNode given) =>
        TryNumber(given, out var number) && decimal.Truncate(number) == number
            ? CelValue.Of((long)number)
            : Wrong("integer", "must be a whole number");

    private static CelValue Number(JsonNode given) =>
        TryNumber(given, out var number) ? CelValue.Of(number) : Wrong("decimal", "must be a number such as 12.34");

    /// <summary>A JSON number, or a text that is one.</summary>
    private static bool TryNumber(JsonNode given, out decimal number)
    {
        number = 0;
        if (given is not JsonValue scalar || scalar.GetValueKind() is not (JsonValueKind.Number or JsonValueKind.String))
            return false;
        var style = scalar.GetValueKind() == JsonValueKind.Number
            ? NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent
            : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var text = scalar.GetValueKind() == JsonValueKind.Number ? scalar.ToJsonString() : Json.IsString(scalar, out var typed) ? typed : "";
        return text.Length <= 40 && decimal.TryParse(text, style, CultureInfo.InvariantCulture, out number) && Math.Abs(number) <= LargestNumber;
    }

    private static CelValue YesNo(JsonNode given) => given is JsonValue scalar && scalar.GetValueKind() is JsonValueKind.True or JsonValueKind.False
        ? CelValue.Of(given.GetValueKind() == JsonValueKind.True)
        : Wrong("type", "must be true or false");

    private static CelValue Date(JsonNode given) => Json.IsString(given, out var text) && MapReader.TryDate(text, out var day)
        ? CelValue.Of(day)
        : Wrong("date", "must be a date such as 2026-01-31");

    /// <summary>A text; a number counts as written.</summary>
    private static CelValue Text(JsonNode given) => (Json.IsString(given, out var text) || Digits(given, out text)) && text.Length <= LongestText
        ? CelValue.Of(text)
        : Wrong("type", $"must be a text of at most {LongestText} characters");

    private static bool Digits(JsonNode given, out string text)
    {
        text = given is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number ? scalar.ToJsonString() : "";
        return text.Length > 0;
    }

    private static CelValue Choice(JsonNode given, InputDef input) =>
        Json.IsString(given, out var text) && input.Choices.Any(choice => choice.Id == text)
            ? CelValue.Of(text)
            : Wrong("option", $"must be one of {string.Join(", ", input.Choices.Select(choice => choice.Id))}");

    private static CelValue List(JsonNode given, InputDef input, string path, List<InputFault> faults, List<string> ignored)
    {
        if (given is not JsonArray array)
            return Wrong("type", "must be a list");
        if (array.Count > input.MaxEntries)
            return Wrong("entries.max", $"has {array.Count} entries, at most {input.MaxEntries}");
        var entries = new CelValue[array.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            entries[i] = input.Entry is { } entry ? Read(array[i], entry, at, faults, ignored) : Record(array[i], input, at, faults, ignored);
        }

        return Array.Exists(entries, entry => entry.IsError) ? CelValue.List([]) : CelValue.List(entries);
    }

    private static CelValue Record(JsonNode? given, InputDef list, string path, List<InputFault> faults, List<string> ignored)
    {
        if (given is not JsonObject map)
        {
            faults.Add(new InputFault(path, "type", "must be an object"));
            return CelValue.Error("no object");
        }

        var fields = new Dictionary<string, CelValue>(list.Fields.Count, StringComparer.Ordinal);
        foreach (var field in list.Fields)
        {
            var value = Read(map[field.Id], field, $"{path}.{field.Id}", faults, ignored);
            if (!value.IsError)
                fields[field.Id] = value;
        }

        Ignore(map, list.Fields, path + ".", ignored);
        return CelValue.Record(fields);
    }

    private static void Ignore(JsonObject map, IReadOnlyList<InputDef> known, string path, List<string> ignored)
    {
        foreach (var (key, value) in map)
        {
            if (value is not null && key.Length <= 100 && !known.Any(input => input.Id == key))
                ignored.Add(path + key);
        }
    }

    private static InputFault? Outside(InputDef input, in CelValue value)
    {
        if (value.Kind is not (CelKind.Int or CelKind.Decimal))
            return null;
        var number = value.AsDecimal;
        if (input.From is { } from && number < from)
            return new InputFault("", "range.low", string.Create(CultureInfo.InvariantCulture, $"must be at least {from}, not {number}"));
        return input.To is { } to && number > to
            ? new InputFault("", "range.high", string.Create(CultureInfo.InvariantCulture, $"must be at most {to}, not {number}"))
            : null;
    }

    private static CelValue Wrong(string code, string message) => CelValue.Error(message, (code, message));
}
