using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rathaus.Identity.Tests.Http;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Phone;

/// <summary>The web app over HTTP: files that make it one, devices, history, and what ends with a device.</summary>
public sealed partial class AppTests(PhoneHouse house) : IClassFixture<PhoneHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_manifest_makes_the_pages_an_app_of_their_own_scope()
    {
        using var nobody = new Browser(house.App);
        var answer = await nobody.GetAsync("/id/app/manifest.webmanifest");
        Assert.Equal("application/manifest+json", answer.Content.Headers.ContentType?.MediaType);
        var manifest = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        Assert.Equal("standalone", manifest["display"]!.GetValue<string>());
        Assert.Equal("/id/app/", manifest["scope"]!.GetValue<string>());
        Assert.Equal("/id/app/", manifest["start_url"]!.GetValue<string>());
        foreach (var icon in manifest["icons"]!.AsArray())
        {
            var png = await (await nobody.GetAsync(icon!["src"]!.GetValue<string>())).Content.ReadAsByteArrayAsync(Ct);
            Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
            var width = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
            Assert.Equal(icon["sizes"]!.GetValue<string>(), $"{width}x{width}");
        }
    }

    [Fact]
    public async Task The_service_worker_names_the_shell_alone()
    {
        using var nobody = new Browser(house.App);
        var answer = await nobody.GetAsync("/id/app/sw.js");
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        var script = await answer.Content.ReadAsStringAsync(Ct);
        var shell = JsonNode.Parse(Shell().Match(script).Value)!.AsArray().Select(static one => one!.GetValue<string>()).ToArray();
        Assert.Contains("/id/app/offline", shell);
        Assert.All(shell, static one => Assert.True(
            one.StartsWith("/assets/", StringComparison.Ordinal) || one is "/id/app/offline" or "/id/app/icon-192.png", one));
        Assert.DoesNotContain("cache.put", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_without_network_knows_nobody()
    {
        using var phone = await house.APhoneAsync("Nirgends Genannt");
        Assert.DoesNotContain("Nirgends Genannt", await phone.Browser.ReadAsync("/id/app/offline"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/id/app/geraete")]
    [InlineData("/id/app/freigaben")]
    [InlineData("/id/app/nachweise")]
    [InlineData("/id/app/verlauf")]
    [InlineData("/konto/sicherheit/verlauf")]
    [InlineData("/konto/sicherheit/handy-verloren")]
    public async Task Pages_about_a_person_ask_for_a_session(string address)
    {
        using var nobody = new Browser(house.App);
        Assert.StartsWith("/anmelden?", (await nobody.GetAsync(address)).Headers.Location?.ToString(), StringComparison.Ordinal);
        using var staff = new Browser(house.App);
        await staff.SignInStaffAsync();
        Assert.StartsWith("/anmelden?", (await staff.GetAsync(address)).Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_shows_name_level_kind_and_that_it_is_this_one()
    {
        using var phone = await house.APhoneAsync("Liste");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        await phone.ApproveAsync(desktop);
        var page = WebUtility.HtmlDecode(await phone.Browser.ReadAsync("/id/app/geraete"));
        foreach (var part in (string[])["Firefox, Linux", "Niveau normal", "auf einem Handy, Tablet oder Computer", "dieses Gerät, mit ihm", "zuletzt benutzt"])
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_names_service_device_and_place_and_nobody_elses_deeds()
    {
        using var phone = await house.APhoneAsync("Verlauf Eins");
        using var other = await house.APhoneAsync("Verlauf Zwei", PhoneHouse.Elsewhere);
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        await desktop.TypeAsync(await phone.ApproveAsync(desktop));
        var page = WebUtility.HtmlDecode(await phone.Browser.ReadAsync("/id/app/verlauf"));
        Assert.Contains("Serviceportal, Digitale Modellregion NRW · mit dem Handy, QR-Code · Firefox, Linux · Wuppertal", page, StringComparison.Ordinal);
        Assert.Contains("Konto angelegt", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Woanders", page, StringComparison.Ordinal);
        Assert.Contains("Woanders", WebUtility.HtmlDecode(await other.Browser.ReadAsync("/konto/sicherheit/verlauf")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_goes_on_by_pages_and_ignores_a_foreign_mark()
    {
        using var phone = await house.APhoneAsync("Lang");
        using var other = await house.APhoneAsync("Fremdes Zeichen");
        var account = await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select account from identity.passkey where credential_id = @CredentialId", new { phone.Device.CredentialId }, Ct);
        await house.App.Database.Region.ExecuteAsync(
            """
            insert into identity.event (id, at, account, action)
            select gen_random_uuid(), '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', @account, 'signed-out'
            from generate_series(1, 60) n
            """,
            new { account }, Ct);
        var first = await phone.Browser.ReadAsync("/id/app/verlauf");
        var older = Older().Match(first).Value;
        Assert.NotEmpty(older);
        var second = await phone.Browser.ReadAsync(older);
        Assert.DoesNotContain("Ältere Einträge", WebUtility.HtmlDecode(second), StringComparison.Ordinal);
        Assert.Contains("Neueste Einträge", WebUtility.HtmlDecode(second), StringComparison.Ordinal);
        Assert.Contains("Noch steht hier nichts", WebUtility.HtmlDecode(await other.Browser.ReadAsync(older)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_phone_loses_its_sessions_and_what_it_was_about_to_approve()
    {
        using var phone = await house.APhoneAsync("Verloren");
        using var second = Ceremony.Device();
        using var elsewhere = new Browser(house.App, PhoneHouse.Home);
        var credential = await phone.Browser.RegisterAsync(second, "/konto/sicherheit", "/konto/sicherheit/passkey/optionen");
        await phone.Browser.PostAsync("/konto/sicherheit", "/konto/sicherheit/passkey", ("credential", credential));
        var signed = await elsewhere.AssertAsync(second, "/anmelden", "/anmelden/passkey/optionen");
        await elsewhere.PostAsync("/anmelden", "/anmelden/passkey", ("credential", signed));

        using var waiting = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(waiting);
        var digits = await phone.ApproveAsync(waiting);
        using var done = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(done);
        await done.TypeAsync(await phone.ApproveAsync(done));
        Assert.Equal(HttpStatusCode.OK, await done.Browser.StatusAsync("/konto/sicherheit"));

        var lost = await house.App.Database.Region.QuerySingleAsync<Guid>(
            "select id from identity.passkey where credential_id = @Id", new { Id = phone.Device.CredentialId }, Ct);
        Assert.Equal(HttpStatusCode.SeeOther, (await elsewhere.PostAsync(
            "/konto/sicherheit/handy-verloren", $"/konto/sicherheit/passkey/{lost}/entfernen")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await phone.Browser.StatusAsync("/id/app/geraete"));
        Assert.Equal(HttpStatusCode.Redirect, await done.Browser.StatusAsync("/konto/sicherheit"));
        Assert.Equal("denied", await waiting.StateAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await waiting.TypeAsync(digits)).StatusCode);
        Assert.Null(waiting.Browser.Session);
        Assert.Equal(HttpStatusCode.OK, await elsewhere.StatusAsync("/konto/sicherheit"));
    }

    [Fact]
    public async Task A_new_account_without_an_errand_is_urged_to_make_a_second_passkey()
    {
        using var device = Ceremony.Device();
        using var browser = new Browser(house.App, PhoneHouse.Home);
        var credential = await browser.RegisterAsync(device, "/konto/neu", "/konto/neu/optionen", ("name", "Neu"));
        var opened = await browser.PostAsync("/konto/neu", "/konto/neu", ("name", "Neu"), ("credential", credential));
        Assert.Equal("/konto/neu/zweites", opened.Headers.Location?.ToString());
        Assert.Contains("auf einem anderen Gerät", await browser.ReadAsync("/konto/neu/zweites"), StringComparison.Ordinal);
        using var nobody = new Browser(house.App);
        Assert.Equal(HttpStatusCode.Redirect, await nobody.StatusAsync("/konto/neu/zweites"));
    }

    [Fact]
    public async Task The_button_says_which_kind_of_device_the_browser_offers()
    {
        using var browser = new Browser(house.App);
        foreach (var (way, hints) in ((string, string)[])[("hybrid", "[\"hybrid\"]"), ("client-device", "[\"client-device\"]"), ("<script>", "[]"), ("", "[]")])
        {
            var answer = await browser.PostAsync("/anmelden", "/anmelden/passkey/optionen", ("weg", way));
            var options = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            Assert.Equal(hints, options["hints"]!.ToJsonString());
            Assert.Empty(options["allowCredentials"]!.AsArray());
        }
    }

    [Fact]
    public async Task An_approval_names_the_accounts_passkeys_without_transports()
    {
        using var phone = await house.APhoneAsync("Ohne Transporte");
        using var desktop = await house.ADesktop().StartAsync();
        await phone.ClaimAsync(desktop);
        var shown = Handset.TextHash(await phone.Browser.ReadAsync(Handset.PageOf(desktop)));
        var allowed = Assert.Single((await phone.OptionsAsync(desktop, shown))["allowCredentials"]!.AsArray());
        Assert.Equal(["id", "type"], allowed!.AsObject().Select(static one => one.Key).Order());
    }

    [Fact]
    public void Every_event_of_the_room_has_its_words()
    {
        var source = Path.Combine(Checkout.Folder, "src", "Rathaus.Identity");
        var words = string.Concat(Directory.EnumerateFiles(Path.Combine(source, "Texts"), "*.de.yaml").Select(File.ReadAllText));
        var actions = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .SelectMany(static file => Rows().Matches(File.ReadAllText(file)).Select(static match => match.Value))
            .Where(static action => !action.StartsWith("staff-", StringComparison.Ordinal) && !action.StartsWith("signing-", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToArray();
        Assert.Contains("signed-in", actions);
        Assert.DoesNotContain(actions, action => !words.Contains($"\n  {action}: ", StringComparison.Ordinal));
    }

    [GeneratedRegex("(?<=const SHELL = )\\[.*?\\](?=;)", RegexOptions.None, 1000)]
    private static partial Regex Shell();

    [GeneratedRegex("(?<=href=\")/id/app/verlauf\\?vor=[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex Older();

    [GeneratedRegex("(?<=\\bRow\\(\\s*\"|AlertAsync\\(\")[a-z-]+(?=\")", RegexOptions.None, 1000)]
    private static partial Regex Rows();
}
