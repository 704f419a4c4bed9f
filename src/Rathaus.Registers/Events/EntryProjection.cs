using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Registers.Events;

/// <summary>
/// Entries of civil status, businesses, electoral roll, titles, childcare and cards: number, whether open, its days, its
/// persons for finding it again, and the state.
/// </summary>
internal sealed class EntryProjection : IProjection
{
    public IReadOnlyCollection<string> Registers { get; } =
        [RegisterNames.Civil, RegisterNames.Businesses, RegisterNames.Electoral, RegisterNames.Titles, RegisterNames.Childcare, RegisterNames.Licences,
            RegisterNames.Honorary];

    public IReadOnlyList<Sql> Clear(string register) =>
    [
        new("delete from registers.entry_person where municipality = @Town and register = @register", new { register }),
        new("delete from registers.entry where municipality = @Town and register = @register", new { register }),
    ];

    public IReadOnlyList<Sql> Write(string register, string subject, IReadOnlyList<RegisterEvent> history)
    {
        var state = EntryState.Fold(history);
        var persons = (state["persons"] as JsonArray ?? []).OfType<JsonObject>().ToArray();
        return
        [
            new(
                """
                insert into registers.entry (municipality, register, subject, series, serial, open, since, until, state)
                values (@Town, @register, @subject, @Series, @Serial, @Open, @Since::date, @Until::date, @State::jsonb)
                on conflict (municipality, register, subject) do update
                set open = excluded.open, since = excluded.since, until = excluded.until, state = excluded.state
                """,
                new
                {
                    register,
                    subject,
                    Series = (string?)state["series"],
                    Serial = (int?)state["serial"],
                    Open = (bool?)state["open"] ?? true,
                    Since = (string?)state["since"],
                    Until = (string?)state["until"],
                    State = state.ToJsonString(EventStore.Json),
                }),
            new("delete from registers.entry_person where municipality = @Town and register = @register and subject = @subject", new { register, subject }),
            new(
                """
                insert into registers.entry_person (municipality, register, subject, ordinal, role, family_search, given_search, birth_date)
                select @Town, @register, @subject, p.ordinal, p.role, p.family_search, p.given_search, p.birth_date
                from unnest(@Ordinal, @Role, @Family, @Given, @Birth) as p (ordinal, role, family_search, given_search, birth_date)
                """,
                new
                {
                    register,
                    subject,
                    Ordinal = persons.Select((_, at) => (short)(at + 1)).ToArray(),
                    Role = persons.Select(person => (string?)person["role"] ?? "person").ToArray(),
                    Family = persons.Select(person => Din91379.SearchForm((string?)person["family_name"] ?? "")).ToArray(),
                    Given = persons.Select(person => Din91379.SearchForm((string?)person["given_names"] ?? "")).ToArray(),
                    Birth = persons.Select(person => (string?)person["birth_date"]).ToArray(),
                }),
        ];
    }
}
