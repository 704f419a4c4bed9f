using System.Net;
using Rathaus.Identity.Tests.Http;
using Rathaus.Identity.Tests.Levels;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>What clients hold ends with the device and with the account's recovery.</summary>
public sealed class RecoveryGrantThreatTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private const string Scope = "openid profile offline_access";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recovery_and_the_objection_to_it_each_end_every_token_that_clients_hold()
    {
        using var client = await house.ClientAsync();
        using var owner = await CitizenAsync("Zugriffe");
        var codes = await CounterHouse.CodesOfAsync(await owner.Browser.PostAsync(CounterHouse.Codes, CounterHouse.Codes));
        var before = await TokensAsync(client, owner.Browser);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(before["refresh_token"])).Status);

        using var device = Ceremony.Device();
        using var thief = new Browser(house.App);
        var credential = await thief.RegisterAsync(device, CounterHouse.Recover, CounterHouse.Recover + "/optionen", ("code", codes[0]));
        Assert.Equal(HttpStatusCode.SeeOther, (await thief.PostAsync(
            CounterHouse.Recover, CounterHouse.Recover + "/passkey", ("code", codes[0]), ("credential", credential))).StatusCode);
        await AssertOverAsync(client, before);
        Assert.Equal(["account-recovered"], await ReasonsAsync(client));

        // The consent of before lets the thief in without a new question; the owner's objection ends that too.
        var stolen = await TokensAsync(client, thief);
        var objection = await owner.Browser.AssertAsync(owner.Device, CounterHouse.Objection, CounterHouse.Objection + "/optionen");
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.Browser.PostAsync(
            CounterHouse.Objection, CounterHouse.Objection, ("credential", objection))).StatusCode);
        await AssertOverAsync(client, stolen);
        Assert.Equal(["account-recovered", "recovery-objected"], await ReasonsAsync(client));
    }

    [Fact]
    public async Task Tokens_that_began_with_a_passkey_are_refused_once_it_is_gone()
    {
        using var client = await house.ClientAsync();
        using var owner = await CitizenAsync("Gerät weg");
        var tokens = await TokensAsync(client, owner.Browser);
        Assert.Equal(HttpStatusCode.OK, (await client.UserInfoAsync(tokens["access_token"])).Status);

        // However it went: a restored copy or another host may not have ended the grants with it.
        await house.App.Database.Region.ExecuteAsync("delete from identity.passkey where account = @Account", new { owner.Account }, Ct);
        await AssertOverAsync(client, tokens);
    }

    private async Task<Citizen> CitizenAsync(string name)
    {
        var device = Ceremony.Device();
        var browser = new Browser(house.App);
        var credential = await browser.RegisterAsync(device, "/konto/neu", "/konto/neu/optionen", ("name", name));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync(
            "/konto/neu", "/konto/neu", ("name", name), ("zurueck", CounterHouse.Security), ("credential", credential))).StatusCode);
        return new Citizen(browser, device, await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select account from identity.passkey where credential_id = @CredentialId", new { device.CredentialId }, Ct));
    }

    private async Task<OAuthResponse> TokensAsync(TestClient client, Browser browser)
    {
        var answer = await client.RedeemAsync((await house.AuthorizeAsync(client, browser, Scope))["code"]);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Body.ToJsonString());
        return answer;
    }

    private static async Task AssertOverAsync(TestClient client, OAuthResponse tokens)
    {
        Assert.Equal("invalid_grant", (await client.RefreshAsync(tokens["refresh_token"])).Error);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.UserInfoAsync(tokens["access_token"])).Status);
    }

    private Task<IReadOnlyList<string>> ReasonsAsync(TestClient client) => house.App.Database.Region.QueryAsync<string>(
        "select end_reason from identity.oidc_grant where client = @Id and ended_at is not null order by created_at, end_reason", new { client.Id }, Ct);
}
