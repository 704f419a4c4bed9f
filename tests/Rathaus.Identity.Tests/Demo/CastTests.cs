using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Tests.Http;
using Rathaus.Kernel.Demo;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Ports;

namespace Rathaus.Identity.Tests.Demo;

public sealed class CastTests(DemoHouse house) : IClassFixture<DemoHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DemoCast Cast => house.App.Services.GetRequiredService<DemoCast>();

    [Fact]
    public void Every_town_has_staff_of_every_role_and_office()
    {
        var towns = DemoTown.ReadAll(house.App.Services.GetRequiredService<DemoSetting>().CatalogueFolder);
        Assert.Equal(18, towns.Count);
        foreach (var town in towns)
        {
            foreach (var office in town.Offices)
            {
                foreach (var role in new[] { StaffRole.Clerk, StaffRole.SecondClerk, StaffRole.Lead, StaffRole.Administrator })
                    Assert.Contains(Cast.Staff, member => member.Assignments.Contains(new StaffAssignment(town.Number, office, role)));
            }
        }
    }

    [Fact]
    public void The_cast_has_families_a_blocked_person_and_a_company()
    {
        Assert.True(Cast.Persons.Count >= 20);
        Assert.True(Cast.Persons.Count(person => person.Household == "beispiel") >= 4);
        Assert.Contains(Cast.Persons, person => person is { DisclosureBlock: true, SignsIn: true });
        Assert.Contains(Cast.Companies, company => Cast.FindPerson(company.RepresentedBy) is not null);
        Assert.Equal(Cast.Persons.Count, Cast.Persons.Select(person => person.AccountId).Distinct().Count());
        Assert.DoesNotContain(Cast.Persons, person => person.Id.StartsWith("lotta", StringComparison.Ordinal) && person.SignsIn);
    }

    [Fact]
    public async Task Seeding_again_writes_nothing()
    {
        var seeds = house.App.Services.GetServices<IDemoSeed>().ToArray();
        Assert.Equal(3, seeds.Length);
        foreach (var seed in seeds)
            Assert.Null(await seed.SeedAsync(Ct));
        var counts = await house.App.Database.Region.QueryAsync<long>(
            "select count(*) from identity.account union all select count(*) from identity.staff", null, Ct);
        Assert.Equal([Cast.Persons.Count(person => person.SignsIn), Cast.Staff.Count], counts);
    }

    [Fact]
    public async Task Colleagues_are_found_by_office_and_nobody_from_another_town()
    {
        var directory = house.App.Services.GetRequiredService<IStaffDirectory>();
        var wuppertal = await directory.OfOfficeAsync(4, "strassenverkehr", Ct);
        Assert.Equal(6, wuppertal.Count);
        Assert.All(wuppertal, member => Assert.Contains(member.Assignments, held => held is { Municipality: 4, Office: "strassenverkehr" }));
        Assert.DoesNotContain(wuppertal, member => member.Assignments.Any(held => held.Municipality != 4));
        Assert.Empty(await directory.OfOfficeAsync(4, "gibt-es-nicht", Ct));
        Assert.Equal(wuppertal[0].DisplayName, (await directory.FindAsync(wuppertal[0].Id, Ct))?.DisplayName);
    }

    [Fact]
    public void Texts_of_this_room_are_complete_in_every_language() =>
        Assert.DoesNotContain(house.App.Services.GetRequiredService<ITexts>().Faults(), fault => fault.Contains("identity", StringComparison.Ordinal));
}
