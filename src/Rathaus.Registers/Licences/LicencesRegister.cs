using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Licences;

/// <summary>The embedded register of driving licences (§ 48 StVG): stand-in for the local register and the central one of the KBA.</summary>
internal sealed class LicencesRegister : IRegister
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    public string Name => RegisterNames.Licences;

    public IReadOnlyCollection<string> Effects { get; } = ["licences.issue"];

    public IReadOnlyCollection<string> Facts { get; } = [];

    public async Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct)
    {
        var person = with.Person("person")!;
        var kind = with.Required("kind");
        if (person.BirthDate is null || kind is not ("grant" or "extension" or "renewal" or "exchange" or "replacement" or "international"))
            return Refusal.Conflict("register.value-invalid", "Es fehlt das Geburtsdatum, oder die Art des Führerscheins ist unbekannt.");
        var until = with.Date("until");
        if (until < work.Today)
            return Refusal.Conflict("register.value-invalid", "Der Führerschein wäre schon abgelaufen.");
        var international = kind == "international";
        var classes = with.Texts("classes").ToHashSet(StringComparer.Ordinal);
        foreach (var held in (await Entries.OfPersonAsync(work.Town, RegisterNames.Licences, person, ct)).Where(entry => entry.Open))
        {
            if ((string?)held.State["kind"] == "international" != international)
                continue;
            // A card takes the place of the one before it; rights once granted go on, except after a withdrawal.
            if (kind is "extension" or "exchange" or "replacement" or "renewal")
                classes.UnionWith((held.State["classes"] as JsonArray ?? []).Select(item => (string)item!));
            var earlier = await work.OpenAsync(RegisterNames.Licences, held.Subject, ct);
            work.Record(earlier, "superseded", new JsonObject { ["open"] = false, ["until"] = RegisterArguments.Iso(work.Today) });
        }

        var (licence, _) = await work.EnterAsync(
            RegisterNames.Licences, work.Today.Year.ToString(CultureInfo.InvariantCulture), "issued",
            new JsonObject
            {
                ["kind"] = kind,
                ["classes"] = new JsonArray([.. classes.Order(StringComparer.Ordinal).Select(one => JsonValue.Create(one))]),
                ["since"] = RegisterArguments.Iso(work.Today),
                ["until"] = until is { } last ? RegisterArguments.Iso(last) : null,
                ["persons"] = new JsonArray(person.ToJson("holder")),
            }, ct);
        return new JsonObject
        {
            ["number"] = string.Create(CultureInfo.InvariantCulture, $"FE-{(string)licence.State["series"]!}-{(int)licence.State["serial"]!:00000}"),
            ["registered_on"] = RegisterArguments.Iso(work.Today),
            ["until"] = until is { } day ? day.ToString("dd.MM.yyyy", German) : "",
        };
    }

    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => ValueTask.FromResult(FactAnswer.Unknown);
}
