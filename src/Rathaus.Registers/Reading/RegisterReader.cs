using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Registers.Events;
using Rathaus.Registers.Facts;
using Rathaus.Registers.Residents;

namespace Rathaus.Registers.Reading;

/// <inheritdoc cref="IRegisterReader"/>
internal sealed class RegisterReader(TownDatabase towns, IResidents residents, TimeProvider time) : IRegisterReader
{
    private const int Most = 10;

    public async Task<Outcome<IReadOnlyList<RegisterEntryView>>> ReadAsync(RegisterInquiry inquiry, CancellationToken ct)
    {
        if (RegisterPurpose.All.FirstOrDefault(known => known.Id == inquiry.Purpose) is not { } purpose || string.IsNullOrWhiteSpace(inquiry.Reference))
            return Refusal.Conflict("register.purpose-missing", "Sagen Sie, wofür Sie den Eintrag lesen, mit Vorgang oder Aktenzeichen.");
        var town = towns.For(inquiry.Municipality);
        var named = new NamedPerson(inquiry.FamilyName.Trim(), inquiry.GivenNames.Trim(), inquiry.BirthDate);
        var isVehicle = inquiry.Register == RegisterNames.Vehicles;
        if (isVehicle ? Plate.Parse(inquiry.Plate) is not { Succeeded: true } : named.FamilyName.Length == 0 || named.GivenNames.Length == 0)
            return Refusal.Conflict("register.search-too-wide", "Geben Sie Familiennamen und Vornamen an, bei einem Fahrzeug das Kennzeichen.");
        var subjects = isVehicle
            ? await town.QueryAsync<string>(
                "select vin from registers.vehicle where municipality = @Town and plate = @Plate order by registered desc, vin limit @Most",
                new { Plate = Plate.Parse(inquiry.Plate).Value, Most }, ct)
            : inquiry.Register == RegisterNames.Residents
                ? [.. (await PersonFinder.CandidatesAsync(town, named, living: false, ct)).Select(id => id.ToString("D", CultureInfo.InvariantCulture))]
                : [.. (await Entries.OfPersonAsync(town, inquiry.Register, named, ct)).Select(entry => entry.Subject)];
        if (subjects.Count > Most)
            return Refusal.Conflict("register.search-too-wide", "Zu viele Einträge passen. Geben Sie auch das Geburtsdatum an.");

        // First the record of the look, then the look.
        var now = time.GetUtcNow();
        await town.ExecuteBatchAsync(
            [.. subjects.DefaultIfEmpty("-").Select(subject => new AuditEntry(
                Guid.CreateVersion7(now), now, AuditActor.Staff, inquiry.Staff, "register.read", $"register/{inquiry.Register}/{subject}",
                new JsonObject { ["purpose"] = purpose.Id, ["reference"] = inquiry.Reference.Trim() }.ToJsonString()).Insert())], ct);
        var views = new List<RegisterEntryView>();
        foreach (var subject in subjects)
            views.Add(await ViewAsync(town, inquiry, subject, purpose, ct));
        return views;
    }

    private async Task<RegisterEntryView> ViewAsync(TownScope town, RegisterInquiry inquiry, string subject, RegisterPurpose purpose, CancellationToken ct)
    {
        var history = await EventStore.OfAsync(town, inquiry.Register, subject, ct);
        IReadOnlyList<RegisterEntryEvent> events = purpose.Whole ? [.. history.Select(e => new RegisterEntryEvent(e.At, e.Kind, e.Purpose, e.Reference))] : [];
        if (inquiry.Register == RegisterNames.Residents)
        {
            var resident = (await residents.FindAsync(inquiry.Municipality, Guid.Parse(subject), ct))!;
            IReadOnlyList<(string, string)> fields = purpose.Whole ? EntryFields.Of(resident) : resident.Blocked ? [] : EntryFields.Core(resident);
            return new RegisterEntryView(subject, $"{resident.GivenNames} {resident.FamilyName}", resident.Blocked, fields, resident.Blocked && !purpose.Whole ? [] : events);
        }

        var state = EntryState.Fold(history);
        var blocked = await BlockedAsync(town, state, ct);
        var title = (string?)state["plate"] ?? (string?)state["number"] ?? string.Join(", ", Entries.Persons(state).Select(one => one.Person.Name));
        return new RegisterEntryView(subject, blocked && !purpose.Whole ? subject : title, blocked, blocked && !purpose.Whole ? [] : EntryFields.Of(state), events);
    }

