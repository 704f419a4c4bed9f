using System.Text.Json;
using Rathaus.Kernel.Cryptography.Vectors;

namespace Rathaus.Ledger.Vectors;

/// <summary>Every JSON file below a folder, each with one or many checks.</summary>
internal sealed class JsonVectorKind(string folder, Func<JsonElement, IEnumerable<VectorCheck>> run) : IVectorKind
{
    public static IReadOnlyList<JsonVectorKind> All { get; } =
    [
        new("merkle-rfc6962", MerkleVectors.Run),
        new("tlog", TlogVectors.Run),
        new("signed-note", SignedNoteVectors.Run),
    ];

    public string Folder => folder;

    public IEnumerable<VectorResult> Run(DirectoryInfo folder) => folder
        .EnumerateFiles("*.json", SearchOption.AllDirectories)
        .OrderBy(static file => file.FullName, StringComparer.Ordinal)
        .SelectMany(file => Results(Path.GetRelativePath(folder.FullName, file.FullName), file));

    private IReadOnlyList<VectorResult> Results(string name, FileInfo file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            var checks = run(json.RootElement).ToList();
            return [.. checks.Select(check =>
                VectorResult.Of(checks.Count == 1 ? name : $"{name}#{check.Name}", check.Fault is null, check.Fault ?? ""))];
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [VectorResult.Fail(name, wrong.Message)];
        }
    }
}
