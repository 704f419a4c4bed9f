using System.Diagnostics;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>
/// One host per data folder: a lock of the kernel on <c>host.lock</c>, freed even by <c>kill -9</c>. A second file says
/// who holds it, so that a command joins a host and a host waits for a command.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly FileStream file;

    private FolderLock(FileStream file, DatabaseUse use)
    {
        this.file = file;
        Use = use;
    }

    public DatabaseUse Use { get; }

    /// <returns>The lock, or null: a command may join the cluster that another process keeps.</returns>
    /// <exception cref="DataFolderBusyException">A host is running and we would be the second.</exception>
    public static async Task<FolderLock?> TakeAsync(DataFolder folder, DatabaseUse use, CancellationToken ct)
    {
        Directory.CreateDirectory(folder.Root);
        var path = Path.Combine(folder.Root, "host.lock");
        var note = Path.Combine(folder.Root, "host.lock.by");
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (TryOpen(path) is { } file)
            {
                await File.WriteAllTextAsync(note, use.ToString(), ct);
                return new FolderLock(file, use);
            }

            var holder = File.Exists(note) ? await File.ReadAllTextAsync(note, ct) : "";
            if (use == DatabaseUse.Command && await EmbeddedCluster.AnswersAsync(folder, ct))
                return null;
            if (use == DatabaseUse.Host && holder == nameof(DatabaseUse.Host))
                throw new DataFolderBusyException($"Another rathaus is running on {folder.Root}; use --data for a second one");
            if (watch.Elapsed > Patience)
                throw new DataFolderBusyException($"Another rathaus command has been using {folder.Root} for a minute");
            await Task.Delay(100, ct);
        }
    }

    public void Dispose() => file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
