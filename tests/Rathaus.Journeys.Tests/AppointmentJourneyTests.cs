using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>A visit to a counter: booked, moved, cancelled; and the day list of the office.</summary>
public sealed class AppointmentJourneyTests(House house)
{
    [Theory]
    [InlineData(360, true, "2026-11-23")]
    [InlineData(360, false, "2026-11-24")]
    [InlineData(1280, true, "2026-11-25")]
    public async Task A_visit_is_booked_moved_and_cancelled(int width, bool script, string from)
    {
        await using var visitor = await house.VisitAsync(width, script);
        var page = visitor.Page;
        await visitor.GoAsync("/wuppertal/termin");
        await visitor.LookAsync();
        await visitor.PressAsync(page.Locator("a[href='/wuppertal/termin/buergerbuero']"));
        await visitor.GoAsync($"/wuppertal/termin/buergerbuero?ab={from}");
        await visitor.LookAsync();
        await visitor.FollowFromAsync(".rh-slots a");
        await visitor.NextAsync("Termin buchen");
        Assert.Contains("Geben Sie den Namen ein", await page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        await page.GetByLabel("Name").FillAsync("Noa Beispiel");
        await visitor.NextAsync("Termin buchen");
        Assert.Contains("Der Termin ist gebucht", await page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();
        var address = new Uri(page.Url).AbsolutePath;
        var file = await visitor.Context.APIRequest.GetAsync(address + "/kalender.ics");
        Assert.StartsWith("text/calendar", file.Headers["content-type"], StringComparison.Ordinal);
        Assert.Contains("DTSTART;TZID=Europe/Berlin:202611", await file.TextAsync(), StringComparison.Ordinal);

        await visitor.FollowAsync("Termin verlegen");
        await visitor.GoAsync($"{address}?verlegen=1&ab={from}");
        await visitor.LookAsync();
        await visitor.PressAsync(page.Locator(".rh-slots a").Nth(2));
        await visitor.NextAsync("Auf diese Zeit verlegen");
        Assert.Contains("gebucht", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.NextAsync("Termin absagen");
        Assert.Contains("abgesagt", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.LookAsync();

        await using var other = await house.VisitAsync();
        await other.GoAsync(address, 404);
    }

    [Fact]
    public async Task Pages_of_appointments_speak_three_languages()
    {
        await using var visitor = await house.VisitAsync(360);
        foreach (var language in (string[])["en", "de-einfach", "de"])
        {
            await visitor.GoAsync($"/aachen/termin?sprache={language}");
            await visitor.LookAsync();
            await visitor.GoAsync("/aachen/termin/buergerbuero");
            await visitor.LookAsync();
        }
    }

    [Fact]
    public async Task The_office_sees_its_day_and_notes_who_has_come_by_keyboard()
    {
        await using var visitor = await house.VisitAsync();
        await visitor.GoAsync("/wuppertal/termin/buergerbuero");
        await visitor.FollowFromAsync(".rh-slots a");
        await visitor.Page.GetByLabel("Name").FillAsync("Kim Aufruf");
        await visitor.NextAsync("Termin buchen");

        await using var clerk = await Office.SignInAsync(house, "wuppertal-buergerbuero", "wuppertal");
        await clerk.GoAsync("/amt/termine");
        await clerk.LookAsync();
        await clerk.EnterAsync(clerk.Page.Locator("tr", new() { HasText = "Kim Aufruf" }).GetByRole(AriaRole.Button).First);
        Assert.Contains("da", await clerk.Page.Locator("tr", new() { HasText = "Kim Aufruf" }).InnerTextAsync(), StringComparison.Ordinal);
        await clerk.LookAsync();
        await clerk.Page.SetViewportSizeAsync(360, 780);
        await clerk.GoAsync("/amt/termine");
        await clerk.LookAsync();
    }
}
