using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Bulky waste in Wuppertal without sign-in: from the service page to the receipt.</summary>
public sealed class BulkyWasteTests(House house)
{
    [Theory]
    [InlineData(360, true)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task A_household_orders_a_collection_and_gets_a_receipt(int width, bool script)
    {
        await using var visitor = await house.VisitAsync(width, script);
        var page = visitor.Page;
        await visitor.GoAsync("/wuppertal/sperrmuell");
        await visitor.LookAsync();
        await page.Locator("a[href='/wuppertal/sperrmuell/antrag']:visible").First.ClickAsync();
        await visitor.LookAsync();
        await visitor.NextAsync("Los geht es");

        await AnswerAsync(visitor, "Kommt der Sperrmüll aus Ihrem Haushalt?", () => visitor.ChooseAsync("Ja"));
        await AnswerAsync(visitor, "Adresse der Abholung", () => visitor.AddressAsync("Musterstraße", "12", "42103", "Wuppertal"));
        await visitor.LookAsync();
        await visitor.NextAsync("Gegenstand hinzufügen");
        await page.Locator("select").First.SelectOptionAsync("sofa");
        await page.GetByLabel("Wie viele?").First.FillAsync("1");
        await visitor.LookAsync();
        await visitor.NextAsync();
        await AnswerAsync(visitor, "Sind große Elektrogeräte dabei?", () => visitor.ChooseAsync("Nein"));
        await visitor.LookAsync();
    }

    private static async Task AnswerAsync(Visitor visitor, string heading, Func<Task> answer)
    {
        Assert.Equal(heading, await visitor.HeadingAsync());
        await visitor.LookAsync();
        await answer();
        await visitor.NextAsync();
    }
}
