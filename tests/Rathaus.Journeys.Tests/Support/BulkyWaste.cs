namespace Rathaus.Journeys.Tests.Support;

/// <summary>The application for a collection of bulky waste, page by page.</summary>
internal static class BulkyWaste
{
    public const string Things = "Was sollen wir mitnehmen?";

    public static async Task BeginAsync(Visitor visitor, string town = "wuppertal")
    {
        await visitor.GoAsync($"/{town}/sperrmuell/antrag");
        await visitor.NextAsync("Los geht es");
    }

    public static Task HouseholdAsync(Visitor visitor, bool look = false) =>
        visitor.AnswerAsync("Kommt der Sperrmüll aus Ihrem Haushalt?", () => visitor.ChooseAsync("Ja"), look);

    public static Task AddressAsync(Visitor visitor, bool look = false) => visitor.AnswerAsync(
        "Wo sollen wir abholen?", () => visitor.AddressAsync("Musterstraße", "12", "42103", "Wuppertal"), look);

    /// <summary>Fills in the entry with this number, counted from nought.</summary>
    public static async Task ThingAsync(Visitor visitor, int entry, string thing, int count)
    {
        await visitor.Page.Locator($"[name='gegenstaende[{entry}].art']").SelectOptionAsync(thing);
        await visitor.Page.Locator($"[name='gegenstaende[{entry}].anzahl']").FillAsync($"{count}");
    }

    public static Task ThingsAsync(Visitor visitor, bool look = false) =>
        visitor.AnswerAsync(Things, () => ThingAsync(visitor, 0, "sofa", 1), look);

    /// <summary>From the page about electrical devices to check-your-answers.</summary>
    public static async Task RestAsync(Visitor visitor, bool look = false)
    {
        await visitor.AnswerAsync("Sind große Elektrogeräte dabei?", () => visitor.ChooseAsync("Nein"), look);
        await visitor.AnswerAsync("Wie viel ist es zusammen?", () => visitor.TypeAsync("Geschätzte Menge", "2,5"), look);
        await visitor.AnswerAsync("Welcher Tag passt Ihnen?", () => visitor.ChooseAsync("Dienstag, 1. Dezember 2026"), look);
        await visitor.AnswerAsync(
            "Wo stellen Sie den Sperrmüll hin?", () => visitor.ChooseAsync("An den Rand des Gehwegs"), look);
        await visitor.AnswerAsync(
            "Dürfen wir gut erhaltene Stücke zum Verschenken anbieten?", () => visitor.ChooseAsync("Ja"), look);
        await visitor.AnswerAsync("Wie erreichen wir Sie?", () => Task.CompletedTask, look);
    }

    /// <summary>From the start page to check-your-answers in Wuppertal.</summary>
    public static async Task FillAsync(Visitor visitor, bool look = false)
    {
        await BeginAsync(visitor);
        await HouseholdAsync(visitor, look);
        await AddressAsync(visitor, look);
        await ThingsAsync(visitor, look);
        await RestAsync(visitor, look);
        Assert.Equal(Application.Check, await visitor.HeadingAsync());
    }
}
