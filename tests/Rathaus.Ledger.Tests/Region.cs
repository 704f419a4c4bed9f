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

    private int first;

    internal string PolicyFile { get; } = Path.GetTempFileName();

    internal Wire Wire { get; } = new();

    internal FrozenTime Time { get; } = new();

    internal List<LedgerHouse> Houses { get; } = [];

    internal TrustPolicy Policy => Houses[0].Get<RegionPolicy>().Current;

    public async ValueTask InitializeAsync()
    {
        foreach (var town in Towns)
            Houses.Add(await LedgerHouse.StartAsync(town, Wire, Time, PolicyFile));
        var lines = await Task.WhenAll(Houses.Select(house => house.MemberLinesAsync()));
        await File.WriteAllTextAsync(PolicyFile, $"{string.Concat(lines)}group region 4 {string.Join(' ', Towns)}\nquorum region\n");
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

    /// <summary>The network is whole again: each test begins so.</summary>
    internal LedgerHouse Fresh(int number)
    {
        Wire.Away.Clear();
        Wire.Bend = null;
        first = number;
        foreach (var house in Houses)
            house.Connect();
        return Houses[number];
    }

    /// <summary>The six others of the test's town, in order.</summary>
    internal IEnumerable<LedgerHouse> Others => Enumerable.Range(1, Towns.Length - 1).Select(Other);

    internal LedgerHouse Other(int number) => Houses[(first + number) % Towns.Length];
}
