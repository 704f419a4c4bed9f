using System.Net;
using System.Text.Json;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Portal;

/// <summary>The portal is a client of the house's own provider: same messages, same steps, same ends.</summary>
public sealed class PortalSignInTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private const string Home = "https://localhost";
    private const string Page = "/konto/sicherheit";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_portal_signs_in_by_a_pushed_request_with_pkce_a_bound_key_and_a_code_that_is_redeemed()
    {
        using var visitor = new PortalVisitor(house.App);
        var begun = await visitor.GetAsync($"{Home}/anmelden?zurueck={Uri.EscapeDataString(Page)}");
        Assert.Equal(HttpStatusCode.SeeOther, begun.Status);
        var asked = ProviderHouse.Parameters(new Uri(begun.Next!));
        Assert.Equal(["client_id", "request_uri"], asked.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("rathaus-portal", asked["client_id"]);
        var door = await visitor.GetAsync(begun.Next!);
        Assert.StartsWith($"{Home}/id/anmelden?zurueck=%2Fid%2Foidc%2Fweiter%2F", door.Next, StringComparison.Ordinal);

        var flow = Guid.ParseExact(Uri.UnescapeDataString(door.Next!).Split('/')[^1], "D");
        using var request = JsonDocument.Parse(await house.App.Database.Region.QuerySingleAsync<string>(
            "select request::text from identity.oidc_par where id = @flow", new { flow }, Ct));
        Assert.Equal(43, request.RootElement.Text("CodeChallenge")!.Length);
        Assert.Equal(43, request.RootElement.Text("DpopJkt")!.Length);
        Assert.Equal(43, request.RootElement.Text("Nonce")!.Length);
        Assert.Equal(Page, request.RootElement.Text("Page"));

        var signedIn = await visitor.PostAsync(
            $"{Home}/konto/neu", $"{Home}/anmelden/vorfuehrung", ("person", "mira-beispiel"), ("zurueck", $"/id/oidc/weiter/{flow:D}"));
        var answer = await visitor.GetAsync(signedIn.Next!);
        var answered = ProviderHouse.Parameters(new Uri(answer.Next!));
        Assert.Equal(["code", "iss", "state"], answered.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TestClient.Issuer, answered["iss"]);
        Assert.Null(visitor.Cookie(Home, "__Host-rathaus"));
        var done = await visitor.GetAsync(answer.Next!);
        Assert.Equal(Home + Page, done.Next);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(Home + Page)).Status);
        Assert.Equal("redeemed", await house.App.Database.Region.QuerySingleAsync<string>(
            "select state from identity.oidc_par where id = @flow", new { flow }, Ct));
        Assert.NotEqual(visitor.Cookie(Home, "__Host-idp"), visitor.Cookie(Home, "__Host-rathaus"));
    }

    [Fact]
    public async Task Whoever_is_signed_in_at_the_provider_is_let_through_without_a_question()
    {
        using var visitor = new PortalVisitor(house.App);
        await visitor.SignInAsync(Home);
        visitor.Plant(Home, "__Host-rathaus", "");
        Assert.NotEqual(HttpStatusCode.OK, (await visitor.GetAsync(Home + Page)).Status);
        var through = await visitor.FollowAsync(await visitor.GetAsync(Home + Page));
        Assert.Equal((Home + Page, HttpStatusCode.OK), (through.Address, through.Status));
    }

    [Fact]
    public async Task A_page_that_needs_more_leads_through_a_stronger_sign_in_and_back_and_offers_an_appointment_with_the_draft()
    {
        using var visitor = new PortalVisitor(house.App);
        await visitor.SignInAsync(Home);
        const string Draft = "/wuppertal/bewohnerparkausweis/antrag/pruefen";
        var wish = $"?zurueck={Uri.EscapeDataString(Draft)}&niveau=hoch";
        var page = await visitor.FollowAsync(await visitor.GetAsync($"{Home}/anmelden{wish}"));
        Assert.Contains("niveau=hoch", page.Address, StringComparison.Ordinal);
        Assert.Contains("SIMULATION", page.Body, StringComparison.Ordinal);
        Assert.Contains("/wuppertal/termin", page.Body, StringComparison.Ordinal);
        Assert.Contains("entwurf=" + Uri.EscapeDataString(Draft), page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("/id/oidc/zustimmung", page.Body, StringComparison.Ordinal);

        var back = await visitor.GetAsync(await visitor.AnswerAsync(Home, query: wish, way: "/anmelden/eid"));
        Assert.Equal(Home + Draft, back.Next);
        Assert.Equal(["High", "High"], await LevelsAsync(visitor));
    }

    [Fact]
    public async Task A_page_that_wants_a_young_sign_in_asks_again_only_when_it_is_older()
    {
        using var visitor = new PortalVisitor(house.App);
        await visitor.SignInAsync(Home);
        house.App.Time.Advance(TimeSpan.FromMinutes(9));
        var young = await visitor.FollowAsync(await visitor.GetAsync($"{Home}/anmelden?zurueck=%2Fkonto%2Fsicherheit&frisch=600"));
        Assert.Equal(Home + Page, young.Address);
        house.App.Time.Advance(TimeSpan.FromMinutes(2));
        var old = await visitor.FollowAsync(await visitor.GetAsync($"{Home}/anmelden?zurueck=%2Fkonto%2Fsicherheit&frisch=600"));
        Assert.StartsWith($"{Home}/id/anmelden", old.Address, StringComparison.Ordinal);

        // Coming back without a question does not make the sign-in any younger.
        var silent = await visitor.FollowAsync(await visitor.GetAsync($"{Home}/anmelden?zurueck=%2Fkonto%2Fsicherheit"));
        Assert.Equal(Home + Page, silent.Address);
        var export = await visitor.PostAsync($"{Home}/konto/sicherheit/daten", $"{Home}/konto/sicherheit/daten/export");
        Assert.Equal($"{Home}/anmelden?zurueck=%2Fkonto%2Fsicherheit%2Fdaten&frisch=600", export.Next);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_the_provider_too()
    {
        using var visitor = new PortalVisitor(house.App);
        await visitor.SignInAsync(Home);
        var (portal, issuer) = (visitor.Cookie(Home, "__Host-rathaus")!, visitor.Cookie(Home, "__Host-idp")!);
        await visitor.PostAsync($"{Home}/abmelden", $"{Home}/abmelden");
        visitor.Plant(Home, "__Host-rathaus", portal);
        visitor.Plant(Home, "__Host-idp", issuer);
        var asked = await visitor.FollowAsync(await visitor.GetAsync(Home + Page));
        Assert.StartsWith($"{Home}/id/anmelden", asked.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_by_another_client_ends_the_portals_session_with_the_next_request()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        var tokens = await client.RedeemAsync((await house.AuthorizeAsync(client, browser))["code"]);
        var portal = browser.Session;
        using var left = await browser.GetAsync($"/id/oidc/logout?id_token_hint={tokens["id_token"]}");
        browser.Session = portal;
        Assert.NotEqual(HttpStatusCode.OK, await browser.StatusAsync(Page));
    }

    [Fact]
    public async Task Two_tabs_sign_in_side_by_side()
    {
        using var visitor = new PortalVisitor(house.App);
        var first = await visitor.FollowAsync(await visitor.GetAsync($"{Home}/anmelden?zurueck=%2Fkonto%2Fsicherheit"));
        var second = await visitor.GetAsync(await visitor.AnswerAsync(Home, query: "?zurueck=%2Fkonto%2Fzugriffe"));
        Assert.Equal($"{Home}/konto/zugriffe", second.Next);
        var flow = Uri.UnescapeDataString(first.Address.Split("zurueck=")[1]);
        var done = await visitor.FollowAsync(await visitor.GetAsync(Home + flow));
        Assert.Equal((Home + Page, HttpStatusCode.OK), (done.Address, done.Status));
    }

    [Fact]
    public async Task A_browser_that_comes_back_late_or_twice_gets_a_page_with_a_new_beginning()
    {
        using var visitor = new PortalVisitor(house.App);
        var answer = await visitor.AnswerAsync(Home);
        house.App.Time.Advance(TimeSpan.FromMinutes(2));
        var late = await visitor.GetAsync(answer);
        Assert.Equal(HttpStatusCode.BadRequest, late.Status);
        Assert.Contains("/anmelden?zurueck=%2Fkonto", late.Body, StringComparison.Ordinal);
        Assert.Null(visitor.Cookie(Home, "__Host-rathaus"));
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync(answer)).Status);

        Assert.Equal($"{Home}/konto", (await visitor.FollowAsync(await visitor.GetAsync($"{Home}/anmelden"), static next => !next.EndsWith("/konto", StringComparison.Ordinal))).Next);
        Assert.NotNull(visitor.Cookie(Home, "__Host-rathaus"));
        Assert.Equal($"{Home}/konto", (await visitor.GetAsync(answer)).Next);
    }

    [Fact]
    public async Task Staff_have_a_sign_in_of_their_own_and_signing_out_leaves_nobody_signed_in()
    {
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        await browser.SignInStaffAsync();
        await browser.PostAsync("/abmelden", "/abmelden");
        Assert.Contains("/anmelden/passkey", await browser.ReadAsync("/anmelden"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_signs_in_as_staff_ends_the_sign_in_of_the_citizen_who_used_this_browser_before()
    {
        using var browser = new Browser(house.App);
        await browser.SignInAsync("jonas-beispiel");
        var region = house.App.Database.Region;
        var sid = await region.QuerySingleAsync<string>("select sid from identity.session where id_hash = @SessionHash", new { browser.SessionHash }, Ct);
        Assert.Equal(2, await region.QuerySingleAsync<long>("select count(*) from identity.session where sid = @sid", new { sid }, Ct));
        await browser.SignInStaffAsync();
        Assert.Equal(0, await region.QuerySingleAsync<long>("select count(*) from identity.session where sid = @sid", new { sid }, Ct));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/amt/konto"));

        // The portal asks who is there; it lets nobody in as the citizen.
        Assert.Contains("/anmelden/passkey", await browser.ReadAsync("/anmelden"), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> LevelsAsync(PortalVisitor visitor)
    {
        var hashes = ((string[])["__Host-rathaus", "__Host-idp"])
            .Select(name => System.Security.Cryptography.SHA256.HashData(Base64Url.DecodeOrNull(visitor.Cookie(Home, name))!)).ToArray();
        return [.. (await house.App.Database.Region.QueryAsync<short>("select trust from identity.session where id_hash = any(@hashes)", new { hashes }, Ct))
            .Select(level => ((Kernel.Ports.TrustLevel)level).ToString())];
    }
}
