using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Identity.Wallet.Status;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Wallet;

/// <summary>A house that trusts one issuer of identity credentials; the issuer's status list comes from the test.</summary>
public sealed partial class WalletHouse : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A wallet of the configuration.</summary>
    public const string Client = "test-wallet";

    public const string Redirect = "test-wallet://callback";

    /// <summary>What the rooms of the house have for accounts, beside what tests put here.</summary>
    internal HeldDocuments Held { get; } = new();

    public RathausApp App { get; } = new();

    internal TestIssuer Issuer { get; private set; } = null!;

    /// <summary>Was believed until the end of last year.</summary>
    internal TestIssuer Retired { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = new TestIssuer(App.Time.GetUtcNow());
        App.Set("Demo:Enabled", "false");
        App.Set("RateLimits:Login", "0");
        App.Set("Identity:Wallet:TrustedIssuers:0:Name", "Test PID");
        App.Set("Identity:Wallet:TrustedIssuers:0:Certificate", Issuer.WriteRoot());
        App.Set("Identity:Wallet:TrustedIssuers:0:Types:0", TestIssuer.Type);
        App.Set("Identity:Wallet:TrustedIssuers:0:StatusHosts:0", TestIssuer.StatusHost);
        Retired = new TestIssuer(App.Time.GetUtcNow());
        App.Set("Identity:Wallet:TrustedIssuers:1:Name", "Retired PID");
        App.Set("Identity:Wallet:TrustedIssuers:1:Certificate", Retired.WriteRoot());
        App.Set("Identity:Wallet:TrustedIssuers:1:Types:0", TestIssuer.Type);
        App.Set("Identity:Wallet:TrustedIssuers:1:StatusHosts:0", TestIssuer.StatusHost);
        App.Set("Identity:Wallet:TrustedIssuers:1:Until", "2025-12-31");
        App.Set("Identity:Wallet:Clients:0:Id", Client);
        App.Set("Identity:Wallet:Clients:0:Name", "Testwallet");
        App.Set("Identity:Wallet:Clients:0:Redirects:0", Redirect);
        App.Set("Identity:Wallet:Clients:1:Id", "other-wallet");
        App.Set("Identity:Wallet:Clients:1:Name", "Andere Wallet");
        App.Set("Identity:Wallet:Clients:1:Redirects:0", "https://wallet.example/callback");
        App.With(services => services.AddSingleton<ICredentialSource>(Held));
        App.With(services => services.AddHttpClient(CredentialStatus.Client).ConfigurePrimaryHttpMessageHandler(() => new StatusHost(this)));
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    internal TestWallet Wallet() => new(App.CreateClient(), App.Time.GetUtcNow());

    /// <summary>A person begins; the page's address and the link for the wallet.</summary>
    internal static async Task<(string Page, string Link)> BeginAsync(Browser browser, bool sameDevice = true, params (string, string)[] more)
    {
        var answer = await browser.PostAsync(
            "/anmelden/wallet", "/anmelden/wallet", [("aktion", sameDevice ? "geraet" : "handy"), ("zurueck", "/konto/sicherheit"), .. more]);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var page = answer.Headers.Location!.ToString();
        var html = WebUtility.HtmlDecode(await browser.ReadAsync(page));
        return (page, Link().Match(html).Value);
    }

    internal static string CodeIn(string redirect) => redirect[(redirect.IndexOf('#', StringComparison.Ordinal) + 1)..];

    /// <summary>Signs in with a fresh credential on the same device.</summary>
    internal async Task<HttpResponseMessage> SignInAsync(
        Browser browser, Action<System.Text.Json.Nodes.JsonObject>? change = null, params (string, string)[] more)
    {
        var wallet = Wallet();
        var (_, link) = await BeginAsync(browser, sameDevice: true, more);
        var request = await wallet.FetchAsync(link, Ct);
        var credential = Issuer.Issue(wallet.Holder.Public, App.Time.GetUtcNow(), change);
        var (redirect, error) = await wallet.PostAsync(request, wallet.Answering(request, new TestWallet.Answer { Credential = credential }), Ct);
        Assert.True(error is null, error);
        Assert.StartsWith("https://localhost/id/vp/done#", redirect, StringComparison.Ordinal);
        return await browser.PostAsync("/id/vp/done", "/id/vp/done", ("code", CodeIn(redirect!)));
    }

    [GeneratedRegex("openid4vp://[^\"<]+", RegexOptions.None, 1000)]
    private static partial Regex Link();

    /// <summary>Documents by account.</summary>
    internal sealed class HeldDocuments : ICredentialSource
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<CredentialOrder> orders = [];

        public void Add(CredentialOrder order) => orders.Add(order);

        public Task<IReadOnlyList<CredentialOrder>> OfAsync(Guid account, string type, TrustLevel trust, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<CredentialOrder>>([.. orders.Where(order => order.Account == account && order.Type == type)]);
    }

    private sealed class StatusHost(WalletHouse house) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(request.RequestUri!.AbsoluteUri == TestIssuer.StatusAddress
                ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(house.Issuer.StatusList(house.App.Time.GetUtcNow())) }
                : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
