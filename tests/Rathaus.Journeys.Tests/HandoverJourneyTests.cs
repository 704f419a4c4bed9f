using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Rathaus.Journeys.Tests.Support;

namespace Rathaus.Journeys.Tests;

/// <summary>Two browsers, a desktop and a phone with its passkey: hand-over, approval, lost phone, and a relaying attacker.</summary>
public sealed partial class HandoverJourneyTests(House house)
{
    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task A_desktop_is_signed_in_by_the_phone_that_read_its_code(int width)
    {
        await using var phone = await APhoneAsync("Zoë Handy");
        await using var desktop = await house.VisitAsync(width);
        await desktop.GoAsync("/anmelden?zurueck=/konto/sicherheit");
        await desktop.LookAsync();
        await desktop.NextAsync("Code zeigen");
        await desktop.LookAsync();
        await ClaimAsync(phone, await LinkAsync(desktop));
        await desktop.Page.GetByText("Ihr Handy hat den Code gelesen").WaitForAsync();
        await phone.LookAsync();
        Assert.Contains("Serviceportal", await phone.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await phone.NextAsync("Mit Passkey freigeben");
        var digits = await DigitsAsync(phone);
        await phone.LookAsync();
        await desktop.Page.GetByText("Freigegeben").WaitForAsync();
        var field = desktop.Page.GetByLabel("Vier Ziffern vom Handy");
        await desktop.Page.WaitForFunctionAsync("() => document.activeElement?.name === 'ziffern'");
        await field.FillAsync(digits);
        await desktop.LeaveAsync(() => field.PressAsync("Enter"));
        Assert.EndsWith("/konto/sicherheit", desktop.Page.Url, StringComparison.Ordinal);
        Assert.Contains("mit einem Code und der Freigabe auf Ihrem Handy", await desktop.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);

        await desktop.GoAsync("/konto/sicherheit");
        await desktop.NextAsync("Weiteren Passkey anlegen");
        Assert.Contains("Das geht mit dieser Anmeldung nicht", await desktop.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await desktop.LookAsync();
        await phone.GoAsync("/id/app/verlauf");
        Assert.Contains("Anmeldung am Computer freigegeben", await phone.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_camera_and_without_script_at_the_desktop_eight_typed_characters_do_it()
    {
        await using var phone = await APhoneAsync("Tipp Handy");
        await using var desktop = await house.VisitAsync(360, script: false);
        await desktop.GoAsync("/anmelden?zurueck=/konto");
        await desktop.NextAsync("Code zeigen");
        await desktop.LookAsync();
        var typed = await desktop.Page.Locator("[data-handover-typed]").InnerTextAsync();

        await phone.GoAsync("/id/app/");
        await phone.LookAsync();
        await phone.TypeAsync("Code vom Bildschirm", "AAAA-AAAA");
        await phone.NextAsync("Code prüfen");
        Assert.Contains("gilt nicht mehr", await phone.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await phone.LookAsync();
        var field = phone.Page.GetByLabel("Code vom Bildschirm");
        await field.FillAsync(typed);
        await phone.LeaveAsync(() => field.PressAsync("Enter"));
        await phone.EnterAsync(phone.Page.GetByRole(AriaRole.Button, new() { Name = "Ansehen", Exact = true }));

        await desktop.PressAsync(desktop.Page.GetByRole(AriaRole.Link, new() { Name = "Stand und Code erneuern" }));
        Assert.Contains("Ihr Handy hat den Code gelesen", await desktop.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await desktop.TypeAsync("Vier Ziffern vom Handy", "1234");
        await desktop.NextAsync("Anmelden");
        Assert.Contains("Geben Sie zuerst auf dem Handy frei", await desktop.Page.Locator(".rh-errors").InnerTextAsync(), StringComparison.Ordinal);
        await phone.EnterAsync(phone.Page.GetByRole(AriaRole.Button, new() { Name = "Mit Passkey freigeben" }));
        await desktop.TypeAsync("Vier Ziffern vom Handy", await DigitsAsync(phone));
        await desktop.NextAsync("Anmelden");
        Assert.EndsWith("/konto", desktop.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attacker_who_relays_the_code_and_presses_every_button_gets_no_session()
    {
        await using var victim = await APhoneAsync("Vera Opfer");
        await using var attacker = await house.VisitAsync();
        await attacker.GoAsync("/anmelden?zurueck=/konto/sicherheit");
        await attacker.NextAsync("Code zeigen");
        await ClaimAsync(victim, await LinkAsync(attacker));
        await victim.NextAsync("Mit Passkey freigeben");
        var digits = await DigitsAsync(victim);
        await attacker.Page.GetByText("Freigegeben").WaitForAsync();
        foreach (var guess in Enumerable.Range(0, 4).Select(static n => $"000{n}").Where(one => one != digits).Take(3))
        {
            await attacker.TypeAsync("Vier Ziffern vom Handy", guess);
            await attacker.NextAsync("Anmelden");
        }

        Assert.Contains("dreimal", await attacker.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await attacker.LookAsync();
        await attacker.GoAsync("/konto/sicherheit");
        Assert.Contains("/anmelden", attacker.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(await attacker.Context.CookiesAsync(), cookie => cookie.Name == "__Host-rathaus");
        await victim.GoAsync("/konto/sicherheit/verlauf");
        Assert.Contains("Dreimal falsche Ziffern", await victim.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_is_asked_at_the_desktop_and_given_on_the_phone_from_its_list()
    {
        await using var phone = await APhoneAsync("Fritz Freigabe");
        await phone.GoAsync("/id/app/freigaben");
        await phone.LookAsync();
        await using var desktop = await Visitor.EnterAsync(phone.Context, script: true, owns: false);
        await desktop.GoAsync("/id/app/freigaben");
        await desktop.NextAsync("Probe beginnen");
        await desktop.LookAsync();
        await phone.GoAsync("/id/app/freigaben");
        Assert.Contains("Das ist eine Probe", await phone.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await phone.LookAsync();
        await phone.PressAsync(phone.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Ansehen und entscheiden") }));
        await phone.NextAsync("Ansehen");
        await phone.NextAsync("Mit Passkey freigeben");
        var digits = await DigitsAsync(phone);
        await desktop.Page.GetByText("Freigegeben").WaitForAsync();
        await desktop.TypeAsync("Vier Ziffern vom Handy", digits);
        await desktop.NextAsync("Weiter");
        Assert.Contains("Ihre Freigabe ist angekommen", await desktop.Page.Locator("[role=status]").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_phone_is_out_with_its_next_request_and_cannot_come_back()
    {
        await using var phone = await APhoneAsync("Lotte Verlust");
        await using var desktop = await house.VisitAsync(1280);
        await desktop.GoAsync("/anmelden?zurueck=/konto/sicherheit");

        // The desktop has a passkey of its own: made in the phone's account by a session of the phone, moved by cookie.
        await phone.GoAsync("/konto/sicherheit/handy-verloren");
        Assert.Contains("Das ist Ihr einziger Passkey", await phone.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await phone.LookAsync();
        await desktop.Context.AddCookiesAsync((await phone.Context.CookiesAsync()).Select(static one => new Cookie
        {
            Name = one.Name, Value = one.Value, Domain = one.Domain, Path = one.Path, Secure = one.Secure, HttpOnly = one.HttpOnly, SameSite = one.SameSite,
        }));
        await VirtualDevice.AttachAsync(desktop);
        await desktop.GoAsync("/konto/sicherheit");
        await desktop.NextAsync("Weiteren Passkey anlegen");
        await desktop.NextAsync("Überall abmelden");
        await VirtualDevice.SignInAsync(phone, "/anmelden?zurueck=/id/app/geraete", "/id/app/geraete");
        await VirtualDevice.SignInAsync(desktop, "/anmelden?zurueck=/konto/sicherheit/handy-verloren", "/konto/sicherheit/handy-verloren");
        await phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Meine Geräte", Level = 1 }).WaitForAsync();
        await desktop.Page.GetByRole(AriaRole.Heading, new() { Name = "Handy verloren", Level = 1 }).WaitForAsync();
        await desktop.LookAsync();
        await desktop.PressAsync(desktop.Page.Locator("li", new() { HasNotText = "Dieses Gerät" }).GetByRole(AriaRole.Button, new() { NameRegex = new("^Das ist weg") }).First);

        await phone.GoAsync("/id/app/geraete");
        Assert.Contains("/anmelden", phone.Page.Url, StringComparison.Ordinal);
        await phone.Page.GetByText("kennen wir nicht").Or(phone.Page.GetByRole(AriaRole.Button, new() { Name = "Mit Passkey anmelden" })).First.WaitForAsync();
        await desktop.GoAsync("/konto/sicherheit/verlauf");
        Assert.Contains("Passkey entfernt", await desktop.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(320)]
    [InlineData(360)]
    public async Task Every_page_of_the_app_keeps_the_rules_in_every_language(int width)
    {
        await using var visitor = await house.VisitAsync(width);
        await visitor.SignInAsync("mira-beispiel", "/konto/sicherheit");
        foreach (var language in (string[])["de", "en", "de-einfach"])
        {
            foreach (var address in (string[])
                ["/id/app/", "/id/app/geraete", "/id/app/freigaben", "/id/app/nachweise", "/id/app/verlauf", "/id/app/offline",
                 "/konto/sicherheit/verlauf", "/konto/sicherheit/handy-verloren"])
            {
                await visitor.GoAsync($"{address}?sprache={language}");
                await visitor.LookAsync();
                Assert.DoesNotContain("identity.", await visitor.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_service_worker_keeps_the_shell_and_no_page_about_a_person()
    {
        await using var visitor = await house.VisitAsync(360);
        await visitor.SignInAsync("mira-beispiel", "/konto/sicherheit");
        await visitor.GoAsync("/id/app/geraete");
        await visitor.Page.EvaluateAsync("async () => { await navigator.serviceWorker.ready; }");
        await visitor.GoAsync("/id/app/verlauf");
        var kept = await visitor.Page.EvaluateAsync<string[]>(
            """
            async () => {
              const names = await caches.keys();
              const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
              return lists.flat();
            }
            """);
        Assert.Contains("/id/app/offline", kept);
        Assert.DoesNotContain(kept, static one => !one.StartsWith("/assets/", StringComparison.Ordinal)
            && one is not ("/id/app/offline" or "/id/app/icon-192.png"));
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length"));
        await visitor.Context.SetOfflineAsync(true);
        await visitor.Page.GotoAsync("/id/app/geraete");
        Assert.Contains("Kein Netz", await visitor.Page.Locator("h1").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Mira", await visitor.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
        await visitor.Context.SetOfflineAsync(false);
    }

    private async Task<Visitor> APhoneAsync(string name)
    {
        var phone = await house.OpenAccountAsync(name, back: "/id/app/geraete");
        await phone.LookAsync();
        return phone;
    }

    /// <summary>What the camera reads.</summary>
    private static async Task<string> LinkAsync(Visitor desktop) =>
        (await desktop.Page.Locator("[data-handover-link]").GetAttributeAsync("data-handover-link"))!;

    private static async Task ClaimAsync(Visitor phone, string link)
    {
        await phone.Page.GotoAsync(link);
        await phone.NextAsync("Ansehen");
    }

    private static async Task<string> DigitsAsync(Visitor phone)
    {
        var digits = await phone.Page.Locator("[data-handover-digits]").InnerTextAsync();
        Assert.Matches(Four(), digits);
        return digits;
    }

    [GeneratedRegex("^[0-9]{4}$", RegexOptions.None, 1000)]
    private static partial Regex Four();
}
