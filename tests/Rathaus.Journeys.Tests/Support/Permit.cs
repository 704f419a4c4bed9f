using Microsoft.Playwright;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>The application for a residents' parking permit, page by page, for somebody who is signed in.</summary>
internal static class Permit
{
    public const string Papers = "Zeigen Sie uns den Fahrzeugschein";

    public const string Start = "/wuppertal/bewohnerparkausweis/antrag";

    /// <summary>A real PDF and a real photo, made by the browser.</summary>
    public static async Task<(FilePayload Pdf, FilePayload Photo)> FilesAsync(House house)
    {
        await using var maker = await house.VisitAsync(360);
        await maker.GoAsync("/");
        return (new FilePayload { Name = "fahrzeugschein.pdf", MimeType = "application/pdf", Buffer = await maker.Page.PdfAsync() },
            new FilePayload
            {
                Name = "rückseite.jpg",
                MimeType = "image/jpeg",
                Buffer = await maker.Page.ScreenshotAsync(new() { Type = ScreenshotType.Jpeg, Quality = 40 }),
            });
    }

    /// <summary>Begins a new permit and comes to the page of the papers.</summary>
    public static async Task ToPapersAsync(Visitor visitor, bool look = false)
    {
        await visitor.GoAsync(Start);
        await visitor.NextAsync("Los geht es");
        await visitor.AnswerAsync("Was möchten Sie?", () => visitor.ChooseAsync("Einen neuen Ausweis"), look);
        await visitor.AnswerAsync("Wer bekommt den Ausweis?", () => Task.CompletedTask, look);
        await visitor.AnswerAsync("Wo wohnen Sie?", () => Task.CompletedTask, look);
        await visitor.AnswerAsync("Welches Auto?", () => VehicleAsync(visitor, "W-MB 123"), look);
        await visitor.AnswerAsync("Ist das Auto auf Sie zugelassen?", () => visitor.ChooseAsync("Ja"), look);
        Assert.Equal(Papers, await visitor.HeadingAsync());
    }

    public static async Task VehicleAsync(Visitor visitor, string plate)
    {
        await visitor.Page.Locator("[name=kennzeichen]").FillAsync(plate);
        await visitor.ChooseAsync("Pkw");
    }

    /// <summary>Sends a file and waits until it stands in the list.</summary>
    public static async Task UploadAsync(Visitor visitor, FilePayload file)
    {
        await visitor.Page.Locator("input[type=file]").SetInputFilesAsync(file);
        await visitor.Page.Locator(".rh-file").Filter(new() { HasText = file.Name })
            .Locator(".rh-state--ok:visible").First.WaitForAsync();
    }

    /// <summary>From the papers, which are there, to check-your-answers.</summary>
    public static async Task RestAsync(Visitor visitor, bool look = false)
    {
        await visitor.NextAsync();
        await visitor.AnswerAsync("Ab wann brauchen Sie den Ausweis?", async () =>
        {
            await visitor.DateAsync(1, 12, 2026);
            await visitor.Page.Locator("[name=monate]").First.CheckAsync();
        }, look);
        await visitor.AnswerAsync("Wie erreichen wir Sie?", () => Task.CompletedTask, look);
        Assert.Equal(Application.Check, await visitor.HeadingAsync());
    }
}
