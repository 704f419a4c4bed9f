using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;
using Rathaus.Registers.Facts;

namespace Rathaus.Registers.Civil;

/// <summary>
/// Entries of the civil status registers, told to those whom § 62 (1) PStG names: the person, spouse, life partner,
/// ancestors, descendants. With a block mark (§ 64 PStG) nothing is told; a registrar looks.
/// </summary>
internal sealed class CivilFacts(TownDatabase towns, IResidents residents)
{
    public static readonly IReadOnlyCollection<string> Names = ["register.birth_entry", "register.marriage_entry", "register.death_entry"];

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (question.Actor?.Person is not { } person)
            return FactAnswer.Unknown;
        var scope = towns.For(question.Municipality);
        var asks = new NamedPerson(person.FamilyName, person.GivenNames, person.BirthDate);
        var (kind, family, given, day) = question.Name switch
        {
            "register.marriage_entry" => ("marriage", question.Text(1), (string?)null, RegisterArguments.Day(question.Text(2))),
            "register.birth_entry" => ("birth", question.Text(1), question.Text(2), RegisterArguments.Day(question.Text(3))),
            _ => ("death", question.Text(1), question.Text(2), RegisterArguments.Day(question.Text(3))),
        };
        if (day is not { } known)
            return FactAnswer.Of(null);
        foreach (var state in await FindAsync(scope, kind, family, given, known, ct))
        {
            if ((bool?)state["blocked"] != true && await MayAsync(question, asks, person, state, ct))
                return FactAnswer.Of(Shown(kind, state));
        }

