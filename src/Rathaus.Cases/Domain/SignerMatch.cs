using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Domain;

/// <summary>Whether a confirmed identity is the person named in the answers. Names are compared in the search form of DIN 91379.</summary>
internal static class SignerMatch
{
    private static readonly char[] Between = [' ', '-', '\u00a0', '\u2010', '\u2011'];

    /// <summary>
    /// The family name is the same, the given names written are among the confirmed ones in their order (an identity card
    /// shows all of them), and the birth date is the same where one was given.
    /// </summary>
    public static bool Matches(CaseSigner signer, ConfirmedPerson person) =>
        (signer.BirthDate is null || signer.BirthDate == person.BirthDate)
        && Named(signer.FamilyName, signer.GivenNames, person);

    /// <summary>The same of names alone.</summary>
    public static bool Named(string familyName, string givenNames, ConfirmedPerson person) =>
        Same(familyName, person.FamilyName) && Among(Words(givenNames), Words(person.GivenNames));

    public static bool SamePerson(ConfirmedPerson one, ConfirmedPerson other) =>
        one.BirthDate == other.BirthDate && Same(one.FamilyName, other.FamilyName) && Same(one.GivenNames, other.GivenNames);

    private static bool Same(string one, string other) => Form(one) is { Length: > 0 } form && form == Form(other);

    private static List<string> Words(string names) =>
        [.. names.Split(Between, StringSplitOptions.RemoveEmptyEntries).Select(Form).Where(form => form.Length > 0)];

    private static bool Among(List<string> written, List<string> confirmed)
    {
        var at = 0;
        foreach (var name in confirmed)
        {
            if (at < written.Count && written[at] == name)
                at++;
        }

        return written.Count > 0 && at == written.Count;
    }

    private static string Form(string name) => Din91379.SearchForm(name);
}
