using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Registers.Residents;

/// <summary>Finds the resident whom a decided case names: by names and birth date, and by address where several agree.</summary>
internal static class PersonFinder
{
    /// <param name="living">Only people who live here now.</param>
    public static async Task<Outcome<RegisterSubject>> FindAsync(
        RegisterWork work, NamedPerson person, NamedAddress? address, bool living, CancellationToken ct)
    {
        var found = await CandidatesAsync(work.Town, person, living, ct);
        foreach (var subject in work.Changed(RegisterNames.Residents))
        {
            if (Resident.Fold(subject.History) is { } state && !found.Contains(state.Id) && Fits(state, person))
                found.Add(state.Id);
        }

        var open = new List<RegisterSubject>();
        foreach (var id in found)
            open.Add(await work.OpenAsync(RegisterNames.Residents, id.ToString("D", CultureInfo.InvariantCulture), ct));
        if (open.Count > 1 && address is not null)
            open = [.. open.Where(one => Resident.Fold(one.History)!.Dwellings.Any(dwelling => dwelling.IsAt(address)))];
        return open.Count switch
        {
            0 => Refusal.Conflict("register.person-unknown", $"{person.Name} ist mit diesem Namen und Geburtsdatum hier nicht gemeldet."),
            1 => open[0],
            _ => Refusal.Conflict("register.person-ambiguous", $"Mehrere Einträge im Melderegister passen zu {person.Name}. Klären Sie, wer gemeint ist."),
        };
    }

    /// <summary>Given names may be shortened to the first ones; a date of which the register knows a part agrees in that part.</summary>
    public static async Task<List<Guid>> CandidatesAsync(SqlScope town, NamedPerson person, bool living, CancellationToken ct) =>
    [
        .. await town.QueryAsync<Guid>(
            """
            select r.id
            from registers.resident r
            where r.municipality = @Town
              and r.family_search = @Family
              and (r.given_search = @Given or r.given_search like @Given || '%')
              and (@Dates::text[] is null or r.birth_date = any(@Dates))
              and r.died_on is null
              and (not @living or exists (
                select 1 from registers.dwelling d
                where d.municipality = @Town and d.resident = r.id and d.moved_out is null))
            order by r.given_search = @Given desc, r.id
            limit 20
            """,
            new
            {
                Family = Din91379.SearchForm(person.FamilyName),
                Given = Din91379.SearchForm(person.GivenNames),
                Dates = DatesOf(person.BirthDate),
                living,
            }, ct),
    ];

    private static bool Fits(Resident state, NamedPerson person) =>
        state.DiedOn is null
        && Din91379.SearchForm(state.FamilyName) == Din91379.SearchForm(person.FamilyName)
        && Din91379.SearchForm(state.GivenNames).StartsWith(Din91379.SearchForm(person.GivenNames), StringComparison.Ordinal)
        && (person.BirthDate is null || DatesOf(person.BirthDate)!.Contains(state.BirthDate));

    private static string[]? DatesOf(DateOnly? day)
    {
        if (day is not { } known)
            return null;
        var text = RegisterArguments.Iso(known);
        return [text, text[..7], text[..4]];
    }
}
