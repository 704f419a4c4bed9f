using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Commands;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Ledger.Commands;

/// <summary><c>./rathaus govchain</c>: a region on this machine, a new key for a log, signatures under the region's file.</summary>
internal sealed class GovchainCommand(ITownOffices towns, IServiceProvider services) : ICommand
{
    private const int Fewest = 2;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public string Name => "govchain";

    public string Summary => "public logs: demo of a region, new keys, membership (govchain demo|rotate|recover|sign|check)";

    public string Usage =>
        """
        ./rathaus govchain rotate --town ID [--data DIR]
        ./rathaus govchain recover --town ID [--data DIR]
        ./rathaus govchain sign FILE --town ID [--data DIR]
        ./rathaus govchain check FILE [--after FILE]
        ./rathaus govchain demo [--towns 7] [--folder DIR] [--once]

        rotate ends the town's log and begins another with a new key; prints the statement that both keys sign. Witnesses
        follow by themselves. Of a frozen log the new one begins where the old was last signed. sign adds the signature of the
        town's log to a version of the region's membership file, check tells whether a version may be in force, alone or
        after another (exit 1: it may not). recover gives a frozen log, whose database came from a backup, the entries that it forgot
        from the mirror of another town, and lets it go on (exit 1: no mirror has them). rotate, recover and sign join a running host.

        demo starts as many hosts as towns, each with its own databases, data folder and keys, on loopback ports. They share one
        private database server and the membership file. Each logs an entry every few seconds; the table shows what it has
        published and how many other towns cosigned it. Ctrl-C ends all.

          --towns N     how many (default 7)
          --folder DIR  where the data lie and stay (default: a temporary folder, deleted at the end)
          --once        end when every town has published an entry with a quorum; exit 1 when that does not happen
        """;

    public IReadOnlyCollection<string> ValuedOptions => ["--town", "--after", "--towns", "--folder"];

    public IReadOnlyCollection<string> Flags => ["--once"];

    public async Task<int> RunAsync(CommandLine line, CancellationToken ct)
    {
        var work = new RegionWork(towns, services);
        return line.Arguments switch
        {
            ["demo"] => await DemoAsync(line, ct),
            ["rotate"] => await work.RotateAsync(line, ct),
            ["recover"] => await work.RecoverAsync(line, ct),
            ["sign", var file] => await work.SignAsync(line, file, ct),
            ["check", var file] => await RegionWork.CheckAsync(line, file, ct),
            _ => throw new CommandLineException("takes 'demo', 'rotate', 'recover', 'sign FILE' or 'check FILE'"),
        };
    }

    private async Task<int> DemoAsync(CommandLine line, CancellationToken ct)
    {
        var all = towns.All;
        if (!int.TryParse(line.Option("--towns") ?? "7", NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < Fewest || count > all.Count)
            throw new CommandLineException($"--towns takes a number from {Fewest} to {all.Count}");
        var folder = line.Option("--folder") is { } named ? Directory.CreateDirectory(named).FullName : Directory.CreateTempSubdirectory("rathaus-govchain-").FullName;
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(WitnessCalls.Client);
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
