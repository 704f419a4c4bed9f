using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>Filling in an application as a person does: find the label, type, press “Weiter”.</summary>
internal static class Application
{
    /// <summary>The page to check before sending.</summary>
    public const string Check = "Stimmt alles?";

    /// <summary>Presses a button of this name and waits for the next page.</summary>
    public static Task NextAsync(this Visitor visitor, string button = "Weiter") =>
        visitor.PressAsync(visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }));

    /// <summary>Follows a link of this name and waits for the page.</summary>
    public static Task FollowAsync(this Visitor visitor, string link) =>
        visitor.PressAsync(visitor.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First);

    /// <summary>Follows the first link that a selector finds.</summary>
    public static Task FollowFromAsync(this Visitor visitor, string selector) => visitor.PressAsync(visitor.Page.Locator(selector).First);

    public static Task TypeAsync(this Visitor visitor, string label, string text) =>
        visitor.Page.GetByLabel(label, new() { Exact = true }).First.FillAsync(text);

    public static Task<string> TypedAsync(this Visitor visitor, string label) =>
        visitor.Page.GetByLabel(label, new() { Exact = true }).First.InputValueAsync();

    /// <summary>Chooses the radio button or checkbox whose label begins so.</summary>
    public static Task ChooseAsync(this Visitor visitor, string option) => visitor.Page
        .Locator("label").Filter(new() { HasTextRegex = new Regex("^\\s*" + Regex.Escape(option)) })
        .Locator("input").First.CheckAsync();

    public static Task SelectAsync(this Visitor visitor, string label, string option) =>
        visitor.Page.GetByLabel(label).First.SelectOptionAsync(new SelectOptionValue { Label = option });

    public static async Task AddressAsync(this Visitor visitor, string street, string number, string postCode, string town)
    {
        await visitor.TypeAsync("Straße", street);
        await visitor.TypeAsync("Hausnummer", number);
        await visitor.TypeAsync("Postleitzahl", postCode);
        await visitor.TypeAsync("Ort", town);
    }

    public static async Task DateAsync(this Visitor visitor, int day, int month, int year)
    {
        await visitor.TypeAsync("Tag", $"{day}");
        await visitor.TypeAsync("Monat", $"{month}");
        await visitor.TypeAsync("Jahr", $"{year}");
    }

    public static Task<string> HeadingAsync(this Visitor visitor) => visitor.Page.Locator("h1").InnerTextAsync();

    /// <summary>On the page with this heading: looks at it, answers, goes on.</summary>
    public static async Task AnswerAsync(this Visitor visitor, string heading, Func<Task> answer, bool look = true)
    {
        Assert.Equal(heading, await visitor.HeadingAsync());
        if (look)
            await visitor.LookAsync();
        await answer();
        await visitor.NextAsync();
    }

    /// <summary>The answer of check-your-answers to a label.</summary>
    public static Task<string> AnswerOfAsync(this Visitor visitor, string label) => visitor.Page
        .Locator(".rh-answers > div").Filter(new() { Has = visitor.Page.GetByText(label, new() { Exact = true }) })
        .Locator("dd").First.InnerTextAsync();

    /// <summary>Declares and sends; returns the case number of the page that follows.</summary>
    public static async Task<string> SendAsync(this Visitor visitor, string button = "Absenden")
    {
        Assert.Equal(Check, await visitor.HeadingAsync());
        await visitor.Page.Locator("#erklaerung").CheckAsync();
        await visitor.NextAsync(button);
        return visitor.Number();
    }

    /// <summary>The case number in the address.</summary>
    public static string Number(this Visitor visitor)
    {
        var number = Regex.Match(visitor.Page.Url, "/vorgang/([A-Z]+-[0-9]{4}-[0-9]+)");
        Assert.True(number.Success, visitor.Page.Url);
        return number.Groups[1].Value;
    }

    /// <summary>Signs in as a person of the demonstration and returns to the address.</summary>
    public static async Task SignInAsync(this Visitor visitor, string person, string back)
    {
        await visitor.GoAsync("/anmelden?zurueck=" + Uri.EscapeDataString(back));
        await visitor.PressAsync(visitor.Page.Locator($"form:has(input[name=person][value={person}]) button"));
    }

    public static async Task SignInStaffAsync(this Visitor visitor, string town, string person)
    {
        await visitor.GoAsync("/amt/anmelden?stadt=" + town);
        await visitor.PressAsync(visitor.Page.Locator($"form:has(input[name=person][value={person}]) button"));
    }
}
