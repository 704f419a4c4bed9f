using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Who somebody is: by a letter to the registered address, and at the counter with a document and four eyes.</summary>
public sealed partial class ProofingJourneyTests(House house)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_code_by_post_raises_the_level_in_words(int width)
    {
        var resident = width == 360 ? Resident.Mira : Resident.Kim;
        await using var citizen = await house.OpenAccountAsync(resident.Name, width);
        await citizen.SaysAsync("von Ihnen selbst angegeben, nicht geprüft");
        await citizen.FollowAsync("Mit einem Brief an Ihre Meldeadresse");
        await citizen.LookAsync();
        await citizen.NextAsync("Brief bestellen");
        await citizen.FaultAsync("Füllen Sie dieses Feld aus");
        await citizen.LookAsync();
        await resident.FillAsync(citizen);
        await citizen.Page.Locator("select[name=stadt]").SelectOptionAsync("wuppertal");
        await citizen.NextAsync("Brief bestellen");
        await citizen.SaysAsync("Die Bestellung ist angekommen");
        await citizen.LookAsync();

        var code = await PrintAsync(resident, width);
        await citizen.GoAsync("/konto/sicherheit/brief");
        await citizen.TypeAsync("Code aus dem Brief", "AAAA-AAAA-AAAA");
        await citizen.NextAsync("Mit Passkey bestätigen");
        await citizen.FaultAsync("Der Code stimmt nicht");
        await citizen.SaysAsync("Noch 2 Versuche");
        await citizen.LookAsync();
        var field = citizen.Page.GetByLabel("Code aus dem Brief");
        await citizen.TabToAsync(field);
        await field.FillAsync(code.ToLowerInvariant().Replace('-', ' '));
        await citizen.EnterAsync(citizen.Page.GetByRole(AriaRole.Button, new() { Name = "Mit Passkey bestätigen" }));
        Assert.Contains("Ihre Identität ist geprüft", await citizen.Page.Locator("[role=status]").First.InnerTextAsync(), StringComparison.Ordinal);
        await citizen.SaysAsync("am Schalter oder mit einem Brief geprüft");
        await citizen.LookAsync();
        await citizen.GoAsync("/konto/sicherheit/brief");
        await citizen.SaysAsync("Sie brauchen keinen Brief");
        await citizen.LookAsync();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Two_clerks_check_a_document_and_later_give_a_lost_account_back(int width)
    {
        var guest = Resident.Mira with { GivenNames = width == 360 ? "Gitte" : "Gustav", FamilyName = "Schaltergast" };
        await using var citizen = await house.OpenAccountAsync(guest.Name, width);
        await citizen.FollowAsync("Am Schalter, mit Ihrem Ausweis");
        await citizen.LookAsync();
        await citizen.EnterAsync(citizen.Page.GetByRole(AriaRole.Button, new() { Name = "Code anzeigen" }));
        await citizen.LookAsync();
        var code = await citizen.CodeAsync();

        await using var clerk = await Office.SignInAsync(house, "wuppertal-buergerbuero", "wuppertal", width, script: false);
        await using var second = await Office.SignInAsync(house, "wuppertal-second-clerk", "wuppertal", width);
        await clerk.GoAsync("/amt/schalter");
        await clerk.LookAsync();
        await clerk.TypeAsync("Code der Person", code);
        await guest.FillAsync(clerk);
        await clerk.Page.Locator("[name=ort]").FillAsync("Wuppertal");
        await clerk.NextAsync("Prüfung festhalten");
        await clerk.FaultAsync("Ohne diese Prüfung geht es nicht");
        Assert.Equal(guest.FamilyName, await clerk.TypedAsync("Familienname"));
        await clerk.LookAsync();
        await SeeDocumentAsync(clerk);
        await clerk.NextAsync("Prüfung festhalten");
        await clerk.SaysAsync("Eine zweite Person bestätigt jetzt");
        await clerk.FollowAsync(guest.Name);
        await clerk.SaysAsync("Sie haben selbst geprüft");
        Assert.Equal(0, await clerk.Page.GetByRole(AriaRole.Button, new() { Name = "Bestätigen", Exact = true }).CountAsync());
        await ConfirmAsync(second, guest);
        await second.SaysAsync("Die Identität ist geprüft");
        await second.LookAsync();
        await citizen.GoAsync("/konto/sicherheit");
        await citizen.NextAsync("Abmelden");
        await VirtualDevice.SignInAsync(citizen, "/anmelden?zurueck=/konto/sicherheit", "/konto/sicherheit");
        await citizen.SaysAsync("am Schalter oder mit einem Brief geprüft");

        // The phone is lost: the same two look at the person and the document again, and a code comes out once.
        await clerk.GoAsync("/amt/schalter");
        await clerk.FollowAsync("Stattdessen: Zugang wiederherstellen");
        await clerk.LookAsync();
        await guest.FillAsync(clerk);
        await clerk.Page.Locator("[name=ort]").FillAsync("Wuppertal");
        await SeeDocumentAsync(clerk);
        await clerk.NextAsync("Prüfung festhalten");
        await ConfirmAsync(second, guest);
        await second.LookAsync();
        var back = await second.CodeAsync();
        await using var phone = await house.VisitAsync(360);
        await VirtualDevice.AttachAsync(phone);
        await phone.RecoverAsync(back);
        await phone.SaysAsync("Ihr Konto wurde gerade wiederhergestellt");
        await phone.SaysAsync("von Ihnen selbst angegeben, nicht geprüft");
        await phone.LookAsync();
        await citizen.IsOutAsync();
    }

    /// <summary>The office prints the letter and marks it as posted, without script; the code in it.</summary>
    private async Task<string> PrintAsync(Resident resident, int width)
    {
        await using var clerk = await Office.SignInAsync(house, "wuppertal-buergerbuero", "wuppertal", width, script: false);
        var print = clerk.Page.GetByRole(AriaRole.Button, new() { Name = "Drucken: " + resident.Name, Exact = true });
        await clerk.UntilAsync("/amt/briefe", print);
        await clerk.LookAsync();
        var download = await clerk.Page.RunAndWaitForDownloadAsync(() => print.ClickAsync());
        var letter = await PdfText.OfAsync(await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        Assert.NotNull(letter);
        Assert.Contains(resident.Street, letter, StringComparison.Ordinal);
        await clerk.GoAsync("/amt/briefe");
        await clerk.LookAsync();
        await clerk.NextAsync("Als versendet markieren: " + resident.Name);
        await clerk.SaysAsync("Der Brief ist versendet");
        Assert.Equal(0, await print.CountAsync());
        return Code().Match(letter).Value;
    }

    private static async Task SeeDocumentAsync(Visitor clerk)
    {
        await clerk.ChooseAsync("Personalausweis");
        foreach (var (part, value) in new[] { ("day", "1"), ("month", "5"), ("year", "2031") })
            await clerk.Page.Locator($"[name='gueltig.{part}']").FillAsync(value);
        await clerk.ChooseAsync("Sicherheitsmerkmale geprüft");
        await clerk.ChooseAsync("Das Bild zeigt die Person");
    }

    private static async Task ConfirmAsync(Visitor second, Resident guest)
    {
        await second.GoAsync("/amt/schalter?stadt=wuppertal");
        await second.EnterAsync(second.Page.GetByRole(AriaRole.Link, new() { Name = guest.Name, Exact = true }));
        await second.LookAsync();
        await second.EnterAsync(second.Page.GetByRole(AriaRole.Button, new() { Name = "Bestätigen", Exact = true }));
    }

    [GeneratedRegex("(?<![0-9A-Z-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z-])", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
