using System.Text;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Residents' parking permit: known data, files, fee, payment, decision, permit in the mailbox.</summary>
public sealed class ParkingPermitTests(House house)
{
    [Fact]
    public async Task In_Wuppertal_a_resident_pays_30_euros_and_gets_the_permit()
    {
        var (pdf, photo) = await Permit.FilesAsync(house);
        await using var visitor = await house.VisitAsync(360);
        await visitor.SignInAsync("jonas-beispiel", Permit.Start);
        await Permit.ToPapersAsync(visitor, look: true);
        await Permit.UploadAsync(visitor, pdf);
        await Permit.UploadAsync(visitor, photo);
        await visitor.LookAsync();
        await Permit.RestAsync(visitor, look: true);
        await visitor.LookAsync();
        Assert.Contains("30,00 €", Plain(await visitor.Page.Locator("main").InnerTextAsync()), StringComparison.Ordinal);

        var number = await visitor.SendAsync("Absenden und bezahlen");
        Assert.Contains("30,00 €", Plain(await visitor.HeadingAsync()), StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.NextAsync("Weiter zum Bezahlen");
        Assert.Contains("SIMULATION", await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await visitor.NextAsync("Bezahlen");
        Assert.Equal("Ihr Antrag ist angekommen", await visitor.HeadingAsync());
        Assert.Equal(number, visitor.Number());
        await visitor.LookAsync();
        await visitor.GoAsync("/konto");
        await visitor.LookAsync();
        Assert.Contains(number, await visitor.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await using (var clerk = await house.VisitAsync())
        {
            await clerk.SignInStaffAsync("wuppertal", "wuppertal-strassenverkehr");
            await clerk.LookAsync();
            await Office.GrantAsync(clerk, number, clerk.LookAsync);
        }

        await visitor.GoAsync("/konto/postfach");
        await visitor.LookAsync();
        await visitor.GoAsync($"/vorgang/{number}");
        await visitor.LookAsync();
        var permit = visitor.Page.Locator("li").Filter(new() { HasText = "Ausweis" }).Locator("a[href$='.pdf']").First;
        var answer = await visitor.Context.APIRequest.GetAsync(house.Host.Address + await permit.GetAttributeAsync("href"));
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("%PDF-", Encoding.Latin1.GetString(await answer.BodyAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Aachen_the_fee_follows_the_area_of_the_car()
    {
        var (pdf, _) = await Permit.FilesAsync(house);
        await using var visitor = await house.VisitAsync();
        const string Start = "/aachen/bewohnerparkausweis/antrag";
        await visitor.SignInAsync("mira-beispiel", Start);
        await visitor.NextAsync("Los geht es");
        await visitor.AnswerAsync("Was möchten Sie?", () => visitor.ChooseAsync("Einen neuen Ausweis"), look: false);
        await visitor.AnswerAsync("Wer bekommt den Ausweis?", async () =>
        {
            await visitor.TypeAsync("Vornamen", "Mira");
            await visitor.TypeAsync("Familienname", "Beispiel");
            await visitor.DateAsync(17, 4, 1988);
        }, look: false);
        await visitor.AnswerAsync("Wo wohnen Sie?", () => visitor.AddressAsync("Musterstraße", "12", "52062", "Aachen"), look: false);
        await visitor.AnswerAsync("Welches Auto?", () => Permit.VehicleAsync(visitor, "AC-AB 123"), look: false);
        await visitor.AnswerAsync("Ist das Auto auf Sie zugelassen?", () => visitor.ChooseAsync("Ja"), look: false);
        await Permit.UploadAsync(visitor, pdf);
        await visitor.NextAsync();
        await visitor.AnswerAsync("Wie groß ist das Auto?", async () =>
        {
            await visitor.Page.Locator("[name=laenge_mm]").FillAsync("4500");
            await visitor.Page.Locator("[name=breite_mm]").FillAsync("1800");
        });
        await visitor.AnswerAsync("Ab wann brauchen Sie den Ausweis?", async () =>
        {
            await visitor.DateAsync(1, 12, 2026);
            await visitor.Page.Locator("[name=monate]").First.CheckAsync();
        }, look: false);
        await visitor.AnswerAsync("Wie erreichen wir Sie?", () => Task.CompletedTask, look: false);
        await visitor.LookAsync();
        Assert.Contains("258,00 €", Plain(await visitor.Page.Locator("main").InnerTextAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_that_cannot_be_taken_say_why_and_nothing_is_lost(bool script)
    {
        var (pdf, photo) = await Permit.FilesAsync(house);
        await using var visitor = await house.VisitAsync(360, script);
        var page = visitor.Page;
        await visitor.SignInAsync("mira-beispiel", Permit.Start);
        await Permit.ToPapersAsync(visitor);
        await GiveAsync(pdf);
        foreach (var (name, content, reason) in new (string, byte[], string)[]
        {
            ("seite.html", Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"), "können wir nicht annehmen|steckt ein Programm|passt nicht zu ihrer Endung"),
            ("bild.svg", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "können wir nicht annehmen|steckt ein Programm|passt nicht zu ihrer Endung"),
            ("schein.pdf", photo.Buffer, "passt nicht zu ihrer Endung"),
            ("leer.pdf", [], "leer"),
            ("riesig.pdf", [.. pdf.Buffer, .. new byte[21 << 20]], "größer als 20 MB"),
        })
        {
            await GiveAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = content });
            var told = page.Locator(script ? ".rh-file .rh-state--bad:visible" : ".rh-fault").Filter(new() { HasTextRegex = new(reason) });
            await told.First.WaitForAsync();
            if (!script)
                await visitor.LookAsync();
        }

        await page.ReloadAsync();
        Assert.Equal(1, await page.Locator(".rh-file:visible").CountAsync());
        Assert.Contains("fahrzeugschein.pdf", await page.Locator(".rh-files").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.PressAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Entfernen ") }));
        Assert.Equal(0, await page.Locator(".rh-file:visible").CountAsync());
        await visitor.NextAsync();
        Assert.Equal(Permit.Papers, await visitor.HeadingAsync());
        Assert.Equal(1, await page.Locator(".rh-errors li").CountAsync());
        await visitor.LookAsync();

        async Task GiveAsync(FilePayload file)
        {
            await page.Locator("input[type=file]").SetInputFilesAsync(file);
            if (!script)
                await visitor.NextAsync("Hochladen");
            else if (file.Name == pdf.Name)
                await page.Locator(".rh-file .rh-state--ok:visible").First.WaitForAsync();
        }
    }

    private static string Plain(string text) => text.Replace('\u00a0', ' ');
}
