using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Registers.Residents;

/// <summary>Block marks (§§ 51, 52 BMG) and objections to the transfer of data (§§ 36 (2), 42 (3), 50 (5) BMG).</summary>
internal static class ResidentBlocks
{
    /// <summary>To whom data go unless somebody objects, as the service uebermittlungssperre names them.</summary>
    private static readonly IReadOnlyList<string> Recipients =
        ["parteien_wahl", "alters_ehejubilaeen", "adressbuchverlage", "religionsgesellschaft_familienangehoeriger", "bundeswehr"];

    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    public static async Task<Outcome<JsonObject>> BlockAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var kind = with.Text("kind") switch
        {
            null or "disclosure" => RegisterBlock.Disclosure,
            "conditional" => RegisterBlock.Conditional,
            _ => RegisterBlock.None,
        };
        var until = with.Date("until");
        if (kind == RegisterBlock.None || until < work.Today)
            return Refusal.Conflict("register.value-invalid", "Die Art der Sperre ist unbekannt, oder ihr Ende liegt zurück.");
        var persons = 0;
        foreach (var person in ResidentMoves.Everybody(with))
        {
            var found = await PersonFinder.FindAsync(work, person, null, living: true, ct);
            if (!found.Succeeded)
                return found.Refusal;
            var held = Resident.Fold(found.Value.History)!.Blocks.FirstOrDefault(block => block.Kind == kind);
            if (with.Flag("lift"))
            {
                if (held is null)
                    return Refusal.Conflict("register.block-unknown", $"Für {person.Name} ist keine solche Sperre eingetragen.");
                work.Record(found.Value, ResidentEvents.Unblocked, new JsonObject { ["kind"] = kind.ToString() });
            }
            else
            {
                // A provisional block never shortens one that was decided.
                var end = held is { Until: null } ? null : held?.Until > until ? held.Until : until;
                var body = new JsonObject { ["kind"] = kind.ToString(), ["since"] = RegisterArguments.Iso(held?.Since ?? work.Today) };
                if (end is { } last)
                    body["until"] = RegisterArguments.Iso(last);
                work.Record(found.Value, ResidentEvents.Blocked, body);
            }

            persons++;
        }

        return new JsonObject
        {
            ["registered_on"] = RegisterArguments.Iso(work.Today),
            ["persons"] = persons,
            ["until"] = !with.Flag("lift") && until is { } day ? day.ToString("dd.MM.yyyy", German) : "",
        };
    }

    public static async Task<Outcome<JsonObject>> ObjectAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var (add, remove) = (with.Texts("add"), with.Texts("remove"));
        if (add.Concat(remove).FirstOrDefault(kind => !Recipients.Contains(kind)) is { } unknown)
            return Refusal.Conflict("register.value-invalid", $"Einen Widerspruch gegen „{unknown}“ kennt das Melderegister nicht.");
        var found = await PersonFinder.FindAsync(work, with.Person("person")!, with.Address("address"), living: true, ct);
        if (!found.Succeeded)
            return found.Refusal;
        work.Record(found.Value, ResidentEvents.Objected, new JsonObject
        {
            ["add"] = new JsonArray([.. add.Select(kind => JsonValue.Create(kind))]),
            ["remove"] = new JsonArray([.. remove.Select(kind => JsonValue.Create(kind))]),
        });
        return new JsonObject
        {
            ["registered_on"] = RegisterArguments.Iso(work.Today),
            ["objections"] = new JsonArray([.. Resident.Fold(found.Value.History)!.Objections.Select(kind => JsonValue.Create(kind))]),
        };
    }
}
