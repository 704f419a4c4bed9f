using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>What a package says as one hash: its files, its documents and the shared questions it uses.</summary>
internal static class PackageContent
{
    public static string Hash(PackageDef package)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            Nodes(writer, "files", package.Roots);
            Nodes(writer, "blocks", package.Blocks);
            writer.WriteStartObject("documents");
            foreach (var (name, text) in package.DocumentFiles.OrderBy(file => file.Key, StringComparer.Ordinal))
                writer.WriteString(name, text.ReplaceLineEndings("\n"));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }

    private static void Nodes(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, Node> nodes)
    {
        writer.WriteStartObject(name);
        foreach (var (key, node) in nodes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            NodeJson.Write(writer, node);
        }

        writer.WriteEndObject();
    }
}
