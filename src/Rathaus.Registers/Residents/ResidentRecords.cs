using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Registers.Residents;

/// <summary>What the registrar tells the residents' register: births, marriages, deaths, names.</summary>
internal static class ResidentRecords
{
    public static async Task<Outcome<JsonObject>> BirthAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var parents = new List<(RegisterSubject Subject, Resident State)>();
        Refusal? unknown = null;
        foreach (var parent in with.Persons("parents"))
        {
            var found = await PersonFinder.FindAsync(work, parent, null, living: true, ct);
            if (found.Succeeded)
                parents.Add((found.Value, Resident.Fold(found.Value.History)!));
            else
                unknown ??= found.Refusal;
        }

        if (parents.FirstOrDefault(parent => parent.State.MainDwelling is not null) is not { State.MainDwelling: { } home })
            return unknown ?? Refusal.Conflict("register.dwelling-unknown", "Kein Elternteil ist hier mit alleiniger Wohnung oder Hauptwohnung gemeldet.");
        var born = with.DayOr("birth_date", work.Today);
        var id = Guid.CreateVersion7(work.Order.At);
        var child = work.New(RegisterNames.Residents, id.ToString("D", CultureInfo.InvariantCulture));
        work.Record(child, ResidentEvents.Born, new Resident
        {
            Id = id,
            FamilyName = with.Required("family_name"),
            GivenNames = with.Required("given_names"),
            BirthDate = RegisterArguments.Iso(born),
            BirthPlace = with.Text("birth_place"),
            Sex = ResidentMoves.SexOf(with.Text("sex")),
            Nationalities = with.Texts("nationalities"),
            MaritalStatus = "LD",
            // A child of somebody with a disclosure block shares the address: the block goes with it (§ 51 (1) BMG).
            Blocks = [.. parents.SelectMany(parent => parent.State.Blocks).Where(block => block.Until is null || block.Until >= born).DistinctBy(block => block.Kind)],
            Dwellings = [home with { Number = 1, Kind = DwellingKind.Only, MovedIn = born, MovedOut = null, MovedTo = null }],
            Related = [.. parents.Select(parent => new RelatedPerson("Representative", parent.State.Id))],
        }.ToJson());
        foreach (var (subject, _) in parents)
            work.Record(subject, ResidentEvents.Related, Relation("Child", id));
        return new JsonObject { ["registered_on"] = RegisterArguments.Iso(work.Today), ["address"] = home.Line };
    }

    public static async Task<Outcome<JsonObject>> MarriageAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var first = await PersonFinder.FindAsync(work, with.Person("first")!, null, living: true, ct);
        var second = await PersonFinder.FindAsync(work, with.Person("second")!, null, living: true, ct);
        if (first.Refusal is { Code: "register.person-ambiguous" } firstUnclear)
            return firstUnclear;
        if (second.Refusal is { Code: "register.person-ambiguous" } secondUnclear)
            return secondUnclear;
        if (first.Refusal is { } unknown && !second.Succeeded)
            return unknown;
        var couple = new[] { (Found: first, Name: with.Text("first_name_after")), (Found: second, Name: with.Text("second_name_after")) };
        foreach (var (found, nameAfter) in couple)
        {
            if (!found.Succeeded)
                continue;
            var state = Resident.Fold(found.Value.History)!;
            if (state.MaritalStatus is "VH" or "LP")
                return Refusal.Conflict("register.value-invalid", $"{state.Name} ist im Melderegister noch verheiratet oder verpartnert.");
            var changed = new JsonObject { ["marital_status"] = "VH" };
            if (nameAfter is not null && nameAfter != state.FamilyName)
                NewName(changed, state, nameAfter);
            work.Record(found.Value, ResidentEvents.Married, changed);
        }

        if (first.Succeeded && second.Succeeded)
        {
            work.Record(first.Value, ResidentEvents.Related, Relation("Spouse", Guid.Parse(second.Value.Id)));
            work.Record(second.Value, ResidentEvents.Related, Relation("Spouse", Guid.Parse(first.Value.Id)));
        }

        return new JsonObject { ["registered_on"] = RegisterArguments.Iso(work.Today) };
    }

    public static async Task<Outcome<JsonObject>> DeathAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var found = await PersonFinder.FindAsync(work, with.Person("person")!, null, living: false, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var state = Resident.Fold(found.Value.History)!;
        var day = with.DayOr("died_on", work.Today);
        foreach (var dwelling in state.Current.ToArray())
            work.Record(found.Value, ResidentEvents.MovedOut, ResidentMoves.End(dwelling, day, null));
        work.Record(found.Value, ResidentEvents.Died, new JsonObject { ["died_on"] = RegisterArguments.Iso(day) });
        foreach (var relation in state.Related.Where(relation => relation.Relation is "Spouse" or "Partner"))
        {
            var spouse = await work.OpenAsync(RegisterNames.Residents, relation.Id.ToString("D", CultureInfo.InvariantCulture), ct);
            if (Resident.Fold(spouse.History) is { DiedOn: null, MaritalStatus: "VH" or "LP" })
                work.Record(spouse, ResidentEvents.Widowed, new JsonObject { ["marital_status"] = "VW" });
        }

        return new JsonObject { ["registered_on"] = RegisterArguments.Iso(work.Today) };
    }

    public static async Task<Outcome<JsonObject>> RenameAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var found = await PersonFinder.FindAsync(work, with.Person("person")!, null, living: true, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var state = Resident.Fold(found.Value.History)!;
        var changed = new JsonObject();
        if (with.Text("family_name") is { } family && family != state.FamilyName)
            NewName(changed, state, family);
        if (with.Text("given_names") is { } given && given != state.GivenNames)
            changed["given_names"] = given;
        if (changed.Count == 0)
            return Refusal.Conflict("register.value-invalid", $"{state.Name} trägt diesen Namen im Melderegister schon.");
        work.Record(found.Value, ResidentEvents.Renamed, changed);
        return new JsonObject
        {
            ["registered_on"] = RegisterArguments.Iso(work.Today),
            ["full_name"] = $"{(string?)changed["given_names"] ?? state.GivenNames} {(string?)changed["family_name"] ?? state.FamilyName}",
        };
    }

    private static void NewName(JsonObject changed, Resident state, string family)
    {
        changed["family_name"] = family;
        changed["former_names"] = new JsonArray([.. state.FormerNames.Append(state.FamilyName).Distinct().Select(name => JsonValue.Create(name))]);
        if (state.BirthName is null)
            changed["birth_name"] = state.FamilyName;
    }

    private static JsonObject Relation(string kind, Guid other) => new() { ["kind"] = kind, ["other"] = other.ToString("D", CultureInfo.InvariantCulture) };
}
