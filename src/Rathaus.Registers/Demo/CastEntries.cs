using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Demo;

/// <summary>
/// Entries of the cast in other registers: births in the town they were born in, marriages of couples (12 June of the year in
/// which the younger one turned 27), residence titles of those who need one. Invented like the cast.
/// </summary>
internal static class CastEntries
{
    private static readonly string[] FreeMovement =
    [
        "DE", "AT", "BE", "BG", "CH", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    public static async Task WriteAsync(SqlScope scope, DemoTown town, IReadOnlyList<DemoResident> cast, IReadOnlyList<DemoResident> here, DateTimeOffset at, CancellationToken ct)
    {
        var serials = new Dictionary<string, int>(StringComparer.Ordinal);
        RegisterEvent[] events =
        [
            .. cast.Where(one => one.BirthPlace == town.Name && one.BirthDate.Length == 10).Select(one => Event(RegisterNames.Civil, $"G-{one.BirthDate[..4]}", Birth(one, cast, town), serials, at)),
            .. Couples(here).Select(couple => Event(RegisterNames.Civil, string.Create(CultureInfo.InvariantCulture, $"E-{couple.Day.Year}"), Marriage(couple.First, couple.Second, couple.Day, town), serials, at)),
            .. here.Where(one => NeedsTitle(one, at)).Select(one => Event(RegisterNames.Titles, "2024", Title(one, serials.GetValueOrDefault("2024") + 1), serials, at)),
        ];
        if (events.Length == 0)
            return;
        var projection = new EntryProjection();
        await scope.ExecuteBatchAsync([EventStore.Insert(events), .. events.SelectMany(one => projection.Write(one.Register, one.Subject, [one]))], ct);
    }

    private static RegisterEvent Event(string register, string series, JsonObject body, Dictionary<string, int> serials, DateTimeOffset at)
    {
        var serial = serials[series] = serials.GetValueOrDefault(series) + 1;
        body["series"] = series;
        body["serial"] = serial;
        body["open"] = true;
        return new RegisterEvent(register, string.Create(CultureInfo.InvariantCulture, $"{series}/{serial}"), 1, "loaded", at, body) { Purpose = "initial-load" };
    }

    private static JsonObject Birth(DemoResident child, IReadOnlyList<DemoResident> cast, DemoTown town) => new()
    {
        ["kind"] = "birth",
        ["since"] = child.BirthDate,
        ["place"] = town.Name,
        ["time"] = "07:30",
        ["sex"] = child.Sex switch { "m" => "männlich", "f" => "weiblich", "x" => "divers", _ => "" },
        ["office"] = $"Standesamt {town.Name}",
        ["blocked"] = child.Block is not null,
        ["persons"] = new JsonArray(
        [
            Named(child, child.BirthName ?? child.FamilyName).ToJson("person"),
            .. cast.Where(one => one.Related.Any(related => related.Kind == "Child" && related.Other == child.Id)).Take(2).Select(parent => Named(parent, parent.FamilyName).ToJson("parent")),
        ]),
    };

    private static JsonObject Marriage(DemoResident first, DemoResident second, DateOnly day, DemoTown town) => new()
    {
        ["kind"] = "marriage",
        ["since"] = RegisterArguments.Iso(day),
        ["place"] = town.Name,
        ["office"] = $"Standesamt {town.Name}",
        ["blocked"] = first.Block is not null || second.Block is not null,
        ["names_after"] = new JsonArray(first.FamilyName, second.FamilyName),
        ["birth_places"] = new JsonArray(first.BirthPlace ?? "", second.BirthPlace ?? ""),
        ["persons"] = new JsonArray(
            Named(first, first.BirthName ?? first.FamilyName).ToJson("person"), Named(second, second.BirthName ?? second.FamilyName).ToJson("person"),
            Named(first, first.FamilyName).ToJson("name_after"), Named(second, second.FamilyName).ToJson("name_after")),
    };

    private static JsonObject Title(DemoResident holder, int serial) => new()
    {
        ["nationality"] = holder.Nationalities[0],
        ["title"] = new JsonObject
        {
            ["kind"] = "aufenthaltserlaubnis",
            ["purpose"] = "fachkraft_18a_18b",
            ["number"] = string.Create(CultureInfo.InvariantCulture, $"AT-{serial}/2024"),
            ["from"] = "2024-02-16",
            ["until"] = "2027-02-15",
            ["employment"] = "Beschäftigung als Fachkraft erlaubt",
        },
        ["persons"] = new JsonArray(Named(holder, holder.FamilyName).ToJson("holder")),
    };

    private static IEnumerable<(DemoResident First, DemoResident Second, DateOnly Day)> Couples(IReadOnlyList<DemoResident> here)
    {
        foreach (var first in here.Where(one => one.BirthDate.Length == 10))
        {
            if (first.Related.FirstOrDefault(related => related.Kind == "Spouse") is { Other: var id } && id != Guid.Empty
                && here.FirstOrDefault(one => one.Id == id) is { BirthDate.Length: 10 } second && first.Id.CompareTo(second.Id) < 0)
            {
                var younger = string.CompareOrdinal(first.BirthDate, second.BirthDate) > 0 ? first : second;
                yield return (first, second, new DateOnly(int.Parse(younger.BirthDate.AsSpan(0, 4), CultureInfo.InvariantCulture) + 27, 6, 12));
            }
        }
    }

    private static bool NeedsTitle(DemoResident one, DateTimeOffset at) =>
        one.BirthDate.Length == 10 && RegisterArguments.Day(one.BirthDate)!.Value.AddYears(18) < Kernel.Time.GermanClock.DayOf(at)
        && one.Nationalities.Count > 0 && !one.Nationalities.Intersect(FreeMovement).Any();

    private static NamedPerson Named(DemoResident one, string family) => new(family, one.GivenNames, RegisterArguments.Day(one.BirthDate));
}
