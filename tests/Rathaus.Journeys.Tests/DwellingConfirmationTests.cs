using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>
/// The landlord's confirmation (§ 19 BMG) from the landlord's mailbox into the tenant's registration: the machine says at once what it
/// proves, refuses what it does not, and the clerk sees the same.
/// </summary>
public sealed class DwellingConfirmationTests(House house)
{
    private const string Landlord = "remscheid/wohnungsgeberbestaetigung/eigentuemer-zu-spaet";

    private static readonly JsonObject Flat = new() { ["street"] = "Musterstraße", ["number"] = "20", ["post_code"] = "42103", ["town"] = "Wuppertal" };

    [Fact]
    public async Task A_tenant_registers_with_the_landlords_confirmation_and_the_machine_checks_it()
    {
        await house.WitnessedAsync(TestContext.Current.CancellationToken);
        await using var landlord = await house.VisitAsync(360);
        await landlord.SignInAsync("ida-muster", "/konto");
        var (code, right) = await ConfirmAsync(landlord, "Kim", Flat);
        var (_, elsewhere) = await ConfirmAsync(landlord, "Kim", With(Flat, "number", "22"));
        var (_, somebody) = await ConfirmAsync(landlord, "Robin", Flat);
        var bundle = await Proofs.BundleAsync(landlord, right);
        var pdf = await Proofs.PdfAsync(landlord, right);

        await using var kim = await ByEidAsync("kim-erfunden");
        await kim.FillAsync("/wuppertal/wohnsitz-anmelden/antrag", Answers(), look: false);
        await kim.SaysAsync("Diese Datei kann nur ein Mensch prüfen.");
        var form = kim.Page.Url[..kim.Page.Url.LastIndexOf('/')];
        var page = form + "/seite/nachweis";

        // Refused, with the reason; the application goes on with something else.
        await HandInAsync(kim, page, "nachweis.zip", Proofs.Altered(bundle));
        await kim.FaultAsync("Diese Datei ist nicht echt");
        foreach (var (name, file) in new[] { ("nachweis.pdf", Spoiled(pdf)), ("nachweis.zip", "PK\u0003\u0004 nothing"u8.ToArray()) })
        {
            await HandInAsync(kim, page, name, file);
            await kim.FaultAsync("lässt sich nicht lesen, vielleicht wurde sie verändert");
        }

        await kim.LookAsync();

        await HandInAsync(kim, page, "andere.zip", await Proofs.BundleAsync(landlord, elsewhere));
        await kim.SaysAsync("Nicht nachgewiesen: Diese Bestätigung gilt für eine andere Wohnung.");
        await HandInAsync(kim, page, "fremde.zip", await Proofs.BundleAsync(landlord, somebody));
        await kim.SaysAsync("Nicht nachgewiesen: Diese Bestätigung nennt Sie nicht.");
        await HandInAsync(kim, page, "nachweis.zip", bundle);
        await kim.SaysAsync(Proven);
        await HandInAsync(kim, page, "nachweis.pdf", pdf);
        await kim.SaysAsync(Proven);
        await kim.LookAsync();
        await kim.GoAsync(new Uri(form).PathAndQuery + "/pruefen");
        await kim.SaysAsync(Proven);
        await kim.LookAsync();
        var number = await kim.SendAsync();

        // The clerk sees that the machine proved it, and that it no longer holds once the office took it out of force.
        await using var clerk = await Office.SignInAsync(house, "wuppertal-buergerbuero", "wuppertal");
        await clerk.GoAsync($"/amt/vorgang/{number}");
        await clerk.SaysAsync("Einzug maschinell nachgewiesen");
        await clerk.SaysAsync(Proven);
        await clerk.LookAsync();
        await clerk.GoAsync($"/amt/vorgang/{code}/dateien");
        var row = clerk.Page.Locator("tr").Filter(new() { Has = clerk.Page.Locator($"a[href$='{right[^36..]}']") });
        await row.Locator("summary").ClickAsync();
        await row.GetByLabel("Warum gilt es nicht mehr?").FillAsync("Es ist niemand eingezogen.");
        await clerk.PressAsync(row.Locator("form[action*='/widerrufen'] button"));
        await clerk.GoAsync($"/amt/vorgang/{number}");
        await clerk.SaysAsync("Nicht nachgewiesen: Diese Bestätigung gilt nicht mehr.");
    }

