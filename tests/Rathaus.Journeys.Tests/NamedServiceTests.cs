using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Errands of the region from the life event to the document in the mailbox: applied for on a phone, decided by a clerk, read as a PDF.</summary>
public sealed class NamedServiceTests(House house)
{
    /// <summary>One life event: registered, the new town knows the family at once; parking permit, bins and a day-care place follow without telling anything twice.</summary>
    [Fact]
    public async Task A_family_of_four_moves_from_Remscheid_to_Wuppertal()
    {
        await using var nora = await house.VisitAsync(360);
        await SignInByEidAsync(nora, "nora-zugvogel", MovingHome);
        await nora.LookAsync();
        foreach (var service in (string[])["wohnsitz-anmelden", "bewohnerparkausweis", "abfalltonne", "kita-platz"])
            Assert.Equal(1, await nora.Page.Locator($"main a[href='/wuppertal/{service}']").CountAsync());
        await nora.FillAsync("/wuppertal/wohnsitz-anmelden/antrag", Example.Answers("remscheid/wohnsitz-anmelden/familie-nach-wuppertal"));
        var number = await nora.SendAsync();
        await GrantAsync("wuppertal", number);
        var text = await DocumentAsync(nora, number, "Meldebestätigung");
        foreach (var said in (string[])["Musterstraße 20", "42103 Wuppertal", "Nora", "Timo Zugvogel", "Lina Zugvogel", "Mats Zugvogel", "14. November 2026", "§ 24"])
            Assert.Contains(said, text, StringComparison.Ordinal);
        await FamilyIsKnownAsync(number);

        await ParkAsync(nora);
        var bins = await SettleAsync(nora, "abfalltonne", Example.Answers("soest/abfalltonne/umzug", ("anschrift", null)));
        Assert.StartsWith("W-", bins, StringComparison.Ordinal);
        await CareAsync(nora);
    }

    private const string MovingHome = "/wuppertal/lebenslagen/umzug";

    /// <summary>The former town answers with the family; a clerk reads the entry for the purpose of the case.</summary>
    private async Task FamilyIsKnownAsync(string number)
    {
        await using var clerk = await Office.SignInAsync(house, "wuppertal-buergerbuero", "wuppertal");
        var found = "";
        for (var turn = 0; turn < 60 && !found.Contains("Timo Zugvogel", StringComparison.Ordinal); turn++)
        {
            await clerk.GoAsync("/amt/register");
            await clerk.Page.Locator("#bezug").FillAsync(number);
            await clerk.Page.Locator("#familienname").FillAsync("Zugvogel");
            await clerk.Page.Locator("#vornamen").FillAsync("Nora");
            await clerk.PressAsync(clerk.Page.Locator("main form[action='/amt/register'] button"));
            found = await clerk.Page.Locator("main").InnerTextAsync();
        }

        await clerk.LookAsync();
        foreach (var said in (string[])["Musterstraße 20, 42103 Wuppertal", "Timo Zugvogel", "Mats Zugvogel", "Umzugsweg 5", "adressbuchverlage"])
            Assert.Contains(said, found, StringComparison.Ordinal);
    }

