using System.Web;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>An application of the town library: an administrator connects it, a person agrees and takes it back, the connection ends.</summary>
public sealed class OutsideClientTests(House house)
{
    private static readonly string[] Languages = ["en", "de-einfach", "de"];

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task An_application_is_connected_asks_is_agreed_to_and_ended(int width)
    {
        var id = $"stadtbibliothek-{width}";
        using var client = new OutsideClient(house, id);
        await using var admin = await Office.SignInAsync(house, "wuppertal-administrator", "wuppertal", width);
        await ConnectAsync(admin, client, id);

        await using var person = await house.VisitAsync(width);
        await person.SignInAsync("hannes-muster", "/konto/zugriffe");
        await person.Context.RouteAsync(OutsideClient.Home + "**", static route => route.FulfillAsync(new()
        {
            ContentType = "text/html", Body = "<!doctype html><html lang=de><title>Bibliothek</title><h1>Bibliothek</h1>",
        }));
        await person.Page.GotoAsync(await client.BeginAsync("openid profile"));
        Assert.Equal($"Möchten Sie sich bei „Stadtbibliothek {width}“ anmelden?", await person.HeadingAsync());
        await person.SaysAsync("Ihren Namen");
        Assert.DoesNotContain("Ihre Anschrift", await person.MainAsync(), StringComparison.Ordinal);
        foreach (var language in Languages)
        {
            await person.GoAsync($"{new Uri(person.Page.Url).AbsolutePath}?sprache={language}");
            await person.LookAsync();
        }

        await person.NextAsync("Nicht zustimmen");
        Assert.Equal("access_denied", Answer(person)["error"]);

        await person.Page.GotoAsync(await client.BeginAsync("openid profile offline_access"));
        await person.EnterAsync(person.Page.GetByRole(AriaRole.Button, new() { Name = "Zustimmen und weiter" }));
        Assert.Equal(house.Host.Address + "/id", Answer(person)["iss"]);
        var tokens = await client.RedeemAsync(Answer(person)["code"]!);
        var refresh = tokens["refresh_token"]?.GetValue<string>();
        Assert.True(refresh is not null, tokens.ToJsonString());
        Assert.NotNull((await client.RefreshAsync(refresh))["access_token"]);

        foreach (var language in Languages)
        {
            await person.GoAsync("/konto/zugriffe?sprache=" + language);
            await person.SaysAsync($"Stadtbibliothek {width}");
            await person.LookAsync();
        }

        await person.EnterAsync(person.Page.GetByRole(AriaRole.Button, new() { Name = $"Zugriff beenden: Stadtbibliothek {width}" }));
        await person.SaysAsync("Der Zugriff ist beendet");
        await person.LookAsync();
        Assert.Equal("invalid_grant", (await client.RefreshAsync(refresh))["error"]?.GetValue<string>());

        var late = await client.BeginAsync("openid");
        await admin.GoAsync($"/amt/anwendungen/{id}");
        await admin.FollowAsync("Anschluss beenden");
        await admin.LookAsync();
        await admin.NextAsync("Anschluss beenden");
        await admin.SaysAsync("Der Anschluss ist beendet");
        await admin.LookAsync();
        await person.Page.GotoAsync(late);
        Assert.Equal("Diese Anmeldung geht nicht weiter", await person.HeadingAsync());
        await person.LookAsync();
    }

    [Fact]
    public async Task A_clerk_and_another_town_do_not_reach_the_applications()
    {
        await using var clerk = await Office.SignInAsync(house, "wuppertal-clerk", "wuppertal", 360, script: false);
        await clerk.GoAsync("/amt/anwendungen", 403);
        await using var elsewhere = await Office.SignInAsync(house, "soest-administrator", "soest", 360, script: false);
        await elsewhere.GoAsync("/amt/anwendungen?stadt=wuppertal", 404);
    }

    private static async Task ConnectAsync(Visitor admin, OutsideClient client, string id)
    {
        await admin.GoAsync("/amt/anwendungen");
        await admin.LookAsync();
        await admin.FollowAsync("Anwendung anschließen");
        await admin.LookAsync();
        await admin.TypeAsync("Kennung", "Stadtbibliothek!");
        await admin.TypeAsync("Name", "Stadtbibliothek " + id.Split('-')[1]);
        await admin.NextAsync("Anschließen");
        await admin.FaultAsync("Die Kennung braucht 3 bis 60 Zeichen");
        await admin.FaultAsync("Das ist kein JWK-Set");
        Assert.Equal("Stadtbibliothek!", await admin.TypedAsync("Kennung"));
        await admin.LookAsync();
        await admin.TypeAsync("Kennung", id);
        await admin.TypeAsync("Wofür?", "Sie leihen Bücher aus und verlängern sie.");
        await admin.TypeAsync("Rückadressen", OutsideClient.Home);
        await admin.TypeAsync("Öffentliche Schlüssel", client.Jwks);
        await admin.ChooseAsync("Name");
        await admin.Page.Locator("input[name=daten][value=offline_access]").CheckAsync();
        await admin.NextAsync("Anschließen");
        await admin.SaysAsync("Die Anwendung ist angeschlossen");
        await admin.LookAsync();
    }

    /// <summary>What the browser brought to the application.</summary>
    private static System.Collections.Specialized.NameValueCollection Answer(Visitor person)
    {
        Assert.StartsWith(OutsideClient.Home, person.Page.Url, StringComparison.Ordinal);
        return HttpUtility.ParseQueryString(new Uri(person.Page.Url).Query);
    }
}
