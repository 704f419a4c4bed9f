using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>A document that the rules issued: read in the mailbox, saved, checked.</summary>
public sealed class AccountNoticeTests(House house)
{
    [Theory]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task A_document_is_read_in_the_mailbox_and_its_file_checked(int width, bool script)
    {
        await using var visitor = await house.VisitAsync(width, script);
        var page = visitor.Page;
        await visitor.SignInAsync("Mira Beispiel");
        var (number, _) = await visitor.OrderCollectionAsync();
        await visitor.UntilAsync($"/vorgang/{number}", "Ihre Dokumente");
        await visitor.LookAsync();
        await visitor.GoAsync("/konto/postfach");
        await visitor.LookAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Ein Dokument ist da" }).First.ClickAsync();
        await page.WaitForURLAsync("**/dokument/**");
        await visitor.LookAsync();
        Assert.Equal(1, await page.Locator("article.rh-letter").CountAsync());
        var document = page.Url;

        // Fetched by the same cookies: the file that “Speichern” gives.
        var saved = await (await visitor.Context.APIRequest.GetAsync(document + ".pdf")).BodyAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Echtheit prüfen" }).ClickAsync();
        Assert.True(await page.GetByText("Zu diesem Code wurde ein Dokument ausgestellt").IsVisibleAsync());
        await visitor.LookAsync();
        await CheckAsync(visitor, saved);
        Assert.True(await page.GetByText("Die Datei ist unverändert").IsVisibleAsync());
        await visitor.LookAsync();
        saved[saved.Length / 2] ^= 1;
        await CheckAsync(visitor, saved);
        Assert.True(await page.GetByText("Das ist nicht die ausgestellte Datei").IsVisibleAsync());
        await visitor.LookAsync();
        await visitor.GoAsync("/verify");
        await CheckAsync(visitor, saved);
        Assert.True(await page.GetByText("Diese Datei kennen wir nicht").IsVisibleAsync());
        await visitor.LookAsync();
    }

    private static async Task CheckAsync(Visitor visitor, byte[] file)
    {
        await visitor.Page.GetByLabel("Datei (PDF oder ZIP)").SetInputFilesAsync(
            new FilePayload { Name = "dokument.pdf", MimeType = "application/pdf", Buffer = file });
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Prüfen", Exact = true }).ClickAsync();
    }
}
