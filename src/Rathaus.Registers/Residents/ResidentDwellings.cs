using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Registers.Residents;

/// <summary>Further dwellings and which of them is the main one (§§ 21, 22 BMG).</summary>
internal static class ResidentDwellings
{
    public static async Task<Outcome<JsonObject>> AddAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var address = with.Address("address")!;
        var moved = with.DayOr("moved_in", work.Today);
        var count = 0;
        foreach (var person in ResidentMoves.Everybody(with))
        {
            var found = await PersonFinder.FindAsync(work, person, null, living: false, ct);
            if (!found.Succeeded && (found.Refusal.Code == "register.person-ambiguous" || with.Address("main_address") is null))
                return found.Refusal;
            if (!found.Succeeded)
            {
                // The main dwelling lies in another town: the person is new in this register.
                var id = Guid.CreateVersion7(work.Order.At);
                var subject = work.New(RegisterNames.Residents, id.ToString("D", System.Globalization.CultureInfo.InvariantCulture));
                work.Record(subject, ResidentEvents.Registered, new Resident
                {
                    Id = id,
                    FamilyName = person.FamilyName,
                    GivenNames = person.GivenNames,
                    BirthDate = person.BirthDate is { } day ? RegisterArguments.Iso(day) : "0001",
                    Dwellings =
                    [
                        ResidentMoves.Dwelling(with.Address("main_address")!, DwellingKind.Main, moved, null),
                        ResidentMoves.Dwelling(address, DwellingKind.Secondary, moved, null) with { Number = 2 },
                    ],
                }.ToJson());
                count++;
                continue;
            }

            var state = Resident.Fold(found.Value.History)!;
            if (state.Current.Any(dwelling => dwelling.IsAt(address)))
                return Refusal.Conflict("register.already-registered", $"{person.Name} ist unter dieser Anschrift schon gemeldet.");
            if (state.MainDwelling is { Kind: DwellingKind.Only } only)
                work.Record(found.Value, ResidentEvents.DwellingChanged, Change(only, DwellingKind.Main));
            work.Record(found.Value, ResidentEvents.MovedIn, ResidentEvents.DwellingBody(ResidentMoves.Dwelling(address, DwellingKind.Secondary, moved, state)));
            count++;
        }

        return ResidentMoves.Confirmation(work, count, null);
    }

    /// <param name="elsewhere">The dwelling lies in another town, whose register told it.</param>
    public static async Task<Outcome<JsonObject>> EndAsync(RegisterWork work, RegisterArguments with, bool elsewhere, CancellationToken ct)
    {
        var address = with.Address("address");
        var left = with.DayOr("moved_out", work.Today);
        var count = 0;
        foreach (var person in ResidentMoves.Everybody(with))
        {
            var found = await PersonFinder.FindAsync(work, person, address, living: true, ct);
            if (!found.Succeeded)
                return found.Refusal;
            var state = Known(work, found.Value, with, elsewhere);
            var secondary = state.Current.Where(dwelling => dwelling.Kind == DwellingKind.Secondary && (address is null || dwelling.IsAt(address))).ToArray();
            if (secondary.Length != 1)
                return Refusal.Conflict("register.dwelling-unknown", $"Für {person.Name} ist hier keine (oder mehr als eine) solche Nebenwohnung gespeichert.");
            work.Record(found.Value, ResidentEvents.MovedOut, ResidentMoves.End(secondary[0], left, null));
            var rest = state.Current.Where(dwelling => dwelling.Number != secondary[0].Number).ToArray();
            if (rest is [{ Kind: DwellingKind.Main } last])
                work.Record(found.Value, ResidentEvents.DwellingChanged, Change(last, DwellingKind.Only));
            count++;
        }

        return ResidentMoves.Confirmation(work, count, null);
    }

    /// <param name="elsewhere">The dwelling lies in another town, whose register told it.</param>
    public static async Task<Outcome<JsonObject>> ChangeMainAsync(RegisterWork work, RegisterArguments with, bool elsewhere, CancellationToken ct)
    {
        var address = with.Address("address")!;
        var found = await PersonFinder.FindAsync(work, with.Person("person")!, address, living: true, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var state = Known(work, found.Value, with, elsewhere);
        if (state.Current.FirstOrDefault(dwelling => dwelling.IsAt(address)) is not { } chosen)
            return Refusal.Conflict("register.dwelling-unknown", $"{state.Name} ist unter dieser Anschrift nicht gemeldet.");
        foreach (var other in state.Current.Where(dwelling => dwelling.Number != chosen.Number && dwelling.Kind != DwellingKind.Secondary))
            work.Record(found.Value, ResidentEvents.DwellingChanged, Change(other, DwellingKind.Secondary));
        work.Record(found.Value, ResidentEvents.DwellingChanged, Change(chosen, state.Current.Count() == 1 ? DwellingKind.Only : DwellingKind.Main));
        return new JsonObject { ["registered_on"] = RegisterArguments.Iso(work.Today), ["number"] = work.Order.Reference };
    }

    /// <summary>The entry with the dwelling in another town that it did not know yet; a dwelling here is known or does not exist.</summary>
    private static Resident Known(RegisterWork work, RegisterSubject person, RegisterArguments with, bool elsewhere)
    {
        var state = Resident.Fold(person.History)!;
        if (!elsewhere || with.Address("address") is not { } address || with.Date("moved_in") is not { } since || state.Current.Any(dwelling => dwelling.IsAt(address)))
            return state;
        work.Record(person, ResidentEvents.MovedIn, ResidentEvents.DwellingBody(ResidentMoves.Dwelling(address, DwellingKind.Secondary, since, state)));
        return Resident.Fold(person.History)!;
    }

    private static JsonObject Change(Dwelling dwelling, DwellingKind kind) => new() { ["number"] = dwelling.Number, ["dwelling_kind"] = kind.ToString() };
}
