using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Formats;
using Rathaus.Registers.Demo;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Tests;

/// <summary>The invented population: the same for the same seed, plausible, and with names that the standard allows.</summary>
public sealed class PopulationTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DemoTown Wuppertal => DemoTown.ReadAll(SeededRegisters.Catalogue()).Single(town => town.Id == "wuppertal");

    [Fact]
    public void The_same_seed_gives_the_same_people_and_another_one_others()
    {
        static string[] Names(ulong seed) => [.. new Population(Wuppertal, 500, seed).Households().SelectMany(one => one).Select(one => $"{one.Id} {one.GivenNames} {one.FamilyName} {one.BirthDate}")];
        Assert.Equal(Names(1), Names(1));
        Assert.Empty(Names(1).Intersect(Names(2)));
        Assert.Equal(500, Names(1).Length);
    }

    [Fact]
    public void Ages_and_households_are_plausible_and_names_keep_to_DIN_91379()
    {
        var households = new Population(Wuppertal, 20_000, 1).Households().ToArray();
        var people = households.SelectMany(one => one).ToArray();
        double Share(Func<DemoResident, bool> holds) => people.Count(holds) / (double)people.Length;
        static int Age(DemoResident one) => 2025 - int.Parse(one.BirthDate.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(Share(one => Age(one) < 18), 0.12, 0.25);
        Assert.InRange(Share(one => Age(one) >= 65), 0.15, 0.28);
        Assert.InRange(Share(one => one.Sex == "f"), 0.47, 0.54);
        Assert.InRange(households.Count(one => one.Count == 1) / (double)households.Length, 0.36, 0.46);
        Assert.All(households, household => Assert.Single(household.Select(one => (one.Dwellings[0].Street, one.Dwellings[0].HouseNumber)).Distinct()));
        Assert.All(people, one => Assert.True(Din91379.Parse($"{one.GivenNames} {one.FamilyName}", LatinType.A).Succeeded, one.FamilyName));
        Assert.All(people.Where(one => one.Related.Any(related => related.Kind == "Representative")), child => Assert.True(Age(child) < 19));
    }

    [Fact]
    public async Task A_population_is_written_once_with_an_event_for_each_person()
    {
        var seed = registers.Services.GetRequiredService<IPopulationSeed>();
        var before = await CountAsync();
        var lines = new List<string>();
        await seed.FillAsync(3_000, 7, "solingen", lines.Add, Ct);
        await seed.FillAsync(3_000, 7, "solingen", lines.Add, Ct);
        Assert.Equal(before + 3_000, await CountAsync());
        Assert.Equal("solingen: this population is there already", lines[1]);
        Assert.Equal(await CountAsync(), await registers.Database.Town(SeededRegisters.Solingen).QuerySingleAsync<long>(
            "select count(*) from registers.register_event where municipality = @Town and register = 'residents' and kind = 'loaded'", null, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => seed.FillAsync(10, 1, "nirgends", lines.Add, Ct));
        var projections = registers.Services.GetRequiredService<ProjectionSet>();
        var subjects = await registers.Database.Worker.For(SeededRegisters.Solingen).InTransactionAsync(
            tx => projections.RebuildAsync(tx, RegisterNames.Residents, Ct), Ct);
        Assert.Equal(await CountAsync(), subjects);
    }

    private Task<long> CountAsync() => registers.Database.Town(SeededRegisters.Solingen).QuerySingleAsync<long>(
        "select count(*) from registers.resident where municipality = @Town", null, Ct);
}
