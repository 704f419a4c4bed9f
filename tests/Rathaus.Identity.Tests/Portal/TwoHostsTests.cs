using System.Net;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Portal;

/// <summary>The Bürger-ID has a host of its own (<c>--identity-url</c>): no cookie is shared, no address of the world is called.</summary>
public sealed class TwoHostsTests(TwoHostsTests.TwoHosts house) : IClassFixture<TwoHostsTests.TwoHosts>
{
    private const string Portal = "https://rathaus.example";
    private const string Identity = "https://id.rathaus.example";

    public sealed class TwoHosts : IAsyncLifetime
    {
        public RathausApp App { get; } = new();

        public async ValueTask InitializeAsync()
        {
            App.Set("Demo:Enabled", "true");
            App.Set("RateLimits:Login", "0");
            App.Set("Identity:PublicUrl", Portal);
            App.Set("Rathaus:IdentityUrl", Identity);
            await App.InitializeAsync();
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    [Fact]
    public async Task Sign_in_leads_over_the_other_host_and_back_and_each_has_a_session_of_its_own()
    {
        using var visitor = new PortalVisitor(house.App);
        var answer = await visitor.AnswerAsync(Portal, query: "?zurueck=%2Fkonto%2Fsicherheit");
        Assert.StartsWith($"{Portal}/anmelden/zurueck?code=", answer, StringComparison.Ordinal);
        Assert.EndsWith("iss=" + Uri.EscapeDataString(Identity + "/id"), answer, StringComparison.Ordinal);
        var done = await visitor.FollowAsync(await visitor.GetAsync(answer));
        Assert.Equal(($"{Portal}/konto/sicherheit", HttpStatusCode.OK), (done.Address, done.Status));
        Assert.Null(visitor.Cookie(Portal, "__Host-idp"));
        Assert.Null(visitor.Cookie(Identity, "__Host-rathaus"));
        Assert.NotNull(visitor.Cookie(Identity, "__Host-idp"));
    }

    [Fact]
    public async Task A_browser_never_follows_a_form_to_the_other_host()
    {
        using var visitor = new PortalVisitor(house.App);
        var begun = await visitor.GetAsync($"{Portal}/anmelden");
        Assert.Equal(HttpStatusCode.OK, begun.Status);
        Assert.StartsWith($"{Identity}/id/oidc/authorize?", begun.Next, StringComparison.Ordinal);
        var there = await visitor.GetAsync($"{Identity}/anmelden?zurueck=%2Fkonto");
        Assert.Equal((HttpStatusCode.OK, $"{Portal}/anmelden?zurueck=%2Fkonto"), (there.Status, there.Next));
    }

    [Fact]
    public async Task Signing_out_at_the_portal_ends_the_session_on_the_other_host()
    {
        using var visitor = new PortalVisitor(house.App);
        await visitor.SignInAsync(Portal);
        await visitor.PostAsync($"{Portal}/abmelden", $"{Portal}/abmelden");
        var asked = await visitor.FollowAsync(await visitor.GetAsync($"{Portal}/konto/sicherheit"));
        Assert.StartsWith($"{Identity}/id/anmelden", asked.Address, StringComparison.Ordinal);
    }
}
