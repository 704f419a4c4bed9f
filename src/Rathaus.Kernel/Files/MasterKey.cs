using System.Security.Cryptography;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Kernel.Files;

/// <summary>
/// The key above all others: 32 bytes in a file of mode 0600, never in the database or a backup of it. Made once, with the
/// first start; a lost one is never replaced silently, because nothing it protects could be read again.
/// </summary>
public sealed class MasterKey
{
    private const string Prefix = "rathaus-master-key-v1:";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private IReadOnlyList<byte[]>? keys;

    public MasterKey(DataFolder folder) => Path = folder.MasterKeyFile;

    public string Path { get; }

    /// <summary>The newest first. More than one: a change of the key is under way.</summary>
    internal IReadOnlyList<byte[]> All => LazyInitializer.EnsureInitialized(ref keys, Load);

    /// <summary>A key of its own for one purpose (HKDF-SHA-256).</summary>
    public byte[] For(string purpose) => Derive(All[0], purpose);

    /// <summary>Opens what was sealed under this or, while the key is being changed, under the one before.</summary>
    /// <exception cref="CryptographicException">None of the keys fits.</exception>
    internal byte[] Open(string purpose, ReadOnlySpan<byte> box, string belongsTo)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return Sealed.Open(Derive(All[i], purpose), box, belongsTo);
            }
            catch (AuthenticationTagMismatchException) when (i + 1 < All.Count)
            {
                // Sealed under an older key.
            }
        }
    }

    /// <summary>Replaces the file in one step; the keys come newest first.</summary>
    internal void Replace(IReadOnlyList<byte[]> newest)
    {
        var beside = Path + ".new";
        File.Delete(beside);
        Write(beside, [.. newest]);
        File.Move(beside, Path, overwrite: true);
        keys = newest;
    }

    /// <summary>Makes the file when neither it nor anything encrypted under it exists.</summary>
    /// <exception cref="ClusterException">The file is gone but data encrypted under it are there.</exception>
    internal async Task MakeWhenNewAsync(DatabaseAddress address, CancellationToken ct)
    {
        if (!File.Exists(Path))
        {
            if (await AnyAsync(address.KeysUnpooled(DatabaseRole.Owner), "select exists (select from kernel.town_key)", ct)
                || await AnyAsync(address.Unpooled(DatabaseRole.Owner), "select exists (select from kernel.data_protection_key)", ct))
                throw new ClusterException(
                    $"The master key {Path} is missing, but data encrypted under it exist; restore the file from its safe copy (docs/keys.md)");
            Write(Path, RandomNumberGenerator.GetBytes(32));
        }

        _ = All;
    }

    /// <summary>A safe copy brought back.</summary>
    internal static void Copy(string source, string target)
    {
        var text = File.ReadAllText(source).Trim();
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            throw new ClusterException($"{source} is no master key");
        Write(target, [.. text.Split('\n').Select(line => Convert.FromBase64String(line[Prefix.Length..]))]);
    }

    internal static void Write(string path, params byte[][] keys)
    {
        Directory.CreateDirectory(
            System.IO.Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = Private,
        });
        foreach (var key in keys)
            file.Write(System.Text.Encoding.ASCII.GetBytes(Prefix + Convert.ToBase64String(key) + "\n"));
        file.Flush(flushToDisk: true);
    }

    private IReadOnlyList<byte[]> Load()
    {
        if ((File.GetUnixFileMode(Path) & ~(Private | UnixFileMode.UserExecute)) != UnixFileMode.None)
            throw new ClusterException($"The master key {Path} can be read by others; set its mode to 600");
        var lines = File.ReadAllText(Path).Trim().Split('\n');
        return [.. lines.Select(Parse)];
    }

    private byte[] Parse(string line)
    {
        var bytes = new byte[33];
        return line.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(line[Prefix.Length..], bytes, out var length) && length == 32
                ? bytes[..32]
                : throw new ClusterException($"The master key {Path} is damaged");
    }

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: System.Text.Encoding.UTF8.GetBytes(purpose));

    private static async Task<bool> AnyAsync(string connectionString, string query, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
#pragma warning disable CA2100 // Literals of this file.
        await using var command = new NpgsqlCommand(query, connection);
#pragma warning restore CA2100
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
