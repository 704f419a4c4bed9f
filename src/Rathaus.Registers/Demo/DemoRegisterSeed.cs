using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Formats;
using Rathaus.Registers.Residents;

namespace Rathaus.Registers.Demo;

/// <summary>
/// Fills the registers of the demo towns: Wuppertal and Aachen 2,000 residents, the other towns 50, and the cast. A
/// district keeps no residents' register (the member municipalities are the registration authorities, § 1 BMG), so it
/// gets none. A town is filled in one transaction and once.
/// </summary>
internal sealed class DemoRegisterSeed(DemoSetting demo, WorkerDatabase database) : IDemoSeed
{
    /// <summary>Raised when the generator or the cast gives other people; towns seeded before keep theirs.</summary>
    private const int Version = 1;

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
        var residents = 0;
        foreach (var town in missing)
            residents += await FillAsync(town, [.. cast[town.Id], .. ResidentGenerator.Generate(town, CountOf(town))], ct);
        return string.Create(CultureInfo.InvariantCulture, $"{residents:N0} invented residents in {missing.Length} towns");
    }

    private static int CountOf(DemoTown town) => LargeTowns.Contains(town.Id, StringComparer.Ordinal) ? Many : Few;

    private Task<int> FillAsync(DemoTown town, IReadOnlyList<DemoResident> residents, CancellationToken ct) =>
        database.For(town.Number).InTransactionAsync(
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
                await transaction.ExecuteBatchAsync(
                    [Residents(residents), Dwellings(residents), Blocks(residents), Relations(residents), Vehicles(residents)], ct);
                return residents.Count;
            },
            ct);

    private static Sql Residents(IReadOnlyList<DemoResident> all) => new(
        """
        insert into registers.resident
          (municipality, id, family_name, given_names, birth_name, former_names, doctor_degree, birth_date, birth_place, sex,
           nationalities, marital_status, religion, tax_id, family_search, given_search)
        select @Town, id, family_name, given_names, birth_name, coalesce(string_to_array(nullif(former_names, ''), '|'), '{}'),
               doctor_degree, birth_date, birth_place, sex, string_to_array(nationalities, '|'), marital_status, religion, tax_id,
               family_search, given_search
        from unnest(@Id, @FamilyName, @GivenNames, @BirthName, @FormerNames, @DoctorDegree, @BirthDate, @BirthPlace, @Sex,
                    @Nationalities, @MaritalStatus, @Religion, @TaxId, @FamilySearch, @GivenSearch)
          as r (id, family_name, given_names, birth_name, former_names, doctor_degree, birth_date, birth_place, sex,
                nationalities, marital_status, religion, tax_id, family_search, given_search)
        """,
        new
        {
            Id = Column(all, one => one.Id),
            FamilyName = Column(all, one => one.FamilyName),
            GivenNames = Column(all, one => one.GivenNames),
            BirthName = Column(all, one => one.BirthName),
            FormerNames = Column(all, one => string.Join('|', one.FormerNames)),
            DoctorDegree = Column(all, one => one.DoctorDegree),
            BirthDate = Column(all, one => one.BirthDate),
            BirthPlace = Column(all, one => one.BirthPlace),
            Sex = Column(all, one => one.Sex),
            Nationalities = Column(all, one => string.Join('|', one.Nationalities)),
            MaritalStatus = Column(all, one => one.MaritalStatus),
            Religion = Column(all, one => one.Religion),
            TaxId = Column(all, one => one.TaxId),
            FamilySearch = Column(all, one => Din91379.SearchForm(one.FamilyName)),
            GivenSearch = Column(all, one => Din91379.SearchForm(one.GivenNames)),
        });

    private static Sql Dwellings(IReadOnlyList<DemoResident> all)
    {
        var rows = all.SelectMany(one => one.Dwellings.Select((dwelling, at) => (one.Id, Number: (short)(at + 1), Dwelling: dwelling))).ToArray();
        return new Sql(
            """
            insert into registers.dwelling
              (municipality, resident, number, kind, street, house_number, post_code, place, street_search, moved_in, moved_out)
            select @Town, d.*
            from unnest(@Resident, @Number, @Kind, @Street, @HouseNumber, @PostCode, @Place, @StreetSearch, @MovedIn, @MovedOut)
              as d (resident, number, kind, street, house_number, post_code, place, street_search, moved_in, moved_out)
            """,
            new
            {
                Resident = Column(rows, row => row.Id),
                Number = Column(rows, row => row.Number),
                Kind = Column(rows, row => row.Dwelling.Kind.ToString()),
                Street = Column(rows, row => row.Dwelling.Street),
                HouseNumber = Column(rows, row => row.Dwelling.HouseNumber),
                PostCode = Column(rows, row => row.Dwelling.PostCode),
                Place = Column(rows, row => row.Dwelling.Town),
                StreetSearch = Column(rows, row => ResidentRegister.StreetForm(row.Dwelling.Street)),
                MovedIn = Column(rows, row => row.Dwelling.MovedIn),
                MovedOut = Column(rows, row => row.Dwelling.MovedOut),
            });
    }

    private static Sql Blocks(IReadOnlyList<DemoResident> all)
    {
        var rows = all.Where(one => one.Block is not null).ToArray();
        return new Sql(
            """
            insert into registers.block (municipality, resident, kind, since)
            select @Town, resident, kind, date '2025-01-01'
            from unnest(@Resident, @Kind) as b (resident, kind)
            """,
            new { Resident = Column(rows, one => one.Id), Kind = Column(rows, one => one.Block) });
    }

    private static Sql Relations(IReadOnlyList<DemoResident> all)
    {
        var rows = all.SelectMany(one => one.Related.Select(related => (one.Id, related.Kind, related.Other))).ToArray();
        return new Sql(
            """
            insert into registers.relation (municipality, resident, kind, other)
            select @Town, resident, kind, other
            from unnest(@Resident, @Kind, @Other) as l (resident, kind, other)
            """,
            new
            {
                Resident = Column(rows, row => row.Id),
                Kind = Column(rows, row => row.Kind),
                Other = Column(rows, row => row.Other),
            });
    }

    private static Sql Vehicles(IReadOnlyList<DemoResident> all)
    {
        var rows = all.SelectMany(one => one.Vehicles).ToArray();
        return new Sql(
            """
            insert into registers.vehicle
              (municipality, plate, class, make, length_mm, width_mm, electric, keeper_family_name, keeper_given_names,
               keeper_family_search, keeper_given_search, keeper_birth_date)
            select @Town, v.*
            from unnest(@Plate, @Class, @Make, @Length, @Width, @Electric, @FamilyName, @GivenNames, @FamilySearch, @GivenSearch, @BirthDate)
              as v (plate, class, make, length_mm, width_mm, electric, keeper_family_name, keeper_given_names,
                    keeper_family_search, keeper_given_search, keeper_birth_date)
            """,
            new
            {
                Plate = Column(rows, row => row.Plate),
                Class = Column(rows, row => row.Class),
                Make = Column(rows, row => row.Make),
                Length = Column(rows, row => row.LengthMillimetres),
                Width = Column(rows, row => row.WidthMillimetres),
                Electric = Column(rows, row => row.Electric),
                FamilyName = Column(rows, row => row.KeeperFamilyName),
                GivenNames = Column(rows, row => row.KeeperGivenNames),
                FamilySearch = Column(rows, row => Din91379.SearchForm(row.KeeperFamilyName)),
                GivenSearch = Column(rows, row => Din91379.SearchForm(row.KeeperGivenNames)),
                BirthDate = Column(rows, row => row.KeeperBirthDate),
            });
    }

    private static TValue[] Column<TRow, TValue>(IEnumerable<TRow> rows, Func<TRow, TValue> value) => [.. rows.Select(value)];
}
