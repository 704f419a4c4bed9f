using System.Net;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Levels;

/// <summary>Phone gone, codes gone: a letter opens the account again, on a lower level, and for three days with its hands tied.</summary>
public sealed class RecoveryByLetterTests(CounterHouse house) : IClassFixture<CounterHouse>
{
    private const string Order = CounterHouse.Recover + "/brief";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_order_by_the_letter_to_the_account_and_through_the_hold()
    {
        using var owner = await house.CitizenAsync("Mira B.");
        await house.OrderAsync(owner, CounterHouse.Mira);
        Assert.Equal(HttpStatusCode.SeeOther, (await CounterHouse.RedeemAsync(owner, await house.PrintedAsync(owner))).StatusCode);
        Assert.Equal(2, await house.ProofingAsync(owner));

        // Without any device: the answer says nothing about an account.
        using var stranded = new Browser(house.App);
        house.App.Time.Advance(TimeSpan.FromDays(1));

        // A letter is never written where two accounts could be meant: the one of the demonstration goes first.
        await house.App.Database.Region.ExecuteAsync(
            "update identity.account set closed_at = @now where demo = 'mira-beispiel'", new { now = house.App.Time.GetUtcNow() }, Ct);
        var ordered = await stranded.PostAsync(Order, Order, CounterHouse.Mira);
        Assert.Equal(Order + "?bestellt=1", ordered.Headers.Location?.ToString());
        await house.WorkAsync();

        // The office prints, posts and forgets.
        var code = await house.PrintedAsync(owner);
        Assert.Matches("^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$", code);
        var letter = await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<Guid>(
            "select id from identity.letter where municipality = @Town and account = @Account and purpose = 'recovery'", new { owner.Account }, Ct);
        using var clerk = await house.StaffAsync(CounterHouse.Clerk);
        var posted = await clerk.PostAsync("/amt/konto", $"/amt/briefe/{letter:D}/versendet?stadt=wuppertal");
        Assert.Equal(HttpStatusCode.SeeOther, posted.StatusCode);
        Assert.True(await house.App.Database.Town(CounterHouse.Wuppertal).QuerySingleAsync<bool>(
            "select state = 'sent' and sealed_code is null and recipient is null from identity.letter where municipality = @Town and id = @letter", new { letter }, Ct));

        // Two days later the code is typed on a new phone. A wrong one opens nothing and uses nothing up.
        house.App.Time.Advance(TimeSpan.FromDays(2));
        var wrong = await stranded.PostAsync(CounterHouse.Recover, CounterHouse.Recover, ("code", "AAAA-BBBB-CCCC-DDDD"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var (opened, back) = await house.RecoverAsync(owner, code!.ToLowerInvariant().Replace('-', ' '));
        using (back)
        {
            Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
            Assert.Equal(1, await house.ProofingAsync(owner));
            Assert.Equal(1, await house.EventsAsync(owner, "account-recovered"));
            Assert.Contains("Ihr Konto wurde wiederhergestellt", await back.PageAsync(), StringComparison.Ordinal);
            var hold = await house.App.Database.Region.QuerySingleAsync<DateTimeOffset>(
                "select hold_until from identity.account where id = @Account", new { owner.Account }, Ct);
            Assert.Equal(house.App.Time.GetUtcNow().AddHours(72), hold, TimeSpan.FromSeconds(1));

            // The code is used up, the lost phone opens nothing, and nothing sensitive happens before the third day is over.
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stranded.PostAsync(CounterHouse.Recover, CounterHouse.Recover, ("code", code))).StatusCode);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.SignInAsync()).StatusCode);
            await ForbiddenAsync(back);
            house.App.Time.Advance(TimeSpan.FromHours(71));
            await back.SignInAsync();
            await ForbiddenAsync(back);
            house.App.Time.Advance(TimeSpan.FromMinutes(61));
            await back.SignInAsync();
            Assert.Equal(8, (await CounterHouse.CodesOfAsync(await back.Browser.PostAsync(CounterHouse.Security, CounterHouse.Codes))).Length);

            // The level does not come back by itself: the next letter or the counter proves the person anew.
            Assert.Equal(1, await house.ProofingAsync(owner));
        }
    }

    private static async Task ForbiddenAsync(Citizen citizen)
    {
        var refused = await citizen.Browser.PostAsync(CounterHouse.Security, CounterHouse.Codes);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }
}
