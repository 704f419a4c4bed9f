using System.Net;
using System.Text.Json.Nodes;
using Rathaus.Identity.Wallet.SdJwt;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>Sign-in with a wallet over HTTP: the way that works, and everything that must not.</summary>
public sealed class PresentationTests(WalletHouse house) : IClassFixture<WalletHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wallet_on_the_same_device_signs_in_on_the_highest_level()
    {
        using var browser = new Browser(house.App);
        var answer = await house.SignInAsync(browser);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/konto/sicherheit", answer.Headers.Location!.ToString());
        var page = WebUtility.HtmlDecode(await browser.ReadAsync("/konto/sicherheit"));
        Assert.Contains("die den Ausweis verlangen (nach eigener Einschätzung)", page, StringComparison.Ordinal);
        Assert.Contains("mit dem Ausweis aus Ihrer Wallet", page, StringComparison.Ordinal);
        Assert.DoesNotContain("SIMULATION", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_person_comes_back_to_the_same_account_and_another_one_does_not()
    {
        using var first = new Browser(house.App);
        using var again = new Browser(house.App);
        using var other = new Browser(house.App);
        await house.SignInAsync(first, Named("Wieder"));
        await house.SignInAsync(again, Named("Wieder"));
        await house.SignInAsync(other, claims =>
        {
            Named("Wieder")(claims);
            claims["place_of_birth"] = new JsonObject { ["locality"] = "Hamburg" };
        });
        Assert.Equal(2, await CountAsync("select count(*) from identity.account where person ->> 'FamilyName' = 'Wieder'"));
        Assert.Equal(3, await CountAsync("select count(*) from identity.session s join identity.account a on a.id = s.account where s.place = 'portal' and a.person ->> 'FamilyName' = 'Wieder'"));
    }

    [Fact]
    public async Task Only_what_tells_people_apart_is_asked_and_the_address_only_when_wanted()
    {
        using var browser = new Browser(house.App);
        var wallet = house.Wallet();
        var request = await wallet.FetchAsync((await WalletHouse.BeginAsync(browser)).Link, Ct);
        Assert.Equal(["family_name", "given_name", "birthdate", "place_of_birth"], Asked(request));
        Assert.Equal("direct_post.jwt", request["response_mode"]!.GetValue<string>());
        Assert.Equal(43, request["nonce"]!.GetValue<string>().Length);
        var more = await wallet.FetchAsync((await WalletHouse.BeginAsync(browser, true, ("anschrift", "ja"))).Link, Ct);
        Assert.Equal(8, Asked(more).Count);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "nonce", "credential.holder" }, { "aud", "credential.holder" }, { "sd_hash", "credential.holder" }, { "signer", "credential.holder" },
        { "stale", "credential.holder" }, { "unused", "credential.disclosure" }, { "duplicate", "credential.disclosure" },
        { "issuer", "credential.issuer-unknown" }, { "retired", "credential.issuer-unknown" }, { "vct", "credential.type" }, { "expired", "credential.expired" }, { "early", "credential.expired" },
        { "revoked", "credential.revoked" }, { "status-host", "credential.status-unknown" }, { "status-place", "credential.status-unknown" },
        { "missing", "credential.query" }, { "query", "credential.query" }, { "jwe", "wallet.response" }, { "state", "wallet.response" },
        { "garbage", "wallet.response" }, { "hidden-cnf", "credential.holder" }, { "hidden-exp", "credential.disclosure" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_presentation_that_is_wrong_in_one_point_signs_nobody_in(string what, string code)
    {
        using var browser = new Browser(house.App);
        var wallet = house.Wallet();
        var (page, link) = await WalletHouse.BeginAsync(browser);
        var request = await wallet.FetchAsync(link, Ct);
        var (redirect, error) = await wallet.PostAsync(request, what == "garbage" ? "a.b.c.d.e" : wallet.Answering(request, Broken(what, wallet)), Ct);
        Assert.Null(redirect);
        Assert.Equal(code, error);

        // One answer for each request: a right one afterwards comes too late.
        var right = wallet.Answering(request, new TestWallet.Answer { Credential = house.Issuer.Issue(wallet.Holder.Public, Now) });
        Assert.Equal("wallet-request.not-found", (await wallet.PostAsync(request, right, Ct)).Error);
        Assert.Contains("Neu beginnen", WebUtility.HtmlDecode(await browser.ReadAsync(page)), StringComparison.Ordinal);
        Assert.Null(browser.Session);
    }

    [Fact]
    public async Task An_answer_counts_once_and_a_request_is_handed_out_once()
    {
        using var browser = new Browser(house.App);
        using var http = house.App.CreateClient();
        var wallet = house.Wallet();
        var (_, link) = await WalletHouse.BeginAsync(browser);
        var request = await wallet.FetchAsync(link, Ct);
        var address = Uri.UnescapeDataString(link.Split("request_uri=")[1].Split('&')[0]);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(address), Ct)).StatusCode);

        var response = wallet.Answering(request, new TestWallet.Answer { Credential = house.Issuer.Issue(wallet.Holder.Public, Now) });
        var (redirect, _) = await wallet.PostAsync(request, response, Ct);
        Assert.NotNull(redirect);
        Assert.Equal("wallet-request.not-found", (await wallet.PostAsync(request, response, Ct)).Error);

        var code = WalletHouse.CodeIn(redirect);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/id/vp/done", "/id/vp/done", ("code", code))).StatusCode);
        await browser.PostAsync("/abmelden", "/abmelden");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostAsync("/id/vp/done", "/id/vp/done", ("code", code))).StatusCode);
    }

    [Fact]
    public async Task A_code_in_another_browser_than_the_one_that_began_is_worth_nothing()
    {
        using var attacker = new Browser(house.App);
        using var victim = new Browser(house.App);
        var wallet = house.Wallet();
        var (page, link) = await WalletHouse.BeginAsync(attacker);
        await WalletHouse.BeginAsync(victim);
        var request = await wallet.FetchAsync(link, Ct);
        var (redirect, _) = await wallet.PostAsync(
            request, wallet.Answering(request, new TestWallet.Answer { Credential = house.Issuer.Issue(wallet.Holder.Public, Now) }), Ct);

        // The victim's browser gets the code, the attacker's the cookie: neither signs in.
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await victim.PostAsync("/id/vp/done", "/id/vp/done", ("code", WalletHouse.CodeIn(redirect!)))).StatusCode);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await attacker.PostAsync("/id/vp/done", "/id/vp/done", ("code", Base64Url.Encode(new byte[32])))).StatusCode);
        Assert.Null(victim.Session);
        Assert.Null(attacker.Session);
        Assert.Equal(HttpStatusCode.NotFound, await victim.StatusAsync(page));
    }

    [Fact]
    public async Task From_another_device_only_the_digits_it_shows_sign_in()
    {
        using var desktop = new Browser(house.App);
        using var phone = new Browser(house.App);
        var wallet = house.Wallet();
        var (page, link) = await WalletHouse.BeginAsync(desktop, sameDevice: false);
        var request = await wallet.FetchAsync(link, Ct);
        var (redirect, _) = await wallet.PostAsync(
            request, wallet.Answering(request, new TestWallet.Answer { Credential = house.Issuer.Issue(wallet.Holder.Public, Now) }), Ct);
        Assert.Contains("/id/vp/code#", redirect, StringComparison.Ordinal);
        var code = WalletHouse.CodeIn(redirect!);

        // The way of the same device does not work for it.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desktop.PostAsync("/id/vp/done", "/id/vp/done", ("code", code))).StatusCode);
        var html = await (await phone.PostAsync("/id/vp/code", "/id/vp/code", ("code", code))).Content.ReadAsStringAsync(Ct);
        var digits = html[(html.IndexOf("data-digits=\"", StringComparison.Ordinal) + 13)..][..4];
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await phone.PostAsync("/id/vp/code", "/id/vp/code", ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await desktop.PostAsync(page, page, ("code", digits))).StatusCode);
        Assert.NotNull(desktop.Session);
        Assert.Null(phone.Session);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 61)]
    public async Task Digits_end_after_three_wrong_tries_and_after_a_minute(int tries, int seconds)
    {
        using var desktop = new Browser(house.App);
        using var phone = new Browser(house.App);
        var wallet = house.Wallet();
        var (page, link) = await WalletHouse.BeginAsync(desktop, sameDevice: false);
        var request = await wallet.FetchAsync(link, Ct);
        var (redirect, _) = await wallet.PostAsync(
            request, wallet.Answering(request, new TestWallet.Answer { Credential = house.Issuer.Issue(wallet.Holder.Public, Now) }), Ct);
        var html = await (await phone.PostAsync("/id/vp/code", "/id/vp/code", ("code", WalletHouse.CodeIn(redirect!)))).Content.ReadAsStringAsync(Ct);
        var digits = html[(html.IndexOf("data-digits=\"", StringComparison.Ordinal) + 13)..][..4];
        for (var i = 0; i < tries; i++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await desktop.PostAsync(page, page, ("code", digits == "0000" ? "0001" : "0000"))).StatusCode);
        house.App.Time.Advance(TimeSpan.FromSeconds(seconds));
        var last = tries == 0 ? await desktop.PostAsync(page, page, ("code", digits)) : await desktop.PostAsync("/anmelden", page, ("code", digits));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, last.StatusCode);
        Assert.Null(desktop.Session);
    }

    [Fact]
    public async Task An_account_takes_the_identity_of_its_own_person_only()
    {
        using var browser = new Browser(house.App);
        await house.SignInAsync(browser, Named("Eigen"));
        var other = await house.SignInAsync(browser, Named("Fremd"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Contains("anderen Person", WebUtility.HtmlDecode(await other.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("select count(*) from identity.account where person ->> 'FamilyName' = 'Fremd'"));
    }

    [Fact]
    public async Task A_session_that_was_handed_over_or_has_ended_takes_no_identity()
    {
        using var browser = new Browser(house.App);
        await house.SignInAsync(browser, Named("Opfer"));
        var account = await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select id from identity.account where person ->> 'FamilyName' = 'Opfer'", null, Ct);
        await house.App.Database.Region.ExecuteAsync("update identity.session set via_handover = true where account = @account", new { account }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, (await house.SignInAsync(browser, Named("Opfer"))).StatusCode);

        var wallet = house.Wallet();
        var request = await wallet.FetchAsync((await WalletHouse.BeginAsync(browser)).Link, Ct);
        var credential = house.Issuer.Issue(wallet.Holder.Public, Now, Named("Opfer"));
        var (redirect, _) = await wallet.PostAsync(request, wallet.Answering(request, new TestWallet.Answer { Credential = credential }), Ct);
        await house.App.Database.Region.ExecuteAsync("delete from identity.session where account = @account", new { account }, Ct);
        house.App.Time.Advance(TimeSpan.FromSeconds(10));
        var answer = await browser.PostAsync("/id/vp/done", "/id/vp/done", ("code", WalletHouse.CodeIn(redirect!)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(0, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.session where account = @account", new { account }, Ct));
    }

    [Fact]
    public async Task Nothing_personal_stays_with_a_request_that_is_done()
    {
        using var browser = new Browser(house.App);
        await house.SignInAsync(browser, Named("Spur"));
        Assert.Equal(0, await CountAsync("select count(*) from identity.wallet_request where state = 'done' and person_box is not null"));
    }

    private DateTimeOffset Now => house.App.Time.GetUtcNow();

    private TestWallet.Answer Broken(string what, TestWallet wallet)
    {
        var holder = wallet.Holder.Public;
        var good = new TestWallet.Answer { Credential = house.Issuer.Issue(holder, Now) };
        switch (what)
        {
            case "nonce": return good with { Nonce = "another" };
            case "aud": return good with { Audience = "x509_hash:another" };
            case "sd_hash": return good with { Hash = Disclosure.DigestOf(good.Credential) };
            case "signer": return good with { Signer = PrivateJwk.Generate() };
            case "stale": return good with { Age = 301 };
            case "unused": return good with { More = Disclosure.Make("sex", 2).Encoded + "~" };
            case "duplicate": return good with { Credential = house.Issuer.Issue(holder, Now, claims => claims["more"] = new JsonObject { ["_sd"] = new JsonArray("AA", "AA") }) };
            case "retired": return good with { Credential = house.Retired.Issue(holder, Now) };
            case "issuer": return good with { Credential = new TestIssuer(Now).Issue(holder, Now) };
            case "vct": return good with { Credential = house.Issuer.Issue(holder, Now, claims => claims["vct"] = "urn:example:club-card") };
            case "expired": return good with { Credential = house.Issuer.Issue(holder, Now, claims => claims["exp"] = Now.AddMinutes(-2).ToUnixTimeSeconds()) };
            case "early": return good with { Credential = house.Issuer.Issue(holder, Now, claims => claims["nbf"] = Now.AddMinutes(2).ToUnixTimeSeconds()) };
            case "revoked":
                house.Issuer.Revoked.Add(77);
                house.App.Time.Advance(TimeSpan.FromMinutes(2));
                return new TestWallet.Answer { Credential = house.Issuer.Issue(holder, Now, null, 77), Age = -120 };
            case "status-host":
                return good with { Credential = house.Issuer.Issue(holder, Now, claims => claims["status"] = Status("https://elsewhere.example/list", 1)) };
            case "status-place":
                return good with { Credential = house.Issuer.Issue(holder, Now, claims => claims["status"] = Status(TestIssuer.StatusAddress, 5000)) };
            case "missing": return good with { Shows = one => one.Name is "family_name" or "given_name" };
            case "query": return good with { QueryId = "another" };
            case "jwe": return good with { Recipient = PrivateJwk.Generate().Public.Named("other", JoseAlgorithms.EcdhEs, "enc") };
            case "state": return good with { State = "another" };
            case "hidden-cnf": return good with { Credential = Hidden(holder, "cnf"), Shows = _ => true };
            case "hidden-exp": return good with { Credential = Hidden(holder, "exp"), Shows = _ => true };
            default: throw new ArgumentOutOfRangeException(nameof(what), what, "unknown case");
        }
    }

    /// <summary>A credential whose issuer let a member be chosen that must always be there.</summary>
    private string Hidden(Jwk holder, string name)
    {
        var payload = new JsonObject
        {
            ["vct"] = TestIssuer.Type, ["exp"] = Now.AddDays(1).ToUnixTimeSeconds(), ["cnf"] = new JsonObject { ["jwk"] = holder.ToJson() },
            ["family_name"] = "A", ["given_name"] = "B", ["birthdate"] = "2000-01-01", ["place_of_birth"] = new JsonObject { ["locality"] = "C" },
        };
        return new SdJwtPacker(payload).Hide(payload, name).Issue(house.Issuer.Sign);
    }

    private static JsonObject Status(string address, int place) =>
        new() { ["status_list"] = new JsonObject { ["uri"] = address, ["idx"] = place } };

    private static Action<JsonObject> Named(string family) => claims => claims["family_name"] = family;

    private static List<string> Asked(JsonObject request) =>
        [.. ((JsonArray)request["dcql_query"]!["credentials"]![0]!["claims"]!).Select(claim => claim!["path"]![0]!.GetValue<string>())];

    private Task<long> CountAsync(string sql) => house.App.Database.Region.QuerySingleAsync<long>(sql, null, Ct);
}
