using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Two people register their marriage: one applies, the other confirms with an account of their own.</summary>
public sealed class JointJourneyTests(House house)
{
    [Fact]
    public async Task The_other_person_confirms_by_the_link_and_nobody_else_can()
    {
        await using var nora = await SignInWithCardAsync("Nora Planspiel");
        var number = await ApplyAsync(nora);
        await nora.GoAsync($"/vorgang/{number}");
        Assert.Contains("Wartet auf Bestätigung", await nora.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await nora.LookAsync();
        await nora.PressAsync(nora.Page.Locator("form[action*='/einladung/'] button"));
        var link = new Uri(await nora.Page.Locator("[data-invitation]").InnerTextAsync());
        await nora.LookAsync();
        foreach (var language in (string[])["en", "de-einfach", "de"])
        {
            await nora.GoAsync($"/vorgang/{number}?sprache={language}");
            await nora.LookAsync();
        }

        await using var stranger = await SignInWithCardAsync("Mira Beispiel");
        await stranger.GoAsync(link.PathAndQuery, 404);
        Assert.Contains("Das können wir hier nicht zeigen", await stranger.Page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Planspiel", await stranger.Page.ContentAsync(), StringComparison.Ordinal);
        await stranger.LookAsync();

        await using var finn = await house.VisitAsync(360);
        await finn.GoAsync(link.PathAndQuery);
        Assert.DoesNotContain("code=", finn.Page.Url, StringComparison.Ordinal);
        Assert.Contains("Melden Sie sich an", await finn.Page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        await finn.LookAsync();
        await WithCardAsync(finn, "Finn", $"/mitzeichnen/{number}");
        Assert.Contains("Nora Planspiel", await finn.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        foreach (var language in (string[])["en", "de-einfach", "de"])
        {
            await finn.GoAsync($"/mitzeichnen/{number}?sprache={language}");
            await finn.LookAsync();
        }

        await finn.NextAsync("Jetzt bestätigen");
        Assert.Contains("Setzen Sie das Häkchen", await finn.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await finn.LookAsync();
        await finn.TabToAsync(finn.Page.Locator("#erklaerung"));
        await finn.Page.Keyboard.PressAsync("Space");
        await finn.EnterAsync(finn.Page.GetByRole(AriaRole.Button, new() { Name = "Jetzt bestätigen" }));
        Assert.Contains("Sie haben am", await finn.Page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);
        await finn.LookAsync();

        await nora.GoAsync($"/vorgang/{number}");
        Assert.Contains("Eingegangen", await nora.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await nora.FollowAsync("Termin wählen");
        await nora.LookAsync();
        await nora.FollowFromAsync(".rh-slots a");
        await nora.NextAsync("Termin buchen");
        Assert.Contains("gebucht", await nora.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await nora.LookAsync();
    }

    [Fact]
    public async Task Number_and_code_can_be_typed_and_say_nothing_about_what_exists()
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.GoAsync("/mitzeichnen");
        await visitor.LookAsync();
        await visitor.NextAsync();
        Assert.Contains("Prüfen Sie Nummer und Code", await visitor.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
    }

    private async Task<Visitor> SignInWithCardAsync(string name)
    {
        var visitor = await house.VisitAsync(1280);
        await WithCardAsync(visitor, name, "/konto");
        return visitor;
    }

    private static async Task WithCardAsync(Visitor visitor, string name, string back)
    {
        await visitor.GoAsync($"/anmelden/eid?zurueck={Uri.EscapeDataString(back)}");
        var person = visitor.Page.GetByLabel("Wessen Ausweis?");
        await person.SelectOptionAsync((await person.Locator("option").Filter(new() { HasText = name }).First.GetAttributeAsync("value"))!);
        await visitor.NextAsync("Daten übertragen (SIMULATION)");
    }

    private static async Task<string> ApplyAsync(Visitor nora)
    {
        JsonObject address = new() { ["street"] = "Demoweg", ["number"] = "4", ["post_code"] = "42855", ["town"] = "Remscheid" };
        var answers = new JsonObject
        {
            ["anlass"] = "anmeldung", ["wohnsitz"] = "ja", ["p1"] = new JsonObject { ["family_name"] = "Planspiel", ["given_names"] = "Nora", ["birth_date"] = "1990-02-12" },
            ["p1_geschlecht"] = "weiblich", ["p1_geburtsort"] = "Remscheid", ["p1_inland"] = true, ["p1_register"] = "Remscheid, G 88/1990", ["p1_staat"] = "DE",
            ["p1_anschrift"] = address.DeepClone(), ["p1_ausweis"] = "Personalausweis L01X00T47", ["p1_vorehen"] = 0,
            ["p2"] = new JsonObject { ["family_name"] = "Lehrprobe", ["given_names"] = "Finn Ole", ["birth_date"] = "1988-10-30" },
            ["p2_geschlecht"] = "maennlich", ["p2_geburtsort"] = "Wuppertal", ["p2_inland"] = true, ["p2_register"] = "Wuppertal, G 1021/1988", ["p2_staat"] = "DE",
            ["p2_anschrift"] = address.DeepClone(), ["p2_ausweis"] = "Personalausweis L01X00T48", ["p2_vorehen"] = 0,
            ["bestehend"] = false, ["verwandt"] = "nein", ["dolmetscher"] = false, ["hier"] = true, ["wunschtag"] = "2027-03-12", ["trauort"] = "standesamt",
            ["besonders"] = false, ["name_wahl"] = "geburtsname_1", ["ehename"] = "Planspiel", ["begleitname"] = false, ["anzahl"] = 3, ["stammbuch"] = true,
        };
        var answer = await nora.Context.APIRequest.PostAsync("/api/v1/remscheid/services/eheschliessung/applications", new()
        {
            DataString = new JsonObject { ["answers"] = answers }.ToJsonString(),
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json", ["Idempotency-Key"] = RandomNumberGenerator.GetHexString(32),
            },
        });
        Assert.True(answer.Status == 201, await answer.TextAsync());
        var receipt = (await answer.JsonAsync())!.Value;
        Assert.Equal("awaiting_signers", receipt.GetProperty("status").GetString());
        return receipt.GetProperty("number").GetString()!;
    }
}