    [Fact]
    public async Task The_reference_code_alone_is_checked_too_and_tells_a_stranger_nothing()
    {
        await house.WitnessedAsync(TestContext.Current.CancellationToken);
        await using var landlord = await house.VisitAsync(360);
        await landlord.SignInAsync("ida-muster", "/konto");
        var (code, document) = await ConfirmAsync(landlord, "Kim", Flat);
        await Proofs.BundleAsync(landlord, document);
        var answers = Answers();
        answers.Remove("bestaetigung");
        answers["wohnungsgeber_art"] = "zuordnungsmerkmal";
        answers["zuordnungsmerkmal"] = code;
        await SaysAtTheEndAsync("kim-erfunden", "Geprüft: Zu diesem Zuordnungsmerkmal gibt es eine gültige Bestätigung.");
        await SaysAtTheEndAsync("lukas-probe", "Unter diesem Zuordnungsmerkmal finden wir keine gültige Bestätigung");

        async Task SaysAtTheEndAsync(string person, string said)
        {
            await using var visitor = await ByEidAsync(person);
            await visitor.FillAsync("/wuppertal/wohnsitz-anmelden/antrag", answers, look: false);
            await visitor.SaysAsync(said);
        }
    }

    private const string Proven = "Geprüft: Die Bestätigung ist echt und passt zu Ihren Angaben.";

    private async Task<Visitor> ByEidAsync(string person)
    {
        var visitor = await house.VisitAsync(360);
        await visitor.GoAsync("/anmelden/eid?zurueck=/konto");
        await visitor.Page.Locator("select[name=person]").SelectOptionAsync(person);
        await visitor.PressAsync(visitor.Page.Locator("form[action='/anmelden/eid'] button"));
        return visitor;
    }

    /// <summary>Moved in six days ago, from another dwelling in the town.</summary>
    private static JsonObject Answers() => Example.Answers(
        "remscheid/wohnsitz-anmelden/letzter-tag-der-frist",
        ("zuzug", "in_der_stadt"), ("bisherige_wohnung", null), ("einzugsdatum", "2026-11-14"), ("neue_wohnung", Flat.DeepClone()));

    private static async Task<(string Number, string Document)> ConfirmAsync(Visitor landlord, string given, JsonObject address)
    {
        await landlord.FillAsync("/wuppertal/wohnungsgeberbestaetigung/antrag", Example.Answers(
            Landlord, ("einzugsdatum", "2026-11-14"), ("anschrift", address.DeepClone()),
            ("personen", new JsonArray(new JsonObject { ["vornamen"] = given, ["familienname"] = "Erfunden" }))), look: false);
        var number = await landlord.SendAsync();
        var link = landlord.Page.Locator("main a[href*='/dokument/']:not([href$='.pdf'])").Filter(new() { HasText = "Wohnungsgeberbestätigung" }).First;
        await landlord.UntilAsync($"/vorgang/{number}", link);
        await landlord.PressAsync(link);
        return (number, landlord.Page.Url);
    }

    /// <summary>Puts a file in the place of the one before and goes on.</summary>
    private static async Task HandInAsync(Visitor visitor, string page, string name, byte[] file)
    {
        await visitor.GoAsync(new Uri(page).PathAndQuery);
        var remove = visitor.Page.Locator("button[value^='datei-entfernen']:visible");
        while (await remove.CountAsync() > 0)
            await visitor.PressAsync(remove.First);
        await visitor.Page.Locator("input[type=file]").First.SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = file });
        await visitor.NextAsync();
    }

    private static byte[] Spoiled(byte[] pdf)
    {
        var changed = pdf.ToArray();
        changed[40] ^= 1;
        return changed;
    }

    private static JsonObject With(JsonObject address, string field, string value)
    {
        var changed = (JsonObject)address.DeepClone();
        changed[field] = value;
        return changed;
    }
}
