using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>
/// An attacker at a computer of their own begins a sign-in and brings its code to a victim with a phone, by every way there is. What
/// they get: nothing, or with the four digits talked out of the victim a session that changes nothing of worth.
/// </summary>
public sealed class RelayAttackerTests(House house)
{
    private const string Cookie = "__Host-rathaus";

    /// <summary>Pages with a button behind which something sensitive happens, and what must be typed before.</summary>
    private static readonly (string Page, string Button, string? Field, string Typed)[] Sensitive =
    [
        ("/konto/sicherheit", "Weiteren Passkey anlegen", null, ""),
        ("/konto/sicherheit", "Entfernen: Chrome, Linux", null, ""),
        ("/id/app/geraete", "Entfernen: Chrome, Linux", null, ""),
        ("/konto/sicherheit/handy-verloren", "Das ist weg: Chrome, Linux", null, ""),
        ("/konto/sicherheit/codes", "Acht Codes anlegen", null, ""),
        ("/konto/sicherheit/schalter", "Code anzeigen", null, ""),
        ("/konto/sicherheit/brief", "Brief bestellen", null, ""),
        ("/konto/vollmachten/erteilen", "Code erzeugen", "Name der Person", "Ein Komplize"),
        ("/konto/vollmachten/anfragen", "Anfrage senden", null, ""),
        ("/konto/organisationen/unternehmenskonto", "Daten übertragen (SIMULATION)", null, ""),
        ("/konto/sicherheit/daten", "Daten herunterladen", null, ""),
        ("/konto/sicherheit/daten/loeschen", "Konto endgültig löschen", "Schreiben Sie „löschen“, wenn Sie sicher sind", "löschen"),
    ];

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task With_the_digits_phished_the_session_does_none_of_what_a_thief_wants(int width)
    {
        await using var victim = await house.OpenAccountAsync("Vroni Vertrauen");
        await using var attacker = await BeginAsync(width);
        await ReadAsync(victim, await LinkAsync(attacker));
        await victim.NextAsync("Mit Passkey freigeben");
        await attacker.Page.GetByText("Freigegeben").WaitForAsync();
        await attacker.TypeAsync("Vier Ziffern vom Handy", await victim.Page.Locator("[data-handover-digits]").InnerTextAsync());
        await attacker.NextAsync("Anmelden");
        Assert.EndsWith("/konto/sicherheit", attacker.Page.Url, StringComparison.Ordinal);
        await attacker.SaysAsync("mit einem Code und der Freigabe auf Ihrem Handy");

        foreach (var (page, button, field, typed) in Sensitive)
        {
            await attacker.GoAsync(page);
            if (field is not null)
                await attacker.TypeAsync(field, typed);
            await attacker.NextAsync(button);
            Assert.True(await attacker.HeadingAsync() == "Das geht mit dieser Anmeldung nicht", $"{page}, {button}: {await attacker.MainAsync()}");
        }

        await attacker.LookAsync();
        await attacker.FollowAsync("Mit Passkey anmelden, auch mit dem Handy in der Nähe");
        await attacker.LookAsync();

        // What somebody tried stands in the owner's history, and signing out everywhere ends the attacker's session with the next request.
        await victim.GoAsync("/konto/sicherheit/verlauf");
        await victim.SaysAsync("Eine heikle Änderung wurde abgelehnt");
        await victim.GoAsync("/konto/sicherheit");
        await victim.NextAsync("Dort abmelden: Chrome, Linux");
        await attacker.IsOutAsync();
    }

    [Fact]
    public async Task Told_over_the_phone_to_type_eight_characters_the_victim_reads_what_it_is_and_refuses()
    {
        await using var victim = await house.OpenAccountAsync("Vito Vorsicht", back: "/id/app/");
        await using var attacker = await BeginAsync(1280);
        await victim.TypeAsync("Code vom Bildschirm", await attacker.Page.Locator("[data-handover-typed]").InnerTextAsync());
        await victim.NextAsync("Code prüfen");
        await victim.NextAsync("Ansehen");
        await victim.SaysAsync("Sitzen Sie selbst vor diesem Computer?");
        await victim.LookAsync();
        await victim.EnterAsync(victim.Page.GetByRole(AriaRole.Button, new() { Name = "Das bin ich nicht. Ablehnen" }));
        await victim.SaysAsync("Der Computer bekommt nichts");
        await victim.LookAsync();
        await attacker.Page.GetByText("abgelehnt oder abgebrochen").WaitForAsync();
        await attacker.LookAsync();
        await HasNothingAsync(attacker);
    }

    [Fact]
    public async Task A_second_phone_of_the_attacker_ends_it_for_both()
    {
        await using var victim = await house.OpenAccountAsync("Vera Erste");
        await using var accomplice = await house.OpenAccountAsync("Addi Zweiter");
        await using var attacker = await BeginAsync(1280);
        var link = await LinkAsync(attacker);
        await ReadAsync(victim, link);
        await accomplice.Page.GotoAsync(link);
        await accomplice.NextAsync("Code für alle sperren");
        await accomplice.LookAsync();
        await attacker.Page.GetByText("Zwei Handys").WaitForAsync();
        await victim.NextAsync("Mit Passkey freigeben");
        Assert.Equal(0, await victim.Page.Locator("[data-handover-digits]").CountAsync());
        await victim.LookAsync();
        await HasNothingAsync(attacker);
    }

    [Fact]
    public async Task Another_browser_of_the_attacker_cannot_use_the_digits()
    {
        await using var victim = await house.OpenAccountAsync("Volker Ziffern");
        await using var attacker = await BeginAsync(1280);
        await ReadAsync(victim, await LinkAsync(attacker));
        await victim.NextAsync("Mit Passkey freigeben");
        var digits = await victim.Page.Locator("[data-handover-digits]").InnerTextAsync();
        var address = await attacker.Page.Locator("form[action$='/code']").GetAttributeAsync("action");

        await using var other = await BeginAsync(1280);
        await other.Page.Locator("form[action$='/code']").EvaluateAsync("(form, address) => { form.action = address; }", address);
        await other.TypeAsync("Vier Ziffern vom Handy", digits);
        await other.NextAsync("Anmelden");
        await HasNothingAsync(other);
    }

    /// <summary>A sign-in that waits for a phone, at a computer that is not the victim's.</summary>
    private async Task<Visitor> BeginAsync(int width)
    {
        var attacker = await house.VisitAsync(width);
        await attacker.GoAsync("/anmelden?zurueck=/konto/sicherheit");
        await attacker.NextAsync("Code zeigen");
        return attacker;
    }

    private static async Task<string> LinkAsync(Visitor attacker) =>
        (await attacker.Page.Locator("[data-handover-link]").GetAttributeAsync("data-handover-link"))!;

    private static async Task ReadAsync(Visitor victim, string link)
    {
        await victim.Page.GotoAsync(link);
        await victim.NextAsync("Ansehen");
    }

    private async Task HasNothingAsync(Visitor attacker)
    {
        Assert.DoesNotContain(await attacker.Context.CookiesAsync(), static cookie => cookie.Name == Cookie && cookie.Value.Length > 0);
        await using var window = await Visitor.EnterAsync(attacker.Context, script: true, owns: false);
        await window.IsOutAsync();
    }
}
