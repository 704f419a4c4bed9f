using System.Text.Json;

namespace Rathaus.Services.Source;

/// <summary>
/// Nodes as JSON and back: the form in which an effective service is hashed and stored. Scalars are strings, keys keep
/// their order; line numbers are left behind.
/// </summary>
internal static class NodeJson
{
    public static void Write(Utf8JsonWriter writer, Node node)
    {
        switch (node)
        {
            case ScalarNode { Text: null }:
                writer.WriteNullValue();
                break;
            case ScalarNode scalar:
                writer.WriteStringValue(scalar.Text);
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case MapNode map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"Unknown node {node.Kind}");
        }
    }

    public static Node Read(string file, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => new ScalarNode(file, 0, null),
        JsonValueKind.String => new ScalarNode(file, 0, element.GetString()),
        JsonValueKind.Array => new ListNode(file, 0, [.. element.EnumerateArray().Select(item => Read(file, item))]),
        JsonValueKind.Object => new MapNode(
            file, 0, [.. element.EnumerateObject().Select(entry => new MapEntry(entry.Name, 0, Read(file, entry.Value)))]),
        _ => throw new JsonException($"Unexpected {element.ValueKind} in {file}"),
    };
}
