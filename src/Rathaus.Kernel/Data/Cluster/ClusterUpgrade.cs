using System.Globalization;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>
/// Moves the embedded cluster to another PostgreSQL version by pg_upgrade: a new cluster beside, all data copied into it, the
/// folders exchanged, the old one kept until <see cref="Finish"/>. Cut short at any moment the old cluster is still the one.
/// </summary>
internal sealed class ClusterUpgrade(DataFolder folder)
{
    private string Next => folder.PgData + ".next";

    /// <summary>Where the old cluster goes.</summary>
    public string KeptFor(int major) => string.Create(CultureInfo.InvariantCulture, $"{folder.PgData}.old-{major}");

    /// <summary>No server runs and the caller holds the folder's lock.</summary>
    /// <returns>Where the old cluster lies now.</returns>
    public async Task<string> RunAsync(ServerBinaries old, ServerBinaries fresh, CancellationToken ct)
    {
        var kept = KeptFor(old.Major);
        if (Directory.Exists(kept))
            throw new ClusterException($"{kept} is left from an earlier upgrade; end that with --finish first");
        await PostmasterLock.WaitForOldServerAsync(folder, ct);
        if (Directory.Exists(Next))
            Directory.Delete(Next, recursive: true);
        var files = new ClusterFiles(folder, fresh);
        files.Make(Next);
        files.WriteConfiguration(ClusterSettings.Default, Next);
        new ClusterFiles(folder, old).WriteConfiguration(ClusterSettings.Default);

        // pg_upgrade works in its own folder as the server's user; reports of a failure stay there.
        string[] words =
        [
            .. files.As("--pdeathsig=KILL"), "sh", "-c", "cd \"$0\" && exec \"$@\"", Next, fresh["pg_upgrade"], "-b", old.Folder, "-B", fresh.Folder,
            "-d", folder.PgData, "-D", Next, "-U", DatabaseAddress.NameOf(DatabaseRole.Super), "-s", folder.SocketFolder,
        ];
        await Task.Run(() => Unix.RunOrThrow(words[0], words[1..]), ct);
        Directory.Move(folder.PgData, ClusterFiles.Leaving(folder));
        Directory.Move(Next, folder.PgData);
        Directory.Move(ClusterFiles.Leaving(folder), kept);
        return kept;
    }

    /// <summary>Deletes what earlier upgrades left.</summary>
    public IReadOnlyList<string> Finish()
    {
        var kept = Directory.GetDirectories(folder.ClusterFolder, Path.GetFileName(folder.PgData) + ".old-*");
        foreach (var old in kept)
            Directory.Delete(old, recursive: true);
        return kept;
    }
}
