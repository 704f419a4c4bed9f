using System.Globalization;

namespace Rathaus.Journeys.Tests.Support;

/// <summary>Somebody as the residents' register of the demonstration knows them, or an invented guest of the counter.</summary>
internal sealed record Resident(string GivenNames, string FamilyName, DateOnly BirthDate, string Street, string HouseNumber, string PostCode)
{
    public static readonly Resident Mira = new("Mira", "Beispiel", new DateOnly(1988, 4, 17), "Musterstraße", "12", "42103");
    public static readonly Resident Kim = new("Kim", "Erfunden", new DateOnly(2001, 9, 9), "Erfundenstraße", "100", "42119");

    public string Name => $"{GivenNames} {FamilyName}";

    /// <summary>Types it into the fields of a page that asks for a person.</summary>
    public async Task FillAsync(Visitor visitor)
    {
        foreach (var (field, value) in new[]
        {
            ("vornamen", GivenNames), ("familienname", FamilyName), ("geburtsdatum.day", $"{BirthDate.Day}"), ("geburtsdatum.month", $"{BirthDate.Month}"),
            ("geburtsdatum.year", BirthDate.Year.ToString(CultureInfo.InvariantCulture)), ("strasse", Street), ("hausnummer", HouseNumber), ("plz", PostCode),
        })
            await visitor.Page.Locator($"[name='{field}']").FillAsync(value);
    }
}

/// <summary>People with an account and a passkey of their own.</summary>
internal static class Citizens
{
    public const string Security = "/konto/sicherheit";

    /// <summary>A browser with a device, a new account, and the page the account opens on.</summary>
    public static async Task<Visitor> OpenAccountAsync(this House house, string name, int width = 360, string back = Security, string? address = null)
    {
        var visitor = await house.VisitAsync(width, address: address);
        await VirtualDevice.AttachAsync(visitor);
        await visitor.GoAsync("/konto/neu?zurueck=" + back);
        await visitor.TypeAsync("Name", name);
        await visitor.NextAsync("Passkey anlegen");
        return visitor;
    }

    /// <summary>What the page says, without header and footer.</summary>
    public static Task<string> MainAsync(this Visitor visitor) => visitor.Page.Locator("main").InnerTextAsync();

    public static async Task SaysAsync(this Visitor visitor, string words) => Assert.Contains(words, await visitor.MainAsync(), StringComparison.Ordinal);

    public static async Task FaultAsync(this Visitor visitor, string words) =>
        Assert.Contains(words, await visitor.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);

    /// <summary>The code that a page shows this once.</summary>
    public static Task<string> CodeAsync(this Visitor visitor) => visitor.Page.Locator(".rh-done .rh-code").First.InnerTextAsync();

    /// <summary>Opens a lost account with a code and a new passkey.</summary>
    public static async Task RecoverAsync(this Visitor visitor, string code)
    {
        await visitor.GoAsync("/anmelden/wiederherstellen");
        await visitor.TypeAsync("Code", code);
        await visitor.NextAsync();
        await visitor.LookAsync();
        await visitor.NextAsync("Passkey anlegen");
        Assert.StartsWith(Security, new Uri(visitor.Page.Url).AbsolutePath, StringComparison.Ordinal);
    }

    /// <summary>Signed out: an address of the account leads to the sign-in.</summary>
    public static async Task IsOutAsync(this Visitor visitor)
    {
        await visitor.Page.GotoAsync(Security);
        Assert.Contains("/anmelden", visitor.Page.Url, StringComparison.Ordinal);
    }
}
