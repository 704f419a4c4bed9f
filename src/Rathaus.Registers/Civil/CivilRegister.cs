using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Civil;

/// <summary>The embedded civil status registers (Personenstandsregister, PStG): births, marriages, deaths, declarations of names.</summary>
internal sealed class CivilRegister(CivilFacts facts) : IRegister
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    public string Name => RegisterNames.Civil;

    public IReadOnlyCollection<string> Effects { get; } = ["civil.record", "civil.certificate"];

    public IReadOnlyCollection<string> Facts => CivilFacts.Names;

    public Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct) =>
        effect == "civil.record" ? RecordAsync(work, with, ct) : CertifyAsync(work, with, ct);

    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => facts.AskAsync(question, ct);

    private static async Task<Outcome<JsonObject>> RecordAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var kind = with.Required("kind");
        if (CivilWords.Letter(kind) is not { } letter)
            return Refusal.Conflict("register.value-invalid", $"„{kind}“ ist keine Art eines Eintrags: birth, marriage, death oder name.");
        var persons = with.Persons("persons");
        if (persons.Count != (kind == "marriage" ? 2 : 1))
            return Refusal.Conflict("register.value-invalid", "Zu diesem Eintrag gehört eine andere Zahl von Personen.");
        var day = with.DayOr("day", work.Today);
        if (kind != "name" && await TwinAsync(work, kind, persons[0], day, ct) is { } twin)
            return Refusal.Conflict("register.already-registered", $"Dieser Fall ist schon beurkundet: {twin}.");
        var body = new JsonObject
        {
            ["kind"] = kind,
            ["since"] = RegisterArguments.Iso(day),
            ["open"] = true,
            ["place"] = with.Text("place"),
            ["time"] = with.Text("time"),
            ["sex"] = with.Text("sex"),
            ["last_residence"] = with.Text("last_residence"),
            ["marital_status"] = with.Text("marital_status"),
            ["names_after"] = List(with.Texts("names_after")),
            ["birth_places"] = List(with.Texts("birth_places")),
            ["persons"] = new JsonArray(
            [
                .. persons.Select(person => person.ToJson("person")),
                .. with.Persons("parents").Select(parent => parent.ToJson("parent")),
                .. persons.Zip(with.Texts("names_after")).Where(pair => pair.Second != pair.First.FamilyName)
                    .Select(pair => (pair.First with { FamilyName = pair.Second }).ToJson("name_after")),
                .. with.Person("spouse") is { FamilyName.Length: > 0 } spouse ? new[] { spouse.ToJson("spouse") } : [],
            ]),
        };
        var series = string.Create(CultureInfo.InvariantCulture, $"{letter}-{work.Today.Year}");
        var (_, serial) = await work.EnterAsync(RegisterNames.Civil, series, "recorded", body, ct);
        return new JsonObject
        {
            ["entry_number"] = CivilWords.Number(series, serial),
            ["recorded_on"] = RegisterArguments.Iso(work.Today),
            ["register"] = CivilWords.Register(kind),
        };
    }

    private static async Task<Outcome<JsonObject>> CertifyAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var kind = with.Required("kind");
        var asked = kind.Split('_')[0] switch { "partnership" or "life" => "marriage", var plain => plain };
        var found = await EntryOfAsync(work, with, asked, ct);
        if (found is null)
            return Refusal.Conflict("register.entry-unknown", "Im Personenstandsregister ist dazu kein Eintrag (oder mehr als einer) gespeichert. Prüfen Sie Nummer, Namen und Tag.");
        var entry = await work.OpenAsync(RegisterNames.Civil, found, ct);
        var state = entry.State;
        var copies = Math.Max(1, with.Number("copies") ?? 1);
        var issued = (state["certificates"] as JsonArray)?.Count ?? 0;
        var entryNumber = CivilWords.Number((string)state["series"]!, (int)state["serial"]!);
        var number = string.Create(CultureInfo.InvariantCulture, $"{entryNumber}-{issued + 1}");
        var all = (JsonArray)(state["certificates"]?.DeepClone() ?? new JsonArray());
        all.Add(new JsonObject { ["number"] = number, ["kind"] = kind, ["issued_on"] = RegisterArguments.Iso(work.Today), ["copies"] = copies });
        work.Record(entry, "certified", new JsonObject { ["certificates"] = all });
        return new JsonObject
        {
            ["number"] = number,
            ["issued_on"] = RegisterArguments.Iso(work.Today),
            ["copies"] = copies,
            ["entry_number"] = entryNumber,
            ["statement"] = Statement(state),
        };
    }

    /// <summary>Subject of the entry with this number, or of the only one of the persons (and day).</summary>
    private static async Task<string?> EntryOfAsync(RegisterWork work, RegisterArguments with, string kind, CancellationToken ct)
    {
        if (with.Text("entry_number") is { } number)
            return CivilWords.Subject(number) is { } subject && (await work.OpenAsync(RegisterNames.Civil, subject, ct)).History.Count > 0 ? subject : null;
        var day = with.Date("day") is { } known ? RegisterArguments.Iso(known) : null;
        List<string>? fitting = null;
        foreach (var person in with.Persons("persons"))
        {
            var entries = (await Entries.OfPersonAsync(work.Town, RegisterNames.Civil, person, ct))
                .Select(entry => (entry.Subject, entry.State))
                .Concat(work.Changed(RegisterNames.Civil).Select(changed => (Subject: changed.Id, changed.State)))
                .Where(entry => (string?)entry.State["kind"] == kind && (day is null || (string?)entry.State["since"] == day)
                    && Entries.Persons(entry.State).Any(named => named.Role == "person" && Entries.Same(named.Person, person)))
                .Select(entry => entry.Subject).Distinct().ToList();
            fitting = fitting is null ? entries : [.. fitting.Intersect(entries)];
        }

        return fitting is [var only] ? only : null;
    }

    private static async Task<string?> TwinAsync(RegisterWork work, string kind, NamedPerson person, DateOnly day, CancellationToken ct) =>
        (await Entries.OfPersonAsync(work.Town, RegisterNames.Civil, person, ct))
            .Where(entry => (string?)entry.State["kind"] == kind && (string?)entry.State["since"] == RegisterArguments.Iso(day)
                && Entries.Persons(entry.State).Any(named => named.Role == "person" && Entries.Same(named.Person, person)))
            .Select(entry => CivilWords.Number((string)entry.State["series"]!, (int)entry.State["serial"]!))
            .FirstOrDefault();

    private static string Statement(JsonObject state)
    {
        var persons = Entries.Persons(state).Where(named => named.Role == "person").Select(named => named.Person).ToArray();
        var day = RegisterArguments.Day((string?)state["since"])?.ToString("dd.MM.yyyy", German);
        var place = (string?)state["place"] is { } where ? $" in {where}" : "";
        return (string?)state["kind"] switch
        {
            "birth" => $"{persons[0].Name} ist am {day}{place} geboren.",
            "death" => $"{persons[0].Name} ist am {day}{place} gestorben.",
            "marriage" => $"{persons[0].Name} und {persons[1].Name} haben am {day}{place} die Ehe geschlossen.",
            _ => $"{persons[0].Name} hat am {day} eine Erklärung zum Namen abgegeben.",
        };
    }

    private static JsonArray? List(IReadOnlyList<string> texts) => texts.Count == 0 ? null : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
}
