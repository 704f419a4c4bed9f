using System.Net;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Identity.Tests.Provider;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Threats;

/// <summary>
/// Every <see cref="SensitiveAction"/> has a real address that refuses a session handed over by a phone and, except for proving who one
/// is, an account on hold. An action without address fails this.
/// </summary>
public sealed class SensitiveRouteThreatTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private const string Security = "/konto/sicherheit";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Does it, up to the refusal; the session becomes what it is to be with <c>Restrict</c>, when all is ready.</summary>
    private delegate Task<HttpResponseMessage> Attempt(Deed deed);

    private sealed record Deed(ProviderHouse House, Browser Browser, Func<Task> Restrict)
    {
        public async Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields)
        {
            await Restrict();
            return await Browser.PostAsync(address, fields);
        }

        public Task<HttpResponseMessage> ApplyAsync(string town, string service, string answers)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/v1/{town}/services/{service}/applications", UriKind.Relative))
            {
                Content = new StringContent($$"""{"answers":{{answers}}}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", RandomNumberGenerator.GetHexString(32));
            return Browser.SendAsync(request);
        }
    }

    private static readonly Dictionary<SensitiveAction, (string Person, Attempt Attempt)> Routes = new()
    {
        [SensitiveAction.AddAuthenticator] = ("jonas-beispiel", deed => deed.PostAsync(Security + "/passkey/optionen")),
        [SensitiveAction.RemoveAuthenticator] = ("jonas-beispiel", deed => deed.PostAsync($"{Security}/passkey/{Guid.CreateVersion7(DateTimeOffset.UnixEpoch)}/entfernen")),
        [SensitiveAction.ChangeAddress] = ("nora-planspiel", async deed =>
        {
            await deed.Restrict();
            return await deed.ApplyAsync("remscheid", "wohnsitz-abmelden",
                """
                {"wohin":"ohne","bisherige_wohnung":{"street":"Demoweg","number":"3","post_code":"42853","town":"Remscheid"},"auszugsdatum":"2026-03-06",
                "bleibt_andere":false,"ausweis_termin":false,"person":{"family_name":"Planspiel","given_names":"Nora","birth_date":"1990-02-12"},"ausweisnummer":"L01X00T471"}
                """);
        }),
        [SensitiveAction.ChangeBankDetails] = ("mira-beispiel", async deed =>
        {
            await deed.Restrict();
            return await deed.ApplyAsync("wuppertal", "unterhaltsvorschuss-aenderung",
                """
                {"kind_person":{"family_name":"Beispiel","given_names":"Lotta","birth_date":"2020-05-03"},"arten":["konto"],"seit":"2026-02-20",
                "antragsteller":{"family_name":"Beispiel","given_names":"Mira","birth_date":"1988-04-17"},
                "bank":{"kontoinhaber":"Mira Beispiel","iban":"DE02120300000000202051"}}
                """);
        }),
        [SensitiveAction.ReleaseCredential] = ("jonas-beispiel", async deed =>
        {
            await deed.Restrict();
            return await deed.Browser.GetAsync($"/konto/nachweise/{Guid.CreateVersion7(DateTimeOffset.UnixEpoch)}");
        }),
        [SensitiveAction.ReadSubstantialDocument] = ("nora-planspiel", async deed =>
        {
            await deed.Browser.SignInByEidAsync("nora-planspiel");
            using var sent = await deed.ApplyAsync("remscheid", "auskunftssperre",
                """{"antrag":"neu","art":["gewalt"],"schilderung":"Jemand sucht meine Adresse.","polizei":false,"sicherer_weg":"telefon","sicheres_telefon":"+49 2191 4711"}""");
            var receipt = System.Text.Json.Nodes.JsonNode.Parse(await sent.Content.ReadAsStringAsync(Ct))!;
            Assert.True(sent.StatusCode == HttpStatusCode.Created, receipt.ToJsonString());
            await deed.Restrict();
            return await deed.Browser.GetAsync($"/vorgang/{receipt["number"]}/dokument/{Guid.CreateVersion7(DateTimeOffset.UnixEpoch)}.pdf");
        }),
        [SensitiveAction.ChangeRecovery] = ("jonas-beispiel", deed => deed.PostAsync(Security + "/codes")),
        [SensitiveAction.GrantMandate] = ("jonas-beispiel", deed => deed.PostAsync("/konto/vollmachten/erteilen", ("name", "Hilfe"))),
        [SensitiveAction.ExportAccount] = ("jonas-beispiel", deed => deed.PostAsync(Security + "/daten/export")),
        [SensitiveAction.DeleteAccount] = ("jonas-beispiel", deed => deed.PostAsync(Security + "/daten/loeschen", ("wort", "nein"))),
        [SensitiveAction.GrantConsent] = ("jonas-beispiel", async deed =>
        {
            using var client = await deed.House.ClientAsync();
            var pushed = await client.PushAsync(scope: "openid profile");
            using var question = await deed.Browser.GetAsync(ProviderHouse.AuthorizeAddress(client, pushed["request_uri"]));
            Assert.Equal(HttpStatusCode.OK, question.StatusCode);
            var id = await deed.House.App.Database.Region.QuerySingleAsync<Guid>("select id from identity.oidc_par where client = @Id", new { client.Id }, Ct);
            return await deed.PostAsync($"/id/oidc/zustimmung/{id:D}", ("entscheidung", "ja"));
        }),
        [SensitiveAction.ProveIdentity] = ("jonas-beispiel", deed => deed.PostAsync(Security + "/schalter")),
    };

    public static TheoryData<SensitiveAction> Actions => [.. Routes.Keys];

    [Fact]
    public void Every_action_has_its_address() => Assert.Equal(
        Enum.GetValues<SensitiveAction>().Where(static action => action != SensitiveAction.None).Order(), Routes.Keys.Order());

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task A_handed_over_session_is_refused_where_it_counts_and_told_the_other_ways(SensitiveAction action)
    {
        var (status, text) = await TryAsync(action, "update identity.session set via_handover = true where account = @account");
        Assert.True(status == HttpStatusCode.Forbidden, $"{status}: {text}");
        Assert.True(
            text.Contains("session.handed-over", StringComparison.Ordinal)
            || text.Contains("Mit Passkey anmelden, auch mit dem Handy in der Nähe", StringComparison.Ordinal), text);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_account_on_hold_is_refused_where_it_counts_except_for_proving_who_one_is(SensitiveAction action)
    {
        var (status, text) = await TryAsync(action, "update identity.account set hold_until = @until where id = @account");
        if (action == SensitiveAction.ProveIdentity)
        {
            Assert.NotEqual(HttpStatusCode.Forbidden, status);
            return;
        }

        Assert.True(status == HttpStatusCode.Forbidden, $"{status}: {text}");
        Assert.True(
            text.Contains("account.on-hold", StringComparison.Ordinal) || text.Contains("wiederhergestellt", StringComparison.Ordinal), text);
    }

    [Theory]
    [MemberData(nameof(Actions))]
    public async Task An_ordinary_session_is_not(SensitiveAction action)
    {
        var (status, text) = await TryAsync(action, "select @account::uuid");
        Assert.True(status != HttpStatusCode.Forbidden, text);
    }

    private async Task<(HttpStatusCode Status, string Text)> TryAsync(SensitiveAction action, string restriction)
    {
        var (person, attempt) = Routes[action];
        using var browser = new Browser(house.App);
        await browser.SignInAsync(person);
        var region = house.App.Database.Region;
        var account = await region.QuerySingleAsync<Guid>("select id from identity.account where demo = @person", new { person }, Ct);
        try
        {
            using var answer = await attempt(new Deed(house, browser, async () =>
            {
                await region.ExecuteAsync(restriction, new { account, until = house.App.Time.GetUtcNow().AddHours(1) }, Ct);
            }));
            return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)));
        }
        finally
        {
            await region.ExecuteAsync("update identity.account set hold_until = null where id = @account", new { account }, Ct);
        }
    }
}
