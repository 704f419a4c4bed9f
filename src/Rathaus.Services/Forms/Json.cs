using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rathaus.Services;

/// <summary>Scalars of answers.</summary>
internal static class Json
{
    /// <summary>A scalar as text: strings as they are, others as JSON; empty for null, arrays and objects as JSON.</summary>
    public static string Scalar(JsonNode? node) => node switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    /// <summary>False for anything but a string.</summary>
    public static bool IsString(JsonNode? node, out string text)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            try
            {
                text = value.GetValue<string>();
                return true;
            }
            catch (InvalidOperationException)
            {
                // An escaped unpaired surrogate cannot become a .NET string: it is no text at all.
            }
        }

        text = "";
        return false;
    }
}