    /// <summary>Names and the new address come from the register of the new town.</summary>
    private async Task ParkAsync(Visitor nora)
    {
        await nora.GoAsync(MovingHome);
        await nora.FollowFromAsync("main a[href='/wuppertal/bewohnerparkausweis']");
        await nora.FillAsync("/wuppertal/bewohnerparkausweis/antrag", new JsonObject
        {
            ["anliegen"] = "neu", ["kennzeichen"] = "RS-NZ 25", ["fahrzeugart"] = "pkw", ["halter_selbst"] = "true", ["fahrzeugschein"] = new JsonArray("schein"),
            ["beginn"] = "2026-12-01", ["monate"] = "12",
        });
        Assert.Contains("Musterstraße 20", await nora.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        var number = await nora.SendAsync("Absenden und bezahlen");
        await PayAsync(nora, number);
        await using (var clerk = await Office.SignInAsync(house, "wuppertal-strassenverkehr", "wuppertal"))
            await Office.GrantAsync(clerk, number, clerk.LookAsync);
        var text = await DocumentAsync(nora, number, "Ausweis");
        Assert.Contains("RS-NZ 25", text, StringComparison.Ordinal);
        Assert.Contains("Demo-Zone 1", text, StringComparison.Ordinal);
    }

    /// <summary>A place for the younger child: the youth welfare office gives out places and says why, the family takes the offer.</summary>
    private async Task CareAsync(Visitor nora)
    {
        var number = await SettleAsync(nora, "kita-platz", Example.Answers(
            "wuppertal/kita-platz/umzug-familie", ("aus_register", "Mats Zugvogel, geboren am 14.11.2022"), ("kind_person", null), ("anschrift", null),
            ("antragsteller", null), ("zweite_person", null)));
        await using (var clerk = await Office.SignInAsync(house, "wuppertal-clerk", "wuppertal"))
        {
            await Office.GrantAsync(clerk, number, clerk.LookAsync);
            await clerk.GoAsync("/amt/kita");
            await clerk.LookAsync();
            await clerk.FollowFromAsync("main a[href*='art=kita']");
            await clerk.LookAsync();
            var child = clerk.Page.Locator("section, div").Filter(new() { Has = clerk.Page.Locator($"a[href='/amt/vorgang/{number}']") }).Last;
            Assert.Contains("Punkte", await child.InnerTextAsync(), StringComparison.Ordinal);
            await clerk.FollowFromAsync("form[action$='/vergeben'] button");
            await clerk.LookAsync();
            Assert.Contains("sind eingetragen", await clerk.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        }

        await nora.UntilAsync("/konto/postfach", nora.Page.Locator("main li a").Filter(new() { HasText = "Ein Platz für Ihr Kind" }).First);
        await nora.LookAsync();
        await nora.PressAsync(nora.Page.Locator("main li a").Filter(new() { HasText = "Ein Platz für Ihr Kind" }).First);
        await nora.LookAsync();
        await nora.PressAsync(nora.Page.Locator("button[value=annehmen]"));
        await nora.LookAsync();
        Assert.Contains("Sie haben den Platz angenommen", await nora.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    private static async Task<string> SettleAsync(Visitor nora, string service, JsonObject answers)
    {
        await nora.GoAsync(MovingHome);
        await nora.FollowFromAsync($"main a[href='/wuppertal/{service}']");
        await nora.LookAsync();
        await nora.FillAsync($"/wuppertal/{service}/antrag", answers);
        return await nora.SendAsync();
    }

    [Fact]
    public async Task Both_parents_report_a_birth_in_Remscheid()
    {
        await using var lena = await house.VisitAsync(360);
        await SignInByEidAsync(lena, "lena-exempel", "/remscheid/geburt-anzeigen");
        await lena.LookAsync();
        await lena.FillAsync("/remscheid/geburt-anzeigen/antrag", Example.Answers("remscheid/geburt-anzeigen/unverheiratet-gemeinsame-sorge"));
        var number = await lena.SendAsync();
        Assert.Contains("Tarik Schulbeispiel", await lena.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await lena.GoAsync($"/vorgang/{number}");
        await lena.FollowFromAsync("form[action*='/einladung/'] button");
        await lena.LookAsync();
        var invitation = await lena.Page.Locator("[data-invitation]").InnerTextAsync();

        await using (var tarik = await house.VisitAsync(360))
        {
            await SignInByEidAsync(tarik, "tarik-schulbeispiel", "/konto");
            await tarik.GoAsync(invitation);
            await tarik.LookAsync();
            Assert.Contains("Mila Josefine", await tarik.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await tarik.Page.Locator("#erklaerung").CheckAsync();
            await tarik.PressAsync(tarik.Page.Locator("button[value=bestaetigen]"));
            await tarik.LookAsync();
        }

        await GrantAsync("remscheid", number);
        var text = await DocumentAsync(lena, number, "Geburtsurkunde");
        foreach (var said in (string[])["Mila Josefine", "Schulbeispiel", "17. November 2026", "14:05", "Remscheid", "Lena Sophie", "Tarik"])
            Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_residence_title_is_renewed_in_Solingen()
    {
        await using var anjali = await house.VisitAsync(360);
        await anjali.SignInAsync("anjali-vorbild", "/solingen/aufenthaltserlaubnis");
        await anjali.LookAsync();
        await anjali.FillAsync("/solingen/aufenthaltserlaubnis/antrag", Example.Answers("solingen/aufenthaltserlaubnis/verlaengerung-fachkraft-express"));
        var number = await anjali.SendAsync();
        await GrantAsync("solingen", number);
        var text = await DocumentAsync(anjali, number, "Bescheid");
        foreach (var said in (string[])["Anjali Vorbild", "14. Januar 2029", "§§ 18a, 18b AufenthG", "128,00"])
            Assert.Contains(said, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sole_trader_registers_a_business_in_Paderborn()
    {
        await using var greta = await house.VisitAsync(360);
        await greta.SignInAsync("greta-gruendel", "/paderborn/gewerbe-anmelden");
        await greta.LookAsync();
        await greta.FillAsync("/paderborn/gewerbe-anmelden/antrag", Example.Answers("paderborn/gewerbe-anmelden/einzelunternehmen"));
        var number = await greta.SendAsync();
        await GrantAsync("paderborn", number);
        var text = await DocumentAsync(greta, number, "Empfangsbescheinigung");
        Assert.Contains("§ 15", text, StringComparison.Ordinal);
        Assert.Contains("Gründel", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voter_in_Gelsenkirchen_gets_the_voting_card_without_a_clerk()
    {
        await using var deniz = await house.VisitAsync(360);
        await SignInByEidAsync(deniz, "deniz-schaubild", "/gelsenkirchen/wahlschein");
        await deniz.LookAsync();
        await deniz.FillAsync("/gelsenkirchen/wahlschein/antrag", Example.Answers("gelsenkirchen/wahlschein/mit-anmeldung"));
        var number = await deniz.SendAsync();
        Assert.Contains("Deniz", await DocumentAsync(deniz, number, "Wahlschein"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_in_Gelsenkirchen_asks_with_a_written_power_and_a_clerk_looks_at_it()
    {
        await using var proxy = await house.VisitAsync(360);
        await proxy.GoAsync("/gelsenkirchen/wahlschein");
        await proxy.FillAsync("/gelsenkirchen/wahlschein/antrag", Example.Answers(
            "gelsenkirchen/wahlschein/vollmacht", ("person", Person("Leyla", "1970-03-12")), ("vertreter", Person("Deniz", "1997-07-07")),
            ("abholer", Person("Deniz", "1997-07-07"))));
        var number = await proxy.SendAsync();
        await GrantAsync("gelsenkirchen", number);
        var text = await DocumentAsync(proxy, number, "Wahlschein");
        Assert.Contains("Leyla Schaubild", text, StringComparison.Ordinal);
        Assert.Contains("Deniz Schaubild", text, StringComparison.Ordinal);

        static JsonObject Person(string given, string born) => new() { ["family_name"] = "Schaubild", ["given_names"] = given, ["birth_date"] = born };
    }

    [Fact]
    public async Task A_new_car_in_Aachen_gets_the_plate_that_was_wished_for()
    {
        await using var clara = await house.VisitAsync(360);
        await SignInByEidAsync(clara, "clara-vorfuehr", "/staedteregion-aachen/kfz-zulassung");
        await clara.LookAsync();
        await clara.FillAsync("/staedteregion-aachen/kfz-zulassung/antrag", Example.Answers("aachen/kfz-zulassung/neu-wunsch"));
        var number = await clara.SendAsync("Absenden und bezahlen");
        await PayAsync(clara, number);
        await GrantAsync("staedteregion-aachen", number);
        var text = await DocumentAsync(clara, number, "Nachweis");
        foreach (var said in (string[])["AC-CV 77", "WVWZZZ1JZXW000001", "Clara Vorführ"])
            Assert.Contains(said, text, StringComparison.Ordinal);
    }

    private static async Task PayAsync(Visitor visitor, string number)
    {
        if (!visitor.Page.Url.EndsWith("/bezahlen", StringComparison.Ordinal))
            await visitor.GoAsync($"/vorgang/{number}/bezahlen");
        await visitor.NextAsync("Weiter zum Bezahlen");
        await visitor.NextAsync("Bezahlen");
        await visitor.Page.WaitForURLAsync($"**/vorgang/{number}?neu=1");
    }

    private static async Task SignInByEidAsync(Visitor visitor, string person, string back)
    {
        await visitor.GoAsync("/anmelden/eid?zurueck=" + Uri.EscapeDataString(back));
        await visitor.Page.Locator("select[name=person]").SelectOptionAsync(person);
        await visitor.PressAsync(visitor.Page.Locator("form[action='/anmelden/eid'] button"));
    }

    private async Task GrantAsync(string town, string number)
    {
        await using var clerk = await Office.SignInAsync(house, town + "-clerk", town);
        await Office.GrantAsync(clerk, number, clerk.LookAsync);
    }

    /// <summary>The text of the case's document with this title, as a reader of PDF files finds it.</summary>
    private async Task<string> DocumentAsync(Visitor visitor, string number, string title)
    {
        var link = visitor.Page.Locator("main a[href*='/dokument/']:not([href$='.pdf'])").Filter(new() { HasText = title }).First;
        await visitor.UntilAsync($"/vorgang/{number}", link);
        await visitor.LookAsync();
        await visitor.PressAsync(link);
        await visitor.LookAsync();
        var page = await visitor.Page.Locator("article.rh-letter").InnerTextAsync();
        var file = await (await visitor.Context.APIRequest.GetAsync(visitor.Page.Url + ".pdf")).BodyAsync();
        Assert.Equal("%PDF-", Encoding.Latin1.GetString(file, 0, 5));
        return Regex.Replace(await PdfText.OfAsync(file) ?? page, @"\s+", " ");
    }
}
