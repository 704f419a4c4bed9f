using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>From an everyday word or a life event to the service, before anybody signs in.</summary>
public sealed class PortalTests(House house)
{
    [Theory]
    [InlineData("/", 320)]
    [InlineData("/", 1280)]
    [InlineData("/suche?s=mueltonne", 360)]
    [InlineData("/suche?s=xyzzy", 360)]
    [InlineData("/lebenslagen/umzug", 320)]
    [InlineData("/lebenslagen/umzug?sprache=en", 1280)]
    [InlineData("/wuppertal/lebenslagen/umzug", 360)]
    [InlineData("/leistungen/sperrmuell", 360)]
    [InlineData("/kreis-soest", 360)]
    [InlineData("/katalog", 320)]
    [InlineData("/katalog", 1280)]
    [InlineData("/katalog/aachen/bewohnerparkausweis", 360)]
    [InlineData("/katalog/aachen/bewohnerparkausweis?sprache=en", 1280)]
    public async Task Pages_on_the_way_are_sound(string address, int width)
    {
        await using var visitor = await house.VisitAsync(width);
        await visitor.GoAsync(address);
        await visitor.LookAsync();
    }

    [Fact]
    public async Task A_misspelt_everyday_word_leads_to_the_service_by_keyboard()
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.GoAsync("/wuppertal");
        var field = visitor.Page.Locator("#s");
        await visitor.TabToAsync(field);
        await visitor.Page.Keyboard.TypeAsync("alte mobel abhohlen");
        await visitor.LeaveAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));
        await visitor.LookAsync();

        await visitor.EnterAsync(visitor.Page.Locator("#treffer ~ ul a").First);

        Assert.Equal("Sperrmüll abholen lassen", await visitor.Page.Locator("h1").InnerTextAsync());
    }

    [Fact]
    public async Task A_life_event_leads_to_the_town_and_its_service()
    {
        await using var visitor = await house.VisitAsync(1280);
        await visitor.GoAsync("/lebenslagen/umzug");
        await visitor.PressAsync(visitor.Page.Locator("main a[href='/leistungen/bewohnerparkausweis']"));
        await visitor.LookAsync();
        await visitor.PressAsync(visitor.Page.Locator("main a[href='/wuppertal/bewohnerparkausweis']"));

        Assert.Equal("/wuppertal/bewohnerparkausweis", new Uri(visitor.Page.Url).AbsolutePath);
    }

    [Theory]
    [InlineData("/lebenslagen/gibtsnicht")]
    [InlineData("/wuppertal/lebenslagen/gibtsnicht")]
    [InlineData("/gibtsnicht/lebenslagen/umzug")]
    public async Task An_unknown_life_event_or_town_is_a_page_that_helps_on(string address)
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.GoAsync(address, 404);
        await visitor.LookAsync();
    }
}
