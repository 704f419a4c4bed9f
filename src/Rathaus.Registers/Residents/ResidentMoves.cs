using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
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
        var kind = KindOf(with.Text("dwelling"));
        if (kind is null)
            return Refusal.Conflict("register.value-invalid", "Die Art der Wohnung ist unbekannt: only, main oder secondary.");
        if (address.Town.Length == 0)
            address = address with { Town = townName };
        var count = 0;
        foreach (var person in Everybody(with))
        {
            var found = await PersonFinder.FindAsync(work, person, null, living: false, ct);
            if (!found.Succeeded && found.Refusal.Code == "register.person-ambiguous")
                return found.Refusal;
            if (found.Succeeded && ResidentState.Fold(found.Value.History) is { } known)
            {
                if (kind != "Secondary" && known.Main is { } main)
                    return Refusal.Conflict(
                        "register.already-registered", $"{person.Name} ist hier schon gemeldet: {main.Line}. Das ist eine Ummeldung.");
                work.Record(found.Value, ResidentEvents.MovedIn, ResidentEvents.DwellingBody(Dwelling(address, kind, moved, known)));
                Note(work, found.Value, with, previous);
            }
            else
            {
                var id = Guid.CreateVersion7(work.Order.At);
                var subject = work.New(RegisterNames.Residents, id.ToString("D", CultureInfo.InvariantCulture));
                work.Record(subject, ResidentEvents.Registered, NewResident(id, person, with, first: count == 0, Dwelling(address, kind, moved, null)));
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
            var state = ResidentState.Fold(found.Value.History)!;
            if (state.Main is not { } old)
                return Refusal.Conflict("register.dwelling-unknown", $"{person.Name} hat hier keine alleinige Wohnung und keine Hauptwohnung.");
            if (old.IsAt(address))
                return Refusal.Conflict("register.already-registered", $"{person.Name} ist unter dieser Anschrift schon gemeldet.");
            work.Record(found.Value, ResidentEvents.MovedOut, End(old, moved, null));
            var place = address.Town.Length == 0 ? address with { Town = old.Place } : address;
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
            foreach (var dwelling in ResidentState.Fold(found.Value.History)!.Current.ToArray())
                work.Record(found.Value, ResidentEvents.MovedOut, End(dwelling, left, to));
            count++;
        }

        return Confirmation(work, count, null);
    }

    public static IEnumerable<NamedPerson> Everybody(RegisterArguments with) => with.Persons("others").Prepend(with.Person("person")!).Distinct();

    public static DwellingState Dwelling(NamedAddress address, string kind, DateOnly moved, ResidentState? resident) => new()
    {
        Number = (short)((resident?.Dwellings.Select(dwelling => dwelling.Number).DefaultIfEmpty((short)0).Max() ?? 0) + 1),
        Kind = kind,
        Street = address.Street,
        HouseNumber = address.Number,
        PostCode = address.PostCode,
        Place = address.Town,
        MovedIn = moved,
    };

    /// <summary>A dwelling ends the day the next begins; never before it began.</summary>
    public static JsonObject End(DwellingState dwelling, DateOnly on, string? to) => new()
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

    private static string? KindOf(string? text) => text switch
    {
        null or "only" => "Only",
        "main" => "Main",
        "secondary" => "Secondary",
        _ => null,
    };

    private static JsonObject NewResident(Guid id, NamedPerson person, RegisterArguments with, bool first, DwellingState dwelling) => new ResidentState
    {
        Id = id,
        FamilyName = person.FamilyName,
        GivenNames = person.GivenNames,
        BirthDate = person.BirthDate is { } day ? RegisterArguments.Iso(day) : "0001",
        BirthName = first ? with.Text("birth_name") : null,
        BirthPlace = first ? with.Text("birth_place") : null,
        Sex = first ? SexOf(with.Text("sex")) : null,
        Nationalities = first ? with.Texts("nationalities") : [],
        MaritalStatus = first ? with.Text("marital_status") : null,
        Religion = first ? with.Text("religion") : null,
        Dwellings = [dwelling],
    }.ToJson();

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
