using System.Diagnostics;
using Npgsql;

namespace Rathaus.Kernel.Data.Cluster;

/// <summary>
/// A private PostgreSQL cluster under the data folder: unix socket only, no TCP, no password, as an unprivileged user.
/// It is started again when it dies, stops with us, and stops by itself when we are killed.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private static readonly TimeSpan FastStopPatience = TimeSpan.FromSeconds(20);

    private readonly DataFolder folder;
    private readonly ServerBinaries binaries;
    private readonly ClusterFiles files;
    private readonly Thread keeper;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim stop = new();
    private volatile Process? server;
    private int exits;

    private EmbeddedCluster(DataFolder folder, ServerBinaries binaries, ClusterFiles files)
    {
        this.folder = folder;
        this.binaries = binaries;
        this.files = files;

        // The parent-death signal follows the thread that forked the server, not the process: this thread lives as long
        // as the cluster, a thread of the pool would not.
        keeper = new Thread(Keep) { IsBackground = true, Name = "embedded-postgres" };
    }

    public DatabaseAddress Address => folder.Address;

    /// <summary>Process id of the postmaster, or null while it is down.</summary>
    public int? ProcessId => server is { } running ? running.Id : null;

    /// <summary>
    /// Makes the cluster when there is none, starts it and waits until it answers. The caller holds the folder's lock.
    /// </summary>
    /// <exception cref="ClusterException">It does not start; the text says why.</exception>
    public static async Task<EmbeddedCluster> StartAsync(
        DataFolder folder, ClusterSettings? settings, CancellationToken ct)
    {
        if (!folder.Embedded)
            throw new InvalidOperationException("The data live on a server");
        var binaries = ServerBinaries.Find(folder.PgData);
        var files = new ClusterFiles(folder, binaries);
        files.MakeWhenMissing();
        await PostmasterLock.WaitForOldServerAsync(folder, ct);
        files.WriteConfiguration(settings ?? ClusterSettings.Default);
        var cluster = new EmbeddedCluster(folder, binaries, files);
        cluster.keeper.Start();
        try
        {
            await cluster.WaitUntilReadyAsync(settings ?? ClusterSettings.Default, ct);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return cluster;
    }

    /// <summary>Whether a server of this data folder answers on the socket.</summary>
    public static async Task<bool> AnswersAsync(DataFolder folder, CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(folder.SocketFolder, ".s.PGSQL.5432")))
            return false;
        try
        {
            await using var connection = new NpgsqlConnection(folder.Address.Unpooled(DatabaseRole.Super, "postgres"));
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand("show data_directory", connection);
            return (string?)await command.ExecuteScalarAsync(ct) == folder.PgData;
        }
        catch (NpgsqlException)
        {
            // Not listening, starting, or shutting down.
            return false;
        }
    }

    /// <summary>Fast shutdown, after 20 seconds the immediate one (the next start then redoes the log).</summary>
    public async ValueTask DisposeAsync()
    {
        stop.Set();
        if (keeper.ThreadState.HasFlag(System.Threading.ThreadState.Unstarted))
            return;
        if (server is { } running)
            Unix.Signal(running.Id, Unix.Interrupt);
        if (await Task.WhenAny(ended.Task, Task.Delay(FastStopPatience)) != ended.Task && server is { } hanging)
            Unix.Signal(hanging.Id, Unix.Quit);
        await ended.Task;
        stop.Dispose();
    }

    private async Task WaitUntilReadyAsync(ClusterSettings settings, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        while (!await AnswersAsync(folder, ct))
        {
            if (watch.Elapsed > settings.Patience || ended.Task.IsCompleted || Volatile.Read(ref exits) > settings.MostExits)
                throw new ClusterException("PostgreSQL does not start: " + LastWords());
            await Task.Delay(20, ct);
        }
    }

    private void Keep()
    {
        try
        {
            var failures = 0;
            while (!stop.IsSet)
            {
                var watch = Stopwatch.StartNew();
                PostmasterLock.RemoveWhenStale(folder);
                using (var process = Start())
                {
                    server = process;
                    if (stop.IsSet)
                        Unix.Signal(process.Id, Unix.Interrupt);
                    process.WaitForExit();
                    server = null;
                }

                Interlocked.Increment(ref exits);

                // A killed server's backends hold the folder for seconds; a full disk for as long as nobody makes room.
                failures = watch.Elapsed > TimeSpan.FromSeconds(10) ? 0 : failures + 1;
                stop.Wait(failures < 300 ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(10));
            }
        }
        finally
        {
            ended.TrySetResult();
        }
    }

    // A session of its own keeps the terminal's Ctrl-C away: we stop first, then the server.
    private Process Start()
    {
        string[] words =
            ["-c", "exec \"$@\" >\"$0\" 2>&1", StartLog, "setsid", .. files.As("--pdeathsig=INT"), binaries["postgres"], "-D", folder.PgData];
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        start.Environment["LC_ALL"] = "C.UTF-8";
        var process = Process.Start(start) ?? throw new ClusterException("PostgreSQL cannot be run");
        process.StandardInput.Close();
        return process;
    }

    private string StartLog => Path.Combine(folder.ClusterFolder, "start.log");

    private string LastWords()
    {
        var lines = File.Exists(StartLog) ? File.ReadAllLines(StartLog) : [];
        return lines.Length == 0 ? "it said nothing" : string.Join(" | ", lines.TakeLast(5));
    }
}
