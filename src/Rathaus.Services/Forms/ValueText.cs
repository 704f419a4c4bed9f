using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Services;

/// <summary>Canonical values written for people.</summary>
internal static class ValueText
{
    private static readonly Dictionary<string, CultureInfo> Cultures =
        Language.All.Select(language => language.CultureName).Distinct()
            .ToDictionary(name => name, CultureInfo.GetCultureInfo, StringComparer.Ordinal);

    public static CultureInfo CultureOf(Language language) => Cultures[language.CultureName];

    public static string Of(Question question, JsonNode value, Language language) => question.Type switch
    {
        QuestionType.YesNo => YesNo(value.ToJsonString() == "true", language),
        QuestionType.Integer => WithUnit(Json.Scalar(value), question.Unit),
        QuestionType.Months => Months(Json.Scalar(value), language),
        QuestionType.Decimal => WithUnit(Number(Json.Scalar(value), language), question.Unit),
        QuestionType.Money => Euro.TryParse(Json.Scalar(value), out var euro) ? euro.ToString() : Json.Scalar(value),
        QuestionType.Date or QuestionType.PartialDate => Date(Json.Scalar(value), language, weekday: false),
        QuestionType.Country => Countries.NameOf(Json.Scalar(value), language) ?? Json.Scalar(value),
        QuestionType.Iban => Iban.Display(Json.Scalar(value)),
        QuestionType.Address => Address(value as JsonObject),
        QuestionType.Person => Person(value as JsonObject, language),
        QuestionType.Organisation => value is JsonObject organisation ? Json.Scalar(organisation["name"]) : "",
        QuestionType.File => value is JsonArray files
            ? files.Count.ToString(CultureInfo.InvariantCulture) + (language == Language.English ? " file(s)" : files.Count == 1 ? " Datei" : " Dateien")
            : "",
        QuestionType.Geometry => value is JsonObject shape ? Json.Scalar(shape["type"]) : "",
        QuestionType.Group or QuestionType.RepeatingGroup => "",
        _ => Json.Scalar(value),
    };

    public static string YesNo(bool yes, Language language) => language == Language.English
        ? yes ? "Yes" : "No"
        : yes ? "Ja" : "Nein";

    public static string Months(string number, Language language)
    {
        var one = number == "1";
        var unit = language == Language.English ? one ? "month" : "months" : one ? "Monat" : "Monate";
        return $"{number}\u00a0{unit}";
    }

    /// <summary>"12.5" in the language's digits.</summary>
    public static string Number(string invariant, Language language) =>
        decimal.TryParse(invariant, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? Number(number, language)
            : invariant;

    public static string Number(decimal number, Language language) =>
        number.ToString("#,##0.############", CultureOf(language));

    public static string WithUnit(string number, string? unit) => unit is null ? number : $"{number}\u00a0{unit}";

    /// <summary>A full or partial ISO date written out.</summary>
    public static string Date(string iso, Language language, bool weekday)
    {
        if (DateOnly.TryParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return Date(day, language, weekday);
        return DateOnly.TryParseExact(iso + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month.ToString("MMMM yyyy", CultureOf(language))
            : iso;
    }

    public static string Date(DateOnly day, Language language, bool weekday)
    {
        var pattern = language == Language.English ? "d MMMM yyyy" : "d. MMMM yyyy";
        return day.ToString(weekday ? "dddd, " + pattern : pattern, CultureOf(language));
    }

    public static string Address(JsonObject? address)
    {
        if (address is null)
            return "";
        var suffix = Json.Scalar(address["suffix"]);
        var extra = Json.Scalar(address["extra"]);
        var line = $"{Json.Scalar(address["street"])} {Json.Scalar(address["number"])}{suffix}".Trim();
        return $"{line}{(extra.Length > 0 ? $", {extra}" : "")}, {Json.Scalar(address["post_code"])} {Json.Scalar(address["town"])}";
    }

    private static string Person(JsonObject? person, Language language)
    {
        if (person is null)
            return "";
        var name = $"{Json.Scalar(person["given_names"])} {Json.Scalar(person["family_name"])}".Trim();
        var born = Json.Scalar(person["birth_date"]);
        if (born.Length == 0)
            return name;
        var word = language == Language.English ? "born" : "geboren am";
        return $"{name}, {word} {Date(born, language, weekday: false)}";
    }
}
