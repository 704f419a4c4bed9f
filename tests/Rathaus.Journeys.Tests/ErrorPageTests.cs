using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Pages for when something is not there.</summary>
public sealed class ErrorPageTests(House house)
{
    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task An_unknown_address_gets_a_page_that_helps_on(int width)
    {
        await using var visitor = await house.VisitAsync(width);
        await visitor.GoAsync("/gibt/es/nicht", 404);
        await visitor.LookAsync();
        Assert.Contains("gibt es nicht", await visitor.Page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
    }
}
