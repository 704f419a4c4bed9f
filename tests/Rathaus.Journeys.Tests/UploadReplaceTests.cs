using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>A file that was sent is looked at again and replaced, with and without script.</summary>
public sealed class UploadReplaceTests(House house)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_file_takes_the_place_of_the_first(bool script)
    {
        var (pdf, photo) = await Permit.FilesAsync(house);
        await using var visitor = await house.VisitAsync(360, script);
        await visitor.GoAsync("/anmelden?zurueck=" + Permit.Start);
        await visitor.PressAsync(visitor.Page.Locator("form:has(input[value='jonas-beispiel']) button"));
        await Permit.ToPapersAsync(visitor);
        var page = visitor.Page;
        var rows = page.Locator(".rh-files .rh-file");
        if (script)
        {
            await Permit.UploadAsync(visitor, pdf);
            await visitor.LookAsync();
            var chooser = await page.RunAndWaitForFileChooserAsync(() => rows.Locator("[data-replace]").ClickAsync());
            await chooser.SetFilesAsync(photo);
            await rows.Filter(new() { HasText = photo.Name }).Locator(".rh-state--ok:visible").First.WaitForAsync();
        }
        else
        {
            await page.Locator("input[type=file]").SetInputFilesAsync(pdf);
            await visitor.PressAsync(page.Locator("[data-upload-button]"));
            Assert.Contains(pdf.Name, await rows.InnerTextAsync(), StringComparison.Ordinal);
            await visitor.PressAsync(rows.Locator("[data-replace]"));
            Assert.Contains("Wählen Sie die Datei noch einmal aus", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
            await page.Locator("input[type=file]").SetInputFilesAsync(photo);
            await visitor.PressAsync(rows.Locator("[data-replace]"));
        }

        Assert.Equal(1, await rows.CountAsync());
        Assert.Contains(photo.Name, await rows.InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();

        // What is stored is the new file, and its name leads to it.
        var address = await rows.Locator("a").GetAttributeAsync("href");
        var stored = await visitor.Context.APIRequest.GetAsync(new Uri(new Uri(house.Host.Address), address!).ToString());
        Assert.Equal("image/jpeg", stored.Headers["content-type"]);
        await page.ReloadAsync();
        Assert.Equal(1, await rows.CountAsync());
    }
}
