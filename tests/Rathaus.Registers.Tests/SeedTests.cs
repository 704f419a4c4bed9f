using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Registers.Tests;

public sealed class SeedTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wuppertal_and_Aachen_get_2000_residents_and_the_cast_other_towns_50()
    {
        Assert.InRange(await CountAsync(SeededRegisters.Wuppertal), 2015, 2020);
        Assert.InRange(await CountAsync(SeededRegisters.Aachen), 2004, 2010);
        Assert.InRange(await CountAsync(SeededRegisters.Solingen), 51, 70);
        Assert.NotNull(registers.FirstSeed);
    }

    [Fact]
    public async Task Seeding_again_writes_nothing()
    {
        var before = await CountAsync(SeededRegisters.Wuppertal);
        Assert.Null(await registers.Seed.SeedAsync(Ct));
        Assert.Equal(before, await CountAsync(SeededRegisters.Wuppertal));
    }

    [Fact]
    public async Task Two_hosts_that_seed_at_once_fill_each_town_once()
    {
        await using var connection = await registers.Database.OpenAsync(DatabaseRole.Super);
        await using var emptied = new NpgsqlCommand(
            "delete from registers.demo_seed where town = 5; delete from registers.resident where municipality = 5; delete from registers.vehicle where municipality = 5; delete from registers.register_event where municipality = 5; delete from registers.plate_use where town = 5",
            connection);
        await emptied.ExecuteNonQueryAsync(Ct);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => registers.Seed.SeedAsync(Ct)));
        Assert.InRange(await CountAsync(SeededRegisters.Solingen), 51, 70);
    }

    [Fact]
    public async Task All_plates_and_dates_keep_their_formats()
    {
        var plates = await registers.Database.Town(SeededRegisters.Aachen).QueryAsync<string>(
            "select plate from registers.vehicle where municipality = @Town", null, Ct);
        Assert.All(plates, plate => Assert.Equal(plate, Plate.Parse(plate).Value));
        Assert.True(plates.Count > 500);
        var taxIds = await registers.Database.Town(SeededRegisters.Aachen).QueryAsync<string>(
            "select tax_id from registers.resident where municipality = @Town and tax_id is not null", null, Ct);
        Assert.All(taxIds, id => Assert.StartsWith("0", id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("resident")]
    [InlineData("dwelling")]
    [InlineData("block")]
    [InlineData("relation")]
    [InlineData("vehicle")]
    [InlineData("permit")]
    public async Task A_query_without_where_sees_its_own_town_only(string table)
    {
        var sql = $"select count(*) from registers.{table} where municipality <> {SeededRegisters.Wuppertal}";
        Assert.Equal(0, await registers.Database.Town(SeededRegisters.Wuppertal).QuerySingleAsync<long>(sql, null, Ct));
        Assert.Equal(0, await registers.Database.Region.QuerySingleAsync<long>($"select count(*) from registers.{table}", null, Ct));
    }

    [Fact]
    public async Task A_row_of_another_town_cannot_be_written()
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => registers.Database.Town(SeededRegisters.Wuppertal).ExecuteAsync(
            "insert into registers.vehicle (municipality, vin, plate, class, make, length_mm, width_mm, electric, keeper_family_name, keeper_given_names, keeper_family_search, keeper_given_search) values (1, 'X', 'AC-X 1', 'M1', 'x', 4000, 1700, false, 'x', 'x', 'X', 'X')",
            null, Ct));
        Assert.Equal("42501", refused.SqlState);
    }

    private Task<long> CountAsync(short town) => registers.Database.Town(town).QuerySingleAsync<long>(
        "select count(*) from registers.resident where municipality = @Town", null, Ct);
}
