using System.Text.Json;
using System.Text.Json.Nodes;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Residents;

/// <summary>Kinds of events of a resident and what each changes.</summary>
internal static class ResidentEvents
{
    /// <summary>The whole resident: brought in when the register was filled.</summary>
    public const string Loaded = "loaded";

    /// <summary>The whole resident, new in the town.</summary>
    public const string Registered = "registered";

    /// <summary>The whole resident, born.</summary>
    public const string Born = "born";

    /// <summary>A further dwelling.</summary>
    public const string MovedIn = "moved-in";

    /// <summary>A dwelling ends: <c>number</c>, <c>on</c>, <c>to</c>.</summary>
    public const string MovedOut = "moved-out";

    /// <summary>A dwelling becomes only, main or secondary: <c>number</c>, <c>dwelling_kind</c>.</summary>
    public const string DwellingChanged = "dwelling-changed";

    /// <summary>A relation is stored: <c>kind</c>, <c>other</c>.</summary>
    public const string Related = "related";

    /// <summary>A block mark (§§ 51, 52 BMG): <c>kind</c>, <c>since</c>, <c>until</c>.</summary>
    public const string Blocked = "blocked";

    /// <summary>A block mark is lifted: <c>kind</c>.</summary>
    public const string Unblocked = "unblocked";

    /// <summary>Objections to the transfer of data: <c>add</c>, <c>remove</c>.</summary>
    public const string Objected = "objected";

    /// <summary>The fields in it have other values: after a marriage, a death, another name, or what another town told.</summary>
    public const string Married = "married";
    public const string Widowed = "widowed";
    public const string Died = "died";
    public const string Renamed = "renamed";
    public const string Completed = "completed";

    /// <summary>Another town of the region told that the person registered there; changes nothing by itself.</summary>
    public const string MoveNoticed = "move-noticed";

    /// <summary>The former town answered the notice of the move; changes nothing by itself.</summary>
    public const string NoticeAnswered = "notice-answered";

    public static bool IsWhole(string kind) => kind is Loaded or Registered or Born;

    public static JsonObject DwellingBody(Dwelling dwelling) =>
        new() { ["dwelling"] = JsonSerializer.SerializeToNode(dwelling, EventStore.Json) };

    public static void Apply(JsonObject state, RegisterEvent happened)
    {
        var body = happened.Body;
        switch (happened.Kind)
        {
            case MovedIn:
                List(state, "dwellings").Add(body["dwelling"]!.DeepClone());
                break;
            case MovedOut:
                if (DwellingOf(state, body) is { } left)
                {
                    left["moved_out"] = body["on"]!.DeepClone();
                    left["moved_to"] = body["to"]?.DeepClone();
                }

                break;
            case DwellingChanged:
                if (DwellingOf(state, body) is { } other)
                    other["kind"] = body["dwelling_kind"]!.DeepClone();
                break;
            case Related:
                List(state, "related").Add(body.DeepClone());
                break;
            case Blocked:
                Unblock(state, (string)body["kind"]!);
                List(state, "blocks").Add(body.DeepClone());
                break;
            case Unblocked:
                Unblock(state, (string)body["kind"]!);
                break;
            case Objected:
                var objections = Texts(state["objections"]).Union(Texts(body["add"])).Except(Texts(body["remove"])).Order(StringComparer.Ordinal);
                state["objections"] = new JsonArray([.. objections.Select(kind => JsonValue.Create(kind))]);
                break;
            case MoveNoticed or NoticeAnswered:
                break;
            default:
                foreach (var (field, value) in body)
                {
                    if (value is null)
                        state.Remove(field);
                    else
                        state[field] = value.DeepClone();
                }

                break;
        }
    }

    private static void Unblock(JsonObject state, string kind) =>
        List(state, "blocks").RemoveAll(block => (string?)block!["kind"] == kind);

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(item => (string)item!);

    private static JsonObject? DwellingOf(JsonObject state, JsonObject body) =>
        List(state, "dwellings").OfType<JsonObject>().FirstOrDefault(dwelling => (int)dwelling["number"]! == (int)body["number"]!);

    private static JsonArray List(JsonObject state, string field)
    {
        if (state[field] is JsonArray list)
            return list;
        var empty = new JsonArray();
        state[field] = empty;
        return empty;
    }
}
