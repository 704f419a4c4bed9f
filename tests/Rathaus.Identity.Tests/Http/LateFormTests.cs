using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Ui;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>Forms that come too late, from elsewhere or without their token, and ways back after a sign-in.</summary>
public sealed partial class LateFormTests(DemoHouse house) : IClassFixture<DemoHouse>
{
    private const string Typed = "Was ich gerade schrieb";

    /// <summary>
    /// Posted by pages of others, which hold no token of ours: BundID's answer, bound to the browser by the request's own cookie,
    /// and the signed request to the simulation of BundID.
    /// </summary>
    private static readonly string[] FromElsewhere = ["/anmelden/bundid/antwort", "/simulation/bundid"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/amt/vorgang/W-2026-0000018/vermerk", "/amt/anmelden?zurueck=%2Famt%2Fvorgang%2FW-2026-0000018%2Fvermerk")]
    [InlineData("/konto/sicherheit/passkey", "/anmelden?zurueck=%2Fkonto%2Fsicherheit%2Fpasskey")]
    public async Task A_form_that_arrives_after_the_session_ended_keeps_what_was_typed(string address, string signIn)
    {
        using var browser = new Browser(house.App);
        await browser.SignInStaffAsync();
        house.App.Time.Advance(TimeSpan.FromMinutes(16));
        var answer = await SendAsync(browser, address, "same-origin");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Contains(Typed, html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{signIn}\"", html, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("none")]
    public async Task A_late_form_from_another_site_is_not_kept(string site)
    {
        using var browser = new Browser(house.App);
        var answer = await SendAsync(browser, "/amt/vorgang/W-2026-0000018/vermerk", site);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.StartsWith("/amt/anmelden", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_form_of_the_house_does_anything_without_its_token()
    {
        using var citizen = new Browser(house.App);
        await citizen.SignInAsync();
        using var admin = new Browser(house.App);
        await admin.SignInStaffAsync("wuppertal-administrator");
        using var clerk = new Browser(house.App);
        await clerk.SignInStaffAsync();
        var forms = house.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageEndpoint>() is not null
                && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST"))
            .Select(endpoint => "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), match => ValueOf(match.Value)))
            .ToArray();
        Assert.Subset(forms.ToHashSet(), FromElsewhere.ToHashSet());
        Assert.True(forms.Length > 40, $"{forms.Length} forms");
        List<string> open = [];
        foreach (var form in forms.Except(FromElsewhere))
        {
            var browser = form.StartsWith("/amt", StringComparison.Ordinal) ? admin : citizen;
            var answer = await browser.PostRawAsync(form, ("text", Typed));
            if (answer.StatusCode is HttpStatusCode.Forbidden && browser == admin)
                answer = await clerk.PostRawAsync(form, ("text", Typed));
            if (answer.StatusCode is not HttpStatusCode.BadRequest)
                open.Add($"{form}: {answer.StatusCode}");
        }

        Assert.Empty(open);
        Assert.Equal(HttpStatusCode.OK, await citizen.StatusAsync("/konto/sicherheit"));
        Assert.Equal(HttpStatusCode.OK, await admin.StatusAsync("/amt/konto"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task No_way_back_leads_to_another_host(string back)
    {
        foreach (var (page, form, person) in ((string, string, string)[])
            [("/id/anmelden", "/anmelden/vorfuehrung", "mira-beispiel"), ("/anmelden/eid", "/anmelden/eid", "mira-beispiel"),
             ("/amt/anmelden", "/amt/anmelden/vorfuehrung", "wuppertal-clerk")])
        {
            using var browser = new Browser(house.App);
            var home = page == "/amt/anmelden" ? "/amt" : "/konto";
            var html = await browser.ReadAsync($"{page}?zurueck={Uri.EscapeDataString(back)}");
            Assert.Contains($"name=\"zurueck\" value=\"{home}\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain("value=\"" + WebUtility.HtmlEncode(back), html, StringComparison.Ordinal);
            var answer = await browser.PostAsync(page, form, ("person", person), ("zurueck", back));
            Assert.Equal(home, answer.Headers.Location?.ToString());
        }
    }

    private static Task<HttpResponseMessage> SendAsync(Browser browser, string address, string site)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("text", Typed)]),
        };
        request.Headers.Add("Sec-Fetch-Site", site);
        return browser.SendAsync(request);
    }

    private static string ValueOf(string parameter) => parameter switch
    {
        "{town}" => "wuppertal",
        "{service}" => "sperrmuell",
        "{number}" => "W-2026-0000018",
        _ when parameter.Contains(":guid", StringComparison.Ordinal) => "0190a5d4-0000-7000-8000-000000000001",
        _ => "1",
    };

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
