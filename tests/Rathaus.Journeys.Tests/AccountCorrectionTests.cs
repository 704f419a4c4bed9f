using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>The office asks for an answer again; the applicant finds the question in the account and answers it.</summary>
public sealed class AccountCorrectionTests(House house)
{
    [Theory]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task A_question_of_the_office_is_answered(int width, bool script)
    {
        await using var visitor = await house.VisitAsync(width, script);
        var page = visitor.Page;
        await visitor.SignInAsync("Samira Probe");
        var (number, _) = await visitor.ApplyForPermitAsync();
        await visitor.GoAsync($"/vorgang/{number}/bezahlen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Weiter zum Bezahlen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Bezahlen", Exact = true }).ClickAsync();
        await page.WaitForURLAsync($"**/vorgang/{number}?neu=1");
        await AskAsync(number);

        await visitor.GoAsync("/konto");
        await visitor.LookAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Antworten" }).First.ClickAsync();
        await visitor.LookAsync();
        Assert.True(await page.GetByText("Welches Auto <b>meinen</b> Sie?").IsVisibleAsync());
        await page.Locator("input[name='kennzeichen']").FillAsync("W-");
        await page.GetByLabel("Möchten Sie etwas dazu sagen?").FillAsync("Ich hatte mich vertippt.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Antwort senden" }).ClickAsync();
        Assert.Equal("W-", await page.Locator("input[name='kennzeichen']").InputValueAsync());
        await visitor.LookAsync();
        await page.Locator("input[name='kennzeichen']").FillAsync("W-MB 124");
        await page.GetByRole(AriaRole.Button, new() { Name = "Antwort senden" }).ClickAsync();
        await page.WaitForURLAsync($"**/vorgang/{number}");
        Assert.True(await page.GetByText("Sie haben geantwortet").IsVisibleAsync());
        Assert.True(await page.GetByText("Ich hatte mich vertippt.").IsVisibleAsync());
        await visitor.LookAsync();
    }

    private async Task AskAsync(string number)
    {
        await using var clerk = await house.VisitAsync();
        await clerk.GoAsync("/amt/anmelden?stadt=wuppertal");
        await clerk.Page.GetByRole(AriaRole.Button, new() { Name = "Anmelden als Pia Testerin" }).ClickAsync();
        await clerk.GoAsync($"/amt/vorgang/{number}");
        await clerk.Page.Locator("input[name='questions'][value='kennzeichen']").CheckAsync();
        await clerk.Page.Locator("#rueckfrage-text").FillAsync("Welches Auto <b>meinen</b> Sie?");
        await clerk.Page.Locator("form[action$='/rueckfrage'] button").Last.ClickAsync();
        await clerk.Page.WaitForURLAsync($"**/amt/vorgang/{number}**");
    }
}
