using System.Net;
using Rathaus.Identity.Tests.Levels;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Insiders at the counter: clerks who would check themselves, alone, or for another town.</summary>
public sealed class CounterThreatTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private const string Desk = "/amt/schalter";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clerk_cannot_check_or_confirm_a_person_of_the_own_name()
    {
        using var citizen = await house.CitizenAsync("Toni P.");
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        (string Name, string Value)[] toni =
        [
            .. CounterHouse.Mira.Where(field => field.Name is not ("vornamen" or "familienname")), ("vornamen", "Toni Maria"), ("familienname", "Platzmuster"),
        ];
        var code = await CounterHouse.CounterCodeAsync(citizen);
        var answer = await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(code, toni));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Sich selbst prüft niemand", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        using var second = await house.StaffAsync(CounterHouse.SecondClerk);
        Assert.Equal(HttpStatusCode.SeeOther, (await second.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(code, toni))).StatusCode);
        var visit = await house.VisitAsync(citizen);
        Assert.Equal(HttpStatusCode.Forbidden, (await clerk.PostAsync(Desk, $"{Desk}/{visit}/bestaetigen?stadt=wuppertal")).StatusCode);
        Assert.Equal(1, await house.ProofingAsync(citizen));
    }

    [Theory]
    [InlineData("aachen-buergerbuero")]
    [InlineData("wuppertal-administrator")]
    [InlineData("wuppertal-abfall")]
    public async Task Another_towns_clerk_an_administrator_and_another_offices_clerk_check_nobody(string member)
    {
        using var citizen = await house.CitizenAsync("Fremdes Amt");
        using var other = await house.StaffAsync(member);
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        var code = await CounterHouse.CounterCodeAsync(citizen);
        var refused = await other.PostAsync("/amt/konto", Desk + "?stadt=wuppertal", CounterHouse.Check(code, CounterHouse.Mira));
        Assert.Contains(refused.StatusCode, (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.NotFound]);

        await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(code, CounterHouse.Mira));
        var visit = await house.VisitAsync(citizen);
        foreach (var town in (string[])["wuppertal", "aachen"])
        {
            var confirmed = await other.PostAsync("/amt/konto", $"{Desk}/{visit}/bestaetigen?stadt={town}");
            Assert.Contains(confirmed.StatusCode, (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.NotFound]);
        }

        Assert.Equal(1, await house.ProofingAsync(citizen));
        using var nobody = new Browser(house.App);
        Assert.Equal(HttpStatusCode.Redirect, await nobody.StatusAsync(Desk));
        Assert.Equal(HttpStatusCode.Redirect, await citizen.Browser.StatusAsync(Desk));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA-AAAA")]
    [InlineData("' or 1=1 --")]
    public async Task A_code_that_is_none_checks_nobody(string code)
    {
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        var answer = await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(code, CounterHouse.Mira));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Dieser Code gilt nicht", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_for_the_counter_works_once_for_a_quarter_of_an_hour_and_the_newest_only()
    {
        using var citizen = await house.CitizenAsync("Kurz");
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        var first = await CounterHouse.CounterCodeAsync(citizen);
        var second = await CounterHouse.CounterCodeAsync(citizen);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(first));
        Assert.Equal(HttpStatusCode.SeeOther, await PostAsync(second));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(second));
        var late = await CounterHouse.CounterCodeAsync(citizen);
        house.App.Time.Advance(TimeSpan.FromMinutes(14));
        await clerk.GetAsync("/amt/konto");
        house.App.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(late));

        async Task<HttpStatusCode> PostAsync(string code) =>
            (await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(code, CounterHouse.Mira))).StatusCode;
    }

    [Fact]
    public async Task A_recovery_at_the_counter_takes_two_and_only_helps_a_proved_person()
    {
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        using var second = await house.StaffAsync(CounterHouse.SecondClerk);
        (string Name, string Value)[] unproved =
            [.. CounterHouse.Mira.Where(field => field.Name != "vornamen"), ("vornamen", "Unbewiesen"), ("zweck", "wiederherstellung")];
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check("", unproved))).StatusCode);

        using var citizen = await house.CitizenAsync("Verlierer");
        (string Name, string Value)[] person = [.. CounterHouse.Mira.Where(field => field.Name != "vornamen"), ("vornamen", "Wilma")];
        await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check(await CounterHouse.CounterCodeAsync(citizen), person));
        var proof = await house.VisitAsync(citizen);
        await second.PostAsync(Desk, $"{Desk}/{proof}/bestaetigen?stadt=wuppertal");
        Assert.Equal(2, await house.ProofingAsync(citizen));

        house.App.Time.Advance(TimeSpan.FromSeconds(1));
        var asked = await clerk.PostAsync(Desk, Desk + "?stadt=wuppertal", CounterHouse.Check("", [.. person, ("zweck", "wiederherstellung")]));
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        var visit = await house.VisitAsync(citizen);
        Assert.Equal(HttpStatusCode.Forbidden, (await clerk.PostAsync(Desk, $"{Desk}/{visit}/bestaetigen?stadt=wuppertal")).StatusCode);
        var codes = await CounterHouse.CodesOfAsync(await second.PostAsync(Desk, $"{Desk}/{visit}/bestaetigen?stadt=wuppertal"));
        var (answer, back) = await house.RecoverAsync(citizen, Assert.Single(codes));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(1, await house.ProofingAsync(back));
        back.Dispose();

        // Whoever lives at the address of the check hears of it by post.
        Assert.Equal(1, await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<long>(
            "select count(*) from identity.letter where municipality = @Town and purpose = 'notice' and account = @Account", new { citizen.Account }, Ct));
    }
}
