using System.Diagnostics;
using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;

namespace Rathaus.Registers.Demo;

/// <inheritdoc cref="IPopulationSeed"/>
internal sealed class PopulationSeed(DemoSetting demo, WorkerDatabase database, TimeProvider time) : IPopulationSeed
{
    /// <summary>Arrays of this many people travel in one statement; a town is one transaction.</summary>
    private const int Chunk = 5_000;

    public async Task FillAsync(int people, ulong seed, string? town, Action<string> told, CancellationToken ct)
    {
        if (!demo.Enabled)
            throw new InvalidOperationException("An invented population is for demo mode only");
        var towns = DemoTown.ReadAll(demo.CatalogueFolder).Where(one => !one.District && (town is null || one.Id == town)).ToArray();
        if (towns.Length == 0)
            throw new ArgumentException($"There is no town {town}", nameof(town));
        foreach (var one in towns)
        {
            var clock = Stopwatch.GetTimestamp();
            var written = await FillAsync(one, people, seed, ct);
            var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            told(written == 0
                ? $"{one.Id}: this population is there already"
                : string.Create(CultureInfo.InvariantCulture, $"{one.Id}: {written:N0} invented people in {seconds:0.0} s ({written / seconds:N0} a second)"));
        }
    }

    private Task<int> FillAsync(DemoTown town, int people, ulong seed, CancellationToken ct) => database.For(town.Number).InTransactionAsync(
        async tx =>
        {
            var first = await tx.ExecuteAsync(
                "insert into registers.population (municipality, seed, people) values (@Town, @Seed, @people) on conflict do nothing",
                new { Seed = (long)seed, people }, ct);
            if (first == 0)
                return 0;
            var count = 0;
            var waiting = new List<DemoResident>(Chunk + 8);
            foreach (var household in new Population(town, people, seed).Households())
            {
                waiting.AddRange(household);
                if (waiting.Count < Chunk)
                    continue;
                count += await WriteAsync(tx, waiting, ct);
            }

            return count + await WriteAsync(tx, waiting, ct);
        },
        ct);

    private async Task<int> WriteAsync(SqlScope town, List<DemoResident> residents, CancellationToken ct)
    {
        if (residents.Count > 0)
            await RegisterLoad.WriteAsync(town, residents, time.GetUtcNow(), ct);
        var count = residents.Count;
        residents.Clear();
        return count;
    }
}
