using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Electoral;

/// <summary>
/// The electoral roll of an election day (§§ 14-22 BWO): made of the residents' register when it is asked for the first time,
/// then kept as it is. Germans of eighteen and older with their only or main dwelling here for sixteen days, by streets.
/// </summary>
internal sealed class ElectoralRoll(TownDatabase towns, TimeProvider time)
{
    private const int DaysAhead = 200;
    private const int DaysBehind = 30;

    /// <returns>False: no roll is kept for that day.</returns>
    public async Task<bool> EnsureAsync(short town, DateOnly day, CancellationToken ct)
    {
        var today = time.Today();
        if (day < today.AddDays(-DaysBehind) || day > today.AddDays(DaysAhead))
            return false;
        var scope = towns.For(town);
        var series = RegisterArguments.Iso(day);
        if (await scope.QuerySingleAsync<bool>(
            "select exists (select 1 from registers.entry where municipality = @Town and register = 'electoral' and series = @series)", new { series }, ct))
            return true;
        try
        {
            await scope.ExecuteBatchAsync(Close(series, day), ct);
        }
        catch (UniqueViolationException)
        {
            // Somebody else made it just now.
        }

        return true;
    }

    private List<Sql> Close(string series, DateOnly day)
    {
        var arguments = new
        {
            series,
            Adult = RegisterArguments.Iso(day.AddYears(-18)),
            Since = day.AddDays(-16),
            Now = time.GetUtcNow(),
        };
        return
        [
            new(
                """
                insert into registers.register_event (municipality, register, subject, sequence, kind, at, body, actor_kind, purpose)
                select @Town, 'electoral', @series || '/' || v.serial, 1, 'entered', @Now,
                       jsonb_build_object(
                         'series', @series, 'serial', v.serial, 'open', true, 'since', @series,
                         'district', lpad(((v.street + 3) / 4)::text, 3, '0'), 'resident', v.id,
                         'address', jsonb_build_object('street', v.street_name, 'number', v.house_number, 'post_code', v.post_code, 'town', v.place),
                         'persons', jsonb_build_array(jsonb_build_object(
                           'role', 'voter', 'family_name', v.family_name, 'given_names', v.given_names, 'birth_date', v.birth_date))),
                       'System', 'roll-closed'
                from (
                  select r.id, r.family_name, r.given_names, r.birth_date, d.street as street_name, d.house_number, d.post_code, d.place,
                         dense_rank() over (order by d.post_code, d.street_search) as street,
                         row_number() over (order by d.post_code, d.street_search, d.house_number, r.family_search, r.given_search, r.id)::integer as serial
                  from registers.resident r
                  join registers.dwelling d
                    on d.municipality = @Town and d.resident = r.id and d.moved_out is null and d.kind in ('Only', 'Main')
                  where r.municipality = @Town and r.died_on is null and 'DE' = any(r.nationalities)
                    and length(r.birth_date) = 10 and r.birth_date <= @Adult and d.moved_in <= @Since) v
                """, arguments),
            new(
                """
                insert into registers.entry (municipality, register, subject, series, serial, open, since, state)
                select @Town, 'electoral', subject, @series, (body ->> 'serial')::integer, true, (body ->> 'since')::date, body
                from registers.register_event
                where municipality = @Town and register = 'electoral' and subject like @series || '/%' and sequence = 1
                """, arguments),
            // Search forms come from the residents' register: they are made by the program, not by the database.
            new(
                """
                insert into registers.entry_person (municipality, register, subject, ordinal, role, family_search, given_search, birth_date)
                select @Town, 'electoral', e.subject, 1, 'voter', r.family_search, r.given_search, r.birth_date
                from registers.entry e
                join registers.resident r on r.municipality = @Town and r.id = (e.state ->> 'resident')::uuid
                where e.municipality = @Town and e.register = 'electoral' and e.series = @series
                """, arguments),
        ];
    }
}

/// <summary>The embedded electoral roll.</summary>
internal sealed class ElectoralRegister(ElectoralRoll roll, TownDatabase towns, IResidents residents) : IRegister
{
    public string Name => RegisterNames.Electoral;

    public IReadOnlyCollection<string> Effects { get; } = ["electoral.issue_card"];

