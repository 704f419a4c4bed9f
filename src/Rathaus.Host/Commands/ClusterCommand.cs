using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Data.Cluster;

namespace Rathaus.Host.Commands;

/// <summary>
/// <c>./rathaus cluster DIR</c>: a bare database server for tests and trials, without schema and host. Prints the socket
/// folder as its first line and runs until stopped.
/// </summary>
internal sealed class ClusterCommand : ICommand
{
    public string Name => "cluster";

    public string Summary => "a bare database server for tests, until stopped";

    public string Usage =>
        """
        ./rathaus cluster DIR

        Starts a private PostgreSQL cluster in DIR, prints its socket folder, and stops it on Ctrl-C or SIGTERM.
        The test suite takes it by RATHAUS_TEST_DATABASE.
        """;

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments.Count != 1)
            throw new CommandLineException("takes one folder");
        var folder = DataFolder.Of(new DatabaseOptions { DataFolder = line.Arguments[0] });
        var settings = new ClusterSettings { MaxConnections = 400, SharedBuffersMegabytes = 256, MaxWalMegabytes = 1024 };
        await using var cluster = await EmbeddedCluster.StartAsync(folder, settings, ct);
        await line.Out.WriteLineAsync(folder.SocketFolder);
        await line.Out.FlushAsync(ct);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }

        return 0;
    }
}
