using Microsoft.AspNetCore.Http;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Identity;

/// <summary>Who somebody says to be: names, birth date, address, as typed, and checked.</summary>
internal sealed record PersonInput
{
    private const int Longest = 100;

    public static readonly PersonInput Empty = new();

    private static readonly Refusal Faulty = Refusal.Invalid("person.faults", "Bitte prüfen Sie die Angaben.");

    public string FamilyName { get; init; } = "";

    public string GivenNames { get; init; } = "";

    public string Day { get; init; } = "";

    public string Month { get; init; } = "";

    public string Year { get; init; } = "";

    public string Street { get; init; } = "";

    public string HouseNumber { get; init; } = "";

    public string PostCode { get; init; } = "";

    /// <summary>Free text; empty when the page asks for a town of this house instead.</summary>
    public string Place { get; init; } = "";

    public static PersonInput From(IFormCollection form) => new()
    {
        FamilyName = Text(form, "familienname"),
        GivenNames = Text(form, "vornamen"),
        Day = Text(form, "geburtsdatum.day"),
        Month = Text(form, "geburtsdatum.month"),
        Year = Text(form, "geburtsdatum.year"),
        Street = Text(form, "strasse"),
        HouseNumber = Text(form, "hausnummer"),
        PostCode = Text(form, "plz"),
        Place = Text(form, "ort"),
    };

    /// <summary>The person, or a fault for each field. <paramref name="town"/>: the name of the chosen town, or null to take the typed place.</summary>
    public Outcome<ConfirmedPerson> Check(string? town, DateOnly today)
    {
        var faults = new List<FieldFault>();
        Name("familienname", FamilyName);
        Name("vornamen", GivenNames);
        if (Born() is not { } born || born > today || born.Year < today.Year - 130)
            faults.Add(new FieldFault("geburtsdatum", "person.birth-date", "Geben Sie das Geburtsdatum mit Tag, Monat und Jahr ein."));
        Name("strasse", Street);
        if (HouseNumber.Length is 0 or > 20 || !Din91379.Parse(HouseNumber, LatinType.B).Succeeded || !HouseNumber.Any(char.IsAsciiDigit))
            faults.Add(new FieldFault("hausnummer", "person.house-number", "Geben Sie die Hausnummer ein."));
        var code = Kernel.Formats.PostCode.Parse(PostCode);
        if (!code.Succeeded)
            faults.Add(new FieldFault("plz", "person.post-code", "Geben Sie die Postleitzahl mit fünf Ziffern ein."));
        if (town is null)
            Name("ort", Place);
        return faults.Count > 0
            ? Faulty with { Faults = faults }
            : new ConfirmedPerson(FamilyName, GivenNames, Born()!.Value, null, Street, HouseNumber, code.Value!, town ?? Place);

        void Name(string field, string value)
        {
            if (value.Length == 0)
                faults.Add(new FieldFault(field, "person.missing", "Füllen Sie dieses Feld aus."));
            else if (value.Length > Longest || !Din91379.Parse(value, LatinType.B).Succeeded)
                faults.Add(new FieldFault(field, "person.characters", "Das ist zu lang oder enthält ein Zeichen, das wir nicht speichern können."));
        }
    }

    /// <param name="own">The person at the keyboard, whose browser may fill it in.</param>
    /// <param name="asksPlace">Asks for the place as text.</param>
    public IReadOnlyList<FieldModel> Fields(Texts texts, Refusal? refusal, bool own, bool asksPlace)
    {
        var fields = new List<FieldModel>
        {
            Field("vornamen", GivenNames, "given-name"),
            Field("familienname", FamilyName, "family-name"),
            Field("geburtsdatum", "", "bday") with
            {
                Type = FieldType.Date,
                Raw = part => part switch { "day" => Day, "month" => Month, "year" => Year, _ => "" },
            },
            Field("strasse", Street, "address-line1"),
            Field("hausnummer", HouseNumber, null) with { MaxLength = 20 },
            Field("plz", PostCode, "postal-code") with { MaxLength = 10 },
        };
        if (asksPlace)
            fields.Add(Field("ort", Place, "address-level2"));
        return fields;

        FieldModel Field(string path, string value, string? autocomplete) => new()
        {
            Type = FieldType.Text,
            Path = path,
            Label = texts["identity.person." + path],
            Hint = path == "vornamen" ? texts["identity.person.vornamen-hint"] : "",
            MaxLength = Longest,
            Autocomplete = own ? autocomplete : "off",
            Raw = _ => value,
            Fault = refusal?.Faults.FirstOrDefault(fault => fault.Path == path) is { } fault
                ? texts["identity.refusal." + fault.Code.Replace('.', '-')]
                : null,
        };
    }

    private DateOnly? Born() => TypedDay.Read(Day, Month, Year);

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: <= 300 } text ? text : "";
}
