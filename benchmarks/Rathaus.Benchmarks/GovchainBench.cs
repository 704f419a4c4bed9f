using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Rathaus.Kernel.Ports;
using Rathaus.Ledger.Bundles;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Merkle;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Ledger.Witnesses;

namespace Rathaus.Benchmarks;

/// <summary>
/// <c>bench govchain</c>: durable entries one by one and in batches, time to a place and to a cosigned proof among seven houses, the
/// check of a bundle, and one log as it grows. Beside it hypercore, pgbench with the same rows, and SHA-256 alone.
/// </summary>
internal static class GovchainBench
{
    private const int Clients = 32;
    private const int BatchSize = 256;
    private const string PeerSeconds = "5";
    private static readonly TimeSpan Run = TimeSpan.FromSeconds(8);
    private static readonly string[] Others = ["b", "c", "d", "e", "f", "g"];

    public static async Task<IReadOnlyList<BenchRow>> MeasureAsync(CancellationToken ct)
    {
        var peers = await Peers.InstallAsync(ct);
        var root = Directory.CreateTempSubdirectory("rathaus-bench-govchain-").FullName;
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        var policy = Path.Combine(root, "region.policy");
        await File.WriteAllTextAsync(policy, "quorum none\n", ct);
        var houses = new List<LedgerBenchHouse>();
        try
        {
            var first = await LedgerBenchHouse.StartAsync("a", root, null, policy, ct);
            houses.Add(first);
            await SinglesAsync(first, "warm", TimeSpan.FromSeconds(2), ct);
            var singles = await SinglesAsync(first, "one", Run, ct);
            var rows = await LedgerPgbench.MeasureAsync(first, Clients, ct);
            await first.DrainAsync(ct);
            var (batched, drained) = await BatchesAsync(first, ct);
            var core = await HypercoreAsync(peers, root, ct);

            foreach (var town in Others)
                houses.Add(await LedgerBenchHouse.StartAsync(town, root, first, policy, ct));
            await JoinAsync(houses, policy, ct);
            var (index, proof) = await ProofsAsync(first, ct);
            var check = await CheckAsync(first, ct);
            var log = await first.LogAsync(ct);
            var fork = await ForkAsync(first, houses.Skip(1).Take(3).ToList(), ct);

            foreach (var house in houses.Skip(1))
                await house.DisposeAsync();
            houses.RemoveRange(1, houses.Count - 1);
            await File.WriteAllTextAsync(policy, "quorum none\n", ct);
            houses.Add(await LedgerBenchHouse.StartAsync("grown", root, first, policy, ct));
            return
            [
                new("durable entries one by one, 32 clients", singles, "1/s", 5_000, true)
                {
                    Against = [new("pgbench, same rows, 32 clients", rows), new("hypercore, one by one, no fsync", core.Single)],
                },
                new("durable entries in batches of 256", batched, "1/s", 20_000, true) { Against = [new("hypercore, batches of 256, no fsync", core.Batched)] },
                new("… until all have their place in the tree", drained, "1/s", null, true),
                new("leaf hashes alone, one core", Hashes(), "1/s", null, true),
                new("entry to its place, p95 at 200/s", index.Quantile(0.95), "ms", 500, false),
                new("entry to its place, p50", index.Quantile(0.50), "ms", null, false),
                new("entry to a proof cosigned by 4 of 6, p95", proof.Quantile(0.95), "ms", 3_000, false),
                new("entry to a proof cosigned by 4 of 6, p50", proof.Quantile(0.50), "ms", null, false),
                new("fork shown to three of six witnesses, until each has the evidence", fork, "ms", 10_000, false),
                new($"check of a bundle, log of {log.Size:N0}, first", check.First, "ms", 100, false),
                new("check of a bundle, best of 50", check.Best, "ms", null, false),
                .. await GovchainGrowth.MeasureAsync(houses[^1], ct),
            ];
        }
        finally
        {
            houses.Reverse();
            foreach (var house in houses)
                await house.DisposeAsync();
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<double> SinglesAsync(LedgerBenchHouse house, string run, TimeSpan time, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var count = 0;
            for (; watch.Elapsed < time; count++)
            {
                if (!(await house.Get<EntryQueue>().SubmitAsync(LedgerBenchHouse.Number, Request(run, client, count), ct)).Succeeded)
                    throw new InvalidOperationException("Refused");
            }

            return count;
        }));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<(double Submitted, double Placed)> BatchesAsync(LedgerBenchHouse house, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            var count = 0;
            for (; watch.Elapsed < Run; count += BatchSize)
                await house.SubmitAsync([.. Enumerable.Range(count, BatchSize).Select(number => Request("many", client, number))], ct);
            return count;
        }));
        var submitted = counts.Sum() / watch.Elapsed.TotalSeconds;
        await house.DrainAsync(ct);
        return (submitted, counts.Sum() / watch.Elapsed.TotalSeconds);
    }

    /// <summary>
    /// A town signs another history and shows it to three of its six witnesses. None cosigns it, so it has no quorum; the time until each of
    /// the three has both notes on its alarm page.
    /// </summary>
    private static async Task<double> ForkAsync(LedgerBenchHouse town, IReadOnlyList<LedgerBenchHouse> witnesses, CancellationToken ct)
    {
        var log = await town.LogAsync(ct);
        while ((await LogStore.PublishedAsync(town.Scope, log.Id, ct))?.Size < log.Size)
            await Task.Delay(50, ct);
        var text = new Checkpoint(log.Origin, log.Size + 1, TreeHash.Leaf("another history"u8)).ToString();
        var lie = new SignedNote(text, [(await town.Get<LogStore>().SignerAsync(log, ct)).Sign(text)]);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(witnesses.Select(async house =>
        {
            var (address, known) = (new Uri(house.Address + "/witness"), log.Size);
            for (var attempt = 0; attempt < 2; attempt++)
            {
                if (await town.Get<WitnessCalls>().AddCheckpointAsync(address, known, [], lie, ct) is not { KnownSize: { } size })
                    break;
                known = size;
            }

            while (!(await house.Get<EvidenceStore>().LatestAsync(ct)).Any(one => one.Origin == log.Origin && one.Kind == EvidenceKind.Inconsistent))
                await Task.Delay(5, ct);
        }));
        return watch.Elapsed.TotalMilliseconds;
    }

    private static ProofRequest Request(string run, int client, int number) =>
        LedgerBenchHouse.Request(string.Create(CultureInfo.InvariantCulture, $"{run}/{client}/{number}"));

    /// <summary>The six others witness the log of the first: four make a quorum.</summary>
    private static async Task JoinAsync(IReadOnlyList<LedgerBenchHouse> houses, string policy, CancellationToken ct)
    {
        var text = string.Concat(await Task.WhenAll(houses.Select(house => house.LogLineAsync(ct))))
            + string.Concat(await Task.WhenAll(houses.Select(house => house.WitnessLineAsync(ct))))
            + $"group region 4 {string.Join(' ', houses.Select(static house => house.Town))}\nquorum region\n";
        await File.WriteAllTextAsync(policy + ".new", text, ct);
        File.Move(policy + ".new", policy, overwrite: true);
    }

    /// <summary>Every fifth millisecond an entry; of every tenth the way to its place and to its proof is watched.</summary>
    private static async Task<(Latencies Index, Latencies Proof)> ProofsAsync(LedgerBenchHouse house, CancellationToken ct)
    {
        var (index, proof) = (new Latencies(1), new Latencies(1));
        var gate = new Lock();
        var submissions = house.Get<Submissions>();
        var watching = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var number = 0; number < 2_000 && await timer.WaitForNextTickAsync(ct); number++)
        {
            var request = Request("proof", 0, number);
            var began = Stopwatch.GetTimestamp();
            await house.SubmitAsync([request], ct);
            if (number % 10 == 0)
                watching.Add(WatchAsync(request.Key, began));
        }

        await Task.WhenAll(watching);
        return (index, proof);

        async Task WatchAsync(string key, long began)
        {
            for (var placed = false; ; await Task.Delay(10, ct))
            {
                var state = await submissions.FindAsync(LedgerBenchHouse.Number, key, ct);
                lock (gate)
                {
                    if (!placed && state is { Index: not null })
                        index.Add(0, began);
                    placed |= state is { Index: not null };
                    if (state is not { Proven: true })
                        continue;
                    proof.Add(0, began);
                    return;
                }
            }
        }
    }

    private static async Task<(double First, double Best)> CheckAsync(LedgerBenchHouse house, CancellationToken ct)
    {
        var document = System.Text.Encoding.UTF8.GetBytes("proof/0/0");
        var bundle = await house.Get<IProofBundles>().MakeAsync(LedgerBenchHouse.Number, "proof/0/0", "txt", document, ct)
            ?? throw new InvalidOperationException("No bundle");
        var policy = house.Get<RegionPolicy>().Current;
        var times = new List<double>();
        for (var round = 0; round < 50; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var verdict = BundleVerifier.Verify(new MemoryStream(bundle), policy);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (verdict.Answer != ProofAnswer.Genuine)
                throw new InvalidOperationException($"The bundle is {verdict.Answer}");
        }

        return (times[0], times.Min());
    }

    private static double Hashes()
    {
        var entry = RandomNumberGenerator.GetBytes(300);
        var watch = Stopwatch.StartNew();
        var count = 0;
        for (; watch.ElapsedMilliseconds < 1_000; count++)
            TreeHash.Leaf(entry);
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task<(double Single, double Batched)> HypercoreAsync(string peers, string root, CancellationToken ct)
    {
        var output = await Tool.RunAsync("node", [Path.Combine(peers, "log.mjs"), Path.Combine(root, "hypercore"), "300", PeerSeconds], ct);
        var figures = output.Trim().Split(' ');
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
    }
}
