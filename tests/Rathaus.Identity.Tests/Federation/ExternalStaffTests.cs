using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Tests.Http;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Federation;

/// <summary>A real house whose staff may sign in with <see cref="TownProvider"/>.</summary>
public sealed class ProviderHouse : IAsyncLifetime
{
    public RealHouse House { get; } = new();

    internal TownProvider Provider { get; }

    public ProviderHouse() => Provider = new TownProvider(House.App.Time);

    public async ValueTask InitializeAsync()
    {
        House.App.Set("Identity:StaffProvider:Issuer", TownProvider.Issuer);
        House.App.Set("Identity:StaffProvider:ClientId", TownProvider.Client);
        House.App.Set("Identity:StaffProvider:ClientSecret", TownProvider.Secret);
        House.App.Set("Identity:StaffProvider:Label", "Stadt-SSO");
        House.App.With(services => services.AddHttpClient("staff-provider").ConfigurePrimaryHttpMessageHandler(() => Provider));
        await House.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await House.DisposeAsync();
        Provider.Dispose();
    }
}

/// <summary>Staff sign in with the town's own OpenID provider; what it says is checked, what somebody may do it cannot say.</summary>
public sealed partial class ExternalStaffTests : IClassFixture<ProviderHouse>
{
    private readonly RealHouse house;
    private readonly TownProvider provider;

    public ExternalStaffTests(ProviderHouse shared)
    {
        house = shared.House;
        provider = shared.Provider;
        provider.Twist = static _ => { };
        provider.Write = null;
        provider.Subject = "subject-" + System.Security.Cryptography.RandomNumberGenerator.GetHexString(8);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_linked_person_signs_in_with_the_roles_of_our_directory_and_an_unlinked_one_does_not()
    {
        using var admin = await house.AdministratorAsync("Ada Chefin", "wuppertal");
        using var clerk = await house.JoinAsync(await RealHouse.InviteAsync(admin, "Kim Kollege", "wuppertal", ("amt.abfall", "Clerk")));
        using var browser = new Browser(house.App);
        Assert.Contains("Anmelden mit Stadt-SSO", await browser.ReadAsync("/amt/anmelden"), StringComparison.Ordinal);
        var code = await UnlinkedAsync(browser);
        Assert.Null(browser.Session);

        // A clerk cannot link; the administrator can, once.
        var id = await RealHouse.IdAsync(admin, "Kim Kollege", "wuppertal");
        var address = $"{RealHouse.People}/{id}/verknuepfen?stadt=wuppertal";
        Assert.Equal(HttpStatusCode.Forbidden, (await clerk.Browser.PostAsync("/amt/konto", address, ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Browser.PostAsync("/amt/konto", address, ("code", "0000-0000-0000-0000-0000"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.Browser.PostAsync("/amt/konto", address, ("code", code))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await admin.Browser.PostAsync("/amt/konto", address, ("code", code))).StatusCode);

        provider.Twist = static claims => claims["roles"] = new JsonArray("Administrator");
        await EnterAsync(browser);
        var account = await browser.ReadAsync("/amt/konto");
        Assert.Contains("Kim Kollege", account, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, await browser.StatusAsync(RealHouse.People));

        // Untied: the session ends with the next request.
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{id}/loesen?stadt=wuppertal")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await browser.StatusAsync("/amt/konto"));
    }

    public static TheoryData<string> Lies => ["issuer", "audience", "azp", "expired", "early", "nonce", "no-subject", "other-key", "none", "hmac"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_token_that_is_not_what_it_should_be_signs_nobody_in(string lie)
    {
        var other = PrivateJwk.Generate(JoseAlgorithms.Es256, "k1");
        var now = house.App.Time.GetUtcNow().ToUnixTimeSeconds();
        provider.Twist = claims =>
        {
            switch (lie)
            {
                case "issuer": claims["iss"] = "https://anderswo.example"; break;
                case "audience": claims["aud"] = "anderes-programm"; break;
                case "azp": claims["aud"] = new JsonArray(TownProvider.Client, "anderes-programm"); break;
                case "expired": claims["exp"] = now - 61; break;
                case "early": claims["iat"] = now + 120; break;
                case "nonce": claims["nonce"] = "ein-anderer"; break;
                case "no-subject": claims.Remove("sub"); break;
                default: break;
            }
        };
        provider.Write = lie switch
        {
            "other-key" => claims => JwsWriter.Sign(other, claims, "JWT"),
            "none" => static claims => $"{Part("{\"alg\":\"none\"}")}.{Part(claims.ToJsonString())}.",
            "hmac" => static claims => $"{Part("{\"alg\":\"HS256\"}")}.{Part(claims.ToJsonString())}.AAAA",
            _ => null,
        };
        using var browser = new Browser(house.App);
        var answer = await browser.GetAsync(provider.Authorize(await BeginAsync(browser)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.DoesNotContain("Ihr Zugang ist noch nicht verknüpft", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        Assert.Null(browser.Session);
    }

    [Fact]
    public async Task An_answer_counts_once_in_the_browser_that_asked_and_from_this_provider_only()
    {
        using var browser = new Browser(house.App);
        using var victim = new Browser(house.App);
        var stolen = provider.Authorize(await BeginAsync(browser));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await victim.StatusAsync(stolen));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(provider.Authorize(await BeginAsync(browser))));

        var again = provider.Authorize(await BeginAsync(browser));
        Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync(again));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await browser.StatusAsync(again));
        var mixed = provider.Authorize(await BeginAsync(browser)).Replace("sso.stadt", "sso.boese", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await browser.StatusAsync(mixed));
        var late = provider.Authorize(await BeginAsync(browser));
        house.App.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await browser.StatusAsync(late));
    }

    [Fact]
    public async Task One_factor_is_not_enough()
    {
        provider.Twist = static claims => claims["amr"] = new JsonArray("pwd");
        using var browser = new Browser(house.App);
        var answer = await browser.GetAsync(provider.Authorize(await BeginAsync(browser)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("nur einen Faktor", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
    }

    private static string Part(string json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json));

    private static async Task<string> BeginAsync(Browser browser)
    {
        var answer = await browser.GetAsync("/amt/anmelden/extern?zurueck=/amt/konto");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith(TownProvider.Issuer + "/authorize?", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        return answer.Headers.Location!.ToString();
    }

    private async Task<string> UnlinkedAsync(Browser browser)
    {
        var html = await browser.ReadAsync(provider.Authorize(await BeginAsync(browser)));
        return Code().Match(html).Value;
    }

    private async Task EnterAsync(Browser browser)
    {
        var html = await browser.ReadAsync(provider.Authorize(await BeginAsync(browser)));
        Assert.Contains("Sie sind angemeldet", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=<bdi[^>]*>)([0-9A-Z]{4}-){4}[0-9A-Z]{4}(?=</bdi>)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