        return FactAnswer.Of(null);
    }

    private static async Task<IReadOnlyList<JsonObject>> FindAsync(SqlScope town, string kind, string family, string? given, DateOnly day, CancellationToken ct) =>
    [
        .. (await town.QueryAsync<string>(
            """
            select e.state::text
            from registers.entry e
            where e.municipality = @Town and e.register = 'civil' and e.since = @day and e.state ->> 'kind' = @kind
              and exists (
                select 1 from registers.entry_person p
                where p.municipality = @Town and p.register = 'civil' and p.subject = e.subject and p.role in ('person', 'name_after')
                  and p.family_search = @Family and (@Given::text is null or p.given_search = @Given))
            order by e.subject
            limit 20
            """,
            new { day, kind, Family = Din91379.SearchForm(family), Given = given is null ? null : Din91379.SearchForm(given) }, ct))
            .Select(text => (JsonObject)JsonNode.Parse(text)!),
    ];

    /// <summary>The person, a parent or spouse in the entry, a relative of the residents' register, or a child by an own birth entry.</summary>
    private async Task<bool> MayAsync(FactQuestion question, NamedPerson asks, ConfirmedPerson confirmed, JsonObject state, CancellationToken ct)
    {
        var named = Entries.Persons(state).ToArray();
        if (named.Any(one => one.Person.BirthDate == asks.BirthDate && Entries.Same(one.Person, asks)))
            return true;
        var subjects = named.Where(one => one.Role == "person").Select(one => one.Person).ToArray();
        var match = await residents.MatchAsync(question.Municipality, confirmed, ct);
        if (match.Succeeded && match.Value.Related.Any(related => related.Relation is "Child" or "Spouse" or "Partner" or "Representative"
            && subjects.Any(subject => Entries.Same(subject, new NamedPerson(related.FamilyName, related.GivenNames, RegisterArguments.Day(related.BirthDate))))))
            return true;
        var own = await Entries.OfPersonAsync(towns.For(question.Municipality), RegisterNames.Civil, asks, ct);
        return own.Where(entry => (string?)entry.State["kind"] == "birth" && Entries.Persons(entry.State).Any(one => one.Role == "person" && one.Person.BirthDate == asks.BirthDate && Entries.Same(one.Person, asks)))
            .SelectMany(entry => Entries.Persons(entry.State)).Where(one => one.Role == "parent" && one.Person.BirthDate is not null)
            .Any(parent => subjects.Any(subject => subject.BirthDate == parent.Person.BirthDate && Entries.Same(subject, parent.Person)));
    }

    private static JsonObject? Shown(string kind, JsonObject state)
    {
        var persons = Entries.Persons(state).Where(one => one.Role == "person").Select(one => one.Person).ToArray();
        var shown = new JsonObject { ["number"] = CivilWords.Number((string)state["series"]!, (int)state["serial"]!), ["office"] = Text(state, "office") };
        return kind switch
        {
            "birth" => Birth(shown, state, persons[0]),
            "marriage" => Marriage(shown, state, persons),
            _ => Death(shown, state, persons[0]),
        };
    }

    private static JsonObject? Birth(JsonObject shown, JsonObject state, NamedPerson child)
    {
        var parents = Entries.Persons(state).Where(one => one.Role == "parent").Select(one => one.Person).ToArray();
        Named(shown, child);
        shown["sex"] = Text(state, "sex");
        shown["birth_date"] = Text(state, "since");
        shown["birth_time"] = Text(state, "time");
        shown["birth_place"] = Text(state, "place");
        for (var i = 0; i < 2; i++)
        {
            shown[string.Create(CultureInfo.InvariantCulture, $"parent{i + 1}_family_name")] = parents.Length > i ? parents[i].FamilyName : "";
            shown[string.Create(CultureInfo.InvariantCulture, $"parent{i + 1}_given_names")] = parents.Length > i ? parents[i].GivenNames : "";
        }

        return shown;
    }

    /// <summary>Null when a birth date is not stored: the certificate cannot be written by rules then.</summary>
    private static JsonObject? Marriage(JsonObject shown, JsonObject state, NamedPerson[] spouses)
    {
        if (spouses.Length != 2 || spouses.Any(spouse => spouse.BirthDate is null))
            return null;
        shown["kind"] = (string?)state["form"] ?? "ehe";
        shown["date"] = Text(state, "since");
        shown["place"] = Text(state, "place");
        for (var i = 0; i < 2; i++)
        {
            var spouse = string.Create(CultureInfo.InvariantCulture, $"spouse{i + 1}_");
            shown[spouse + "name_before"] = spouses[i].FamilyName;
            shown[spouse + "family_name"] = At(state, "names_after", i) is { Length: > 0 } after ? after : spouses[i].FamilyName;
            shown[spouse + "given_names"] = spouses[i].GivenNames;
            shown[spouse + "birth_date"] = Answers.Iso(spouses[i].BirthDate!.Value);
            shown[spouse + "birth_place"] = At(state, "birth_places", i);
        }

        shown["further"] = Text(state, "further");
        return shown;
    }

    private static JsonObject? Death(JsonObject shown, JsonObject state, NamedPerson dead)
    {
        if (dead.BirthDate is not { } born)
            return null;
        var spouse = Entries.Persons(state).Where(one => one.Role == "spouse").Select(one => one.Person).FirstOrDefault();
        Named(shown, dead);
        shown["birth_date"] = Answers.Iso(born);
        shown["birth_place"] = At(state, "birth_places", 0);
        shown["last_residence"] = Text(state, "last_residence");
        shown["marital_status"] = Text(state, "marital_status");
        shown["spouse_family_name"] = spouse?.FamilyName ?? "";
        shown["spouse_given_names"] = spouse?.GivenNames ?? "";
        shown["death_date"] = Text(state, "since");
        shown["death_time"] = Text(state, "time");
        shown["death_place"] = Text(state, "place");
        return shown;
    }

    private static void Named(JsonObject shown, NamedPerson person)
    {
        shown["family_name"] = person.FamilyName;
        shown["given_names"] = person.GivenNames;
    }

    private static string Text(JsonObject state, string field) => (string?)state[field] ?? "";

    private static string At(JsonObject state, string field, int at) => state[field] is JsonArray list && list.Count > at ? (string?)list[at] ?? "" : "";
}
