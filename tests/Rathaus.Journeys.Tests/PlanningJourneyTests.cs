using System.Globalization;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>A planner looks at coverage and demand of the synthetic city, on a desk, on a phone, by keyboard and without script.</summary>
public sealed class PlanningJourneyTests(House house)
{
    private static async Task<Visitor> PlannerAsync(House house, int width, bool script = true)
    {
        var planner = await Office.SignInAsync(house, "aachen-planner", "aachen", width, script);
        // The synthetic city is made after the start; the page says so until it is there.
        do
            await planner.GoAsync("/amt/rettung");
        while (await planner.Page.GetByText("wird gerade angelegt").CountAsync() > 0);
        return planner;
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Every_page_of_the_planning_can_be_used_by_everybody(int width)
    {
        await using var planner = await PlannerAsync(house, width);
        foreach (var page in new[] { "", "/bedarf", "/abdeckung", "/standorte", "/bemessung", "/fristen", "/daten" })
        {
            await planner.GoAsync("/amt/rettung" + page);
            await planner.LookAsync();
            Assert.Contains("Synthetische Daten", await planner.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_hour_of_the_coverage_is_chosen_by_keyboard_and_without_script()
    {
        await using var planner = await PlannerAsync(house, 1280, script: false);
        await planner.GoAsync("/amt/rettung/abdeckung?stunde=13");
        var page = planner.Page;
        Assert.Contains("werktags tagsüber", await page.Locator("figcaption").InnerTextAsync(), StringComparison.Ordinal);
        await planner.TabToAsync(page.Locator("#stunde"));
        for (var hour = 13; hour > 2; hour--)
            await page.Keyboard.PressAsync("ArrowLeft");
        await planner.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Neu rechnen" }));
        Assert.Contains("werktags nachts", await page.Locator("figcaption").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("stunde=2", page.Url, StringComparison.Ordinal);
        Assert.True(await page.GetByRole(AriaRole.Table, new() { Name = "Abdeckung nach Gebiet" }).Locator("tbody tr").CountAsync() > 6);
    }

    [Fact]
    public async Task A_station_is_moved_on_the_map_by_keyboard_and_the_form_says_the_same()
    {
        await using var planner = await PlannerAsync(house, 1280);
        await planner.GoAsync("/amt/rettung/standorte");
        var page = planner.Page;
        await page.Locator("[data-map-ready]").WaitForAsync();
        var pin = page.GetByRole(AriaRole.Button, new() { Name = "Wache A" });
        await pin.FocusAsync();
        var place = "";
        for (var step = 0; step < 15; step++)
        {
            var answer = await page.RunAndWaitForResponseAsync(() => page.Keyboard.PressAsync("ArrowLeft"), static response => response.Url.Contains("/standorte.json", StringComparison.Ordinal));
            Assert.Equal(200, answer.Status);
            place = Uri.UnescapeDataString(answer.Url.Split("ort=")[1]);
        }

        await Assertions.Expect(page.Locator("#ort")).ToHaveValueAsync(place);
        await Assertions.Expect(page.Locator("[data-figure=points]")).Not.ToHaveTextAsync("0");
        await planner.LookAsync();
        var dragged = await page.Locator("[data-figure=share]").InnerTextAsync();
        await planner.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Ausprobieren" }));
        Assert.Contains("ort=", page.Url, StringComparison.Ordinal);
        Assert.Equal(Digits(dragged), Digits(await page.Locator("[data-figure=share]").InnerTextAsync()));

        // 84 % and 84,0 % are one figure.
        static decimal Digits(string share) => decimal.Parse(share.Replace("%", "", StringComparison.Ordinal).Trim(), CultureInfo.GetCultureInfo("de-DE"));
    }
}
