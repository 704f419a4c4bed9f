
namespace Rathaus.Journeys.Tests.Support;

/// <summary>
/// The application for Wohngeld of the family Beispiel: two parents, two children, two wages, a rented flat in Wuppertal.
/// Computed by hand for November 2026, Stufe III, four persons (WoGG, Anlagen 1 to 3 as of 2025-01-01):
/// Jonas 12 · 2,000 - 1,230 = 22,770, less 30 % = 15,939; Mira 12 · 700 - 1,230 = 7,170, less 20 % = 5,736; Y = 21,675 / 12 = 1,806.25.
/// Rent 950 - 120 for heating = 830, at most 766 + 34.40 = 800.40; M = 800.40 + 197.80 = 998.20.
/// z1 = 0.01 + 0.0002163 · 998.20 + 0.0000176 · 1,806.25 = 0.25770066; z4 = 1.15 · (998.20 - z1 · 1,806.25) = 612.637 → 613 EUR.
/// </summary>
internal static class HousingBenefit
{
    public const string Start = "/wuppertal/wohngeld/antrag";

    /// <summary>What the family gets in a month.</summary>
    public const string Amount = "613,00 €";

    /// <summary>Lines that stand in the chain: step and value, all computed by hand above.</summary>
    public static readonly (string Step, string Value)[] Chain =
    [
        ("Mietenstufe der Gemeinde", "3"),
        ("Summe der Jahreseinkommen", "21.675"),
        ("Monatliches Gesamteinkommen", "1.806,25"),
        ("Miete oder Belastung", "830"),
        ("Grenze aus Höchstbetrag und Klimakomponente", "800,4"),
        ("Entlastung bei den Heizkosten", "197,8"),
        ("M in der Formel", "998,2"),
        ("z4 = 1,15 · z3, ungerundetes Wohngeld", "612,637"),
        ("Auf volle Euro gerundet", "613"),
    ];

    private static readonly Person[] Family =
    [
        new("Mira", 17, 4, 1988, "weiblich", "ich", "arbeit", ["kv", "rv"]),
        new("Jonas", 2, 11, 1986, "maennlich", "partner", "arbeit", ["steuern", "kv", "rv"]),
        new("Lotta", 30, 6, 2022, "weiblich", "kind", "schule", []),
        new("Emil", 9, 3, 2018, "maennlich", "kind", "schule", []),
    ];

    private sealed record Person(
        string Name, int Day, int Month, int Year, string Sex, string Relation, string Occupation, string[] Pays);

    /// <summary>The same family in the advance calculator, which asks for the rent without heating.</summary>
    public static async Task CalculateAsync(Visitor visitor)
    {
        var persons = new[] { ("38", "700"), ("40", "2.000"), ("4", ""), ("8", "") };
        for (var one = 0; one < persons.Length; one++)
        {
            if (await visitor.Page.Locator($"[name='personen[{one}].alter']").CountAsync() == 0)
                await visitor.PressAsync(visitor.Page.Locator("button[value='hinzufuegen:personen']"));
            await PutAsync(visitor, $"personen[{one}].alter", persons[one].Item1);
            await PutAsync(visitor, $"personen[{one}].lohn", persons[one].Item2);
        }

        await PutAsync(visitor, "miete", "830");
        await visitor.NextAsync("Berechnen");
    }

    /// <summary>From the start page to check-your-answers, for somebody who is signed in and registered in Wuppertal.</summary>
    public static async Task FillAsync(Visitor visitor, bool look = false)
    {
        await visitor.GoAsync(Start);
        await visitor.NextAsync("Los geht es");
        await AtAsync(visitor, "Worum geht es?", async () =>
        {
            await visitor.ChooseAsync("Zur Miete");
            await visitor.ChooseAsync("Zum ersten Mal Wohngeld beantragen");
        }, look);
        await AtAsync(visitor, "Wer stellt den Antrag?", () => visitor.ChooseAsync("Deutsch"), look);
        await AtAsync(visitor, "Für welche Wohnung?", () => DwellingAsync(visitor), look);
        await AtAsync(visitor, "Wer wohnt mit Ihnen zusammen?", () => PersonsAsync(visitor), look);
        await AtAsync(visitor, "Wer hat welches Einkommen?", () => IncomesAsync(visitor), look);
        await AtAsync(visitor, "Gilt für jemanden etwas davon?", () => Task.CompletedTask, look);
        await AtAsync(visitor, "Zahlt jemand Unterhalt?", () => Task.CompletedTask, look);
        await AtAsync(visitor, "Was kostet die Wohnung?", async () =>
        {
            await PutAsync(visitor, "gesamtmiete", "950,00");
            await PutAsync(visitor, "vermieter", "Wohnbau Muster, Probeweg 1, 42105 Wuppertal");
        }, look);
        await RentPartsAsync(visitor, look);
        await AtAsync(visitor,
            "Vermieten Sie etwas weiter, wohnt jemand außerhalb des Haushalts mit, oder arbeiten Sie dort?", () => visitor.ChooseAsync("Nein"), look);
        await AtAsync(visitor, "Haben alle zusammen mehr als 150.000,00", () => visitor.ChooseAsync("Nein"), look);
        await AtAsync(visitor, "Was ändert sich in den nächsten 12 Monaten?", () => Task.CompletedTask, look);
        await AtAsync(visitor, "Welche Belege haben Sie da?", () => Task.CompletedTask, look);
        await AtAsync(visitor, "Wohin überweisen wir?", async () =>
        {
            await visitor.TypeAsync("Kontoinhaber oder Kontoinhaberin", "Mira Beispiel");
            await visitor.TypeAsync("IBAN", "DE89 3704 0044 0532 0130 00");
        }, look);
        await AtAsync(visitor, "Wie erreichen wir Sie?", () => Task.CompletedTask, look);
        Assert.Equal(Application.Check, await visitor.HeadingAsync());
    }

