using Microsoft.Playwright;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>Filling in an application as a person does: find the label, type, press “Weiter”.</summary>
internal static class Application
{
    /// <summary>Presses the one primary button of the page and waits for the next page.</summary>
    public static async Task NextAsync(this Visitor visitor, string button = "Weiter")
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await visitor.Page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
    }

    public static Task TypeAsync(this Visitor visitor, string label, string text) =>
        visitor.Page.GetByLabel(label, new() { Exact = true }).First.FillAsync(text);

    public static Task ChooseAsync(this Visitor visitor, string option) =>
        visitor.Page.GetByLabel(option, new() { Exact = false }).First.CheckAsync();

    public static Task SelectAsync(this Visitor visitor, string label, string option) =>
        visitor.Page.GetByLabel(label).First.SelectOptionAsync(new SelectOptionValue { Label = option });

    public static async Task AddressAsync(this Visitor visitor, string street, string number, string postCode, string town)
    {
        await visitor.TypeAsync("Straße", street);
        await visitor.TypeAsync("Hausnummer", number);
        await visitor.TypeAsync("Postleitzahl", postCode);
        await visitor.TypeAsync("Ort", town);
    }

    public static Task<string> HeadingAsync(this Visitor visitor) => visitor.Page.Locator("h1").InnerTextAsync();
}
