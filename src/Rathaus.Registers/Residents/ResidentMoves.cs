using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;
using Rathaus.Registers.Moves;

namespace Rathaus.Registers.Residents;

/// <summary>Moving into, within and out of the town (§ 17 BMG).</summary>
internal static class ResidentMoves
{
    public static async Task<Outcome<JsonObject>> RegisterAsync(
        RegisterWork work, RegisterArguments with, string townName, TownEntry? previous, CancellationToken ct)
    {
        var address = with.Address("address")!;
        var moved = with.DayOr("moved_in", work.Today);
        if (KindOf(with.Text("dwelling")) is not { } kind)
            return Refusal.Conflict("register.value-invalid", "Die Art der Wohnung ist unbekannt: only, main oder secondary.");
        if (address.Town.Length == 0)
            address = address with { Town = townName };
        var count = 0;
        foreach (var (person, data) in EverybodyWithData(with))
        {
            var found = await PersonFinder.FindAsync(work, person, null, living: false, ct);
            if (!found.Succeeded && found.Refusal.Code == "register.person-ambiguous")
                return found.Refusal;
            if (found.Succeeded && Resident.Fold(found.Value.History) is { } known)
            {
                if (kind != DwellingKind.Secondary && known.MainDwelling is { } main)
                    return Refusal.Conflict(
                        "register.already-registered", $"{person.Name} ist hier schon gemeldet: {main.Line}. Das ist eine Ummeldung.");
                work.Record(found.Value, ResidentEvents.MovedIn, ResidentEvents.DwellingBody(Dwelling(address, kind, moved, known)));
                if (PreviousOf(with, moved) is { } before)
                    work.Record(found.Value, ResidentEvents.Completed, new JsonObject { ["previous"] = JsonSerializer.SerializeToNode(before, EventStore.Json) });
                Note(work, found.Value, with, previous);
            }
            else
            {
                var id = Guid.CreateVersion7(work.Order.At);
                var subject = work.New(RegisterNames.Residents, id.ToString("D", CultureInfo.InvariantCulture));
                work.Record(subject, ResidentEvents.Registered, (NewResident(id, person, data, Dwelling(address, kind, moved, null)) with { Previous = PreviousOf(with, moved) }).ToJson());
                Note(work, subject, with, previous);
            }

            count++;
        }

        if (previous is not null)
            work.Also(JobSql.Insert(new JobRequest(MoveNotice.JobKind, MoveNotice.Payload(work.Order.Reference, work.DeedId))));
        return Confirmation(work, count, previous?.Name ?? "");
    }

    public static async Task<Outcome<JsonObject>> MoveAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var address = with.Address("address")!;
        var moved = with.DayOr("moved_in", work.Today);
        var count = 0;
        foreach (var person in Everybody(with))
        {
            var found = await PersonFinder.FindAsync(work, person, null, living: true, ct);
            if (!found.Succeeded)
                return found.Refusal;
            var state = Resident.Fold(found.Value.History)!;
            if (state.MainDwelling is not { } old)
                return Refusal.Conflict("register.dwelling-unknown", $"{person.Name} hat hier keine alleinige Wohnung und keine Hauptwohnung.");
            if (old.IsAt(address))
                return Refusal.Conflict("register.already-registered", $"{person.Name} ist unter dieser Anschrift schon gemeldet.");
            work.Record(found.Value, ResidentEvents.MovedOut, End(old, moved, null));
            var place = address.Town.Length == 0 ? address with { Town = old.Town } : address;
            work.Record(found.Value, ResidentEvents.MovedIn, ResidentEvents.DwellingBody(Dwelling(place, old.Kind, moved, state)));
            count++;
        }

