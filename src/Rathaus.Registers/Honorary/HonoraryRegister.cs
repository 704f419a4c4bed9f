using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Honorary;

/// <summary>The embedded list of volunteers' cards (Ehrenamtskarte NRW, Jubiläums-Ehrenamtskarte).</summary>
internal sealed class HonoraryRegister : IRegister
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    public string Name => RegisterNames.Honorary;

    public IReadOnlyCollection<string> Effects { get; } = ["honorary.issue_card"];

    public IReadOnlyCollection<string> Facts { get; } = [];

    public async Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct)
    {
        var person = with.Person("person")!;
        var jubilee = with.Text("kind") == "jubilee";
        var until = jubilee ? (DateOnly?)null : with.Date("until") ?? work.Today.AddYears(2).AddDays(-1);
        if (until < work.Today)
            return Refusal.Conflict("register.value-invalid", "Die Karte wäre schon abgelaufen.");
        var held = (await Entries.OfPersonAsync(work.Town, RegisterNames.Honorary, person, ct))
            .FirstOrDefault(card => (string?)card.State["kind"] == (jubilee ? "jubilee" : "standard")
                && (card.State["until"] is null || RegisterArguments.Day((string?)card.State["until"]) >= work.Today.AddMonths(3)));
        if (held is not null)
            return Refusal.Conflict("register.card-issued", $"{person.Name} hat schon eine gültige Karte: {NumberOf(held.State)}.");
        var (card, _) = await work.EnterAsync(
            RegisterNames.Honorary, work.Today.Year.ToString(CultureInfo.InvariantCulture), "issued",
            new JsonObject
            {
                ["kind"] = jubilee ? "jubilee" : "standard",
                ["since"] = RegisterArguments.Iso(work.Today),
                ["until"] = until is { } last ? RegisterArguments.Iso(last) : null,
                ["organisation"] = with.Text("organisation"),
                ["hours"] = with.Number("hours"),
                ["persons"] = new JsonArray(person.ToJson("holder")),
            }, ct);
        return new JsonObject
        {
            ["number"] = NumberOf(card.State),
            ["since"] = RegisterArguments.Iso(work.Today),
            ["until"] = until is { } day ? day.ToString("dd.MM.yyyy", German) : "",
        };
    }

    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => ValueTask.FromResult(FactAnswer.Unknown);

    private static string NumberOf(JsonObject state) =>
        string.Create(CultureInfo.InvariantCulture, $"EK-{(string)state["series"]!}-{(int)state["serial"]!:00000}");
}
