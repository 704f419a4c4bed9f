using System.Diagnostics;
using System.Globalization;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>
/// What a killed start leaves behind. The server itself ignores the lock file of a dead process, but not that of a living
/// one of the same user with a recycled number (typical in containers): there it would refuse for ever.
/// </summary>
internal static class PostmasterLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A server whose host was killed is on its way out: asks it to stop and waits.</summary>
    public static async Task WaitForOldServerAsync(DataFolder folder, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var asked = false;
        while (Owner(folder) is { } process && IsServerOf(process, folder))
        {
            if (!asked)
                Unix.Signal(process, Unix.Interrupt);
            asked = true;
            if (watch.Elapsed > Patience)
                throw new ClusterException($"A PostgreSQL server (process {process}) holds {folder.PgData} and does not stop");
            await Task.Delay(50, ct);
        }
    }

    /// <summary>Removes the lock when its number belongs to something else and nobody works in the folder.</summary>
    public static void RemoveWhenStale(DataFolder folder)
    {
        if (Owner(folder) is not { } process || !Directory.Exists($"/proc/{process}") || AnyServerIn(folder))
            return;
        File.Delete(LockFile(folder));
        File.Delete(Path.Combine(folder.SocketFolder, ".s.PGSQL.5432.lock"));
        File.Delete(Path.Combine(folder.SocketFolder, ".s.PGSQL.5432"));
    }

    private static string LockFile(DataFolder folder) => Path.Combine(folder.PgData, "postmaster.pid");

    private static int? Owner(DataFolder folder)
    {
        try
        {
            var first = File.ReadLines(LockFile(folder)).FirstOrDefault();
            return int.TryParse(first, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? Math.Abs(number)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool AnyServerIn(DataFolder folder) =>
        Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Any(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && IsServerOf(process, folder));

    // Every process of a server works in its data folder.
    private static bool IsServerOf(int process, DataFolder folder)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName == folder.PgData;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's and then not ours.
            return false;
        }
    }
}