    public IReadOnlyCollection<string> Facts { get; } = ["register.electoral_entry"];

    public async Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct)
    {
        var voter = with.Person("voter")!;
        var named = with.Required("election");
        if ((with.Date("day") ?? RegisterArguments.Day(named)) is not { } day || !await roll.EnsureAsync(work.Order.Municipality, day, ct))
            return Refusal.Conflict("register.value-invalid", "Für diese Wahl gibt es hier kein Wählerverzeichnis.");
        var found = (await Entries.OfPersonAsync(work.Town, RegisterNames.Electoral, voter, ct))
            .Where(entry => (string?)entry.State["series"] == RegisterArguments.Iso(day) && entry.Open).ToArray();
        if (found.Length != 1)
            return Refusal.Conflict("register.not-in-roll", $"{voter.Name} steht nicht (oder mehrfach) im Wählerverzeichnis dieser Wahl.");
        var entry = await work.OpenAsync(RegisterNames.Electoral, found[0].Subject, ct);
        var state = entry.State;
        if ((string?)state["card"] is { Length: > 0 } card)
            return Refusal.Conflict("register.card-issued", $"{voter.Name} hat für diese Wahl schon den Wahlschein {card}.");
        var number = string.Create(CultureInfo.InvariantCulture, $"W-{(int)state["serial"]!:00000}");
        work.Record(entry, "card-issued", new JsonObject
        {
            ["card"] = number,
            ["card_issued_on"] = RegisterArguments.Iso(work.Today),
            ["delivery"] = with.Text("delivery") ?? "post",
            ["delivery_address"] = with.Address("address")?.Line,
            ["collected_by"] = with.Person("collected_by") is { FamilyName.Length: > 0 } other ? other.Name : null,
        });
        return new JsonObject
        {
            ["number"] = number,
            ["roll_number"] = RollNumber(state),
            ["district"] = (string?)state["district"],
            ["election_name"] = RegisterArguments.Day(named) is null ? named : "",
            ["election_day"] = RegisterArguments.Iso(day),
            ["issued_on"] = RegisterArguments.Iso(work.Today),
        };
    }

    /// <summary>
    /// Names, birth date and home address must all agree. Of somebody with a block mark nothing is told to anybody but himself
    /// or herself.
    /// </summary>
    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (question.Arguments.Count < 3 || RegisterArguments.PersonOf(question.Arguments[0]) is not { BirthDate: not null } person
            || RegisterArguments.AddressOf(question.Arguments[1]) is not { } address || RegisterArguments.Day((string?)question.Arguments[2]) is not { } day)
            return FactAnswer.Of(null);
        if (!await roll.EnsureAsync(question.Municipality, day, ct))
            return FactAnswer.Of(null);
        var found = (await Entries.OfPersonAsync(towns.For(question.Municipality), RegisterNames.Electoral, person, ct))
            .Where(entry => (string?)entry.State["series"] == RegisterArguments.Iso(day) && entry.Open && At(entry.State, address)).ToArray();
        if (found is not [{ State: var state }])
            return FactAnswer.Of(null);
        var resident = await residents.FindAsync(question.Municipality, Guid.Parse((string)state["resident"]!), ct);
        var self = question.Actor?.Person is { } signedIn
            && Entries.Same(new NamedPerson(signedIn.FamilyName, signedIn.GivenNames, signedIn.BirthDate), person);
        return resident is null || (resident.Blocked && !self) ? FactAnswer.Of(null) : FactAnswer.Of(new JsonObject
        {
            ["number"] = RollNumber(state),
            ["district"] = (string?)state["district"],
            ["card"] = (string?)state["card"] ?? "",
        });
    }

    private static string RollNumber(JsonObject state) => string.Create(CultureInfo.InvariantCulture, $"{(string)state["district"]!}/{(int)state["serial"]!}");

    private static bool At(JsonObject state, NamedAddress address) =>
        RegisterArguments.AddressOf(state["address"]) is { } home && home.PostCode == address.PostCode
        && Residents.ResidentRegister.StreetForm(home.Street) == Residents.ResidentRegister.StreetForm(address.Street)
        && string.Equals(home.Number.Replace(" ", "", StringComparison.Ordinal), address.Number.Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
}
