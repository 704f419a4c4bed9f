using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Demo;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>Without demo mode there is no demo account, no demo person and no address that would sign one in.</summary>
public sealed class NoDemoTests(RealHouse house) : IClassFixture<RealHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/anmelden/vorfuehrung")]
    [InlineData("/amt/anmelden/vorfuehrung")]
    [InlineData("/anmelden/eid")]
    public async Task Demo_addresses_do_not_exist(string address)
    {
        using var browser = new Browser(house.App);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync("/anmelden", address, ("person", "mira-beispiel"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(address)).StatusCode);
        Assert.Null(browser.Session);
    }

    [Fact]
    public async Task No_account_no_staff_and_no_name_of_the_cast_exist()
    {
        using var browser = new Browser(house.App);
        Assert.DoesNotContain("Mira Beispiel", await browser.ReadAsync("/anmelden"), StringComparison.Ordinal);
        Assert.DoesNotContain("Amtsmuster", await browser.ReadAsync("/amt/anmelden"), StringComparison.Ordinal);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>("select count(*) from identity.account where closed_at is null", null, Ct));
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>("select count(*) from identity.staff", null, Ct));
        Assert.Empty(house.App.Services.GetRequiredService<DemoCast>().Persons);
    }

    [Fact]
    public async Task Level_high_points_to_the_counter()
    {
        using var browser = new Browser(house.App);
        var html = WebUtility.HtmlDecode(await browser.ReadAsync("/anmelden?niveau=hoch"));
        Assert.Contains("am Schalter Ihrer Stadt", html, StringComparison.Ordinal);
        Assert.DoesNotContain("SIMULATION", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_left_over_from_a_demonstration_opens_nothing()
    {
        var id = RandomNumberGenerator.GetBytes(32);
        var account = DemoCastFile.IdOf("account", "mira-beispiel");
        var now = house.App.Time.GetUtcNow();
        await house.App.Database.Region.ExecuteBatchAsync(
            [
                new(
                    "insert into identity.account (id, display_name, user_handle, demo, created_at) values (@account, 'Mira Beispiel', @Handle, 'mira-beispiel', @now)",
                    new { account, Handle = new byte[32], now }),
                new(
                    """
                    insert into identity.session (id_hash, account, method, trust, simulated, device, created_at, last_seen_at, ends_at)
                    values (@Hash, @account, 'Demo', 1, true, '–', @now, @now, @Ends)
                    """,
                    new { Hash = SHA256.HashData(id), account, now, Ends = now.AddHours(1) }),
            ],
            Ct);
        using var browser = new Browser(house.App);
        browser.Session = System.Buffers.Text.Base64Url.EncodeToString(id);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/konto/sicherheit")).StatusCode);
        await house.App.Database.Region.ExecuteBatchAsync(
            ["delete from identity.session", "update identity.account set closed_at = now()"], Ct);
    }
}
