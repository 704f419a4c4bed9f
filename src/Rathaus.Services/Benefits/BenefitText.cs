using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Languages;

namespace Rathaus.Services.Benefits;

/// <summary>Values of a computation as JSON and for readers.</summary>
internal static class BenefitText
{
    private const string Dash = "–";

    /// <summary>Numbers are JSON numbers without needless zeros; what has no value is null.</summary>
    public static JsonNode? Json(in CelValue value) => value.Kind switch
    {
        CelKind.Bool => JsonValue.Create(value.AsBool),
        CelKind.Int => JsonValue.Create(value.AsInt),
        CelKind.Decimal => JsonValue.Create(Plain(value.AsDecimal)),
        CelKind.String => JsonValue.Create(value.AsString),
        CelKind.Date => JsonValue.Create(value.AsDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        CelKind.Optional => value.HasValue ? Json(value.OptionalValue) : null,
        CelKind.List => new JsonArray([.. value.AsList.Select(item => Json(item))]),
        CelKind.Map => new JsonObject(value.AsMap.Entries.Select(entry => KeyValuePair.Create(entry.Key.AsString, Json(entry.Value)))),
        _ => null,
    };

    /// <summary>12.3400 is written 12.34.</summary>
    public static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;

    public static BenefitValueType TypeOf(CelType type) => type.Kind switch
    {
        CelKind.Bool => BenefitValueType.Bool,
        CelKind.Int => BenefitValueType.Int,
        CelKind.Decimal => BenefitValueType.Decimal,
        CelKind.String => BenefitValueType.Text,
        CelKind.Date => BenefitValueType.Date,
        _ => BenefitValueType.Other,
    };

    public static BenefitValueType TypeOf(in CelValue value) => value.Kind switch
    {
        CelKind.Bool => BenefitValueType.Bool,
        CelKind.Int => BenefitValueType.Int,
        CelKind.Decimal => BenefitValueType.Decimal,
        CelKind.String => BenefitValueType.Text,
        CelKind.Date => BenefitValueType.Date,
        _ => BenefitValueType.Other,
    };

    public static BenefitValueType TypeOf(BenefitInputType type) => type switch
    {
        BenefitInputType.Integer => BenefitValueType.Int,
        BenefitInputType.Decimal => BenefitValueType.Decimal,
        BenefitInputType.Money => BenefitValueType.Money,
        BenefitInputType.YesNo => BenefitValueType.Bool,
        BenefitInputType.Date => BenefitValueType.Date,
        BenefitInputType.List => BenefitValueType.Other,
        _ => BenefitValueType.Text,
    };

    /// <summary>For a reader, with unit; entries one after the other, divided by a semicolon.</summary>
    public static string Of(JsonNode? value, BenefitValueType type, string? unit, Language language) => value switch
    {
        null => Dash,
        JsonArray many => many.Count == 0 ? Dash : string.Join("; ", many.Select(one => Of(one, type, unit, language))),
        JsonObject record => string.Join(", ", record.Select(field => $"{field.Key} {Of(field.Value, BenefitValueType.Other, null, language)}")),
        _ => Scalar(value, type, unit, language),
    };

    private static string Scalar(JsonNode value, BenefitValueType type, string? unit, Language language) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => ValueText.YesNo(value.GetValueKind() == JsonValueKind.True, language),
        JsonValueKind.Number => Number(decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture), type, unit, language),
        _ => type == BenefitValueType.Date ? ValueText.Date(Services.Json.Scalar(value), language, weekday: false) : Services.Json.Scalar(value),
    };

    /// <summary>Amounts have cents; a longer fraction is shown cut to four digits, the computation goes on with all of them.</summary>
    private static string Number(decimal number, BenefitValueType type, string? unit, Language language)
    {
        var shown = decimal.Round(number, 4, MidpointRounding.AwayFromZero);
        return type == BenefitValueType.Money
            ? Money(shown, language)
            : ValueText.WithUnit(shown.ToString("#,##0.####", ValueText.CultureOf(language)), unit);
    }

    private static string Money(decimal amount, Language language)
    {
        var text = amount.ToString("#,##0.00##", ValueText.CultureOf(language));
        return language == Language.English ? $"€{text}" : $"{text}\u00a0€";
    }
}
