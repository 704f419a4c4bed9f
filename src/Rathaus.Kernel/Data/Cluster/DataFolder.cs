using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>
/// Where things of one data folder lie, and as whom the embedded server runs. The host's files (keys, lock) stay in the
/// folder; the cluster lies beside them, or in the system's state directory when the server's user cannot get there.
/// </summary>
public sealed class DataFolder
{
    // sun_path holds 108 bytes with the closing zero.
    private const int LongestSocketPath = 107;

    private DataFolder(DatabaseOptions options)
    {
        Root = Path.GetFullPath(options.DataFolder);
        Embedded = options.ConnectionString is null;
        LogArchive = Embedded && options.WalArchive is { Length: > 0 } archive ? Path.GetFullPath(archive) : null;
        MasterKeyFile = options.MasterKeyFile ?? Path.Combine(Root, "keys", "master.key");
        ClusterFolder = Root;
        SocketFolder = "";
        if (!Embedded)
        {
            Address = DatabaseAddress.Parse(options.ConnectionString!, options.KeysConnectionString);
            return;
        }

        if (Unix.IsRoot)
        {
            ServerUser = UnprivilegedUser(Root);
            if (!CanReach(ServerUser, Root))
                ClusterFolder = Path.Combine("/var/lib/rathaus", Hash(Root));
        }

        SocketFolder = Path.Combine(ClusterFolder, "socket");
        var longest = Encoding.UTF8.GetByteCount(Path.Combine(SocketFolder, ".s.PGSQL.5432"));
        if (longest > LongestSocketPath || SocketFolder.Contains(',', StringComparison.Ordinal))
            SocketFolder = ShortSocketFolder();
        Address = DatabaseAddress.OfSocket(SocketFolder);
    }

    public string Root { get; }

    /// <summary>The data live in an own cluster here; false: on a server.</summary>
    public bool Embedded { get; }

    /// <summary>Parent of <see cref="PgData"/>; differs from <see cref="Root"/> when the server's user cannot reach that.</summary>
    public string ClusterFolder { get; }

    public string PgData => Path.Combine(ClusterFolder, "pgdata");

    public string SocketFolder { get; }

    public string MasterKeyFile { get; }

    /// <summary>Where the embedded server's log is archived, or null: nowhere.</summary>
    public string? LogArchive { get; }

    /// <summary>Unprivileged user of the server when we are root, else null: it runs as we do.</summary>
    public string? ServerUser { get; }

    public DatabaseAddress Address { get; }

    public static DataFolder Of(DatabaseOptions options) => new(options);

    private string ShortSocketFolder()
    {
        var name = "rathaus-" + Hash(Root);
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (Unix.IsRoot)
            return Path.Combine("/run", name);
        return !string.IsNullOrEmpty(runtime) && Directory.Exists(runtime) && runtime.Length < 60
            ? Path.Combine(runtime, name)
            : Path.Combine("/tmp", $"{name}-{Environment.UserName}");
    }

    // The owner of the folder, or the system's database user when root owns it.
    private static string UnprivilegedUser(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        var (code, output, _) = Unix.Run("stat", "-c", "%U", existing);
        var owner = output.Trim();
        if (code == 0 && existing == folder && owner is not ("root" or "UNKNOWN" or ""))
            return owner;
        if (Unix.Run("id", "-u", "postgres").Code == 0)
            return "postgres";
        throw new ClusterException(
            "Started as root without a user 'postgres': install PostgreSQL from packages, or let the data folder belong to another user");
    }

    private static bool CanReach(string user, string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing)!;
        return Unix.Run("setpriv", $"--reuid={user}", $"--regid={GroupOf(user)}", "--clear-groups", "test", "-x", existing).Code == 0;
    }

    internal static string GroupOf(string user) => Unix.RunOrThrow("id", "-g", user).Trim();

    private static string Hash(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
