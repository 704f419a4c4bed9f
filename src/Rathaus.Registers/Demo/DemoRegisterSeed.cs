using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;

namespace Rathaus.Registers.Demo;

/// <summary>
/// Fills the registers of the demo towns: Wuppertal and Aachen 2,000 residents, the other towns 50, and the cast. A
/// district keeps no residents' register (the member municipalities are the registration authorities, § 1 BMG), so it
/// gets none. A town is filled in one transaction and once.
/// </summary>
internal sealed class DemoRegisterSeed(DemoSetting demo, WorkerDatabase database, TimeProvider time) : IDemoSeed
{
    /// <summary>Raised when the generator or the cast gives other people; towns seeded before keep theirs.</summary>
    private const int Version = 2;

    private const int Many = 2_000;
    private const int Few = 50;

    private static readonly string[] LargeTowns = ["wuppertal", "aachen"];

    public int Order => 20;

    public async Task<string?> SeedAsync(CancellationToken ct)
    {
        var towns = DemoTown.ReadAll(demo.CatalogueFolder);
        var seeded = (await database.QueryAsync<short>("select town from registers.demo_seed", null, ct)).ToHashSet();
        var missing = towns.Where(town => !town.District && !seeded.Contains(town.Number)).ToArray();
        if (missing.Length == 0)
            return null;

        var cast = CastResidents.Read(demo, towns);
        DemoResident[] everybody = [.. cast.SelectMany(town => town).DistinctBy(one => one.Id)];
        var residents = 0;
        foreach (var town in missing)
            residents += await FillAsync(town, everybody, [.. cast[town.Id]], ct);
        return string.Create(CultureInfo.InvariantCulture, $"{residents:N0} invented residents in {missing.Length} towns");
    }

    private static int CountOf(DemoTown town) => LargeTowns.Contains(town.Id, StringComparer.Ordinal) ? Many : Few;

    private Task<int> FillAsync(DemoTown town, IReadOnlyList<DemoResident> everybody, IReadOnlyList<DemoResident> here, CancellationToken ct)
    {
        IReadOnlyList<DemoResident> residents = [.. here, .. ResidentGenerator.Generate(town, CountOf(town))];
        return database.For(town.Number).InTransactionAsync(
            async transaction =>
            {
                // The marker is the lock: a second host waits here and then finds the town filled.
                var first = await transaction.ExecuteAsync(
                    """
                    insert into registers.demo_seed (town, version, residents)
                    values (@Town, @Version, @Count)
                    on conflict (town) do nothing
                    """,
                    new { Version, residents.Count }, ct);
                if (first == 0)
                    return 0;
                await RegisterLoad.WriteAsync(transaction, residents, time.GetUtcNow(), ct);
                await CastEntries.WriteAsync(transaction, town, everybody, here, time.GetUtcNow(), ct);
                return residents.Count;
            },
            ct);
    }
}
