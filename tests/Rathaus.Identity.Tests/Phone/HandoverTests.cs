using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Rathaus.Identity.Phone;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>A sign-in that a phone hands to a desktop, and approvals, over HTTP.</summary>
public sealed class HandoverTests(PhoneHouse house) : IClassFixture<PhoneHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_desktop_is_signed_in_after_scan_approval_and_four_digits()
    {
        using var phone = await house.APhoneAsync("Übergabe Eins");
        using var desktop = await house.ADesktop().StartAsync("/konto");
        var before = desktop.Browser.Session;
        Assert.Equal("created", await desktop.StateAsync());

        var page = await phone.ClaimAsync(desktop);
        Assert.Equal("claimed", await desktop.StateAsync());
        foreach (var part in (string[])["Anmelden am Computer", "Serviceportal", "Firefox, Linux", "Wuppertal"])
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("anderen Netz", page, StringComparison.Ordinal);

        var digits = await phone.ApproveAsync(desktop);
        Assert.Equal("approved", await desktop.StateAsync());
        Assert.Null(desktop.Browser.Session);
        var done = await desktop.TypeAsync(digits);
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        Assert.Equal("/konto", done.Headers.Location?.ToString());
        Assert.NotNull(desktop.Browser.Session);
        Assert.NotEqual(before, desktop.Browser.Session);

        var security = WebUtility.HtmlDecode(await desktop.Browser.ReadAsync("/konto/sicherheit"));
        Assert.Contains("mit einem Code und der Freigabe auf Ihrem Handy", security, StringComparison.Ordinal);
        var row = await house.App.Database.Region.QuerySingleAsync<string>(
            "select concat_ws(' ', method, authenticator, trust, via_handover) from identity.session where id_hash = @SessionHash", new { desktop.Browser.SessionHash }, Ct);
        Assert.Equal("Handover 1 1 t", row);
    }

    [Fact]
    public async Task Eight_typed_characters_do_what_scanning_does()
    {
        using var phone = await house.APhoneAsync("Ohne Kamera");
        using var desktop = await house.ADesktop().StartAsync();
        var code = (await desktop.TypedAsync()).Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant();
        var typed = await phone.Browser.PostAsync("/id/app/", "/id/app/code", ("code", code));
        Assert.Equal(Handset.PageOf(desktop), typed.Headers.Location?.ToString());
        await phone.Browser.PostAsync(Handset.PageOf(desktop), Handset.Step(desktop, "claim"));
        Assert.Equal(HttpStatusCode.SeeOther, (await desktop.TypeAsync(await phone.ApproveAsync(desktop))).StatusCode);
    }

    [Fact]
    public async Task A_phone_that_must_sign_in_first_reads_the_code_in_time_and_goes_on_later()
    {
        using var owner = await house.APhoneAsync("Später");
        await owner.Browser.PostAsync("/abmelden", "/abmelden");
        using var desktop = await house.ADesktop().StartAsync();
        var page = await owner.ScanAsync(await desktop.LinkAsync());
        house.App.Time.Advance(TimeSpan.FromSeconds(60));
        var asked = await owner.Browser.GetAsync(page);
        Assert.StartsWith("/anmelden?zurueck=", asked.Headers.Location?.ToString(), StringComparison.Ordinal);
        var credential = await Http.Ceremony.AssertAsync(owner.Browser, owner.Device, "/anmelden", "/anmelden/passkey/optionen");
        await owner.Browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", credential), ("zurueck", page));
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.Browser.PostAsync(page, Handset.Step(desktop, "claim"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await desktop.TypeAsync(await owner.ApproveAsync(desktop))).StatusCode);
    }

    [Fact]
    public async Task The_signed_challenge_is_the_hash_of_the_displayed_text_as_the_paper_states_it()
    {
        using var phone = await house.APhoneAsync("Formel");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var shown = Handset.TextHash(await phone.Browser.ReadAsync(Handset.PageOf(desktop)));
        var challenge = (await phone.OptionsAsync(desktop, shown))["challenge"]!.GetValue<string>();

        var text = "Was: Anmelden am Computer\nDienst: Serviceportal\nOrt des Dienstes: Digitale Modellregion NRW\n"
            + "Computer: Firefox, Linux\nWo der Computer ist: Wuppertal";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), shown);
        var nonce = await house.App.Database.Region.QuerySingleAsync<byte[]>(
            "select nonce from identity.handover where id = @Id and shown = @text", new { Id = HandoverCodes.Id(desktop.Id), text }, Ct);
        var signed = $"rathaus-handover/v1\n{desktop.Id}\nlogin\nportal\n{shown}\n{Base64Url.EncodeToString(nonce)}";
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(signed))), challenge);
    }

    [Fact]
    public async Task An_approval_waits_in_the_app_in_full_and_holds_for_its_deed_once()
    {
        using var phone = await house.APhoneAsync("Freigabe");
        using var desktop = house.ADesktop();
        await SignInAsync(desktop.Browser, phone);
        var asked = await desktop.Browser.PostAsync("/id/app/freigaben", "/id/app/freigaben/probe");
        Assert.Equal(Desktop.Address, asked.Headers.Location?.ToString());
        await desktop.AdoptAsync();

        var waiting = WebUtility.HtmlDecode(await phone.Browser.ReadAsync("/id/app/freigaben"));
        Assert.Contains("Das ist eine Probe. Es passiert nichts.", waiting, StringComparison.Ordinal);
        Assert.Contains(Handset.PageOf(desktop), waiting, StringComparison.Ordinal);
        await phone.Browser.PostAsync(Handset.PageOf(desktop), Handset.Step(desktop, "claim"));
        var done = await desktop.TypeAsync(await phone.ApproveAsync(desktop));
        var back = done.Headers.Location!.ToString();
        Assert.Contains("Ihre Freigabe ist angekommen", await desktop.Browser.ReadAsync(back), StringComparison.Ordinal);
        Assert.DoesNotContain("Ihre Freigabe ist angekommen", await desktop.Browser.ReadAsync(back), StringComparison.Ordinal);
        Assert.Contains("Freigabe erteilt", await phone.Browser.ReadAsync("/id/app/verlauf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusing_on_the_phone_ends_it_and_stands_in_the_history()
    {
        using var phone = await house.APhoneAsync("Nein");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Browser.PostAsync(Handset.Step(desktop, "ablehnen"))).StatusCode);
        Assert.Equal("denied", await desktop.StateAsync());
        Assert.Contains("Freigabe abgelehnt", await phone.Browser.ReadAsync("/konto/sicherheit/verlauf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_network_is_part_of_the_text_and_told_in_the_history()
    {
        using var phone = await house.APhoneAsync("Anderswo", PhoneHouse.Elsewhere);
        using var desktop = await house.ADesktop().StartAsync();
        var page = await phone.ClaimAsync(desktop);
        Assert.Contains("Der Computer ist in einem anderen Netz als Ihr Handy.", page, StringComparison.Ordinal);
        await phone.ApproveAsync(desktop);
        Assert.Contains("verschiedenen Netzen", await phone.Browser.ReadAsync("/id/app/verlauf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_tells_nothing_about_anybody()
    {
        using var phone = await house.APhoneAsync("Geheimer Name");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        await phone.ApproveAsync(desktop);
        var poll = await (await desktop.Browser.GetAsync($"{Desktop.Address}/{desktop.Id}")).Content.ReadAsStringAsync(Ct);
        Assert.Equal("""{"state":"approved","link":null,"image":null}""", poll);
        Assert.DoesNotContain("Geheimer Name", await desktop.Browser.ReadAsync(Desktop.Address), StringComparison.Ordinal);
    }

    private static async Task SignInAsync(Browser browser, Handset owner)
    {
        var credential = await Http.Ceremony.AssertAsync(browser, owner.Device, "/anmelden", "/anmelden/passkey/optionen");
        var answer = await browser.PostAsync("/anmelden", "/anmelden/passkey", ("credential", credential));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
