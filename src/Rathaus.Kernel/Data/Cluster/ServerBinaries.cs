using System.Globalization;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>PostgreSQL's programs on this machine.</summary>
internal sealed class ServerBinaries
{
    private const int OldestMajor = 15;
    private const string DebianFolder = "/usr/lib/postgresql";

    private ServerBinaries(string folder, int major)
    {
        Folder = folder;
        Major = major;
    }

    public string Folder { get; }

    public int Major { get; }

    public bool FromDebian => Folder.StartsWith(DebianFolder, StringComparison.Ordinal);

    public string this[string program] => Path.Combine(Folder, program);

    public bool HasLibrary(string name) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(Folder)!, "lib", name + ".so"));

    /// <summary>The newest, or the one whose major version made <paramref name="pgData"/>.</summary>
    public static ServerBinaries Find(string? pgData = null)
    {
        var found = All().OrderByDescending(binaries => binaries.Major).ToList();
        var versionFile = pgData is null ? null : Path.Combine(pgData, "PG_VERSION");
        if (versionFile is null || !File.Exists(versionFile))
            return found.FirstOrDefault()
                ?? throw new ClusterException($"PostgreSQL {OldestMajor} or newer is not installed (Debian/Ubuntu: apt-get install postgresql)");

        var major = int.Parse(File.ReadAllText(versionFile).Trim(), CultureInfo.InvariantCulture);
        return found.Find(binaries => binaries.Major == major)
            ?? throw new ClusterException(
                $"{pgData} was made by PostgreSQL {major}, which is not installed; install it (and move to a newer one with ./rathaus upgrade-database)");
    }

    private static IEnumerable<ServerBinaries> All()
    {
        if (Directory.Exists(DebianFolder))
        {
            foreach (var folder in Directory.EnumerateDirectories(DebianFolder))
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                    && major >= OldestMajor && File.Exists(Path.Combine(folder, "bin", "postgres")))
                    yield return new ServerBinaries(Path.Combine(folder, "bin"), major);
            }
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        {
            var server = Path.Combine(folder, "postgres");
            if (folder.Length == 0 || !File.Exists(server) || !File.Exists(Path.Combine(folder, "initdb")))
                continue;
            // "postgres (PostgreSQL) 17.2 …"
            var words = Unix.Run(server, "--version").Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 2 && int.TryParse(words[2].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
                && major >= OldestMajor)
                yield return new ServerBinaries(folder, major);
        }
    }
}
