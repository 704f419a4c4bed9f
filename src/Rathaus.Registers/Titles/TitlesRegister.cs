using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Titles;

/// <summary>The embedded register of residence titles (AufenthG). One file per person; numbers look like <c>AT-17/2026</c>.</summary>
internal sealed class TitlesRegister(TownDatabase towns) : IRegister
{
    private const int FictionMonths = 6;

    public string Name => RegisterNames.Titles;

    public IReadOnlyCollection<string> Effects { get; } = ["titles.apply", "titles.issue"];

    public IReadOnlyCollection<string> Facts { get; } = ["register.title"];

    public Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct) =>
        effect == "titles.apply" ? ApplyAsync(work, with, ct) : IssueAsync(work, with, ct);

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (question.Actor?.Person is not { } person)
            return FactAnswer.Unknown;
        var files = await Entries.OfPersonAsync(
            towns.For(question.Municipality), RegisterNames.Titles, new NamedPerson(person.FamilyName, person.GivenNames, person.BirthDate), ct);
        var title = files.Where(file => Entries.Persons(file.State).First().Person.BirthDate == person.BirthDate)
            .Select(file => file.State["title"] as JsonObject).OfType<JsonObject>()
            .OrderByDescending(one => (string?)one["from"], StringComparer.Ordinal).FirstOrDefault();
        return FactAnswer.Of(title?.DeepClone());
    }

    private static async Task<Outcome<JsonObject>> ApplyAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var file = await FileAsync(work, with.Person("person")!, with, ct);
        var until = work.Today.AddMonths(FictionMonths);
        var count = (file.State["applications"] as JsonArray)?.Count ?? 0;
        var certificate = string.Create(CultureInfo.InvariantCulture, $"FB-{work.Today.Year}-{(int)file.State["serial"]!}-{count + 1}");
        var all = (JsonArray)(file.State["applications"]?.DeepClone() ?? new JsonArray());
        all.Add(new JsonObject
        {
            ["title"] = with.Required("title"),
            ["purpose"] = with.Text("purpose"),
            ["kind"] = with.Text("kind") ?? "grant",
            ["received_on"] = RegisterArguments.Iso(work.Today),
            ["valid_until"] = with.Date("valid_until") is { } old ? RegisterArguments.Iso(old) : null,
            ["certificate"] = certificate,
            ["fiction_until"] = RegisterArguments.Iso(until),
        });
        work.Record(file, "applied", new JsonObject { ["applications"] = all });
        return new JsonObject
        {
            ["number"] = NumberOf(file),
            ["received_on"] = RegisterArguments.Iso(work.Today),
            ["certificate_number"] = certificate,
            ["fiction_until"] = RegisterArguments.Iso(until),
        };
    }

    private static async Task<Outcome<JsonObject>> IssueAsync(RegisterWork work, RegisterArguments with, CancellationToken ct)
    {
        var file = await FileAsync(work, with.Person("person")!, with, ct);
        var since = with.DayOr("since", work.Today);
        if (with.Date("until") is { } until && until < since)
            return Refusal.Conflict("register.value-invalid", "Der Aufenthaltstitel endet, bevor er beginnt.");
        var earlier = (JsonArray)(file.State["earlier"]?.DeepClone() ?? new JsonArray());
        if (file.State["title"] is JsonObject old)
            earlier.Add(old.DeepClone());
        work.Record(file, "issued", new JsonObject
        {
            ["earlier"] = earlier.Count == 0 ? null : earlier,
            ["title"] = new JsonObject
            {
                ["kind"] = with.Required("title"),
                ["purpose"] = with.Text("basis") ?? "",
                ["number"] = NumberOf(file),
                ["from"] = RegisterArguments.Iso(since),
                ["until"] = with.Date("until") is { } last ? RegisterArguments.Iso(last) : null,
                ["employment"] = "",
            },
        });
        return new JsonObject { ["number"] = NumberOf(file), ["issued_on"] = RegisterArguments.Iso(work.Today) };
    }

    private static async Task<RegisterSubject> FileAsync(RegisterWork work, NamedPerson person, RegisterArguments with, CancellationToken ct)
    {
        var known = work.Changed(RegisterNames.Titles).FirstOrDefault(file => Entries.Same(Entries.Persons(file.State).First().Person, person));
        if (known is not null)
            return known;
        if ((await Entries.OfPersonAsync(work.Town, RegisterNames.Titles, person, ct)).FirstOrDefault() is { } entry)
            return await work.OpenAsync(RegisterNames.Titles, entry.Subject, ct);
        var (file, _) = await work.EnterAsync(
            RegisterNames.Titles, work.Today.Year.ToString(CultureInfo.InvariantCulture), "opened",
            new JsonObject { ["nationality"] = with.Text("nationality"), ["persons"] = new JsonArray(person.ToJson("holder")) }, ct);
        return file;
    }

    private static string NumberOf(RegisterSubject file) =>
        string.Create(CultureInfo.InvariantCulture, $"AT-{(int)file.State["serial"]!}/{(string)file.State["series"]!}");
}
