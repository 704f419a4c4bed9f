using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rathaus.Kernel.Cryptography.Vectors;

/// <summary>Reading vectors. Their authors are not attackers: comments and trailing commas are allowed here.</summary>
public static class VectorFiles
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Every file with this ending in the folder and its folders, by name.</summary>
    public static IEnumerable<FileInfo> In(DirectoryInfo folder, string ending = ".json") =>
        folder.EnumerateFiles("*" + ending, SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal);

    /// <summary>The file's name as results show it.</summary>
    public static string Name(DirectoryInfo folder, FileInfo file) =>
        Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/');

    /// <exception cref="JsonException">No JSON.</exception>
    public static JsonNode Read(FileInfo file) =>
        JsonNode.Parse(File.ReadAllBytes(file.FullName), documentOptions: Lenient) ?? throw new JsonException("the file says null");

    /// <summary>Runs each file; what throws counts as one failure and the next file goes on.</summary>
    public static IEnumerable<VectorResult> Each(DirectoryInfo folder, Func<string, JsonNode, IEnumerable<VectorResult>> run)
    {
        foreach (var file in In(folder))
        {
            var name = Name(folder, file);
            foreach (var result in Guard(name, () => run(name, Read(file))))
                yield return result;
        }
    }

    /// <summary>A vector that is not shaped as expected, or a fault of ours, is a failed vector and no end of the run.</summary>
    public static IReadOnlyList<VectorResult> Guard(string name, Func<IEnumerable<VectorResult>> run)
    {
        try
        {
            return [.. run()];
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return [VectorResult.Fail(name, $"{exception.GetType().Name}: {exception.Message}")];
        }
    }

    /// <summary>Text of a member, or null.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject member && member[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
