using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rathaus.Identity.Wallet.Dcql;

/// <summary>
/// Where a claim stands (OpenID4VP 1.0 section 7): a text is a member's name, a number an element's place, null every element.
/// </summary>
internal sealed class ClaimsPath
{
    private const int Longest = 32;

    private readonly IReadOnlyList<JsonNode?> steps;

    private ClaimsPath(IReadOnlyList<JsonNode?> steps) => this.steps = steps;

    /// <summary>Number of steps.</summary>
    public int Count => steps.Count;

    /// <summary>For mdoc: name space and element, both texts.</summary>
    public bool IsTwoNames => steps.Count == 2 && steps.All(step => step?.GetValueKind() == JsonValueKind.String);

    public static ClaimsPath Of(params IReadOnlyList<string> names) => new([.. names.Select(name => (JsonNode?)name)]);

    public static ClaimsPath? Parse(JsonNode? node) =>
        node is JsonArray { Count: > 0 and <= Longest } steps && steps.All(IsStep) ? new ClaimsPath([.. steps]) : null;

    /// <summary>Everything the path leads to in <paramref name="root"/>; empty when it leads nowhere or breaks on the way.</summary>
    public IReadOnlyList<JsonNode?> Select(JsonNode? root)
    {
        List<JsonNode?> current = [root];
        foreach (var step in steps)
        {
            var next = new List<JsonNode?>();
            foreach (var node in current)
            {
                if (!Take(node, step, next))
                    return [];
            }

            if (next.Count == 0)
                return [];
            current = next;
        }

        return current;
    }

    public JsonArray ToJson() => [.. steps.Select(step => step?.DeepClone())];

    public override string ToString() => ToJson().ToJsonString(WalletJson.Plain);

    /// <returns>False when the step does not fit the kind of node at all.</returns>
    private static bool Take(JsonNode? node, JsonNode? step, List<JsonNode?> into)
    {
        if (step is null)
        {
            if (node is not JsonArray all)
                return false;
            into.AddRange(all);
            return true;
        }

        if (step.GetValueKind() == JsonValueKind.String)
        {
            if (node is not JsonObject members)
                return false;
            if (members.TryGetPropertyValue(step.GetValue<string>(), out var member))
                into.Add(member);
            return true;
        }

        if (node is not JsonArray elements)
            return false;
        var place = Place(step);
        if (place < elements.Count)
            into.Add(elements[place]);
        return true;
    }

    private static bool IsStep(JsonNode? step) => step switch
    {
        null => true,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => true,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Place(value) >= 0,
        _ => false,
    };

    /// <returns>Minus one: no whole number from 0.</returns>
    private static int Place(JsonNode step) =>
        int.TryParse(step.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : -1;
}
