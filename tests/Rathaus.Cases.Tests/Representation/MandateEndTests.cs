using System.Net;
using Rathaus.Cases.Tests.Account;
using static Rathaus.Cases.Tests.Representation.Representatives;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>Time ends mandates too: this house moves its clock.</summary>
public sealed class MandateEndTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    [Fact]
    public async Task A_mandate_ends_with_its_last_day_and_a_childs_with_full_age()
    {
        using var giver = house.Visit();
        using var taker = house.Visit();
        await giver.SignInByCardAsync("jonas-beispiel");
        await taker.SignInByCardAsync("ida-muster");
        await taker.AcceptAsync(await giver.GiveAsync(years: 1));
        await taker.ActForAsync("Jonas Peter Beispiel");
        var (number, _, _) = await taker.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());

        using var mother = house.Visit();
        await mother.SignInByCardAsync("mira-beispiel");
        await mother.ActForChildAsync("Lotta Beispiel");
        var (childs, _, _) = await mother.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());

        // 1 June 2027 is the last day, in Wuppertal.
        await AtAsync(new DateTimeOffset(2027, 6, 1, 21, 50, 0, TimeSpan.Zero), taker, "ida-muster");
        await taker.ActForAsync("Jonas Peter Beispiel");
        Assert.Equal(HttpStatusCode.OK, await taker.StatusAsync($"/vorgang/{number}"));
        house.App.Time.Set(new DateTimeOffset(2027, 6, 1, 22, 0, 1, TimeSpan.Zero));
        Assert.Equal(HttpStatusCode.OK, await taker.StatusAsync("/konto"));
        Assert.Equal(HttpStatusCode.NotFound, await taker.StatusAsync($"/vorgang/{number}"));

        // Born 30 June 2022: of age from 30 June 2040 on.
        await AtAsync(new DateTimeOffset(2040, 6, 29, 21, 50, 0, TimeSpan.Zero), mother, "mira-beispiel");
        await mother.ActForAsync("Lotta Beispiel");
        Assert.Equal(HttpStatusCode.OK, await mother.StatusAsync($"/vorgang/{childs}"));
        house.App.Time.Set(new DateTimeOffset(2040, 6, 29, 22, 0, 6, TimeSpan.Zero));
        Assert.Equal(HttpStatusCode.NotFound, await mother.StatusAsync($"/vorgang/{childs}"));
        Assert.DoesNotContain("Für Lotta Beispiel handeln", await mother.ReadAsync(Mandates), StringComparison.Ordinal);
    }

    private async Task AtAsync(DateTimeOffset time, WebVisitor visitor, string person)
    {
        house.App.Time.Set(time);
        await visitor.SignInByCardAsync(person);
    }
}
