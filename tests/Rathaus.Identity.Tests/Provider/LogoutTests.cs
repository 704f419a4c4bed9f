using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Provider.Logout;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>Signing out: by a client, for all clients, and telling those that want to know.</summary>
public sealed class LogoutTests(LogoutTests.ListeningHouse listening) : IClassFixture<LogoutTests.ListeningHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ProviderHouse House => listening.House;

    /// <summary>A house whose messages to clients are caught.</summary>
    public sealed class ListeningHouse : IAsyncLifetime
    {
        public ProviderHouse House { get; } = new();

        internal Letterbox Letters { get; } = new();

        public async ValueTask InitializeAsync()
        {
            House.App.With(services => services.AddHttpClient(LogoutNotices.HttpClient).ConfigurePrimaryHttpMessageHandler(() => Letters));
            await House.InitializeAsync();
        }

        public ValueTask DisposeAsync() => House.DisposeAsync();
    }

    internal sealed class Letterbox : HttpMessageHandler
    {
        private readonly List<(Uri Address, string Body)> letters = [];

        public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

        public IReadOnlyList<string> To(string address)
        {
            lock (letters)
                return [.. letters.Where(letter => letter.Address.ToString() == address).Select(letter => letter.Body)];
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            lock (letters)
                letters.Add((request.RequestUri!, body));
            return new HttpResponseMessage(Answer);
        }
    }

    [Fact]
    public async Task A_client_that_shows_its_id_token_signs_the_person_out_and_gets_them_back()
    {
        using var client = await House.ClientAsync();
        using var browser = new Browser(House.App);
        await browser.SignInAsync();
        var tokens = await client.RedeemAsync((await House.AuthorizeAsync(client, browser))["code"]);
        var after = client.Redirect.Replace("/callback", "/abgemeldet", StringComparison.Ordinal);
        using var answer = await browser.GetAsync(
            $"/id/oidc/logout?id_token_hint={tokens["id_token"]}&post_logout_redirect_uri={Uri.EscapeDataString(after)}&state=s1");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(after + "?state=s1", answer.Headers.Location!.ToString());
        Assert.Null(browser.Session);
        Assert.Equal("invalid_token", (await client.UserInfoAsync(tokens["access_token"])).Error);
    }

    [Fact]
    public async Task Without_a_hint_for_this_session_the_person_is_asked_first()
    {
        using var client = await House.ClientAsync();
        using var browser = new Browser(House.App);
        using var elsewhere = new Browser(House.App);
        await browser.SignInAsync();
        await elsewhere.SignInAsync();
        var tokens = await client.RedeemAsync((await House.AuthorizeAsync(client, elsewhere))["code"]);
        foreach (var query in new[] { "", $"?client_id={client.Id}", $"?id_token_hint={tokens["id_token"]}" })
        {
            using var answer = await browser.GetAsync("/id/oidc/logout" + query);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotNull(browser.Session);
        }

        using var done = await browser.PostAsync("/id/oidc/logout/ja", ("client_id", client.Id));
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Null(browser.Session);
    }

    [Theory]
    [InlineData("post_logout_redirect_uri=https://evil.example/")]
    [InlineData("id_token_hint=a.b.c")]
    public async Task A_way_back_that_is_not_registered_and_a_hint_that_is_none_go_nowhere(string query)
    {
        using var client = await House.ClientAsync();
        using var browser = new Browser(House.App);
        await browser.SignInAsync();
        using var answer = await browser.GetAsync($"/id/oidc/logout?client_id={client.Id}&{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(ProviderHouse.Onward(answer));
        Assert.NotNull(browser.Session);
    }

    [Fact]
    public async Task A_client_with_a_back_channel_is_told_with_a_signed_token_until_it_understood()
    {
        using var client = await House.ClientAsync(change: one => one with { BackchannelLogoutUri = $"https://{one.SectorHost}/backchannel" });
        var address = $"https://{client.Id}.example/backchannel";
        using var browser = new Browser(House.App);
        await browser.SignInAsync("ida-muster");
        var tokens = await client.RedeemAsync((await House.AuthorizeAsync(client, browser))["code"]);
        listening.Letters.Answer = HttpStatusCode.BadGateway;
        await browser.PostAsync("/abmelden", "/abmelden");
        var notices = House.App.Services.GetRequiredService<LogoutNotices>();
        await UntilAsync(() => listening.Letters.To(address).Count > 0);
        Assert.Equal(1, await WaitingAsync(client));

        listening.Letters.Answer = HttpStatusCode.OK;
        House.App.Time.Advance(TimeSpan.FromMinutes(2));
        await notices.DeliverAsync(Ct);
        await UntilAsync(async () => await WaitingAsync(client) == 0);

        var token = Uri.UnescapeDataString(listening.Letters.To(address)[^1]["logout_token=".Length..]);
        var claims = TestClient.Claims(token);
        var about = TestClient.Claims(tokens["id_token"]);
        Assert.Equal("logout+jwt", System.Text.Json.JsonElement.Parse(Base64Url.DecodeOrNull(token.Split('.')[0])!).Text("typ"));
        Assert.Equal(client.Id, claims.Text("aud"));
        Assert.Equal(about.Text("sub"), claims.Text("sub"));
        Assert.Equal(about.Text("sid"), claims.Text("sid"));
        Assert.True(claims.GetProperty("events").TryGetProperty("http://schemas.openid.net/event/backchannel-logout", out _));
        Assert.Null(claims.Member("nonce"));
    }

    [Fact]
    public async Task A_client_with_a_front_channel_is_loaded_once_and_the_page_allows_its_frame_only()
    {
        using var client = await House.ClientAsync(change: one => one with { FrontchannelLogoutUri = $"https://{one.SectorHost}/frontchannel" });
        using var browser = new Browser(House.App);
        await browser.SignInAsync("otto-beispiel");
        var tokens = await client.RedeemAsync((await House.AuthorizeAsync(client, browser))["code"]);
        using var answer = await browser.GetAsync($"/id/oidc/logout?id_token_hint={tokens["id_token"]}");
        var html = await answer.Content.ReadAsStringAsync(Ct);
        var sid = TestClient.Claims(tokens["id_token"]).Text("sid");
        Assert.Contains($"https://{client.Id}.example/frontchannel?iss=https%3A%2F%2Flocalhost%2Fid&amp;sid={sid}", html, StringComparison.Ordinal);
        Assert.Contains($"frame-src https://{client.Id}.example", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_sees_where_they_are_signed_in_and_ends_it()
    {
        using var client = await House.ClientAsync();
        using var browser = new Browser(House.App);
        await browser.SignInAsync("clara-vorfuehr");
        var tokens = await client.RedeemAsync((await House.AuthorizeAsync(client, browser, "openid profile offline_access"))["code"]);
        var page = WebUtility.HtmlDecode(await browser.ReadAsync("/konto/zugriffe"));
        Assert.Contains("Stadtbibliothek", page, StringComparison.Ordinal);
        Assert.Contains("Ihren Namen", page, StringComparison.Ordinal);

        using var stranger = new Browser(House.App);
        await stranger.SignInAsync("otto-beispiel");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostAsync($"/konto/zugriffe/{client.Id}/entziehen")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(tokens["refresh_token"])).Status);

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync($"/konto/zugriffe/{client.Id}/entziehen")).StatusCode);
        Assert.Equal("invalid_grant", (await client.RefreshAsync(tokens["refresh_token"])).Error);
        Assert.Equal("consent_required", (await House.AuthorizeAsync(client, browser, change: wish => wish["prompt"] = "none"))["error"]);
    }

    private Task<long> WaitingAsync(TestClient client) => House.App.Database.Region.QuerySingleAsync<long>(
        """
        select count(*) from identity.oidc_logout_notice n
        join identity.oidc_grant g on g.id = n.grant_id
        where g.client = @Id
        """,
        new { client.Id }, Ct);

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Delivery happens beside the requests; this waits for it, bounded by the test's own time limit only.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(20, Ct);
    }
}
