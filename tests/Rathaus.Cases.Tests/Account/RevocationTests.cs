using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Data;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Account;

/// <summary>The office takes an issued document out of force (§§ 48, 49 VwVfG NRW).</summary>
public sealed class RevocationTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_permit_ends_once_with_a_reason_by_the_competent_office_only()
    {
        using var visitor = house.Visit();
        await visitor.SignInAsync("mira-beispiel");
        var (number, _, _) = await AccountHouse.AParkingPermitAsync(visitor);
        await AccountHouse.PayAsync(visitor, number);
        await house.DecideAsync(number, CaseOutcome.Granted);
        await house.SendAsync(number);
        var town = house.App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!;
        var permit = await house.App.Services.GetRequiredService<TownDatabase>().For(town.Number).QuerySingleAsync<Guid>(
            "select id from cases.document where municipality = @Town and number = @number and kind = 'permit'", new { number }, Ct);

        Assert.Equal(HttpStatusCode.NotFound, await RevokeAsync("wuppertal-abfall", "Umzug in eine andere Stadt"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await RevokeAsync("wuppertal-strassenverkehr", "  "));
        Assert.Empty((await house.CaseAsync(number)).Revoked);

        Assert.Equal(HttpStatusCode.SeeOther, await RevokeAsync("wuppertal-strassenverkehr", "Umzug in eine andere Stadt"));
        Assert.Equal([permit], (await house.CaseAsync(number)).Revoked);
        Assert.Equal(HttpStatusCode.Conflict, await RevokeAsync("wuppertal-strassenverkehr", "Noch einmal"));
        Assert.Equal([permit], (await house.CaseAsync(number)).Revoked);

        async Task<HttpStatusCode> RevokeAsync(string clerk, string reason)
        {
            using var browser = new Browser(house.App);
            await browser.SignInStaffAsync(clerk);
            var version = (await house.CaseAsync(number)).Version.ToString(CultureInfo.InvariantCulture);
            return (await browser.PostAsync("/amt/konto", $"/amt/vorgang/{number}/widerrufen",
                ("_version", version), ("dokument", permit.ToString("D")), ("reason", reason))).StatusCode;
        }
    }
}
