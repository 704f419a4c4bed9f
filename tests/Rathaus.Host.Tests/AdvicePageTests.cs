using System.Net;
using System.Text;
using Rathaus.Testing;

namespace Rathaus.Host.Tests;

/// <summary>What another authority decides has a page with a calculator, and no application.</summary>
public sealed class AdvicePageTests(RathausApp app) : IClassFixture<RathausApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kindergeld", "Kindergeld beantragen Sie bei der Familienkasse")]
    [InlineData("kinderzuschlag", "Den Kinderzuschlag beantragen Sie bei der Familienkasse")]
    public async Task The_page_says_where_one_applies_and_leads_to_the_calculator(string service, string where)
    {
        using var client = app.CreateClient();
        var page = WebUtility.HtmlDecode(await client.GetStringAsync($"/wuppertal/{service}", Ct));

        Assert.Contains(where, page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/wuppertal/{service}/rechner\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"https://www.arbeitsagentur.de/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/antrag", page, StringComparison.Ordinal);
        using var calculator = await client.GetAsync($"/wuppertal/{service}/rechner", Ct);
        Assert.Equal(HttpStatusCode.OK, calculator.StatusCode);
    }

    [Fact]
    public async Task Search_finds_it_by_everyday_words() => Assert.Contains(
        "href=\"/wuppertal/kindergeld\"", await app.CreateClient().GetStringAsync("/wuppertal?s=kindergeld", Ct), StringComparison.Ordinal);

    [Fact]
    public async Task Nobody_can_apply_by_page_or_api()
    {
        using var client = app.CreateClient();
        using var start = await client.GetAsync("/wuppertal/kindergeld/antrag", Ct);
        using var draft = await client.GetAsync("/wuppertal/kindergeld/antrag/0198c0de-0000-7000-8000-000000000000", Ct);
        using var body = new StringContent("""{ "answers": {} }""", Encoding.UTF8, "application/json");
        client.DefaultRequestHeaders.Add("Idempotency-Key", "advice-0001");
        using var sent = await client.PostAsync("/api/v1/wuppertal/services/kindergeld/applications", body, Ct);

        Assert.Equal(HttpStatusCode.NotFound, start.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, draft.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, sent.StatusCode);
        Assert.Contains("service.not-found", await sent.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }
}
