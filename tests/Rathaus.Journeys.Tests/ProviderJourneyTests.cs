using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;
using Rathaus.Kernel.Cryptography;

namespace Rathaus.Journeys.Tests;

/// <summary>A town connects an application, and a person signs in to it: the pages on desktop and phone, without script too.</summary>
public sealed class ProviderJourneyTests(House house)
{
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private string Issuer => house.Host.Address + "/id";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(360, true, "bibliothek-handy")]
    [InlineData(1280, false, "bibliothek-rechner")]
    public async Task An_application_is_connected_and_a_person_agrees_to_it_and_ends_it(int width, bool script, string id)
    {
        var key = PrivateJwk.Generate();
        // Another origin than the house, as a client has: the way back leaves it.
        var callback = $"http://127.0.0.1:{house.Host.Port}/";
        await using (var admin = await house.VisitAsync(width))
        {
            await admin.SignInStaffAsync("wuppertal", "wuppertal-administrator");
            await admin.GoAsync("/amt/anwendungen/neu");
            await admin.NextAsync("Anschließen");
            Assert.Contains("Geben Sie einen Namen", await admin.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
            await admin.LookAsync();
            await admin.Page.Locator("[name=kennung]").FillAsync(id);
            await admin.Page.Locator("[name=name]").FillAsync("Stadtbibliothek " + width);
            await admin.Page.Locator("[name=zweck]").FillAsync("Sie leihen Bücher aus.");
            await admin.Page.Locator("[name=rueckadressen]").FillAsync(callback);
            await admin.Page.Locator("[name=schluessel]").FillAsync(new JsonObject { ["keys"] = new JsonArray(key.Public.ToJson()) }.ToJsonString());
            await admin.Page.Locator("[name=daten][value=profile]").CheckAsync();
            await admin.NextAsync("Anschließen");
            Assert.Contains("ist angeschlossen", await admin.Page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);
            await admin.LookAsync();
            await admin.GoAsync("/amt/anwendungen");
            await admin.LookAsync();
        }

        await using var visitor = await house.VisitAsync(width, script: script);
        await visitor.GoAsync(await AuthorizeAddressAsync(id, key, callback));
        await visitor.PressAsync(visitor.Page.Locator("form:has(input[name=person][value=mira-beispiel]) button"));
        await visitor.Page.GetByRole(AriaRole.Heading, new() { Name = $"Möchten Sie sich bei „Stadtbibliothek {width}“ anmelden?" }).WaitForAsync();
        Assert.Contains("Ihren Namen", await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        var question = visitor.Page.Url + (visitor.Page.Url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "sprache=";
        foreach (var (language, word) in ((string, string)[])[("en", "your name"), ("de-einfach", "Ihren Namen"), ("de", "Ihren Namen")])
        {
            await visitor.GoAsync(question + language);
            Assert.Contains(word, await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
            await visitor.LookAsync();
        }

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Zustimmen und weiter" }).ClickAsync();
        await visitor.Page.WaitForURLAsync("**/?code=*");

        await visitor.GoAsync("/konto/zugriffe");
        await visitor.LookAsync();
        await visitor.NextAsync($"Zugriff beenden: Stadtbibliothek {width}");
        Assert.Contains("Der Zugriff ist beendet", await visitor.Page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.GoAsync("/id/oidc/authorize", 400);
        await visitor.LookAsync();
        await visitor.GoAsync("/id/oidc/logout");
        await visitor.LookAsync();
    }

    private async Task<string> AuthorizeAddressAsync(string id, PrivateJwk key, string callback)
    {
        using var client = new HttpClient();
        var now = await NowAsync(client);
        var assertion = JwsWriter.Sign(
            key,
            new JsonObject { ["iss"] = id, ["sub"] = id, ["aud"] = Issuer, ["jti"] = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32), ["iat"] = now, ["exp"] = now + 60 },
            "JWT");
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = id,
            ["response_type"] = "code",
            ["redirect_uri"] = callback,
            ["scope"] = "openid profile",
            ["state"] = "s",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        });
        using var answer = await client.PostAsync(new Uri(Issuer + "/oidc/par"), content, Ct);
        var pushed = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct));
        Assert.True(answer.IsSuccessStatusCode, pushed.GetRawText());
        return $"/id/oidc/authorize?client_id={id}&request_uri={Uri.EscapeDataString(pushed.GetProperty("request_uri").GetString()!)}";
    }

    /// <summary>The house's clock was set; its log says what it shows.</summary>
    private async Task<long> NowAsync(HttpClient client)
    {
        var before = Refusals().Count;
        using var empty = new FormUrlEncodedContent([KeyValuePair.Create("client_id", "nobody")]);
        using var refused = await client.PostAsync(new Uri(Issuer + "/oidc/par"), empty, Ct);
        while (Refusals().Count == before)
            await Task.Delay(20, Ct);
        return JsonElement.Parse(Refusals()[^1]).GetProperty("ts").GetDateTimeOffset().ToUnixTimeSeconds();
    }

    private List<string> Refusals() => [.. house.Host.Log.Split('\n').Where(line => line.Contains("par refused", StringComparison.Ordinal))];
}
