using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Federation;
using Rathaus.Identity.Tests.Http;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Federation;

/// <summary>The sealed code: once, four hours, and everybody sees it.</summary>
public sealed class BreakGlassTests(RealHouse house) : IClassFixture<RealHouse>
{
    private const string Page = "/amt/notzugang";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sealed_code_opens_the_town_once_for_four_hours_and_tells_every_administrator()
    {
        using var admin = await house.AdministratorAsync("Ada Chefin", "wuppertal");
        using var clerk = await house.JoinAsync(await RealHouse.InviteAsync(admin, "Kim Kollege", "wuppertal", ("amt.abfall", "Clerk")));
        using var elsewhere = await house.AdministratorAsync("Bea Anderswo", "aachen");
        var town = house.App.Services.GetRequiredService<ITownOffices>().Find("wuppertal")!.Number;
        var codes = house.App.Services.GetRequiredService<SealedCodes>();
        var first = await codes.SealAsync(town, Ct);
        var code = await codes.SealAsync(town, Ct);

        using var helper = new Browser(house.App);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await helper.PostAsync(Page, Page, ("code", first))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await helper.PostAsync(Page, Page, ("code", ""))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await helper.PostAsync(Page, Page, ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await helper.StatusAsync(RealHouse.People + "?stadt=wuppertal"));
        Assert.Equal(HttpStatusCode.NotFound, await helper.StatusAsync(RealHouse.People + "?stadt=aachen"));

        using var second = new Browser(house.App);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await second.PostAsync(Page, Page, ("code", code))).StatusCode);

        // The strip stands on every page of the office, the notice with every administrator of the town.
        Assert.Contains("Notzugang mit versiegeltem Code ist offen", WebUtility.HtmlDecode(await clerk.Browser.ReadAsync("/amt/konto")), StringComparison.Ordinal);
        Assert.Contains("Notzugang benutzt", await admin.Browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);
        Assert.DoesNotContain("Notzugang benutzt", await clerk.Browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);
        Assert.DoesNotContain("Notzugang benutzt", await elsewhere.Browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);
        Assert.Equal(1, await house.CountAsync("select count(*) from identity.event where action = 'break-glass-opened'"));

        // And the public log of the town has it, as it has who was invited and joined.
        var acts = await house.App.Database.Town(town).QueryAsync<string>("select meta from ledger.opening where municipality = @Town", null, Ct);
        Assert.Single(acts, """{"act":"break-glass-opened"}""");
        Assert.Contains("""{"act":"staff-joined"}""", acts);

        // What was invited by the emergency access ends with it.
        var invited = await RealHouse.InviteAsync(new RealHouse.Person(helper, Ceremony.Device()), "Neu Dabei", "wuppertal", ("verwaltung", "ja"));
        for (var step = 0; step < 24; step++)
        {
            house.App.Time.Advance(TimeSpan.FromMinutes(10));
            if (step < 23)
                Assert.Equal(HttpStatusCode.OK, await helper.StatusAsync("/amt/konto"));
        }

        Assert.Equal(HttpStatusCode.Redirect, await helper.StatusAsync("/amt/konto"));
        using var late = new Browser(house.App);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await late.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", invited))).StatusCode);
    }

    [Fact]
    public async Task The_code_is_stored_as_its_hash_only()
    {
        var town = house.App.Services.GetRequiredService<ITownOffices>().Find("soest")!.Number;
        var code = await house.App.Services.GetRequiredService<SealedCodes>().SealAsync(town, Ct);
        Assert.Equal(0, await house.CountAsync($"select count(*) from identity.sealed_code where row_to_json(sealed_code)::text like '%{code}%'"));
        Assert.Equal(0, await house.CountAsync($"select count(*) from identity.event where detail::text like '%{code}%'"));
    }
}
