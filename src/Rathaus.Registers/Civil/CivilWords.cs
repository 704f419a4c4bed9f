using System.Globalization;

namespace Rathaus.Registers.Civil;

/// <summary>Letters, numbers and names of the civil status registers: <c>G 17/2026</c> is the 17th birth entry of 2026.</summary>
internal static class CivilWords
{
    public static string? Letter(string kind) => kind switch
    {
        "birth" => "G",
        "marriage" => "E",
        "death" => "S",
        "name" => "N",
        _ => null,
    };

    public static string Register(string kind) => kind switch
    {
        "birth" => "Geburtenregister",
        "marriage" => "Eheregister",
        "death" => "Sterberegister",
        _ => "Sammlung der Namenserklärungen",
    };

    /// <param name="series">Letter and year: <c>G-2026</c>.</param>
    public static string Number(string series, int serial) =>
        string.Create(CultureInfo.InvariantCulture, $"{series[0]} {serial}/{series[2..]}");

    /// <summary>The subject of a number as people write it (<c>G 17/2026</c>), or null.</summary>
    public static string? Subject(string number)
    {
        var compact = number.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return compact.Length > 2 && "GESN".Contains(compact[0], StringComparison.Ordinal) && compact[1..].Split('/') is [var serial, var year]
            && int.TryParse(serial, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) && year.Length == 4 && year.All(char.IsAsciiDigit)
                ? string.Create(CultureInfo.InvariantCulture, $"{compact[0]}-{year}/{counted}")
                : null;
    }
}
