using System.Net;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>What the browser's part of the provider must refuse: nothing is sent anywhere unless the request was pushed and is fresh.</summary>
public sealed class AuthorizeRefusalTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plain_parameters_without_a_pushed_request_go_nowhere()
    {
        using var client = await house.ClientAsync();
        var query = string.Join('&', client.Wish().Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        await RefusedAsync("/id/oidc/authorize?" + query, "invalid_request");
    }

    [Fact]
    public async Task A_reference_with_further_parameters_goes_nowhere()
    {
        using var client = await house.ClientAsync();
        var pushed = await client.PushAsync();
        await RefusedAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]) + "&redirect_uri=https://evil.example", "invalid_request");
    }

    [Fact]
    public async Task A_reference_is_good_once()
    {
        using var client = await house.ClientAsync();
        var pushed = await client.PushAsync();
        var address = ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]);
        using var browser = new Browser(house.App);
        Assert.Equal(HttpStatusCode.SeeOther, await browser.StatusAsync(address));
        await RefusedAsync(address, "invalid_request_uri");
    }

    [Fact]
    public async Task A_reference_of_a_minute_ago_is_over()
    {
        using var client = await house.ClientAsync();
        var pushed = await client.PushAsync();
        house.App.Time.Advance(TimeSpan.FromSeconds(60));
        await RefusedAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]), "invalid_request_uri");
    }

    [Fact]
    public async Task A_reference_of_another_client_goes_nowhere_and_stays_good_for_its_own()
    {
        using var owner = await house.ClientAsync();
        using var other = await house.ClientAsync();
        var pushed = await owner.PushAsync();
        await RefusedAsync(ProviderHouse.AuthorizeAddress(other, pushed["request_uri"]), "invalid_request_uri");
        using var browser = new Browser(house.App);
        Assert.Equal(HttpStatusCode.SeeOther, await browser.StatusAsync(ProviderHouse.AuthorizeAddress(owner, pushed["request_uri"])));
    }

    [Theory]
    [InlineData("client_id=niemand&request_uri=urn:ietf:params:oauth:request_uri:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "invalid_client")]
    [InlineData("client_id=rathaus&request_uri=https://evil.example/request", "invalid_client")]
    [InlineData("client_id=a&client_id=b&request_uri=x", "invalid_request")]
    [InlineData("request_uri=x", "invalid_request")]
    [InlineData("", "invalid_request")]
    public async Task Anything_else_goes_nowhere(string query, string error) => await RefusedAsync("/id/oidc/authorize?" + query, error);

    [Fact]
    public async Task Nobody_is_let_in_silently_without_a_session()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        var answer = await house.AuthorizeAsync(client, browser, change: wish => wish["prompt"] = "none");
        Assert.Equal("login_required", answer["error"]);
        Assert.Equal("state-1", answer["state"]);
        Assert.Equal(TestClient.Issuer, answer["iss"]);
    }

    [Fact]
    public async Task Nobody_is_let_in_silently_without_consent()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync("hannes-muster");
        var answer = await house.AuthorizeAsync(client, browser, change: wish => wish["prompt"] = "none");
        Assert.Equal("consent_required", answer["error"]);
    }

    [Fact]
    public async Task A_level_that_was_not_reached_is_told_silently_and_asked_for_otherwise()
    {
        using var client = await house.ClientAsync(TrustLevel.High);
        using var browser = new Browser(house.App);
        await browser.SignInAsync("ida-muster");
        var silent = await house.AuthorizeAsync(client, browser, change: wish => wish["prompt"] = "none");
        Assert.Equal("unmet_authentication_requirements", silent["error"]);

        var pushed = await client.PushAsync(wish => wish["acr_values"] = "urn:rathaus:acr:basis");
        using var answer = await browser.GetAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]));
        Assert.Contains("niveau=hoch", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saying_no_goes_back_to_the_client_without_a_code()
    {
        using var client = await house.ClientAsync();
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        var pushed = await client.PushAsync();
        var back = ProviderHouse.Parameters(await ProviderHouse.FollowAsync(browser, ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]), agree: false));
        Assert.Equal("access_denied", back["error"]);
        Assert.False(back.ContainsKey("code"));
    }

    private async Task RefusedAsync(string address, string code)
    {
        using var browser = new Browser(house.App);
        using var answer = await browser.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(ProviderHouse.Onward(answer));
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }
}
