using System.Net;
using Rathaus.Kernel.Cryptography;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Provider;

/// <summary>Registration of clients in the back office: who may, what is refused, and that everything stays in the history.</summary>
public sealed class ClientPageTests(ProviderHouse house) : IClassFixture<ProviderHouse>
{
    private const string Clients = "/amt/anwendungen";
    private const string Town = "?stadt=wuppertal";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_registers_changes_and_ends_a_client_and_the_history_keeps_all_of_it()
    {
        using var admin = await AdministratorAsync();
        using var made = await admin.PostAsync("/amt/konto", $"{Clients}/neu{Town}", Form("bibliothek"));
        Assert.Equal(HttpStatusCode.SeeOther, made.StatusCode);
        Assert.Contains("Stadtbibliothek", await admin.ReadAsync(Clients + Town), StringComparison.Ordinal);
        house.App.Time.Advance(TimeSpan.FromSeconds(1));
        using var changed = await admin.PostAsync(
            "/amt/konto", $"{Clients}/bibliothek{Town}", [.. Form("bibliothek", ("name", "Bücherei"), ("niveau", "Substantial")), ("_version", "1")]);
        Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
        using var stale = await admin.PostAsync("/amt/konto", $"{Clients}/bibliothek{Town}", [.. Form("bibliothek"), ("_version", "1")]);
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        var page = WebUtility.HtmlDecode(await admin.ReadAsync($"{Clients}/bibliothek{Town}"));
        Assert.Contains("Angeschlossen", page, StringComparison.Ordinal);
        Assert.Contains("Schlüssel geändert", page, StringComparison.Ordinal);

        house.App.Time.Advance(TimeSpan.FromSeconds(1));
        using var ended = await admin.PostAsync("/amt/konto", $"{Clients}/bibliothek/beenden{Town}");
        Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await admin.StatusAsync($"{Clients}/bibliothek{Town}"));
        Assert.Equal(
            ["registered", "keys-changed", "ended"],
            await house.App.Database.Region.QueryAsync<string>(
                "select action from identity.oidc_client_change where client = 'bibliothek' order by at, id", null, Ct));

        using var again = await admin.PostAsync("/amt/konto", $"{Clients}/neu{Town}", Form("bibliothek"));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Only_an_administrator_of_the_town_sees_and_changes_its_clients()
    {
        using var admin = await AdministratorAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.PostAsync("/amt/konto", $"{Clients}/neu{Town}", Form("nur-wuppertal"))).StatusCode);
        using var other = await AdministratorAsync("aachen-administrator");
        Assert.Equal(HttpStatusCode.NotFound, await other.StatusAsync($"{Clients}/nur-wuppertal{Town}"));
        Assert.Equal(HttpStatusCode.NotFound, await other.StatusAsync($"{Clients}/nur-wuppertal?stadt=aachen"));
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync("/amt/konto", $"{Clients}/nur-wuppertal/beenden?stadt=aachen")).StatusCode);
        Assert.DoesNotContain("nur-wuppertal", await other.ReadAsync(Clients + "?stadt=aachen"), StringComparison.Ordinal);

        using var clerk = new Browser(house.App);
        await clerk.SignInStaffAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await clerk.StatusAsync(Clients));
        using var citizen = new Browser(house.App);
        await citizen.SignInAsync();
        Assert.Equal(HttpStatusCode.Redirect, await citizen.StatusAsync(Clients));
    }

    [Theory]
    [InlineData("kennung", "X")]
    [InlineData("kennung", "a'; drop table identity.oidc_client; --")]
    [InlineData("name", "")]
    [InlineData("zweck", "")]
    [InlineData("rueckadressen", "")]
    [InlineData("rueckadressen", "http://stadt.example/callback")]
    [InlineData("rueckadressen", "https://*.example/callback")]
    [InlineData("rueckadressen", "https://stadt.example/callback#teil")]
    [InlineData("rueckadressen", "https://name:wort@stadt.example/callback")]
    [InlineData("rueckadressen", "javascript:alert(1)")]
    [InlineData("rueckadressen", "https://a.example/c\nhttps://b.example/c")]
    [InlineData("sektor", "fremd.example")]
    [InlineData("abmelde-meldung", "https://169.254.169.254/latest")]
    [InlineData("abmelde-rahmen", "https://fremd.example/")]
    [InlineData("nach-abmelden", "//fremd.example")]
    [InlineData("schluessel", "")]
    [InlineData("schluessel", "{}")]
    [InlineData("schluessel", "{\"keys\":[]}")]
    [InlineData("schluessel", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")]
    [InlineData("niveau", "Hoechst")]
    [InlineData("daten", "rathaus")]
    public async Task A_registration_that_does_not_fit_comes_back_with_a_sentence_and_what_was_typed(string field, string value)
    {
        using var admin = await AdministratorAsync();
        using var answer = await admin.PostAsync("/amt/konto", $"{Clients}/neu{Town}", Form("passt-nicht", (field, value)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        Assert.Contains("rh-errors", html, StringComparison.Ordinal);
        Assert.Contains(field == "zweck" ? "Stadtbibliothek" : "Sie leihen Bücher aus.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_key_is_refused_and_never_stored()
    {
        using var admin = await AdministratorAsync();
        var key = PrivateJwk.Generate().ToJson();
        using var answer = await admin.PostAsync("/amt/konto", $"{Clients}/neu{Town}", Form("privat", ("schluessel", $$"""{"keys":[{{key.ToJsonString()}}]}""")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Empty(await house.App.Database.Region.QueryAsync<string>("select id from identity.oidc_client where id = 'privat'", null, Ct));
    }

    private async Task<Browser> AdministratorAsync(string person = "wuppertal-administrator")
    {
        var browser = new Browser(house.App);
        await browser.SignInStaffAsync(person);
        return browser;
    }

    private static (string Name, string Value)[] Form(string id, params (string Name, string Value)[] changes)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kennung"] = id,
            ["name"] = "Stadtbibliothek",
            ["zweck"] = "Sie leihen Bücher aus.",
            ["rueckadressen"] = "https://bibliothek.example/callback",
            ["schluessel"] = $$"""{"keys":[{{PrivateJwk.Generate().Public.ToJson().ToJsonString()}}]}""",
            ["niveau"] = "Low",
            ["daten"] = "profile",
            ["hybrid"] = "Warn",
            ["nach-abmelden"] = "https://bibliothek.example/ende",
        };
        foreach (var (name, value) in changes)
            form[name] = value;
        return [.. form.Select(pair => (pair.Key, pair.Value))];
    }
}
