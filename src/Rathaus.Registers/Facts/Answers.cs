using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Facts;

/// <summary>Arguments of questions and common parts of answers.</summary>
internal static class Answers
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    /// <summary>The n-th argument as a text; empty when it is none.</summary>
    public static string Text(this FactQuestion question, int at) =>
        question.Arguments.Count > at && question.Arguments[at] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public static string Iso(DateOnly day) => RegisterArguments.Iso(day);

    /// <summary>As registers write a date of which parts may be unknown: 17.04.1988, 04.1988 or 1988.</summary>
    public static string GermanDate(string date) => date.Length switch
    {
        10 => $"{date[8..]}.{date[5..7]}.{date[..4]}",
        7 => $"{date[5..]}.{date[..4]}",
        _ => date,
    };

    public static string GermanDate(DateOnly day) => day.ToString("dd.MM.yyyy", German);

    public static JsonObject Person(Resident resident)
    {
        var person = new JsonObject { ["family_name"] = resident.FamilyName, ["given_names"] = resident.GivenNames };
        if (resident.BirthDate.Length == 10)
            person["birth_date"] = resident.BirthDate;
        return person;
    }

    public static JsonObject Address(Dwelling dwelling) => new()
    {
        ["street"] = dwelling.Street,
        ["number"] = dwelling.HouseNumber,
        ["post_code"] = dwelling.PostCode,
        ["town"] = dwelling.Town,
    };

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    /// <summary>Under eighteen on that day; of somebody whose date is known in part, when it is certain.</summary>
    public static bool Minor(string birthDate, DateOnly today)
    {
        var latest = birthDate.Length switch { 10 => birthDate, 7 => birthDate + "-01", _ => birthDate + "-01-01" };
        return RegisterArguments.Day(latest) is { } born && born.AddYears(18) > today;
    }
}
