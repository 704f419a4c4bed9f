using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Cel;
using Rathaus.Kernel.Ports;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>An example of a package: what is given and what must come out.</summary>
internal sealed class Example
{
    public required string File { get; init; }

    public required string Title { get; init; }

    public required string Town { get; init; }

    public required DateOnly Today { get; init; }

    public ExampleActor? Actor { get; init; }

    public required IReadOnlyList<ExampleFact> Facts { get; init; }

    /// <summary>What the town sets otherwise for this example; null: as its overlay says.</summary>
    public MapNode? Parameters { get; init; }

    public required Node? Answers { get; init; }

    public required MapNode Expect { get; init; }
}

/// <summary>The person signed in.</summary>
internal sealed record ExampleActor(TrustLevel Trust, ConfirmedPerson? Person) : IActor
{
    public Guid? AccountId { get; } = new("01985a00-0000-7000-8000-000000000001");

    public Guid? StaffId => null;

    public string? DisplayName => Person is null ? null : $"{Person.GivenNames} {Person.FamilyName}";

    public bool Simulated => true;

    public IReadOnlyList<StaffAssignment> Assignments => [];
}

/// <summary>An answer to a fact; without arguments to every question of that name.</summary>
internal sealed record ExampleFact(string Name, JsonArray? With, Node? Gives, int Line);

/// <summary>Reads examples.</summary>
internal static class ExampleReader
{
    private static readonly string[] Amounts = ["fees", "total", "chain"];

    public static Example? Read(ExampleSource source, FaultList faults)
    {
        if (MapReader.Over(source.Root, faults, "an example") is not { } map)
            return null;
        var title = map.Required("title");
        var expect = map.Map("expect");
        if (expect is null)
            map.Fault("expect", "expect is missing");
        var example = new Example
        {
            File = source.File,
            Title = title,
            Town = map.Required("town"),
            Today = map.Date("today") ?? default,
            Actor = Actor(map.Map("actor")),
            Facts = [.. map.Maps("facts").Select(Fact)],
            Parameters = map.Map("parameters")?.Node,
            Answers = map.Any("answers"),
            Expect = expect?.Node ?? new MapNode(source.File, 1, []),
        };
        if (!map.Has("today"))
            map.Fault("today", "today is missing");
        if (map.Text("source") is null && Amounts.Any(key => example.Expect.Find(key) is not null))
            map.Fault("source", "an example with amounts names its source");
        map.Done();
        return example;
    }

    /// <summary>A node as the JSON an answer of the type has; scalars of unknown questions stay strings.</summary>
    public static JsonNode? Json(Node? node, QuestionDef? question) => (node, question?.Type) switch
    {
        (null, _) or (ScalarNode { Text: null }, _) => null,
        (ScalarNode { Text: "true" or "false" } scalar, QuestionType.YesNo) => JsonValue.Create(scalar.Text == "true"),
        (ScalarNode scalar, QuestionType.Integer or QuestionType.Months) => Number(scalar.Text),
        (ScalarNode scalar, QuestionType.Choice) when question.From is not null => ChoiceValue(scalar.Text),
        (ScalarNode scalar, _) => JsonValue.Create(scalar.Text),
        (ListNode list, QuestionType.RepeatingGroup) => new JsonArray([.. list.Items.Select(item => Members(item, question))]),
        (MapNode, QuestionType.Group) => Members(node, question),
        (ListNode list, QuestionType.MultipleChoice) => new JsonArray([.. list.Items.Select(item => Json(item, null))]),
        (ListNode list, _) => new JsonArray([.. list.Items.Select(item => question?.Type == QuestionType.Geometry ? Loose(item) : Json(item, null))]),
        (MapNode map, QuestionType.Geometry) => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Loose(entry.Value)))),
        (MapNode map, _) => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Json(entry.Value, null)))),
        _ => null,
    };

    /// <summary>A node as JSON of a declared type, for facts.</summary>
    public static JsonNode? Typed(Node? node, CelType type)
    {
        if (node is null or ScalarNode { Text: null })
            return null;
        if (type.Kind == CelKind.Optional)
            return Typed(node, type.Parameters[0]);
        return (node, type.Kind) switch
        {
            (ScalarNode { Text: "true" or "false" } scalar, CelKind.Bool) => JsonValue.Create(scalar.Text == "true"),
            (ScalarNode scalar, CelKind.Int) => Number(scalar.Text!),
            (ScalarNode scalar, _) => JsonValue.Create(scalar.Text),
            (ListNode list, CelKind.List) => new JsonArray([.. list.Items.Select(item => Typed(item, type.Parameters[0]))]),
            (MapNode map, CelKind.Record) => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(
                entry.Key, type.Fields.TryGetValue(entry.Key, out var field) ? Typed(entry.Value, field) : JsonValue.Create("")))),
            _ => Loose(node),
        };
    }

    private static JsonNode? Members(Node node, QuestionDef group) => node is MapNode map
        ? new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(
            entry.Key, Json(entry.Value, group.Children.FirstOrDefault(child => child.Id == entry.Key)))))
        : Loose(node);

    private static JsonValue ChoiceValue(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);

    private static JsonNode Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var fraction) ? JsonValue.Create(fraction)
        : JsonValue.Create(text);

    private static JsonNode? Loose(Node? node) => node switch
    {
        ScalarNode { Text: "true" or "false" } scalar => JsonValue.Create(scalar.Text == "true"),
        ScalarNode { Text: { } text } => Number(text),
        ListNode list => new JsonArray([.. list.Items.Select(Loose)]),
        MapNode map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Loose(entry.Value)))),
        _ => null,
    };

    private static ExampleActor? Actor(MapReader? map)
    {
        if (map is null)
            return null;
        var trust = map.Word("trust", ("low", TrustLevel.Low), ("none", TrustLevel.None), ("substantial", TrustLevel.Substantial), ("high", TrustLevel.High));
        var address = map.Map("address");
        var family = map.Text("family_name");
        var born = map.Date("birth_date");
        var person = family is null
            ? null
            : new ConfirmedPerson(
                family, map.Required("given_names"), born ?? new DateOnly(1980, 1, 1), map.Text("birth_place"),
                address?.Text("street") ?? "", address?.Text("number") ?? "", address?.Text("post_code") ?? "", address?.Text("town") ?? "");
        address?.Done();
        map.Done();
        return new ExampleActor(trust, person);
    }

    private static ExampleFact Fact(MapReader map)
    {
        var with = map.Has("with") ? new JsonArray([.. map.List("with").Select(Loose)]) : null;
        if (!map.Has("gives"))
            map.Fault("gives", "gives is missing");
        var fact = new ExampleFact(map.Required("fact"), with, map.Any("gives"), map.Line);
        map.Done();
        return fact;
    }
}
