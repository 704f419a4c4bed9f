using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Journeys.Tests;

/// <summary>A town begins without any demonstration: code, passkey, invitation, second person, first decision.</summary>
public sealed partial class StaffTests(House house)
{
    [Fact]
    public async Task The_first_administrator_invites_a_clerk_who_decides_a_case()
    {
        await using var host = await RunningHost.StartAsync(
            "--no-demo", "RateLimits__Login=0", "RateLimits__Submission=0", "RateLimits__Api=0");
        await using var admin = await house.VisitAsync(1280, address: host.Address);
        await VirtualDevice.AttachAsync(admin);
        await admin.GoAsync("/amt");
        await admin.LookAsync();
        await admin.FollowAsync("Ich habe einen Code und richte meinen Zugang ein");
        await admin.LookAsync();
        await admin.TypeAsync("Code", "AAAA-AAAA-AAAA-AAAA-AAAA");
        await admin.NextAsync();
        Assert.Contains("Dieser Code gilt nicht", await admin.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await admin.LookAsync();
        await admin.TypeAsync("Code", SetupCode().Match(host.Log).Groups["code"].Value);
        await admin.NextAsync();
        await admin.LookAsync();
        await admin.TypeAsync("Name", "Anna Verwalterin");
        await admin.PressAsync(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Passkey anlegen" }));
        Assert.Contains("Wählen Sie mindestens eine Stadt", await admin.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await admin.LookAsync();
        await admin.ChooseAsync("Wuppertal");
        await admin.PressAsync(admin.Page.GetByRole(AriaRole.Button, new() { Name = "Passkey anlegen" }));
        Assert.EndsWith("/amt/konto", admin.Page.Url, StringComparison.Ordinal);
        Assert.Equal("Anna Verwalterin", await admin.HeadingAsync());
        Assert.Contains("Ein Passkey reicht nicht", await admin.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await admin.LookAsync();

        await admin.FollowAsync("Personen");
        await admin.LookAsync();
        await admin.FollowAsync("Person einladen");
        await admin.LookAsync();
        await admin.TypeAsync("Name", "Carl Prüfer");
        await admin.Page.Locator("[name='amt.abfall'][value=Clerk]").CheckAsync();
        await admin.NextAsync("Code erzeugen");
        await admin.LookAsync();
        var link = (await admin.Page.Locator("p > bdi.rh-break").Last.InnerTextAsync()).Trim();

        await using var clerk = await house.VisitAsync(360, address: host.Address);
        await VirtualDevice.AttachAsync(clerk);
        await clerk.GoAsync(link);
        Assert.DoesNotContain("#", clerk.Page.Url, StringComparison.Ordinal);
        await clerk.NextAsync();
        Assert.Contains("Sachbearbeitung", await clerk.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await clerk.LookAsync();
        await clerk.PressAsync(clerk.Page.GetByRole(AriaRole.Button, new() { Name = "Passkey anlegen" }));
        Assert.Equal("Carl Prüfer", await clerk.HeadingAsync());
        await clerk.LookAsync();
        await clerk.NextAsync("Abmelden");
        await VirtualDevice.SignInAsync(clerk, "/amt/anmelden", "/amt");
        await clerk.LookAsync();

        var number = await OrderAsync(host);
        await clerk.UntilAsync($"/amt/vorgang/{number}/verlauf", "An eine Person gegeben");
        await Office.GrantAsync(clerk, number, clerk.LookAsync);

        await admin.GoAsync("/amt/personen");
        await admin.LookAsync();
        await admin.PressAsync(admin.Page.Locator("tr:has-text('Carl Prüfer') a"));
        await admin.LookAsync();
        await admin.FollowAsync("Zugang entziehen");
        await admin.LookAsync();
        await admin.NextAsync("Zugang entziehen");
        Assert.Contains("Der Zugang ist entzogen", await admin.Page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);
        await admin.LookAsync();
        await clerk.GoAsync("/amt");
        Assert.Contains("/amt/anmelden", clerk.Page.Url, StringComparison.Ordinal);
    }

    /// <summary>A collection from a street that the calendar does not know: a clerk decides.</summary>
    private static async Task<string> OrderAsync(RunningHost host)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/wuppertal/services/sperrmuell/applications", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", "journey-staff");
        request.Content = new StringContent(new JsonObject
        {
            ["answers"] = new JsonObject
            {
                ["aus_haushalt"] = true,
                ["anschrift"] = new JsonObject { ["street"] = "Erfundenstraße", ["number"] = "151", ["post_code"] = "42103", ["town"] = "Wuppertal" },
                ["gegenstaende"] = new JsonArray(new JsonObject { ["art"] = "sofa", ["anzahl"] = 1 }),
                ["elektro_dabei"] = false,
                ["volumen"] = "1.0",
                ["bereitstellung"] = "gehweg",
                ["verschenken"] = false,
            },
        }.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!["number"]!.GetValue<string>();
    }

    [GeneratedRegex("code (?<code>([0-9A-Z]{4}-){4}[0-9A-Z]{4}), once", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SetupCode();
}
