using System.Net;
using Rathaus.Identity.Tests.Portal;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>What strangers try with the portal's own sign-in: each counter-measure fails its test when it is taken out.</summary>
public sealed class PortalThreatTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private const string Home = "https://localhost";
    private const string Portal = "__Host-rathaus";
    private const string Issuer = "__Host-idp";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Login CSRF: the answer to an attacker's sign-in, opened in another browser, signs nobody in and changes nobody.
    [Fact]
    public async Task Login_csrf_an_answer_counts_in_the_browser_that_asked_only()
    {
        using var attacker = new PortalVisitor(house.App);
        var answer = await attacker.AnswerAsync(Home, "hannes-muster");
        using var stranger = new PortalVisitor(house.App);
        Assert.Equal(HttpStatusCode.BadRequest, (await stranger.GetAsync(answer)).Status);
        Assert.Null(stranger.Cookie(Home, Portal));

        using var victim = new PortalVisitor(house.App);
        await victim.SignInAsync(Home);
        var before = victim.Cookie(Home, Portal);
        Assert.Equal($"{Home}/konto", (await victim.GetAsync(answer)).Next);
        Assert.Equal(before, victim.Cookie(Home, Portal));
    }

    // Code injection: a stolen code in an answer of one's own fits neither verifier nor nonce; it is not even used up by the try.
    [Fact]
    public async Task Code_injection_a_code_of_another_sign_in_gives_no_session()
    {
        using var victim = new PortalVisitor(house.App);
        using var attacker = new PortalVisitor(house.App);
        var victims = await victim.AnswerAsync(Home);
        var attackers = await attacker.AnswerAsync(Home, "hannes-muster");
        var mixed = ProviderHouse.Parameters(new Uri(attackers)).ToDictionary(StringComparer.Ordinal);
        mixed["code"] = ProviderHouse.Parameters(new Uri(victims))["code"];
        Assert.Equal(HttpStatusCode.BadRequest, (await attacker.GetAsync(Callback(mixed))).Status);
        Assert.Null(attacker.Cookie(Home, Portal));
        Assert.Equal(HttpStatusCode.SeeOther, (await victim.GetAsync(victims)).Status);
        Assert.NotNull(victim.Cookie(Home, Portal));
    }

    // Mix-up: an answer that names another issuer, or none, was made elsewhere.
    [Theory]
    [InlineData("https://other.example/id")]
    [InlineData("https://localhost/id/")]
    [InlineData(null)]
    public async Task Mix_up_an_answer_of_another_issuer_is_refused(string? issuer)
    {
        using var visitor = new PortalVisitor(house.App);
        var answer = ProviderHouse.Parameters(new Uri(await visitor.AnswerAsync(Home))).ToDictionary(StringComparer.Ordinal);
        answer.Remove("iss");
        if (issuer is not null)
            answer["iss"] = issuer;
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync(Callback(answer))).Status);
        Assert.Null(visitor.Cookie(Home, Portal));
    }

    // Session fixation: ids that were planted are never taken over, and the cookie of one place opens nothing at the other.
    [Fact]
    public async Task Session_fixation_planted_ids_are_replaced_and_no_cookie_works_in_both_places()
    {
        var planted = Base64Url.Encode(new byte[32]);
        using var visitor = new PortalVisitor(house.App);
        visitor.Plant(Home, Portal, planted);
        visitor.Plant(Home, Issuer, planted);
        await visitor.SignInAsync(Home);
        var (portal, issuer) = (visitor.Cookie(Home, Portal)!, visitor.Cookie(Home, Issuer)!);
        Assert.Equal(3, new[] { planted, portal, issuer }.Distinct(StringComparer.Ordinal).Count());

        using var thief = new PortalVisitor(house.App);
        thief.Plant(Home, Portal, issuer);
        thief.Plant(Home, Issuer, portal);
        Assert.StartsWith($"{Home}/id/anmelden", (await thief.FollowAsync(await thief.GetAsync($"{Home}/konto/sicherheit"))).Address, StringComparison.Ordinal);
    }

    // Session fixation: the request of an attacker's browser cannot be finished by the victim's.
    [Fact]
    public async Task Session_fixation_a_begun_sign_in_stays_in_its_browser()
    {
        using var attacker = new PortalVisitor(house.App);
        var page = await attacker.FollowAsync(await attacker.GetAsync($"{Home}/anmelden"));
        using var victim = new PortalVisitor(house.App);
        await victim.SignInAsync(Home);
        var flow = Uri.UnescapeDataString(page.Address.Split("zurueck=")[1]);
        Assert.Equal(HttpStatusCode.BadRequest, (await victim.GetAsync(Home + flow)).Status);
    }

    // Open redirect: the way back stays in the house, whatever the link said, and so does the page named to the provider.
    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/%2fevil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/id/anmelden?zurueck=//evil.example")]
    public async Task Open_redirect_the_way_back_stays_in_the_house(string back)
    {
        using var visitor = new PortalVisitor(house.App);
        var done = await visitor.GetAsync(await visitor.AnswerAsync(Home, query: "?zurueck=" + Uri.EscapeDataString(back)));
        Assert.Equal($"{Home}/konto", done.Next);
        Assert.Equal("/konto", await house.App.Database.Region.QuerySingleAsync<string>(
            "select request ->> 'Page' from identity.oidc_par where id = @Flow", new { visitor.Flow }, Ct));
    }

    // Nobody else is the portal: not without its key, not with its scope, not with the parameter for its pages.
    [Fact]
    public async Task Impersonation_nobody_else_is_the_portal()
    {
        using var client = await house.ClientAsync();
        using var liar = new TestClient(house, "rathaus-portal", $"{Home}/anmelden/zurueck") { Key = client.Key };
        Assert.Equal("invalid_client", (await liar.PushAsync(scope: "openid rathaus")).Error);
        Assert.Equal("invalid_scope", (await client.PushAsync(scope: "openid rathaus")).Error);
        Assert.Equal("invalid_request", (await client.PushAsync(wish => wish["rathaus_page"] = "/wuppertal")).Error);
        Assert.Equal("invalid_request", (await client.PushAsync(wish => wish["redirect_uri"] = $"{Home}/anmelden/zurueck")).Error);
    }

    // A changed cookie is none; the state alone opens nothing.
    [Fact]
    public async Task Login_csrf_a_changed_cookie_is_none()
    {
        using var visitor = new PortalVisitor(house.App);
        var answer = await visitor.AnswerAsync(Home);
        var name = "__Host-rathaus-anmelden-" + ProviderHouse.Parameters(new Uri(answer))["state"][..8];
        var sealedBox = visitor.Cookie(Home, name)!;
        visitor.Plant(Home, name, sealedBox[..^2] + (sealedBox[^2] == 'A' ? 'B' : 'A') + sealedBox[^1]);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync(answer)).Status);
        Assert.Null(visitor.Cookie(Home, Portal));
    }

    private static string Callback(Dictionary<string, string> parameters) =>
        $"{Home}/anmelden/zurueck?" + string.Join('&', parameters.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
}
