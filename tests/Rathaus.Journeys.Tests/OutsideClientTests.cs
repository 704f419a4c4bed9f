using System.Web;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>An application of the town library: what a person says holds for its tokens, and who may not connect it.</summary>
public sealed class OutsideClientTests(House house)
{
    [Fact]
    public async Task A_person_refuses_agrees_and_takes_it_back_and_the_town_ends_the_connection()
    {
        const string id = "stadtbibliothek";
        using var client = new OutsideClient(house, id);
        await using var admin = await Office.SignInAsync(house, "wuppertal-administrator", "wuppertal");
        await ConnectAsync(admin, client, id);

        await using var person = await house.VisitAsync(360);
        await person.SignInAsync("hannes-muster", "/konto/zugriffe");
        await person.Page.GotoAsync(await client.BeginAsync("openid profile"));
        Assert.Equal("Möchten Sie sich bei „Stadtbibliothek“ anmelden?", await person.HeadingAsync());
        Assert.DoesNotContain("Ihre Anschrift", await person.MainAsync(), StringComparison.Ordinal);
        await person.NextAsync("Nicht zustimmen");
        Assert.Equal("access_denied", (await AnswerAsync(person, client))["error"]);

        await person.Page.GotoAsync(await client.BeginAsync("openid profile offline_access"));
        await person.SaysAsync("bis zu 30 Tage lang");
        await person.LookAsync();
        await person.EnterAsync(person.Page.GetByRole(AriaRole.Button, new() { Name = "Zustimmen und weiter" }));
        var answer = await AnswerAsync(person, client);
        Assert.Equal(house.Host.Address + "/id", answer["iss"]);
        var tokens = await client.RedeemAsync(answer["code"]!);
        var refresh = tokens["refresh_token"]?.GetValue<string>();
        Assert.True(refresh is not null, tokens.ToJsonString());
        Assert.NotNull((await client.RefreshAsync(refresh))["access_token"]);

        await person.GoAsync("/konto/zugriffe");
        await person.LookAsync();
        await person.EnterAsync(person.Page.GetByRole(AriaRole.Button, new() { Name = "Zugriff beenden: Stadtbibliothek" }));
        await person.SaysAsync("Der Zugriff ist beendet");
        Assert.Equal("invalid_grant", (await client.RefreshAsync(refresh))["error"]?.GetValue<string>());

        var late = await client.BeginAsync("openid");
        await admin.GoAsync($"/amt/anwendungen/{id}");
        await admin.FollowAsync("Anschluss beenden");
        await admin.LookAsync();
        await admin.NextAsync("Anschluss beenden");
        await admin.SaysAsync("Der Anschluss ist beendet");
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
        await admin.GoAsync("/amt/anwendungen/neu");
        await admin.TypeAsync("Kennung", id);
        await admin.TypeAsync("Name", "Stadtbibliothek");
        await admin.TypeAsync("Wofür?", "Sie leihen Bücher aus und verlängern sie.");
        await admin.TypeAsync("Rückadressen", client.Home);
        await admin.TypeAsync("Öffentliche Schlüssel", client.Jwks);
        foreach (var scope in (string[])["profile", "offline_access"])
            await admin.Page.Locator($"input[name=daten][value={scope}]").CheckAsync();
        await admin.NextAsync("Anschließen");
        await admin.SaysAsync("Die Anwendung ist angeschlossen");
    }

    /// <summary>What the browser brought to the application; a page of the house leads there.</summary>
    private static async Task<System.Collections.Specialized.NameValueCollection> AnswerAsync(Visitor person, OutsideClient client)
    {
        await person.Page.WaitForURLAsync(url => url.StartsWith(client.Home + "?", StringComparison.Ordinal));
        return HttpUtility.ParseQueryString(new Uri(person.Page.Url).Query);
    }
}
