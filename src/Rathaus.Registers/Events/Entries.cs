using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Registers.Events;

/// <summary>An entry as it stands.</summary>
internal sealed record Entry(string Subject, bool Open, JsonObject State);

/// <summary>Finds entries by their persons.</summary>
internal static class Entries
{
    /// <summary>Entries that name the person, newest number first. Names by search form; a birth date must agree where both are known.</summary>
    public static async Task<IReadOnlyList<Entry>> OfPersonAsync(SqlScope town, string register, NamedPerson person, CancellationToken ct) =>
    [
        .. (await town.QueryAsync<Row>(
            """
            select e.subject, e.open, e.state::text as state
            from registers.entry e
            where e.municipality = @Town and e.register = @register
              and exists (
                select 1 from registers.entry_person p
                where p.municipality = @Town and p.register = @register and p.subject = e.subject
                  and p.family_search = @Family and p.given_search = @Given
                  and (p.birth_date is null or @Birth::text is null or p.birth_date = @Birth))
            order by e.series desc, e.serial desc, e.subject
            limit 200
            """,
            new
            {
                register,
                Family = Din91379.SearchForm(person.FamilyName),
                Given = Din91379.SearchForm(person.GivenNames),
                Birth = person.BirthDate is { } day ? RegisterArguments.Iso(day) : null,
            }, ct)).Select(row => row.ToEntry()),
    ];

    /// <summary>Open entries of an organisation, oldest number last; its name is stored with or without the legal form behind it.</summary>
    public static async Task<IReadOnlyList<Entry>> OfOrganisationAsync(SqlScope town, string register, string name, string legalForm, CancellationToken ct) =>
    [
        .. (await town.QueryAsync<Row>(
            """
            select subject, open, state::text as state
            from registers.entry
            where municipality = @Town and register = @register and open
              and lower(state ->> 'organisation') in (lower(@name), lower(@name || ' ' || @legalForm))
            order by series desc, serial desc, subject
            limit 200
            """,
            new { register, name, legalForm }, ct)).Select(row => row.ToEntry()),
    ];

    public static async Task<Entry?> FindAsync(SqlScope town, string register, string subject, CancellationToken ct) =>
        (await town.QuerySingleOrDefaultAsync<Row>(
            "select subject, open, state::text as state from registers.entry where municipality = @Town and register = @register and subject = @subject",
            new { register, subject }, ct))?.ToEntry();

    /// <summary>Persons of an entry by role.</summary>
    public static IEnumerable<(string Role, NamedPerson Person, JsonObject Json)> Persons(JsonObject state) =>
        (state["persons"] as JsonArray ?? []).OfType<JsonObject>()
            .Select(person => ((string?)person["role"] ?? "", RegisterArguments.PersonOf(person)!, person));

    public static bool Same(NamedPerson one, NamedPerson other) =>
        Din91379.SearchForm(one.FamilyName) == Din91379.SearchForm(other.FamilyName)
        && Din91379.SearchForm(one.GivenNames) == Din91379.SearchForm(other.GivenNames)
        && (one.BirthDate is null || other.BirthDate is null || one.BirthDate == other.BirthDate);

    private sealed record Row
    {
        public required string Subject { get; init; }

        public required bool Open { get; init; }

        public required string State { get; init; }

        public Entry ToEntry() => new(Subject, Open, (JsonObject)JsonNode.Parse(State)!);
    }
}
