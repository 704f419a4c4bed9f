namespace Rathaus.Journeys.Tests.Support;

/// <summary>What a clerk does with a case.</summary>
internal static class Office
{
    /// <summary>A member of staff of the demonstration, on the work list.</summary>
    public static async Task<Visitor> SignInAsync(House house, string person, string town, int width = 1280, bool script = true, string? address = null)
    {
        var visitor = await house.VisitAsync(width, script, address: address);
        await visitor.GoAsync($"/amt/anmelden?stadt={town}&zurueck=/amt");
        await visitor.PressAsync(visitor.Page.Locator($"form:has(input[value='{person}']) button"));
        return visitor;
    }

    /// <summary>Opens the case, takes it, looks at the notice, decides and sends.</summary>
    /// <param name="onCase">What to do while the case lies open.</param>
    public static async Task GrantAsync(Visitor clerk, string number, Func<Task> onCase)
    {
        var page = clerk.Page;
        await clerk.GoAsync($"/amt/vorgang/{number}");
        await clerk.PressAsync(page.Locator("form[action$='/uebernehmen'] button"));
        await onCase();
        await page.Locator("input[name=outcome][value=Granted]").CheckAsync();
        await clerk.NextAsync("Bescheid ansehen");
        await clerk.PressAsync(page.Locator("form[action$='/entscheidung'] button.kern-btn--primary"));
        var send = page.Locator("form[action$='/senden'] button");
        Assert.True(await send.CountAsync() > 0, $"{number} was not decided: {await page.Locator("main").InnerTextAsync()}");
        await clerk.PressAsync(send);
        Assert.Contains("Gesendet am", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }
}
