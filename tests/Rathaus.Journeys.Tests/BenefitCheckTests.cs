using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>A few answers, all benefits at once: by keyboard or without script, in three languages.</summary>
public sealed class BenefitCheckTests(House house)
{
    private const string Check = "/wuppertal/leistungen-pruefen";

    [Theory]
    [InlineData(320, "de")]
    [InlineData(360, "en")]
    [InlineData(1280, "de-einfach")]
    public async Task The_empty_form_is_sound(int width, string language)
    {
        await using var visitor = await house.VisitAsync(width);
        await visitor.GoAsync($"{Check}?sprache={language}");
        await visitor.LookAsync();
    }

    [Theory]
    [InlineData(320, true)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task A_family_sees_its_benefits_with_the_way_to_each(int width, bool script)
    {
        await using var visitor = await house.VisitAsync(width, script);
        await visitor.GoAsync("/wuppertal");
        await visitor.PressAsync(visitor.Page.Locator($"main a[href='{Check}']"));
        await visitor.PressAsync(visitor.Page.Locator("button[value='hinzufuegen:kinder']"));
        await visitor.LookAsync();
        await FillAsync("erwachsene[0].brutto", "1.800");
        await FillAsync("erwachsene[0].netto", "1350");
        await FillAsync("kinder[0].geboren.day", "3");
        await FillAsync("kinder[0].geboren.month", "5");
        await FillAsync("kinder[0].geboren.year", "2018");
        await FillAsync("miete", "600");
        await visitor.PressAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Berechnen", Exact = true }));
        await visitor.LookAsync();

        Assert.Equal(Check, new Uri(visitor.Page.Url).PathAndQuery);
        var main = await visitor.Page.Locator("main").InnerTextAsync();
        Assert.Contains("ungefähr 259,00\u00a0€ im Monat", main, StringComparison.Ordinal);
        Assert.Contains("zu prüfen", main, StringComparison.Ordinal);
        Assert.Equal("1800,00", await visitor.Page.Locator("[name='erwachsene[0].brutto']").InputValueAsync());

        Task FillAsync(string name, string value) => visitor.Page.Locator($"[name='{name}']").FillAsync(value);
    }

    [Fact]
    public async Task What_is_wrong_is_said_where_it_stands()
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.GoAsync(Check);
        await visitor.Page.Locator("[name='erwachsene[0].brutto']").FillAsync("viel");
        await visitor.EnterAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Berechnen", Exact = true }));
        await visitor.LookAsync();

        Assert.Equal("viel", await visitor.Page.Locator("[name='erwachsene[0].brutto']").InputValueAsync());
    }
}
