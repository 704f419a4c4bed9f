using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Monitors;
using Rathaus.Ledger.Notes;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>
/// Seven towns, each with its own database and keys, witness one another: four of the six others make a quorum, so that one
/// lying witness is outvoted (k > (n + f) / 2 with n = 6, f = 1).
/// </summary>
public sealed class Region : IAsyncLifetime
{
    private static readonly string[] Towns = ["aachen", "bottrop", "soest", "solingen", "remscheid", "wuppertal", "detmold"];

    private static readonly DateTimeOffset Begin = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly List<string> logs = [];
    private string witnesses = "";
    private int first;

    internal string PolicyFile { get; } = Path.GetTempFileName();

    internal Wire Wire { get; } = new();

    internal FrozenTime Time { get; } = new(Begin);

    internal List<LedgerHouse> Houses { get; } = [];

    internal TrustPolicy Policy => Houses[0].Get<RegionPolicy>().Current;

    public async ValueTask InitializeAsync()
    {
        foreach (var town in Towns)
            Houses.Add(await LedgerHouse.StartAsync(town, Wire, Time, PolicyFile));
        witnesses = string.Concat(await Task.WhenAll(Houses.Select(house => house.WitnessLineAsync())))
            + $"group region 4 {string.Join(' ', Towns)}\nquorum region\n";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var house in Houses)
            await house.DisposeAsync();
        Wire.Dispose();
        File.Delete(PolicyFile);
    }

    internal async Task<CheckpointVerdict> VerdictAsync(LedgerHouse house) =>
        SignedNote.TryParse((await house.PublishedAsync())!.Note, out var note)
            ? CheckpointJudge.Judge(note, Policy)
            : throw new InvalidOperationException("No note");

    internal static async Task GrowAsync(LedgerHouse house, string name, int count)
    {
        await house.SubmitAsync(Enumerable.Range(0, count).Select(number => LedgerHouse.Request($"{name}/{number}")));
        await house.IntegrateAsync();
    }

    internal static async Task RoundAsync(params IEnumerable<LedgerHouse> monitors)
    {
        foreach (var house in monitors)
            await house.Get<MonitorRounds>().RoundAsync(CancellationToken.None);
    }

    /// <summary>The network is whole again, and a house has a town whose log nobody knows yet: each test begins so.</summary>
    internal async Task<LedgerHouse> FreshAsync(int number)
    {
        Wire.Away.Clear();
        Wire.Bend = null;
        Time.Set(Begin);
        first = number;
        foreach (var house in Houses)
            house.Connect();
        await Houses[number].NextTownAsync();
        logs.Add(await Houses[number].LogLineAsync());
        await File.WriteAllTextAsync(PolicyFile + ".new", string.Concat(logs) + witnesses);
        File.Move(PolicyFile + ".new", PolicyFile, overwrite: true);
        return Houses[number];
    }

    /// <summary>The same with so many entries in a published log.</summary>
    internal async Task<LedgerHouse> GrownAsync(int number, int entries)
    {
        var house = await FreshAsync(number);
        await GrowAsync(house, "a", entries);
        await house.PublishAsync();
        return house;
    }

    /// <summary>The six others of the test's town, in order.</summary>
    internal IEnumerable<LedgerHouse> Others => Enumerable.Range(1, Towns.Length - 1).Select(Other);

    internal LedgerHouse Other(int number) => Houses[(first + number) % Towns.Length];
}

/// <summary>One region for all classes that need seven houses; they run one behind the other.</summary>
[CollectionDefinition(nameof(Region))]
public sealed class RegionOfSeven : ICollectionFixture<Region>;
