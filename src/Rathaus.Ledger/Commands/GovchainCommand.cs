using System.Globalization;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Commands;

/// <summary><c>./rathaus govchain demo</c>: a region of separate installations that witness one another, on this machine.</summary>
internal sealed class GovchainCommand(ITownOffices towns, IHttpClientFactory clients) : ICommand
{
    private const int Fewest = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public string Name => "govchain";

    public string Summary => "demo: several towns' hosts that witness one another";

    public string Usage =>
        """
        ./rathaus govchain demo [--towns 7] [--folder DIR] [--once]

        Starts as many hosts as towns, each with its own databases, data folder and keys, on loopback ports. They share one
        private database server and the membership file. Each logs an entry every few seconds; the table shows what it has
        published and how many other towns cosigned it. Ctrl-C ends all.

          --towns N     how many (default 7)
          --folder DIR  where the data lie and stay (default: a temporary folder, deleted at the end)
          --once        end when every town has published an entry with a quorum; exit 1 when that does not happen
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--towns", "--folder"];

    public IReadOnlyCollection<string> Flags => ["--once"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        if (line.Arguments is not ["demo"])
            throw new CommandLineException("takes 'demo'");
        var all = towns.All;
        if (!int.TryParse(line.Option("--towns") ?? "7", NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < Fewest || count > all.Count)
            throw new CommandLineException($"--towns takes a number from {Fewest} to {all.Count}");
        var folder = line.Option("--folder") is { } named ? Directory.CreateDirectory(named).FullName : Directory.CreateTempSubdirectory("rathaus-govchain-").FullName;
        using var client = clients.CreateClient(WitnessCalls.Client);
        client.Timeout = TimeSpan.FromSeconds(100);
        try
        {
            await using var region = new DemoRegion(folder, client, line.Out);
            await region.StartAsync([.. all.Take(count).Select(static town => town.Id)], ct);
            await region.JoinAsync(ct);
            return line.Flag("--once") ? await OnceAsync(region, line.Out, ct) : await WatchAsync(region, line.Out, ct);
        }
        finally
        {
            if (line.Option("--folder") is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> OnceAsync(DemoRegion region, TextWriter output, CancellationToken ct)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timer.CancelAfter(Longest);
        try
        {
            foreach (var host in region.Hosts)
                await region.SubmitAsync(host, 1, timer.Token);
            foreach (var host in region.Hosts)
            {
                while (await region.PublishedAsync(host, timer.Token) is not { QuorumMet: true, Checkpoint.Size: > 0 })
                    await Task.Delay(200, timer.Token);
            }

            await PrintAsync(region, output, ct);
            return 0;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await PrintAsync(region, output, ct);
            return 1;
        }
    }

    private static async Task<int> WatchAsync(DemoRegion region, TextWriter output, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            for (var number = 1; !ct.IsCancellationRequested; number++)
            {
                foreach (var host in region.Hosts)
                    await region.SubmitAsync(host, number, ct);
                await timer.WaitForNextTickAsync(ct);
                await PrintAsync(region, output, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C: that is how it ends.
        }

        return 0;
    }

    private static async Task PrintAsync(DemoRegion region, TextWriter output, CancellationToken ct)
    {
        await output.WriteLineAsync();
        foreach (var host in region.Hosts)
        {
            var verdict = await region.PublishedAsync(host, ct);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{host.Town,-24} {host.Port,6} {verdict?.Checkpoint?.Size ?? 0,8} entries  {verdict?.Cosigners.Count ?? 0} cosignatures  {(verdict?.QuorumMet == true ? "quorum" : "no quorum")}"));
        }
    }
}
