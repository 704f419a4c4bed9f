using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Bulky waste without sign-in: from the service page to the receipt.</summary>
public sealed class BulkyWasteTests(House house)
{
    [Theory]
    [InlineData(320, true)]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task A_household_orders_a_collection_and_gets_a_receipt(int width, bool script)
    {
        await using var visitor = await house.VisitAsync(width, script);
        await visitor.GoAsync("/wuppertal/sperrmuell");
        await visitor.LookAsync();
        await visitor.PressAsync(visitor.Page.Locator("a[href='/wuppertal/sperrmuell/antrag']:visible").First);
        await visitor.LookAsync();
        await BulkyWaste.FillAsync(visitor, look: true);
        await visitor.LookAsync();
        Assert.Equal("Musterstraße 12, 42103 Wuppertal", (await visitor.AnswerOfAsync("Adresse der Abholung")).ReplaceLineEndings(", "));
        Assert.Contains("Der Antrag kostet nichts.", await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        var number = await visitor.SendAsync();
        await visitor.LookAsync();
        Assert.EndsWith($"/vorgang/{number}?neu=1", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal("Ihr Antrag ist angekommen", await visitor.HeadingAsync());
        Assert.Contains(number, await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await visitor.Page.ReloadAsync();
        Assert.Equal("Ihr Antrag ist angekommen", await visitor.HeadingAsync());
        Assert.Equal(number, visitor.Number());
    }

    [Fact]
    public async Task The_whole_way_goes_by_keyboard_alone()
    {
        await using var visitor = await house.VisitAsync();
        var page = visitor.Page;
        await visitor.GoAsync("/wuppertal/sperrmuell");
        await visitor.EnterAsync(page.Locator("a[href='/wuppertal/sperrmuell/antrag']:visible").First);
        await visitor.EnterAsync(Button("Los geht es"));
        await PickAsync("[name=aus_haushalt]", 0);
        await WriteAsync("Straße", "Musterstraße");
        await WriteAsync("Hausnummer", "12");
        await WriteAsync("Postleitzahl", "42103");
        await WriteAsync("Ort", "Wuppertal");
        await visitor.EnterAsync(Button("Weiter"));
        await visitor.TabToAsync(page.Locator("[name='gegenstaende[0].art']"));
        await page.Keyboard.TypeAsync("Sofa");
        await visitor.TabToAsync(page.Locator("[name='gegenstaende[0].anzahl']"));
        await page.Keyboard.TypeAsync("1");
        await visitor.EnterAsync(Button("Weiter"));
        await PickAsync("[name=elektro_dabei]", 1);

        // Enter in a text field presses “Weiter”, too.
        await WriteAsync("Geschätzte Menge", "2,5");
        await visitor.LeaveAsync(() => page.Keyboard.PressAsync("Enter"));
        await PickAsync("[name=termin]", 0);
        await PickAsync("[name=bereitstellung]", 0);
        await PickAsync("[name=verschenken]", 1);
        await visitor.EnterAsync(Button("Weiter"));
        await visitor.TabToAsync(page.Locator("#erklaerung"));
        await page.Keyboard.PressAsync("Space");
        await visitor.EnterAsync(Button("Absenden"));
        Assert.Equal("Ihr Antrag ist angekommen", await visitor.HeadingAsync());

        ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

        async Task WriteAsync(string label, string text)
        {
            await visitor.TabToAsync(page.GetByLabel(label, new() { Exact = true }).First);
            await page.Keyboard.TypeAsync(text);
        }

        async Task PickAsync(string group, int option)
        {
            await visitor.TabToAsync(page.Locator(group).First);
            await page.Keyboard.PressAsync("Space");
            for (var down = 0; down < option; down++)
                await page.Keyboard.PressAsync("ArrowDown");
            await visitor.EnterAsync(Button("Weiter"));
        }
    }

    [Fact]
    public async Task A_town_without_districts_lets_a_clerk_set_the_day()
    {
        await using var visitor = await house.VisitAsync(360);
        await BulkyWaste.BeginAsync(visitor, "soest");
        await BulkyWaste.HouseholdAsync(visitor);
        await visitor.AnswerAsync(
            "Wo sollen wir abholen?", () => visitor.AddressAsync("Musterstraße", "12", "59494", "Soest"), look: false);
        await BulkyWaste.ThingsAsync(visitor);
        await visitor.AnswerAsync("Sind große Elektrogeräte dabei?", () => visitor.ChooseAsync("Nein"), look: false);
        await visitor.AnswerAsync("Wie viel ist es zusammen?", () => visitor.TypeAsync("Geschätzte Menge", "4"), look: false);
        await visitor.AnswerAsync("Welche Tage passen Ihnen?", () => visitor.Page.Locator("[name=wunschtage]").FillAsync("ab Mitte Januar"));
        await visitor.AnswerAsync("Wo stellen Sie den Sperrmüll hin?", () => visitor.ChooseAsync("In die Einfahrt"), look: false);
        await visitor.AnswerAsync(
            "Dürfen wir gut erhaltene Stücke zum Verschenken anbieten?", () => visitor.ChooseAsync("Nein"), look: false);
        await visitor.AnswerAsync("Wie erreichen wir Sie?", () => Task.CompletedTask, look: false);
        await visitor.LookAsync();

        Assert.StartsWith("SO-2026-", await visitor.SendAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.FollowAsync("Zum Antrag");
        Assert.Contains("In Prüfung", await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_collected_comes_back_with_the_reason_and_everything_typed()
    {
        await using var visitor = await house.VisitAsync(360);
        var page = visitor.Page;
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await BulkyWaste.AddressAsync(visitor);
        await BulkyWaste.ThingAsync(visitor, 0, "reifen", 4);
        await visitor.NextAsync();

        Assert.Equal(BulkyWaste.Things, await visitor.HeadingAsync());
        await visitor.LookAsync();
        Assert.StartsWith("Fehler:", await page.TitleAsync(), StringComparison.Ordinal);
        var summary = page.Locator(".rh-errors");
        Assert.True(await summary.EvaluateAsync<bool>("element => element === document.activeElement"));
        const string Reason = "Reifen nehmen wir nicht mit. Der Reifenhandel nimmt sie an oder der Demo-Wertstoffhof, Musterplatz 9.";
        await summary.GetByRole(AriaRole.Link, new() { Name = Reason }).ClickAsync();
        Assert.Equal("gegenstaende[0].art", await page.EvaluateAsync<string>("() => document.activeElement.name"));
        Assert.Equal("reifen", await page.Locator("[name='gegenstaende[0].art']").InputValueAsync());
        Assert.Equal("4", await page.Locator("[name='gegenstaende[0].anzahl']").InputValueAsync());

        await BulkyWaste.ThingAsync(visitor, 0, "sofa", 1);
        await visitor.NextAsync();
        Assert.Equal("Sind große Elektrogeräte dabei?", await visitor.HeadingAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_typed_gets_one_sentence_each_and_the_way_to_the_field(bool script)
    {
        await using var visitor = await house.VisitAsync(360, script);
        var page = visitor.Page;
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await visitor.AnswerAsync(
            "Wo sollen wir abholen?", () => visitor.AddressAsync("Musterstraße", "12", "4210", "Wuppertal"), look: false);

        Assert.Equal("Wo sollen wir abholen?", await visitor.HeadingAsync());
        await visitor.LookAsync();
        var link = page.Locator(".rh-errors").GetByRole(AriaRole.Link);
        Assert.Equal("Eine Postleitzahl hat 5 Ziffern. Hier stehen 4.", await link.InnerTextAsync());
        await link.ClickAsync();
        Assert.EndsWith("#f-anschrift-post_code", page.Url, StringComparison.Ordinal);
        Assert.Equal("4210", await visitor.TypedAsync("Postleitzahl"));
        Assert.Equal("true", await page.Locator("#f-anschrift-post_code").GetAttributeAsync("aria-invalid"));

        await visitor.TypeAsync("Postleitzahl", "42103");
        await visitor.NextAsync();
        await visitor.NextAsync();
        Assert.Equal(BulkyWaste.Things, await visitor.HeadingAsync());
        Assert.Equal(2, await page.Locator(".rh-errors li").CountAsync());
        await visitor.LookAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Entries_are_added_copied_removed_and_taken_back(bool script)
    {
        await using var visitor = await house.VisitAsync(360, script);
        var page = visitor.Page;
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await BulkyWaste.AddressAsync(visitor);

        // The first entry is open at once; a second one begins empty and without complaints.
        Assert.Equal(1, await page.Locator(".rh-entry").CountAsync());
        await BulkyWaste.ThingAsync(visitor, 0, "sofa", 1);
        await visitor.NextAsync("Gegenstand hinzufügen");
        Assert.Equal(2, await page.Locator(".rh-entry").CountAsync());
        Assert.Equal(0, await page.Locator(".rh-errors").CountAsync());
        await BulkyWaste.ThingAsync(visitor, 1, "stuhl", 4);
        await visitor.PressAsync(Links("Kopieren 2. "));
        Assert.Equal(["sofa", "stuhl", "stuhl"], await ThingsAsync());
        await visitor.LookAsync();

        await visitor.PressAsync(Links("Entfernen 1. "));
        Assert.Equal(["stuhl", "stuhl"], await ThingsAsync());
        Assert.Contains("„Sofa oder Couch“ ist entfernt.", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await page.ReloadAsync();
        await visitor.NextAsync("Rückgängig machen");
        Assert.Equal(["stuhl", "stuhl", "sofa"], await ThingsAsync());

        await visitor.NextAsync();
        Assert.Equal("Sind große Elektrogeräte dabei?", await visitor.HeadingAsync());

        ILocator Links(string name) => page.GetByRole(AriaRole.Button, new() { NameRegex = new("^" + name) });

        async Task<string[]> ThingsAsync()
        {
            var all = page.Locator("select[name^='gegenstaende']");
            var things = new string[await all.CountAsync()];
            for (var one = 0; one < things.Length; one++)
                things[one] = await all.Nth(one).InputValueAsync();
            return things;
        }
    }

    [Fact]
    public async Task A_page_that_depends_on_an_answer_comes_and_goes_with_it()
    {
        await using var visitor = await house.VisitAsync(360);
        var page = visitor.Page;
        await BulkyWaste.FillAsync(visitor);
        await visitor.PressAsync(page.Locator("a[href*='/seite/elektro']"));
        await visitor.AnswerAsync("Sind große Elektrogeräte dabei?", () => visitor.ChooseAsync("Ja"));
        Assert.Equal("Welche Elektrogeräte?", await visitor.HeadingAsync());
        await visitor.LookAsync();
        await visitor.ChooseAsync("Waschmaschine oder Trockner");
        await visitor.TypeAsync("Wie viele?", "1");
        await visitor.NextAsync();
        await visitor.GoAsync(page.Url.Split("/seite/")[0].Split("/pruefen")[0] + "/pruefen");
        Assert.Equal("Waschmaschine oder Trockner · 1", await visitor.AnswerOfAsync("Elektrogeräte"));

        await visitor.PressAsync(page.Locator("a[href*='/seite/elektro?']"));
        await visitor.AnswerAsync("Sind große Elektrogeräte dabei?", () => visitor.ChooseAsync("Nein"), look: false);
        Assert.Equal(Application.Check, await visitor.HeadingAsync());
        Assert.Equal(0, await page.GetByText("Waschmaschine").CountAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Back_and_forward_lose_nothing_and_do_not_ask_which_version_counts(bool script)
    {
        await using var visitor = await house.VisitAsync(1280, script);
        var page = visitor.Page;
        await BulkyWaste.BeginAsync(visitor);
        await BulkyWaste.HouseholdAsync(visitor);
        await BulkyWaste.AddressAsync(visitor);
        await BulkyWaste.ThingsAsync(visitor);
        Assert.Equal("Sind große Elektrogeräte dabei?", await visitor.HeadingAsync());

        await page.GoBackAsync();
        Assert.Equal(BulkyWaste.Things, await visitor.HeadingAsync());
        Assert.Equal("sofa", await page.Locator("[name='gegenstaende[0].art']").InputValueAsync());
        await page.GoBackAsync();
        Assert.Equal("Musterstraße", await visitor.TypedAsync("Straße"));
        await page.GoForwardAsync();
        await page.GoBackAsync();
        await visitor.TypeAsync("Hausnummer", "14");
        await visitor.NextAsync();
        Assert.Equal(BulkyWaste.Things, await visitor.HeadingAsync());
        await visitor.FollowAsync("Zurück");
        Assert.Equal("14", await visitor.TypedAsync("Hausnummer"));
    }

    [Fact]
    public async Task Checking_leads_to_an_answer_and_back()
    {
        await using var visitor = await house.VisitAsync(360);
        var page = visitor.Page;
        await BulkyWaste.FillAsync(visitor);
        await visitor.PressAsync(page.Locator("a[href*='/seite/menge']"));
        Assert.EndsWith("#f-volumen", page.Url, StringComparison.Ordinal);
        await visitor.TypeAsync("Geschätzte Menge", "9");
        await visitor.NextAsync();
        Assert.Contains("Wir holen höchstens 5 m³ auf einmal.", await page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.TypeAsync("Geschätzte Menge", "3");
        await visitor.NextAsync();
        Assert.Equal(Application.Check, await visitor.HeadingAsync());
        Assert.Equal("3 m³", (await visitor.AnswerOfAsync("Geschätzte Menge")).Replace('\u00a0', ' '));

        await visitor.NextAsync("Absenden");
        Assert.Equal(Application.Check, await visitor.HeadingAsync());
        await visitor.LookAsync();
        await page.Locator(".rh-errors").GetByRole(AriaRole.Link).ClickAsync();
        Assert.Equal("erklaerung", await page.EvaluateAsync<string>("() => document.activeElement.id"));
        await visitor.SendAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_double_click_sends_once_and_going_back_leads_to_the_case(bool script)
    {
        await using var visitor = await house.VisitAsync(1280, script);
        var page = visitor.Page;
        await BulkyWaste.FillAsync(visitor);
        await page.Locator("#erklaerung").CheckAsync();
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Absenden", Exact = true });
        await visitor.LeaveAsync(() => send.DblClickAsync());
        await page.WaitForURLAsync("**/vorgang/**");
        var number = visitor.Number();

        await page.GoBackAsync();
        await page.WaitForURLAsync("**/vorgang/**");
        Assert.Equal(number, visitor.Number());
        await visitor.LookAsync();
    }

    [Fact]
    public async Task The_same_form_sent_twice_at_once_becomes_one_case()
    {
        await using var visitor = await house.VisitAsync();
        await BulkyWaste.FillAsync(visitor);
        var page = visitor.Page;
        var form = visitor.Context.APIRequest.CreateFormData();
        form.Append("_token", await page.Locator("[name=_token]").First.InputValueAsync());
        form.Append("_version", await page.Locator("[name=_version]").InputValueAsync());
        form.Append("erklaerung", "ja");
        var options = new APIRequestContextOptions { Form = form, MaxRedirects = 0 };
        var answers = await Task.WhenAll(
            visitor.Context.APIRequest.PostAsync(page.Url, options), visitor.Context.APIRequest.PostAsync(page.Url, options));

        Assert.All(answers, answer => Assert.Equal(303, answer.Status));
        Assert.Matches("^/vorgang/W-2026-", answers[0].Headers["location"]);
        Assert.Equal(answers[0].Headers["location"], answers[1].Headers["location"]);
    }
}
