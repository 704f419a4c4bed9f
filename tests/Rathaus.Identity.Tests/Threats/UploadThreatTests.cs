using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>Files that people attached to an application of level substantial or high: as little for a relayed sign-in as its documents.</summary>
public sealed class UploadThreatTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private const string Nowhere = "01900000-0000-7000-8000-000000000000";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update identity.session set via_handover = true where account = @account", HttpStatusCode.Forbidden)]
    [InlineData("update identity.account set hold_until = @until where id = @account", HttpStatusCode.Forbidden)]
    [InlineData("select @account::uuid", HttpStatusCode.NotFound)]
    public async Task Of_a_case_and_of_a_draft(string restriction, HttpStatusCode expected)
    {
        using var browser = new Browser(house.App);
        await browser.SignInByEidAsync("nora-planspiel");
        var number = await CaseAsync(browser);
        var begun = await browser.PostAsync("/remscheid/auskunftssperre/antrag", "/remscheid/auskunftssperre/antrag");
        var draft = begun.Headers.Location!.ToString().Split('/')[4];
        await RestrictAsync(restriction);
        try
        {
            foreach (var address in (string[])[$"/vorgang/{number}/datei/{Nowhere}", $"/remscheid/auskunftssperre/antrag/{draft}/dateien/{Nowhere}"])
                Assert.Equal((address, expected), (address, await browser.StatusAsync(address)));
        }
        finally
        {
            await RestrictAsync("update identity.account set hold_until = null where id = @account");
        }
    }

    private async Task RestrictAsync(string restriction)
    {
        var account = await house.App.Database.Region.QuerySingleAsync<Guid>("select id from identity.account where demo = 'nora-planspiel'", null, Ct);
        await house.App.Database.Region.ExecuteAsync(restriction, new { account, until = house.App.Time.GetUtcNow().AddHours(1) }, Ct);
    }

    private static async Task<string> CaseAsync(Browser browser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/remscheid/services/auskunftssperre/applications")
        {
            Content = new StringContent(
                """{"answers":{"antrag":"neu","art":["gewalt"],"schilderung":"Jemand sucht meine Adresse.","polizei":false,"sicherer_weg":"telefon","sicheres_telefon":"+49 2191 4711"}}""",
                Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", RandomNumberGenerator.GetHexString(32));
        using var sent = await browser.SendAsync(request);
        var receipt = JsonNode.Parse(await sent.Content.ReadAsStringAsync(Ct))!;
        Assert.True(sent.StatusCode == HttpStatusCode.Created, receipt.ToJsonString());
        return receipt["number"]!.GetValue<string>();
    }
}
