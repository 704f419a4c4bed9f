using System.IO.Compression;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Taking all data along, and going for good.</summary>
public sealed class AccountDataJourneyTests(House house)
{
    private const string Sure = "Schreiben Sie „löschen“, wenn Sie sicher sind";

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task An_account_is_taken_along_and_then_deleted(int width)
    {
        await using var person = await house.OpenAccountAsync("Fiete Fort", width);
        await person.FollowAsync("Daten mitnehmen oder Konto löschen");
        await person.LookAsync();
        var download = await person.Page.RunAndWaitForDownloadAsync(
            () => person.Page.GetByRole(AriaRole.Button, new() { Name = "Daten herunterladen" }).ClickAsync());
        await using (var archive = await ZipFile.OpenReadAsync(await download.PathAsync(), TestContext.Current.CancellationToken))
        {
            var texts = new List<string>();
            foreach (var entry in archive.Entries)
            {
                using var reader = new StreamReader(await entry.OpenAsync(TestContext.Current.CancellationToken));
                texts.Add(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
            }

            Assert.Contains(texts, static text => text.Contains("Fiete Fort", StringComparison.Ordinal));
        }

        await person.EnterAsync(person.Page.GetByRole(AriaRole.Link, new() { Name = "Konto löschen", Exact = true }));
        await person.LookAsync();
        await person.TypeAsync(Sure, "ja");
        await person.NextAsync("Konto endgültig löschen");
        await person.FaultAsync("Schreiben Sie „löschen“ in das Feld");
        await person.LookAsync();
        await person.TabToAsync(person.Page.GetByLabel(Sure));
        await person.Page.Keyboard.PressAsync("Control+A");
        await person.Page.Keyboard.TypeAsync("löschen");
        await person.EnterAsync(person.Page.GetByRole(AriaRole.Button, new() { Name = "Konto endgültig löschen" }));
        Assert.Equal("Ihr Konto ist gelöscht", await person.HeadingAsync());
        await person.LookAsync();
        await person.IsOutAsync();
        await person.Page.Locator(".rh-errors").Filter(new() { HasText = "kennen wir nicht" })
            .Or(person.Page.GetByRole(AriaRole.Button, new() { Name = "Mit Passkey anmelden" })).First.WaitForAsync();
        Assert.DoesNotContain(await person.Context.CookiesAsync(), static cookie => cookie.Name == "__Host-rathaus" && cookie.Value.Length > 0);
    }

    [Fact]
    public async Task Without_script_a_person_of_the_demonstration_reads_what_goes_and_what_stays_and_keeps_the_account()
    {
        await using var person = await house.VisitAsync(360, script: false);
        await person.SignInAsync("otto-beispiel", "/konto/sicherheit/daten");
        await person.FollowAsync("Konto löschen");
        await person.SaysAsync("Akten der Verwaltung");
        await person.NextAsync("Konto endgültig löschen");
        await person.FaultAsync("Schreiben Sie „löschen“ in das Feld");
        await person.FollowAsync("Konto behalten");
        Assert.EndsWith("/konto/sicherheit/daten", person.Page.Url, StringComparison.Ordinal);
    }
}
