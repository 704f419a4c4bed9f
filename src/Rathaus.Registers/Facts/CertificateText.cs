using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Registers.Facts;

/// <summary>
/// Register data as a certificate of registration prints them (§ 18 (1), (2) BMG with § 3 (1) nos. 1-16), in German.
/// Relatives with a block mark are left out (§ 51 BMG); a clerk decides such a case anyway.
/// </summary>
internal static class CertificateText
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    public static JsonObject Of(Resident resident)
    {
        var current = resident.Dwellings.Where(dwelling => dwelling.Current).ToArray();
        var main = resident.MainDwelling;
        return new JsonObject
        {
            ["family_name"] = WithBirthName(resident),
            ["given_names"] = resident.GivenNames,
            ["doctor_degree"] = resident.DoctorDegree ?? string.Empty,
            ["birth_date"] = Date(resident.BirthDate),
            ["main_dwelling"] = main is null ? string.Empty : Address(main),
            ["other_dwellings"] = Lines(current.Where(dwelling => !ReferenceEquals(dwelling, main)).Select(Address)),
            ["former_names"] = Lines(resident.FormerNames),
            ["stage_name"] = resident.StageName ?? string.Empty,
            ["birth_place"] = resident.BirthPlace ?? string.Empty,
            ["sex"] = Sex(resident.Sex),
            ["tax_id"] = resident.TaxId ?? string.Empty,
            ["representative"] = Related(resident, "Representative"),
            ["nationalities"] = Lines(resident.Nationalities.Select(Country)),
            ["religion"] = Religion(resident.Religion),
            ["former_dwellings"] = Lines(
                resident.Dwellings.Where(dwelling => !dwelling.Current).Select(Address)
                    .Concat(resident.Previous is { Until: not null } previous ? [previous.Line] : [])),
            ["moves"] = Lines(resident.Dwellings.Select(Move)),
            ["marital_status"] = MaritalStatus(resident.MaritalStatus),
            ["spouse"] = Lines([Related(resident, "Spouse"), Related(resident, "Partner")]),
            ["children"] = Related(resident, "Child"),
            ["identity_documents"] = Lines(resident.Documents.Select(Document)),
            ["alive"] = resident.DiedOn is null,
        };
    }

    private static string WithBirthName(Resident resident) =>
        resident.BirthName is null ? resident.FamilyName : $"{resident.FamilyName}, geb. {resident.BirthName}";

    private static string Address(Dwelling dwelling) =>
        $"{dwelling.Street} {dwelling.HouseNumber}, {dwelling.PostCode} {dwelling.Town}" + dwelling.Kind switch
        {
            DwellingKind.Only => " (alleinige Wohnung)",
            DwellingKind.Main => " (Hauptwohnung)",
            DwellingKind.Secondary => " (Nebenwohnung)",
            _ => throw new ArgumentOutOfRangeException(nameof(dwelling), dwelling.Kind, "Unknown kind of dwelling"),
        };

    private static string Move(Dwelling dwelling) =>
        $"{dwelling.Street} {dwelling.HouseNumber}, {dwelling.PostCode} {dwelling.Town}: Einzug {Day(dwelling.MovedIn)}"
        + (dwelling.MovedOut is { } left ? $", Auszug {Day(left)}" : string.Empty)
        + (dwelling.MovedTo is { } to ? $" nach {to}" : string.Empty);

    private static string Document(IdentityDocument document) =>
        (document.Kind switch { "passport" => "Reisepass", "eid_card" => "eID-Karte", _ => "Personalausweis" })
        + $" {document.Number}, {document.Authority}, ausgestellt am {Day(document.IssuedOn)}, gültig bis {Day(document.ValidUntil)}";

    private static string Related(Resident resident, string relation) => Lines(resident.Related
        .Where(person => person.Relation == relation && !person.Blocked)
        .Select(person => $"{person.GivenNames} {person.FamilyName}, geboren {Date(person.BirthDate)}"));

    private static string Lines(IEnumerable<string> lines) => string.Join("; ", lines.Where(line => line.Length > 0));

    private static string Day(DateOnly day) => day.ToString("dd.MM.yyyy", German);

    /// <summary>Unknown parts are written as the register does: 00.</summary>
    private static string Date(string date) => date.Length switch
    {
        4 => $"00.00.{date}",
        7 => $"00.{date[5..]}.{date[..4]}",
        _ => $"{date[8..]}.{date[5..7]}.{date[..4]}",
    };

    private static string Sex(string? sex) => sex switch
    {
        "m" => "männlich",
        "f" => "weiblich",
        "x" => "divers",
        _ => "ohne Angabe",
    };

    private static string MaritalStatus(string? code) => code switch
    {
        "LD" => "ledig",
        "VH" => "verheiratet",
        "VW" => "verwitwet",
        "GS" => "geschieden",
        "LP" => "in eingetragener Lebenspartnerschaft",
        _ => "nicht bekannt",
    };

    private static string Religion(string? code) => code switch
    {
        "ev" => "evangelisch",
        "rk" => "römisch-katholisch",
        null => string.Empty,
        _ => code,
    };

    /// <summary>Nationalities are adjectives in German registers; other countries print their name.</summary>
    private static string Country(string code) => code switch
    {
        "DE" => "deutsch",
        "TR" => "türkisch",
        "PL" => "polnisch",
        "GR" => "griechisch",
        "SN" => "senegalesisch",
        "UA" => "ukrainisch",
        "IT" => "italienisch",
        "SY" => "syrisch",
        _ => Countries.NameOf(code, Language.German) ?? code,
    };
}
