using System.Text.Json.Nodes;
using Rathaus.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>Answers of a package's example, so that what <c>./rathaus check</c> computes is what a person types here.</summary>
internal static class Example
{
    /// <param name="path">Lead, service and example: <c>remscheid/wohnsitz-anmelden/familie-nach-wuppertal</c>.</param>
    /// <param name="changes">Answers that are other here; null leaves one out.</param>
    public static JsonObject Answers(string path, params (string Id, JsonNode? Value)[] changes)
    {
        var parts = path.Split('/');
        var file = Path.Combine(Checkout.Folder, "catalogue", "services", parts[0], parts[1], "examples", parts[2] + ".yaml");
        var yaml = new YamlStream();
        using var text = new StreamReader(file);
        yaml.Load(text);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        var answers = (JsonObject)Json(root["answers"])!;
        foreach (var (id, value) in changes)
        {
            if (value is null)
                answers.Remove(id);
            else
                answers[id] = value;
        }

        return answers;
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Json(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException($"{node.Start}: unexpected {node.NodeType}"),
    };
}