    /// <summary>Whether a person of the entry has a block mark in the residents' register.</summary>
    private async Task<bool> BlockedAsync(SqlScope town, JsonObject state, CancellationToken ct)
    {
        var persons = Entries.Persons(state).Select(one => one.Person).ToList();
        if ((string?)state["keeper_family_name"] is { } family)
            persons.Add(new NamedPerson(family, (string?)state["keeper_given_names"] ?? "", RegisterArguments.Day((string?)state["keeper_birth_date"])));
        return persons.Count > 0 && await town.QuerySingleAsync<bool>(
            """
            select exists (
              select from registers.resident r
              join registers.block b on b.municipality = @Town and b.resident = r.id and b.since <= @Today and (b.until is null or b.until >= @Today)
              join unnest(@Family, @Given, @Birth) as p (family, given, birth) on p.family = r.family_search and p.given = r.given_search
              where r.municipality = @Town and (p.birth is null or p.birth = r.birth_date))
            """,
            new
            {
                Today = time.Today(),
                Family = persons.Select(person => Din91379.SearchForm(person.FamilyName)).ToArray(),
                Given = persons.Select(person => Din91379.SearchForm(person.GivenNames)).ToArray(),
                Birth = persons.Select(person => person.BirthDate is { } day ? RegisterArguments.Iso(day) : null).ToArray(),
            }, ct);
    }
}

/// <summary>Entries as names and values, in the order in which people read them.</summary>
internal static class EntryFields
{
    /// <summary>What finds things again and proves codes; nobody reads it.</summary>
    private static readonly HashSet<string> Inner = new(["codes", "holder", "pin", "series", "serial"], StringComparer.Ordinal);

    public static IReadOnlyList<(string Name, string Value)> Core(Resident resident) => Filled(
    [
        ("family_name", resident.FamilyName),
        ("given_names", resident.GivenNames),
        ("doctor_degree", resident.DoctorDegree),
        ("birth_date", Answers.GermanDate(resident.BirthDate)),
        ("main_dwelling", resident.MainDwelling is { } main ? Line(main) : null),
        ("died_on", resident.DiedOn is { } day ? Answers.GermanDate(day) : null),
    ]);

    public static IReadOnlyList<(string Name, string Value)> Of(Resident resident) => Filled(
    [
        .. Core(resident).Select(field => (field.Name, (string?)field.Value)),
        ("birth_name", resident.BirthName),
        ("former_names", string.Join(", ", resident.FormerNames)),
        ("birth_place", resident.BirthPlace),
        ("sex", resident.Sex),
        ("nationalities", string.Join(", ", resident.Nationalities)),
        ("marital_status", resident.MaritalStatus),
        ("religion", resident.Religion),
        ("tax_id", resident.TaxId),
        ("dwellings", string.Join("; ", resident.Dwellings.Select(Line))),
        ("previous", resident.Previous?.Line),
        ("related", string.Join("; ", resident.Related.Select(one => one.Blocked ? one.Relation : $"{one.Relation}: {one.GivenNames} {one.FamilyName}"))),
        ("blocks", string.Join(", ", resident.Blocks.Select(block => block.Kind))),
        ("objections", string.Join(", ", resident.Objections)),
    ]);

    public static IReadOnlyList<(string Name, string Value)> Of(JsonObject state) =>
        Filled([.. state.Where(field => !Inner.Contains(field.Key)).Select(field => (field.Key, Text(field.Value)))]);

    private static IReadOnlyList<(string Name, string Value)> Filled(IEnumerable<(string Name, string? Value)> fields) =>
        [.. fields.Where(field => !string.IsNullOrEmpty(field.Value)).Select(field => (field.Name, field.Value!))];

    private static string Line(Dwelling dwelling) =>
        $"{dwelling.Street} {dwelling.HouseNumber}, {dwelling.PostCode} {dwelling.Town} ({Answers.GermanDate(dwelling.MovedIn)}–{(dwelling.MovedOut is { } left ? Answers.GermanDate(left) : "")})";

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonArray list => string.Join("; ", list.Select(Text)),
        JsonObject map => string.Join(", ", map.Select(field => Text(field.Value)).Where(text => text.Length > 0)),
        JsonValue value when value.TryGetValue<string>(out var text) => RegisterArguments.Day(text) is { } day ? Answers.GermanDate(day) : text,
        var other => other.ToJsonString(),
    };
}
