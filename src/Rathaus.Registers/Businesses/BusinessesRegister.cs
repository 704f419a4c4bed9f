using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Businesses;

/// <summary>The embedded register of businesses (Gewerberegister, § 14 GewO). Numbers look like <c>17/2026</c>.</summary>
internal sealed class BusinessesRegister(TownDatabase towns) : IRegister
{
    private static readonly string[] FactNames = ["register.businesses"];

    public string Name => RegisterNames.Businesses;

    public IReadOnlyCollection<string> Effects { get; } = ["businesses.register", "businesses.change", "businesses.close"];

    public IReadOnlyCollection<string> Facts => FactNames;

    public Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct) => effect switch
    {
        "businesses.register" => RegisterAsync(work, with, ct),
        "businesses.change" => ChangeAsync(work, with, ct),
        _ => CloseAsync(work, with, ct),
    };

    /// <summary>Businesses of the person signed in; a representative sees the firm's entry too.</summary>
    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        var scope = towns.For(question.Municipality);
        IEnumerable<Entry>? own = question.Actor switch
        {
            { ActsFor: { Organisation: { } organisation, Trust: >= TrustLevel.Substantial } } =>
                await Entries.OfOrganisationAsync(scope, RegisterNames.Businesses, organisation.Name, organisation.LegalForm, ct),
            { Person: { } person } => (await Entries.OfPersonAsync(
                    scope, RegisterNames.Businesses, new NamedPerson(person.FamilyName, person.GivenNames, person.BirthDate), ct))
                .Where(entry => Entries.Persons(entry.State).Any(named => named.Person.BirthDate == person.BirthDate)),
            _ => null,
        };
        if (own is null)
            return FactAnswer.Unknown;
        return FactAnswer.Of(new JsonArray(
        [
            .. own.Where(entry => entry.Open).Reverse().Select(entry =>
            {
                var name = Text(entry.State, "name") is { Length: > 0 } own ? own
                    : Text(entry.State, "organisation") is { Length: > 0 } firm ? firm
                    : Entries.Persons(entry.State).First().Person.Name;
                var address = RegisterArguments.AddressOf(entry.State["address"])!;
                return new JsonObject
                {
                    ["number"] = NumberOf(entry.State),
                    ["label"] = $"{name}, {address.Line}",
                    ["name"] = name,
                    ["legal_form"] = Text(entry.State, "legal_form"),
                    ["activity"] = Text(entry.State, "activity"),
                    ["address"] = address.ToJson(),
                    ["kind"] = Text(entry.State, "kind") switch { "branch" => "zweigniederlassung", "dependent_branch" => "zweigstelle", _ => "hauptniederlassung" },
                    ["since"] = Text(entry.State, "since"),
                };
            }),
        ]));
    }

    private static async Task<Outcome<JsonObject>> RegisterAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var persons = Persons(with);
        if (persons.Count == 0 && with.Organisation("organisation") is null)
            return Refusal.Conflict("register.value-invalid", "Es fehlt, wer das Gewerbe betreibt.");
        var (entry, _) = await work.EnterAsync(
            RegisterNames.Businesses, work.Today.Year.ToString(CultureInfo.InvariantCulture), "registered",
            new JsonObject
            {
                ["name"] = with.Text("name"),
                ["activity"] = with.Required("activity"),
                ["address"] = with.Address("address")!.ToJson(),
                ["since"] = RegisterArguments.Iso(with.DayOr("since", work.Today)),
                ["kind"] = with.Text("kind") ?? "main",
                ["organisation"] = with.Organisation("organisation"),
                ["legal_form"] = with.LegalForm("organisation"),
                ["persons"] = persons,
            }, ct);
        return Done(work, entry);
    }

    private static async Task<Outcome<JsonObject>> ChangeAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var found = await FindAsync(work, with, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var body = new JsonObject { ["changed_on"] = RegisterArguments.Iso(with.DayOr("since", work.Today)) };
        if (with.Text("name") is { } name)
            body["name"] = name;
        if (with.Text("activity") is { } activity)
            body["activity"] = activity;
        if (with.Address("address") is { } address)
            body["address"] = address.ToJson();
        if (with.Persons("representatives").Count > 0)
            body["persons"] = Persons(with);
        work.Record(found.Value, "changed", body);
        return Done(work, found.Value);
    }

    private static async Task<Outcome<JsonObject>> CloseAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var found = await FindAsync(work, with, ct);
        if (!found.Succeeded)
            return found.Refusal;
        work.Record(found.Value, "closed", new JsonObject
        {
            ["open"] = false,
            ["until"] = RegisterArguments.Iso(with.DayOr("closed_on", work.Today)),
            ["reason"] = with.Text("reason"),
        });
        return Done(work, found.Value);
    }

    /// <summary>By number, else the only open one of the owner or organisation.</summary>
    private static async Task<Outcome<RegisterSubject>> FindAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        if (with.Text("number") is { } number && number.Split('/') is [var serial, var year])
        {
            var entry = await work.OpenAsync(RegisterNames.Businesses, $"{year}/{serial}", ct);
            return entry.History.Count > 0 && (bool?)entry.State["open"] == true ? entry : Unknown();
        }

        var subjects = with.Person("owner") is { } owner
            ? (await Entries.OfPersonAsync(work.Town, RegisterNames.Businesses, owner, ct)).Where(entry => entry.Open).Select(entry => entry.Subject).ToArray()
            : [];
        if (with.Organisation("organisation") is { } organisation)
        {
            subjects =
            [
                .. await work.Town.QueryAsync<string>(
                    """
                    select subject from registers.entry
                    where municipality = @Town and register = 'businesses' and open and lower(state ->> 'organisation') = lower(@organisation)
                    """,
                    new { organisation }, ct),
            ];
        }

        return subjects is [var only] ? await work.OpenAsync(RegisterNames.Businesses, only, ct) : Unknown();
    }

    private static Refusal Unknown() => Refusal.Conflict(
        "register.business-unknown", "Zu diesen Angaben ist kein offenes Gewerbe (oder mehr als eines) eingetragen. Nennen Sie die Nummer des Eintrags.");

    private static JsonArray Persons(RegisterArguments with) => new(
    [
        .. with.Person("owner") is { FamilyName.Length: > 0 } owner ? new[] { owner.ToJson("owner") } : [],
        .. with.Persons("representatives").Select(person => person.ToJson("representative")),
    ]);

    private static string NumberOf(JsonObject state) => string.Create(CultureInfo.InvariantCulture, $"{(int)state["serial"]!}/{(string)state["series"]!}");

    private static string Text(JsonObject state, string field) => (string?)state[field] ?? "";

    private static JsonObject Done(RegisterWork work, RegisterSubject entry) =>
        new() { ["number"] = NumberOf(entry.State), ["registered_on"] = RegisterArguments.Iso(work.Today) };
}
