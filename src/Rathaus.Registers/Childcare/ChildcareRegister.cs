using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Childcare;

/// <summary>The embedded register of childcare: applications for places of the town's centres, and the offers made.</summary>
internal sealed class ChildcareRegister(ChildcareTables tables) : IRegister
{
    public string Name => RegisterNames.Childcare;

    public IReadOnlyCollection<string> Effects { get; } = ["childcare.apply", "childcare.withdraw"];

    public IReadOnlyCollection<string> Facts { get; } = [];

    public Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct) =>
        effect == "childcare.apply" ? ApplyAsync(work, with, ct) : WithdrawAsync(work, with, ct);

    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => ValueTask.FromResult(FactAnswer.Unknown);

    private async Task<Outcome<JsonObject>> ApplyAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var child = with.Person("child")!;
        var care = with.Required("care");
        var table = tables.Of(work.Order.Municipality);
        if (child.BirthDate is null || care is not ("kita" or "ogs"))
            return Refusal.Conflict("register.value-invalid", "Es fehlt das Geburtsdatum des Kindes, oder die Art der Betreuung ist unbekannt.");
        var wishes = with.Texts("wishes").Distinct().ToArray();
        if (table is not null && wishes.FirstOrDefault(wish => table.Centre(wish) is null) is { } unknown)
            return Refusal.Conflict("register.value-invalid", $"Die Einrichtung „{unknown}“ gibt es hier nicht.");
        if (await OpenAsync(work, child, care, ct) is { } open)
            return Refusal.Conflict("register.application-open", $"Für {child.Name} ist schon eine Anmeldung eingetragen: {NumberOf(open.State)}.");
        var (entry, _) = await work.EnterAsync(
            RegisterNames.Childcare, work.Today.Year.ToString(CultureInfo.InvariantCulture), "applied",
            new JsonObject
            {
                ["care"] = care,
                ["since"] = RegisterArguments.Iso(with.DayOr("since", work.Today)),
                ["received_on"] = RegisterArguments.Iso(work.Today),
                ["hours"] = with.Number("hours"),
                ["wishes"] = new JsonArray([.. wishes.Select(wish => JsonValue.Create(wish))]),
                ["criteria"] = new JsonArray([.. with.Texts("criteria").Distinct().Select(criterion => JsonValue.Create(criterion))]),
                ["address"] = with.Address("address")?.ToJson(),
                ["persons"] = new JsonArray([child.ToJson("child"), .. with.Persons("parents").Select(parent => parent.ToJson("parent"))]),
            }, ct);
        return new JsonObject { ["number"] = NumberOf(entry.State), ["received_on"] = RegisterArguments.Iso(work.Today) };
    }

    private static async Task<Outcome<JsonObject>> WithdrawAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var child = with.Person("child")!;
        if (await OpenAsync(work, child, with.Text("care"), ct) is not { } entry)
            return Refusal.Conflict("register.application-unknown", $"Für {child.Name} ist keine offene Anmeldung eingetragen.");
        work.Record(entry, "withdrawn", new JsonObject { ["open"] = false, ["until"] = RegisterArguments.Iso(work.Today) });
        return new JsonObject { ["number"] = NumberOf(entry.State), ["withdrawn_on"] = RegisterArguments.Iso(work.Today) };
    }

    private static async Task<RegisterSubject?> OpenAsync(RegisterWork work, NamedPerson child, string? care, CancellationToken ct)
    {
        var found = (await Entries.OfPersonAsync(work.Town, RegisterNames.Childcare, child, ct)).FirstOrDefault(entry =>
            entry.Open && (care is null || (string?)entry.State["care"] == care)
            && Entries.Persons(entry.State).Any(named => named.Role == "child" && Entries.Same(named.Person, child)));
        return found is null ? null : await work.OpenAsync(RegisterNames.Childcare, found.Subject, ct);
    }

    public static string NumberOf(JsonObject state) =>
        string.Create(CultureInfo.InvariantCulture, $"KB-{(string)state["series"]!}-{(int)state["serial"]!:00000}");
}