        return Confirmation(work, count, null);
    }

    public static async Task<Outcome<JsonObject>> LeaveAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var left = with.DayOr("moved_out", work.Today);
        var to = with.Text("country") ?? "unbekannt";
        var count = 0;
        foreach (var person in Everybody(with))
        {
            var found = await PersonFinder.FindAsync(work, person, null, living: true, ct);
            if (!found.Succeeded)
                return found.Refusal;
            foreach (var dwelling in Resident.Fold(found.Value.History)!.Current.ToArray())
                work.Record(found.Value, ResidentEvents.MovedOut, End(dwelling, left, to));
            count++;
        }

        return Confirmation(work, count, null);
    }

    public static IEnumerable<NamedPerson> Everybody(RegisterArguments with) => with.Persons("others").Prepend(with.Person("person")!).Distinct();

    /// <summary>Each with what is said about him or her: the first in the effect itself, the others in their entries.</summary>
    private static IEnumerable<(NamedPerson Person, RegisterArguments Data)> EverybodyWithData(RegisterArguments with) =>
        with.Entries("others").Select(entry => (RegisterArguments.PersonOf(entry)!, new RegisterArguments(entry)))
            .Prepend((with.Person("person")!, with)).DistinctBy(one => one.Item1);

    public static Dwelling Dwelling(NamedAddress address, DwellingKind kind, DateOnly moved, Resident? resident) => new()
    {
        Number = resident is null ? (short)1 : NextNumber(resident),
        Kind = kind,
        Street = address.Street,
        HouseNumber = address.Number,
        PostCode = address.PostCode,
        Town = address.Town,
        MovedIn = moved,
    };

    public static short NextNumber(Resident resident) =>
        (short)(resident.Dwellings.Select(dwelling => dwelling.Number).DefaultIfEmpty((short)0).Max() + 1);

    /// <summary>A dwelling ends the day the next begins; never before it began.</summary>
    public static JsonObject End(Dwelling dwelling, DateOnly on, string? to) => new()
    {
        ["number"] = dwelling.Number,
        ["on"] = RegisterArguments.Iso(on < dwelling.MovedIn ? dwelling.MovedIn : on),
        ["to"] = to,
    };

    public static JsonObject Confirmation(RegisterWork work, int persons, string? previousTown)
    {
        var gives = new JsonObject { ["registered_on"] = RegisterArguments.Iso(work.Today), ["persons"] = persons, ["number"] = work.Order.Reference };
        if (previousTown is not null)
            gives["previous_town"] = previousTown;
        return gives;
    }

    public static string? SexOf(string? text) => text?.ToUpperInvariant() switch
    {
        "M" or "MALE" or "MÄNNLICH" or "MAENNLICH" => "m",
        "F" or "W" or "FEMALE" or "WEIBLICH" => "f",
        "X" or "D" or "DIVERSE" or "DIVERS" => "x",
        _ => null,
    };

    private static DwellingKind? KindOf(string? text) => text switch
    {
        null or "only" => DwellingKind.Only,
        "main" => DwellingKind.Main,
        "secondary" => DwellingKind.Secondary,
        _ => null,
    };

    private static Resident NewResident(Guid id, NamedPerson person, RegisterArguments data, Dwelling dwelling) => new()
    {
        Id = id,
        FamilyName = person.FamilyName,
        GivenNames = person.GivenNames,
        BirthDate = person.BirthDate is { } day ? RegisterArguments.Iso(day) : "0001",
        BirthName = data.Text("birth_name"),
        BirthPlace = data.Text("birth_place"),
        Sex = SexOf(data.Text("sex")),
        Nationalities = data.Texts("nationalities"),
        MaritalStatus = data.Text("marital_status"),
        Religion = data.Text("religion"),
        Dwellings = [dwelling],
    };

    /// <summary>The address left for the town (§ 3 (1) no. 12 BMG); one that is kept has no end.</summary>
    private static PreviousAddress? PreviousOf(RegisterArguments with, DateOnly moved) => with.Address("previous_address") is { } address
        ? new PreviousAddress(address.Street, address.Number, address.PostCode, address.Town, with.Flag("keeps_previous") ? null : moved)
        : null;

    /// <summary>Where they came from, for the notice to that town.</summary>
    private static void Note(RegisterWork work, RegisterSubject subject, RegisterArguments with, TownEntry? previous)
    {
        if (previous is null || with.Address("previous_address") is not { } address)
            return;
        work.Record(subject, ResidentEvents.MoveNoticed, new JsonObject
        {
            ["from_town"] = previous.Number,
            ["from_name"] = previous.Name,
            ["from_address"] = address.ToJson(),
            ["moved_in"] = RegisterArguments.Iso(with.DayOr("moved_in", work.Today)),
            ["keeps_previous"] = with.Flag("keeps_previous"),
        });
    }
}
