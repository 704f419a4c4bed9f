using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Residents;

/// <inheritdoc cref="IResidents"/>
internal sealed class ResidentRegister(TownDatabase towns, TimeProvider time) : IResidents
{
    private static readonly Refusal Unknown = new(
        RefusalKind.NotFound, "resident.not-found", "Mit diesen Angaben ist hier niemand gemeldet.");

    private static readonly Refusal Ambiguous = Refusal.Conflict(
        "resident.ambiguous", "Mehrere Einträge passen zu diesen Angaben. Eine Mitarbeiterin oder ein Mitarbeiter klärt das.");

    /// <summary>
    /// Names and date find the row by index; the address then decides. A person whose register date is partial matches
    /// when the known part agrees, because the eID writes the missing part as 01.
    /// </summary>
    public async Task<Outcome<Resident>> MatchAsync(short municipality, ConfirmedPerson person, CancellationToken ct)
    {
        var day = person.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var found = await towns.For(municipality).QueryAsync<MatchRow>(
            """
            select r.id,
                   bool_or(d.moved_out is null and d.post_code = @PostCode and d.street_search = @Street
                     and upper(replace(d.house_number, ' ', '')) = @Number) as lives_there
            from registers.resident r
            join registers.dwelling d on d.municipality = @Town and d.resident = r.id
            where r.municipality = @Town
              and r.family_search = @Family
              and r.given_search = @Given
              and r.birth_date = any(@Dates)
              and r.died_on is null
            group by r.municipality, r.id
            having bool_or(d.moved_out is null)
              and (bool_or((d.moved_out is null or d.moved_out >= @Since) and d.post_code = @PostCode and d.street_search = @Street
                     and upper(replace(d.house_number, ' ', '')) = @Number)
                or (r.previous_search = @Previous and (r.previous_until is null or r.previous_until >= @Since)))
            """,
            new
            {
                Family = Din91379.SearchForm(person.FamilyName),
                Given = Din91379.SearchForm(person.GivenNames),
                Dates = (string[])[day, day[..7], day[..4]],
                person.PostCode,
                Street = StreetForm(person.Street),
                Number = NumberForm(person.HouseNumber),
                Previous = PlaceForm(person.PostCode, person.Street, person.HouseNumber),
                Since = Kernel.Time.GermanClock.Today(time).AddYears(-1),
            },
            ct);
        // Whoever lives at the address comes before somebody of the same name who left it.
        var best = found.Any(row => row.LivesThere) ? [.. found.Where(row => row.LivesThere)] : found;
        return best.Count switch
        {
            0 => Unknown,
            1 => (await FindAsync(municipality, best[0].Id, ct)) is { } resident ? resident : Unknown,
            _ => Ambiguous,
        };
    }

    public async Task<Resident?> FindAsync(short municipality, Guid id, CancellationToken ct)
    {
        var today = Kernel.Time.GermanClock.Today(time);
        return await towns.For(municipality).QueryBatchAsync<Resident?>(
            [
                new Sql(
                    """
                    select id, family_name, given_names, birth_name, former_names, doctor_degree, stage_name, birth_date,
                           birth_place, sex, nationalities, marital_status, religion, tax_id, died_on, documents::text as documents,
                           previous_address::text as previous_address, objections
                    from registers.resident
                    where municipality = @Town and id = @id
                    """, new { id }),
                new Sql(
                    """
                    select number, kind, street, house_number, post_code, place, moved_in, moved_out, moved_to
                    from registers.dwelling
                    where municipality = @Town and resident = @id
                    order by moved_out desc nulls first, moved_in desc, number
                    """, new { id }),
                new Sql(
                    """
                    select kind, since, until
                    from registers.block
                    where municipality = @Town and resident = @id and since <= @today and (until is null or until >= @today)
                    order by kind
                    """, new { id, today }),
                new Sql(
                    """
                    select l.kind, r.id, r.family_name, r.given_names, r.birth_date,
                           exists (
                             select 1 from registers.block b
                             where b.municipality = @Town and b.resident = r.id
                               and b.since <= @today and (b.until is null or b.until >= @today)) as blocked
                    from registers.relation l
                    join registers.resident r on r.municipality = @Town and r.id = l.other
                    where l.municipality = @Town and l.resident = @id
                    order by l.kind, r.birth_date, r.id
                    """, new { id, today }),
            ],
            async reader =>
            {
                var row = await reader.ReadSingleOrDefaultAsync<ResidentRow>();
                if (row is null)
                    return null;
                var dwellings = await reader.ReadAsync<DwellingRow>();
                var blocks = await reader.ReadAsync<BlockRow>();
                var related = await reader.ReadAsync<RelatedRow>();
                return row.ToResident(dwellings, blocks, related);
            },
            ct);
    }

    /// <summary>Streets are compared without regard to spelling: "Musterstr. " is "Musterstraße".</summary>
    internal static string StreetForm(string street)
    {
        var form = Din91379.SearchForm(street);
        return form.EndsWith("STR", StringComparison.Ordinal) ? form + "ASSE" : form;
    }

    /// <summary>An address in the form in which it is compared.</summary>
    internal static string PlaceForm(string postCode, string street, string number) => $"{postCode}|{StreetForm(street)}|{NumberForm(number)}";

    internal static string NumberForm(string number) => number.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    private sealed record MatchRow
    {
        public required Guid Id { get; init; }

        public required bool LivesThere { get; init; }
    }
}
