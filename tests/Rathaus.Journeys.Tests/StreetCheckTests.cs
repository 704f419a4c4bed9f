using System.Text.Json.Nodes;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>
/// Permits that are checked on the street: applied for on a phone, granted by a clerk, printed with a code, scanned by somebody who has
/// nothing but a browser; and what the code says when a newer permit took its place or the office took it out of force.
/// </summary>
public sealed class StreetCheckTests(House house)
{
    private const string Person = "deniz-schaubild";

    [Fact]
    public async Task Street_music_in_Gelsenkirchen_is_checked_by_its_code()
    {
        await house.WitnessedAsync(TestContext.Current.CancellationToken);
        await using var player = await house.VisitAsync(360);
        await player.SignInAsync(Person, "/konto");
        var (number, document, pdf) = await PermitAsync(player, "strassenmusik", Example.Answers("gelsenkirchen/strassenmusik/advent"), "Erlaubnis für Straßenmusik");
        await OnTheStreetAsync(document, pdf, "Echt", "Bahnhofstraße und Neumarkt");

        await using var clerk = await Office.SignInAsync(house, "gelsenkirchen-clerk", "gelsenkirchen");
        await clerk.GoAsync($"/amt/vorgang/{number}/dateien");
        var row = clerk.Page.Locator("tr").Filter(new() { Has = clerk.Page.Locator($"a[href$='{document[^36..]}']") });
        await row.Locator("summary").ClickAsync();
        await row.GetByLabel("Warum gilt es nicht mehr?").FillAsync("Gespielt wurde an einem anderen Platz.");
        await clerk.PressAsync(row.Locator("form[action*='/widerrufen'] button"));
        await OnTheStreetAsync(document, pdf, "Widerrufen", "Bahnhofstraße und Neumarkt");
    }

    [Fact]
    public async Task A_dog_permit_is_checked_by_its_code_and_gives_way_to_a_newer_one_for_the_same_dog_only()
    {
        await house.WitnessedAsync(TestContext.Current.CancellationToken);
        await using var keeper = await house.VisitAsync(360);
        await keeper.SignInAsync(Person, "/konto");
        var bello = Example.Answers("gelsenkirchen/hundehaltung/aus-dem-tierheim");
        var (_, first, pdf) = await PermitAsync(keeper, "hundehaltung", bello, "Erlaubnis zum Halten");
        await OnTheStreetAsync(first, pdf, "Echt", "276098106123456");

        // Another dog at the same address is another permit.
        var (_, second, other) = await PermitAsync(
            keeper, "hundehaltung", Example.Answers("gelsenkirchen/hundehaltung/aus-dem-tierheim", ("chip", "276098106123464"), ("hund_name", "Kira")), "Erlaubnis zum Halten");
        await OnTheStreetAsync(first, pdf, "Echt", "276098106123456");
        await OnTheStreetAsync(second, other, "Echt", "276098106123464");

        var (_, renewed, again) = await PermitAsync(keeper, "hundehaltung", bello, "Erlaubnis zum Halten");
        await OnTheStreetAsync(first, pdf, "überholt", "276098106123456");
        await OnTheStreetAsync(renewed, again, "Echt", "276098106123456");
        await OnTheStreetAsync(second, other, "Echt", "276098106123464");
    }

    private async Task<(string Number, string Document, byte[] Pdf)> PermitAsync(Visitor visitor, string service, JsonObject answers, string title)
    {
        await visitor.FillAsync($"/gelsenkirchen/{service}/antrag", answers, look: false);
        var number = await visitor.SendAsync();
        await using (var clerk = await Office.SignInAsync(house, "gelsenkirchen-clerk", "gelsenkirchen"))
            await Office.GrantAsync(clerk, number, () => Task.CompletedTask);
        var link = visitor.Page.Locator("main a[href*='/dokument/']:not([href$='.pdf'])").Filter(new() { HasText = title }).First;
        await visitor.UntilAsync($"/vorgang/{number}", link);
        await visitor.PressAsync(link);
        var document = visitor.Page.Url;
        await Proofs.BundleAsync(visitor, document);
        return (number, document, await (await visitor.Context.APIRequest.GetAsync(document + ".pdf")).BodyAsync());
    }

    /// <summary>With a phone by the code on paper, and by the address below it without script.</summary>
    private async Task OnTheStreetAsync(string document, byte[] pdf, string verdict, string fact)
    {
        await using (var anybody = await house.VisitAsync(360, script: false))
        {
            await anybody.GoAsync($"/verify/{document[^36..]}");
            await anybody.LookAsync();
            var page = await anybody.MainAsync();
            Assert.Equal(verdict == "Echt", !page.Contains("gilt nicht mehr", StringComparison.Ordinal) && !page.Contains("ein neueres Dokument", StringComparison.Ordinal));
        }

        if (await PrintedCode.OfAsync(pdf) is not { } code)
            return;
        await using var phone = await house.VisitAsync(360);
        await phone.GoAsync(new Uri(code).PathAndQuery + new Uri(code).Fragment);
        await phone.Page.Locator("#papier .rh-verdict").WaitForAsync();
        var said = await phone.Page.Locator("#papier").InnerTextAsync();
        Assert.True(said.Contains(verdict, StringComparison.OrdinalIgnoreCase) && said.Contains(fact, StringComparison.Ordinal), said);
    }
}
