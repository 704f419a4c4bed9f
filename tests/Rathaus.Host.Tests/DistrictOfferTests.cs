using System.Net;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>Whoever lives in a town of a district finds the district's services from the town's pages (FZV § 75: the Kreis registers vehicles).</summary>
public sealed class DistrictOfferTests(RathausApp app) : IClassFixture<RathausApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/aachen/kfz-zulassung", "/staedteregion-aachen/kfz-zulassung")]
    [InlineData("/detmold/kfz-abmeldung", "/kreis-lippe/kfz-abmeldung")]
    [InlineData("/soest/aufenthaltserlaubnis", "/kreis-soest/aufenthaltserlaubnis")]
    public async Task A_service_of_the_district_leads_there(string asked, string place)
    {
        using var client = app.CreateDefaultClient(new Uri("https://localhost"));
        using var answer = await client.GetAsync(new Uri(asked, UriKind.Relative), Ct);
        Assert.Equal((HttpStatusCode.SeeOther, place), (answer.StatusCode, answer.Headers.Location?.ToString()));
        using var there = await client.GetAsync(new Uri(place, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
    }

    [Theory]
    [InlineData("/wuppertal/gibt-es-nicht")]
    [InlineData("/aachen/gibt-es-nicht")]
    public async Task What_neither_offers_is_404(string asked)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(asked, Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Town_search_and_life_event_show_the_districts_service_with_its_name()
    {
        using var client = app.CreateClient();
        foreach (var page in (string[])["/detmold", "/detmold?s=Auto+zulassen", "/detmold/lebenslagen/auto"])
        {
            var html = await client.GetStringAsync(page, Ct);
            Assert.Contains("href=\"/kreis-lippe/kfz-zulassung\"", html, StringComparison.Ordinal);
            Assert.Contains("Kreis Lippe", html, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"/detmold/kfz-zulassung\"", html, StringComparison.Ordinal);
        }
    }
}
