using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Operations;

/// <summary>What a backup holds, so that a restored one can be compared: hashes of the files, rows of every table.</summary>
public sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    public const string DataFile = "rathaus.dump";
    public const string KeysFile = "rathaus_keys.dump";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public required DateTimeOffset CreatedAt { get; init; }

    public required string DataSha256 { get; init; }

    public required string KeysSha256 { get; init; }

    /// <summary>Rows by <c>schema.table</c> in the snapshot that was dumped.</summary>
    public required IReadOnlyDictionary<string, long> Rows { get; init; }

    /// <exception cref="ClusterException">There is no readable backup.</exception>
    public static BackupManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new ClusterException($"{folder} holds no backup ({FileName} is missing)");
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(File.ReadAllText(path), Json)
                ?? throw new ClusterException($"{path} is empty");
        }
        catch (JsonException exception)
        {
            throw new ClusterException($"{path} is damaged: {exception.Message}", exception);
        }
    }

    /// <exception cref="ClusterException">A file is missing or was changed.</exception>
    public void Verify(string folder, string keysFolder)
    {
        VerifyFile(Path.Combine(folder, DataFile), DataSha256);
        VerifyFile(Path.Combine(keysFolder, KeysFile), KeysSha256);
    }

    public static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json));

    private static void VerifyFile(string file, string expected)
    {
        if (!File.Exists(file))
            throw new ClusterException($"{file} is missing");
        if (HashOf(file) != expected)
            throw new ClusterException($"{file} was changed or damaged since the backup (SHA-256 differs)");
    }
}
