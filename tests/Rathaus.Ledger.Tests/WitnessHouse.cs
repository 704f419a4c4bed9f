using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>One house as witness of many foreign logs: each test takes one that the house knows nothing of yet.</summary>
public sealed class WitnessHouse : IAsyncLifetime
{
    private const int Count = 40;

    internal string PolicyFile { get; } = Path.GetTempFileName();

    internal FrozenTime Time { get; } = new();

    internal LedgerHouse House { get; private set; } = null!;

    internal static string OriginOf(int number) => $"govchain.fremd{number}.example/log/2026";

    public async ValueTask InitializeAsync()
    {
        var logs = Enumerable.Range(1, Count).Select(number => $"log {Keys.LogKey(OriginOf(number)).Verifier}\n");
        await File.WriteAllTextAsync(PolicyFile, $"{string.Concat(logs)}quorum none\n");
        House = await LedgerHouse.StartAsync("zeuge", new Wire(), Time, PolicyFile);
    }

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        File.Delete(PolicyFile);
    }
}

/// <summary>One house without witnesses for all tests of a class: each takes a town of its own.</summary>
public sealed class LonelyHouse : IAsyncLifetime
{
    internal FrozenTime Time { get; } = new();

    internal LedgerHouse House { get; private set; } = null!;

    internal async Task<LedgerHouse> FreshAsync()
    {
        await House.NextTownAsync();
        return House;
    }

    public async ValueTask InitializeAsync() => House = await LedgerHouse.StartAsync("a", new Wire(), Time);

    public async ValueTask DisposeAsync() => await House.DisposeAsync();
}
