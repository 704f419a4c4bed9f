using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Tests.Office;
using Rathaus.Kernel.Money;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Adoption;

/// <summary>The town upgrades twice while cases are open in every state: each keeps the version it began with and comes to its end on it.</summary>
public sealed class RunningCasesTests : IAsyncLifetime
{
    private const string Service = "/amt/leistungen/wuppertal/soest/sperrmuell";
    private readonly DirectoryInfo catalogue = Directory.CreateTempSubdirectory("rathaus-catalogue-");
    private readonly OfficeHouse house = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await VersionedCatalogue.MakeAsync(catalogue.FullName, steps: 2);
        var overlay = Path.Combine(catalogue.FullName, "municipalities/wuppertal/services/sperrmuell.yaml");
        var text = await File.ReadAllTextAsync(overlay, Ct);
        await File.WriteAllTextAsync(overlay, text.Replace("  max_volumen:", "  freie_abholungen: 1\n  zusatzgebuehr: 20.00\n  max_volumen:", StringComparison.Ordinal) + "fees: { zusatz: { demo: true } }\n", Ct);
        house.App.Set("Services:Catalogue", catalogue.FullName);
        await house.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        catalogue.Delete(recursive: true);
    }

    [Fact]
    public async Task Open_cases_of_every_state_stay_on_their_version_over_two_upgrades_and_end_on_it()
    {
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        var unpaid = await SubmitAsync(before: 1);
        var submitted = await SubmitAsync();
        var inReview = await SubmitAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.ActAsync(inReview, "uebernehmen")).StatusCode);
        var asked = await SubmitAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.ActAsync(asked, "rueckfrage", ("questions", "anschrift"), ("text", "Welche Hausnummer?"))).StatusCode);
        var forRelease = await SubmitAsync();
        await house.DecideWithFourEyesAsync(forRelease);
        var ready = await SubmitAsync();
        await DecideAsync(clerk, ready);
        var all = new Dictionary<string, CaseStatus>
        {
            [unpaid] = CaseStatus.AwaitingPayment, [submitted] = CaseStatus.Submitted, [inReview] = CaseStatus.InReview,
            [asked] = CaseStatus.AwaitingApplicant, [forRelease] = CaseStatus.AwaitingRelease, [ready] = CaseStatus.ReadyToSend,
        };
        var hash = (await house.LoadAsync(submitted)).ServiceHash;

        await UpgradeAsync("2.0.0", conflict: true);
        await UpgradeAsync("3.0.0", conflict: false);

        var now = house.App.Services.GetRequiredService<ICatalogue>().Find("wuppertal", "sperrmuell")!;
        Assert.Equal("3.0.0", now.Version);
        foreach (var (number, status) in all)
        {
            var state = await house.LoadAsync(number);
            Assert.Equal((number, status, "1.0.0", hash), (number, state.Status, state.ServiceVersion, state.ServiceHash));
            Assert.DoesNotContain("Zufahrt", await clerk.ReadAsync($"/amt/vorgang/{number}"), StringComparison.Ordinal);
        }

        // Paid, decided and sent on the version of the first day.
        await house.DoAsync(unpaid, "Pia Testerin", new FeePaid(Guid.CreateVersion7(house.App.Time.GetUtcNow()), Euro.RoundHalfUp(20m), Simulated: true, null));
        foreach (var number in (string[])[unpaid, submitted, inReview])
            await DecideAsync(clerk, number);
        foreach (var number in (string[])[unpaid, submitted, inReview, ready])
            await SendAsync(clerk, number);
        using var second = await house.StaffAsync("wuppertal-second-clerk");
        Assert.Equal(HttpStatusCode.SeeOther, (await second.ActAsync(forRelease, "freigeben")).StatusCode);
        await SendAsync(clerk, forRelease);
        foreach (var number in all.Keys.Where(number => number != asked))
        {
            var state = await house.LoadAsync(number);
            Assert.Equal((CaseStatus.Decided, hash), (state.Status, state.ServiceHash));
        }
    }

    private async Task UpgradeAsync(string version, bool conflict)
    {
        using var one = await house.StaffAsync("wuppertal-administrator");
        using var two = await house.StaffAsync("wuppertal-administrator-2");
        var draft = 1;
        await WentAsync(one.PostAsync(Service, Service + "/beginnen", ("fassung", version)));
        if (conflict)
            await WentAsync(one.PostAsync(Service, Service + "/fassung", ("_version", Number(draft++)), ("stelle", "parameter:vorlauf"), ("wahl", "eigene")));
        await WentAsync(one.PostAsync(Service, Service + "/einreichen", ("_version", Number(draft++)), ("grund", "geprüft")));
        await WentAsync(two.PostAsync(Service, Service + "/freigeben", ("_version", Number(draft))));
    }

    private static async Task DecideAsync(Browser clerk, string number)
    {
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.ActAsync(number, "entscheidung", ("outcome", "Granted"), ("aktion", "entscheiden"))).StatusCode);
    }

    private static async Task SendAsync(Browser clerk, string number) =>
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.ActAsync(number, "senden")).StatusCode);

    private static async Task WentAsync(Task<HttpResponseMessage> answer) => Assert.Equal(HttpStatusCode.SeeOther, (await answer).StatusCode);

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> SubmitAsync(int before = 0)
    {
        var answers = new JsonObject
        {
            ["aus_haushalt"] = true,
            ["anschrift"] = new JsonObject { ["street"] = "Erfundenstraße", ["number"] = "151", ["post_code"] = "42103", ["town"] = "Wuppertal" },
            ["gegenstaende"] = new JsonArray(new JsonObject { ["art"] = "sofa", ["anzahl"] = 1 }),
            ["elektro_dabei"] = false,
            ["volumen"] = "1.0",
            ["abholungen_bisher"] = before,
            ["bereitstellung"] = "gehweg",
            ["verschenken"] = false,
        };
        using var client = house.App.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/wuppertal/services/sperrmuell/applications")
        {
            Content = new StringContent(new JsonObject { ["answers"] = answers }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7(house.App.Time.GetUtcNow()).ToString());
        var answer = await client.SendAsync(request, Ct);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!["number"]!.GetValue<string>();
    }
}
