using System.Globalization;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Linking;

/// <summary>Whether two sources speak of the same person.</summary>
internal static class SamePerson
{
    /// <summary>Names, birth date and birth place in a form in which spelling does not matter.</summary>
    public static string Key(ConfirmedPerson person) => string.Join('\n', Names(person), Din91379.SearchForm(person.BirthPlace ?? ""));

    /// <summary>Names and birth date are equal; the birth place too where both know it: letters and counters do not ask for it.</summary>
    public static bool Is(ConfirmedPerson one, ConfirmedPerson other) => Names(one) == Names(other)
        && (string.IsNullOrEmpty(one.BirthPlace) || string.IsNullOrEmpty(other.BirthPlace)
            || Din91379.SearchForm(one.BirthPlace) == Din91379.SearchForm(other.BirthPlace));

    private static string Names(ConfirmedPerson person) => string.Join(
        '\n', Din91379.SearchForm(person.FamilyName), Din91379.SearchForm(person.GivenNames),
        person.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
