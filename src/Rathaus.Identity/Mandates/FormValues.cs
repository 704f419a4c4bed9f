using System.Globalization;
using Microsoft.AspNetCore.Http;
using Rathaus.Identity.Features;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Mandates;

/// <summary>Reads composite questions of the pages of this room.</summary>
internal static class FormValues
{
    /// <summary>Day, month and year of a date question; null: empty or no day of the calendar.</summary>
    public static DateOnly? Date(IFormCollection form, string path) =>
        Whole(form[path + ".year"], 4) is { } year && Whole(form[path + ".month"], 2) is { } month && Whole(form[path + ".day"], 2) is { } day
        && year is >= 1850 and <= 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    public static bool IsEmptyDate(IFormCollection form, string path) =>
        string.IsNullOrWhiteSpace(form[path + ".day"].ToString() + form[path + ".month"] + form[path + ".year"]);

    /// <summary>A person with birth date and address, or what is wrong, by path.</summary>
    public static Outcome<ConfirmedPerson> Person(IFormCollection form, string path, DateOnly today)
    {
        var faults = new List<FieldFault>();
        var family = Text(form, path + ".family_name", 100, faults);
        var given = Text(form, path + ".given_names", 100, faults);
        var birth = Date(form, BirthDate);
        if (birth is null || birth > today)
            faults.Add(new FieldFault(BirthDate, "mandate.date", "Geben Sie einen Tag an, den es gibt."));
        var street = Text(form, Address + ".street", 100, faults);
        var number = Text(form, Address + ".number", 20, faults) + form[Address + ".suffix"].ToString().Trim();
        var town = Text(form, Address + ".town", 100, faults);
        var postCode = form[Address + ".post_code"].ToString().Trim();
        if (number.Length > 20)
            faults.Add(new FieldFault(Address, "name.long", "Die Hausnummer ist zu lang."));
        if (postCode.Length != 5 || !postCode.All(char.IsAsciiDigit))
            faults.Add(new FieldFault(Address, "mandate.post-code", "Geben Sie eine Postleitzahl mit fünf Ziffern an."));
        return faults.Count > 0
            ? Refusal.Invalid("mandate.faults", "Bitte prüfen Sie Ihre Angaben.", faults)
            : new ConfirmedPerson(family, given, birth!.Value, null, street, number, postCode, town);
    }

    /// <summary>Name of the question for the day of birth.</summary>
    public const string BirthDate = "geburt";

    /// <summary>Name of the address question.</summary>
    public const string Address = "anschrift";

    private static string Text(IFormCollection form, string path, int longest, List<FieldFault> faults)
    {
        var typed = form[path].ToString().Trim();
        if (AccountName.Check(typed, longest) is { } refusal)
            faults.Add(new FieldFault(path[..path.IndexOf('.', StringComparison.Ordinal)], refusal.Code, refusal.Title));
        return typed;
    }

    private static int? Whole(string? typed, int longest) =>
        typed?.Trim() is { Length: > 0 } text && text.Length <= longest
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