    /// <summary>On the page whose heading begins so; an optional question says that it is one at the end of its heading.</summary>
    private static async Task AtAsync(Visitor visitor, string heading, Func<Task> answer, bool look)
    {
        var whole = await visitor.HeadingAsync();
        Assert.StartsWith(heading, whole, StringComparison.Ordinal);
        await visitor.AnswerAsync(whole, answer, look);
    }

    private static async Task DwellingAsync(Visitor visitor)
    {
        Assert.Equal("Musterstraße", await visitor.TypedAsync("Straße"));
        await visitor.ChooseAsync("Ja");
        await visitor.DateAsync(1, 5, 2016);
        await PutAsync(visitor, "flaeche", "82");
    }

    private static async Task PersonsAsync(Visitor visitor)
    {
        for (var one = 0; one < Family.Length; one++)
        {
            if (one > 0)
                await visitor.NextAsync("Person hinzufügen");
            var (person, at) = (Family[one], $"personen[{one}]");
            await PutAsync(visitor, $"{at}.vorname", person.Name);
            await PutAsync(visitor, $"{at}.geburtsdatum.day", $"{person.Day}");
            await PutAsync(visitor, $"{at}.geburtsdatum.month", $"{person.Month}");
            await PutAsync(visitor, $"{at}.geburtsdatum.year", $"{person.Year}");
            await PickAsync(visitor, $"{at}.geschlecht", person.Sex);
            await PickAsync(visitor, $"{at}.beziehung", person.Relation);
            await PickAsync(visitor, $"{at}.taetigkeit", person.Occupation);
            await PickAsync(visitor, $"{at}.leistung", "keine");
            foreach (var paid in person.Pays)
                await PickAsync(visitor, $"{at}.abgaben", paid);
        }
    }

    private static async Task IncomesAsync(Visitor visitor)
    {
        var incomes = new[] { ("Jonas", "2.000,00"), ("Mira", "700,00") };
        for (var one = 0; one < incomes.Length; one++)
        {
            if (one > 0 || await visitor.Page.Locator("[name='einkuenfte[0].betrag']").CountAsync() == 0)
                await visitor.NextAsync("Einnahme hinzufügen");
            await PickAsync(visitor, $"einkuenfte[{one}].wer", incomes[one].Item1);
            await PickAsync(visitor, $"einkuenfte[{one}].quelle", "lohn");
            await PutAsync(visitor, $"einkuenfte[{one}].betrag", incomes[one].Item2);
            await PickAsync(visitor, $"einkuenfte[{one}].turnus", "monatlich");
        }
    }

    /// <summary>The amount for heating is asked once its line is answered; the page comes again with it.</summary>
    private static async Task RentPartsAsync(Visitor visitor, bool look)
    {
        await visitor.AnswerAsync("Was ist in der Miete enthalten?", async () =>
        {
            await PickAsync(visitor, "heizung", "betrag");
            foreach (var none in (string[])["wasser", "strom", "auto"])
                await PickAsync(visitor, none, "nein");
        }, look);
        await visitor.AnswerAsync("Was ist in der Miete enthalten?", () => PutAsync(visitor, "heizung_betrag", "120,00"), look);
    }

    private static Task PutAsync(Visitor visitor, string name, string text) => visitor.Page.Locator($"[name='{name}']").FillAsync(text);

    /// <summary>Chooses in a list, a radio group or among checkboxes, whichever the page shows.</summary>
    private static async Task PickAsync(Visitor visitor, string name, string option)
    {
        var list = visitor.Page.Locator($"select[name='{name}']");
        if (await list.CountAsync() > 0)
            await list.SelectOptionAsync(option);
        else
            await visitor.Page.Locator($"input[name='{name}'][value='{option}']").CheckAsync();
    }
}
