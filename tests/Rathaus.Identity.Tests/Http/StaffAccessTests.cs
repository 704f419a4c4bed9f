using System.Net;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>Who must not get into the back office, and how access ends.</summary>
public sealed class StaffAccessTests(RealHouse house) : IClassFixture<RealHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clerk_and_a_lead_cannot_invite()
    {
        using var admin = await house.AdministratorAsync("Ada Chefin", "wuppertal");
        foreach (var role in (string[])["Clerk", "SecondClerk", "Lead"])
        {
            using var colleague = await house.JoinAsync(await RealHouse.InviteAsync(admin, "Kollege " + role, "wuppertal", ("amt.abfall", role)));
            Assert.Equal(HttpStatusCode.Forbidden, await colleague.Browser.StatusAsync(RealHouse.People + "/neu"));
            var answer = await colleague.Browser.PostAsync(
                "/amt/konto", RealHouse.People + "/neu?stadt=wuppertal", ("name", "Eindringling"), ("verwaltung", "ja"));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(0, await house.CountAsync("select count(*) from identity.invitation where display_name = 'Eindringling'"));
    }

    [Fact]
    public async Task An_administrator_of_one_town_sees_and_changes_nothing_of_another()
    {
        using var here = await house.AdministratorAsync("Bea Hier", "aachen");
        using var there = await house.AdministratorAsync("Cora Dort", "bottrop");
        var id = await RealHouse.IdAsync(there, "Cora Dort", "bottrop");
        Assert.Equal(HttpStatusCode.NotFound, await here.Browser.StatusAsync(RealHouse.People + "?stadt=bottrop"));
        Assert.Equal(HttpStatusCode.NotFound, await here.Browser.StatusAsync($"{RealHouse.People}/{id}?stadt=aachen"));
        (string Path, (string, string)[] Fields)[] deeds =
        [
            ("/neu?stadt=bottrop", [("name", "Eindringling"), ("verwaltung", "ja")]),
            ($"/{id}?stadt=aachen", [("verwaltung", "ja")]),
            ($"/{id}?stadt=bottrop", [("verwaltung", "ja")]),
            ($"/{id}/code?stadt=aachen", []),
            ($"/{id}/code?stadt=bottrop", []),
            ($"/{id}/entziehen?stadt=aachen", []),
            ($"/{id}/entziehen?stadt=bottrop", []),
        ];
        foreach (var (path, fields) in deeds)
            Assert.True((await here.Browser.PostAsync("/amt/konto", RealHouse.People + path, fields)).StatusCode == HttpStatusCode.NotFound, path);
        Assert.Equal(HttpStatusCode.OK, await there.Browser.StatusAsync("/amt/konto"));
    }

    [Fact]
    public async Task A_code_for_lost_passkeys_takes_somebody_who_looks_after_all_towns_of_the_person()
    {
        using var both = await house.AdministratorAsync("Dana Beide", "soest", "detmold");
        using var one = await house.AdministratorAsync("Elli Eine", "soest");
        var id = await RealHouse.IdAsync(one, "Dana Beide", "soest");
        var answer = await one.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{id}/code?stadt=soest");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(0, await house.CountAsync("select count(*) from identity.invitation where kind = 'renew' and staff = '" + id + "'"));
    }

    [Fact]
    public async Task Taking_access_away_ends_sessions_and_passkeys_at_once()
    {
        using var admin = await house.AdministratorAsync("Franz Chef", "iserlohn", "wuppertal");
        using var clerk = await house.JoinAsync(await RealHouse.InviteAsync(admin, "Gitta Geht", "wuppertal", ("amt.abfall", "Clerk")));
        Assert.Equal(HttpStatusCode.OK, await clerk.Browser.StatusAsync("/amt"));
        var id = await RealHouse.IdAsync(admin, "Gitta Geht", "wuppertal");
        var done = await admin.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{id}/entziehen?stadt=wuppertal");
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);

        Assert.StartsWith("/amt/anmelden", (await clerk.Browser.GetAsync("/amt")).Headers.Location!.ToString(), StringComparison.Ordinal);
        var (browser, answer) = await house.SignInAsync(clerk.Device);
        browser.Dispose();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("kommen Sie nicht ins Amt", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_administrator_of_a_town_stays_also_when_two_remove_each_other()
    {
        using var only = await house.AdministratorAsync("Hanna Einzige", "gelsenkirchen");
        var own = await RealHouse.IdAsync(only, "Hanna Einzige", "gelsenkirchen");
        var refused = await only.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{own}/entziehen?stadt=gelsenkirchen");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var demoted = await only.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{own}?stadt=gelsenkirchen", ("amt.abfall", "Clerk"));
        Assert.Equal(HttpStatusCode.Conflict, demoted.StatusCode);

        using var other = await house.AdministratorAsync("Ida Zweite", "gelsenkirchen");
        var second = await RealHouse.IdAsync(only, "Ida Zweite", "gelsenkirchen");
        var answers = await Task.WhenAll(
            only.Browser.PostAsync("/amt/anmelden", $"{RealHouse.People}/{second}/entziehen?stadt=gelsenkirchen"),
            other.Browser.PostAsync("/amt/anmelden", $"{RealHouse.People}/{own}/entziehen?stadt=gelsenkirchen"));
        // Who was removed first is sent to the sign-in, when the second form comes that late.
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.SeeOther
            && !answer.Headers.Location!.ToString().StartsWith("/amt/anmelden", StringComparison.Ordinal)));
        Assert.Equal(1, await house.CountAsync(
            """
            select count(distinct staff) from identity.staff_assignment
            where town = (select town from identity.staff_assignment where staff = (select id from identity.staff where display_name = 'Ida Zweite') limit 1)
              and role = 'Administrator' and ended_at is null
            """));
    }

    [Fact]
    public async Task Changed_roles_hold_at_once()
    {
        using var admin = await house.AdministratorAsync("Jutta Chefin", "remscheid");
        using var colleague = await house.JoinAsync(await RealHouse.InviteAsync(admin, "Knut Wechsel", "remscheid", ("amt.abfall", "Clerk")));
        Assert.Equal(HttpStatusCode.Forbidden, await colleague.Browser.StatusAsync(RealHouse.People));
        var id = await RealHouse.IdAsync(admin, "Knut Wechsel", "remscheid");
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.Browser.PostAsync(
            "/amt/konto", $"{RealHouse.People}/{id}?stadt=remscheid", ("verwaltung", "ja"), ("amt.abfall", "Lead"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await colleague.Browser.StatusAsync(RealHouse.People));
        Assert.Contains("Leitung", await colleague.Browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);
        Assert.DoesNotContain("Sachbearbeitung", await colleague.Browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_code_replaces_lost_passkeys()
    {
        using var admin = await house.AdministratorAsync("Lotte Chefin", "solingen");
        using var before = await house.JoinAsync(await RealHouse.InviteAsync(admin, "Max Verlierer", "solingen", ("amt.abfall", "Clerk")));
        var id = await RealHouse.IdAsync(admin, "Max Verlierer", "solingen");
        var answer = await admin.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{id}/code?stadt=solingen");
        var code = System.Text.RegularExpressions.Regex.Match(
            await answer.Content.ReadAsStringAsync(Ct), "([0-9A-Z]{4}-){4}[0-9A-Z]{4}", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Value;
        using var after = await house.JoinAsync(code);
        Assert.Contains("Max Verlierer", await after.Browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await before.Browser.StatusAsync("/amt/konto"));
        var (old, refused) = await house.SignInAsync(before.Device);
        old.Dispose();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var (fresh, entered) = await house.SignInAsync(after.Device);
        fresh.Dispose();
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
    }

    [Fact]
    public async Task A_device_that_did_not_verify_its_user_or_stands_at_another_site_is_refused()
    {
        using var admin = await house.AdministratorAsync("Nele Chefin", "paderborn");
        admin.Device.Flags = 0x19;
        var (browser, unverified) = await house.SignInAsync(admin.Device);
        browser.Dispose();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unverified.StatusCode);

        admin.Device.Flags = 0x1D;
        using var elsewhere = admin.Device.At("https://rathaus.example");
        var (phished, foreign) = await house.SignInAsync(elsewhere);
        phished.Dispose();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);
    }

    [Fact]
    public async Task A_copied_passkey_lets_nobody_in_neither_the_copy_nor_the_owner()
    {
        using var admin = await house.AdministratorAsync("Olga Chefin", "lippstadt");
        admin.Device.Counter = 10;
        var (first, entered) = await house.SignInAsync(admin.Device);
        first.Dispose();
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        admin.Device.Counter = 3;
        var (copy, refused) = await house.SignInAsync(admin.Device);
        copy.Dispose();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("vielleicht kopiert", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        admin.Device.Counter = 20;
        var (owner, also) = await house.SignInAsync(admin.Device);
        owner.Dispose();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, also.StatusCode);
    }

    [Fact]
    public async Task A_citizens_passkey_opens_no_office_and_a_clerks_no_account()
    {
        using var citizen = new Browser(house.App);
        using var phone = Ceremony.Device();
        var credential = await citizen.RegisterAsync(phone, "/konto/neu", "/konto/neu/optionen", ("name", "Paula Bürgerin"));
        Assert.Equal(HttpStatusCode.SeeOther, (await citizen.PostAsync("/konto/neu", "/konto/neu", ("name", "Paula Bürgerin"), ("credential", credential))).StatusCode);
        var (browser, office) = await house.SignInAsync(phone);
        browser.Dispose();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, office.StatusCode);

        using var admin = await house.AdministratorAsync("Rosa Chefin", "detmold");
        using var other = new Browser(house.App);
        var assertion = await other.AssertAsync(admin.Device, "/anmelden", "/anmelden/passkey/optionen");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await other.PostAsync("/anmelden", "/anmelden/passkey", ("credential", assertion))).StatusCode);

        // A challenge made for the one door does not open the other.
        using var mixed = new Browser(house.App);
        var crossed = await mixed.AssertAsync(admin.Device, "/anmelden", "/anmelden/passkey/optionen");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await mixed.PostAsync("/amt/anmelden", "/amt/anmelden/passkey", ("credential", crossed))).StatusCode);
    }

    [Fact]
    public async Task Staff_add_and_remove_their_own_passkeys_but_not_the_last()
    {
        using var admin = await house.AdministratorAsync("Sina Chefin", "bielefeld");
        const string keys = "/amt/konto/passkey";
        var html = await admin.Browser.ReadAsync("/amt/konto");
        var first = html[(html.IndexOf(keys + "/", StringComparison.Ordinal) + keys.Length + 1)..][..36];
        Assert.Equal(HttpStatusCode.Conflict, (await admin.Browser.PostAsync("/amt/konto", $"{keys}/{first}/entfernen")).StatusCode);

        using var second = Ceremony.Device();
        var credential = await admin.Browser.RegisterAsync(second, "/amt/konto", keys + "/optionen");
        Assert.Equal(HttpStatusCode.SeeOther, (await admin.Browser.PostAsync("/amt/konto", keys, ("credential", credential))).StatusCode);
        Assert.DoesNotContain("Ein Passkey reicht nicht", await admin.Browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);

        using var other = await house.AdministratorAsync("Tina Fremd", "bielefeld");
        Assert.Equal(HttpStatusCode.NotFound, (await other.Browser.PostAsync("/amt/konto", $"{keys}/{first}/entfernen")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await admin.Browser.PostAsync("/amt/konto", $"{keys}/{first}/entfernen")).StatusCode);
        Assert.Null(admin.Browser.Session);
        var (browser, answer) = await house.SignInAsync(second);
        browser.Dispose();
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_of_staff_is_strict_ends_after_fifteen_idle_minutes_and_after_ten_hours()
    {
        using var admin = await house.AdministratorAsync("Ute Chefin", "wuppertal");
        var (browser, answer) = await house.SignInAsync(admin.Device);
        using (browser)
        {
            var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), set => set.StartsWith("__Host-rathaus=", StringComparison.Ordinal));
            Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            for (var minutes = 10; minutes < 600; minutes += 10)
            {
                house.App.Time.Advance(TimeSpan.FromMinutes(10));
                Assert.Equal(HttpStatusCode.OK, await browser.StatusAsync("/amt/konto"));
            }

            house.App.Time.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal(HttpStatusCode.Redirect, await browser.StatusAsync("/amt/konto"));
        }

        var (idle, _) = await house.SignInAsync(admin.Device);
        using (idle)
        {
            house.App.Time.Advance(TimeSpan.FromMinutes(16));
            Assert.Equal(HttpStatusCode.Redirect, await idle.StatusAsync("/amt/konto"));
        }
    }

    [Fact]
    public async Task Every_step_of_access_is_in_the_audit_without_names()
    {
        using var admin = await house.AdministratorAsync("Vera Chefin", "solingen");
        using var clerk = await house.JoinAsync(await RealHouse.InviteAsync(admin, "Wanda Spur", "solingen", ("amt.abfall", "Clerk")));
        var id = await RealHouse.IdAsync(admin, "Wanda Spur", "solingen");
        await admin.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{id}?stadt=solingen", ("amt.abfall", "Lead"));
        await admin.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{id}/entziehen?stadt=solingen");
        var rows = await house.App.Database.Region.QueryAsync<string>(
            "select e::text from identity.event e where e.action like 'staff-%'", null, Ct);
        foreach (var action in (string[])["staff-setup-code", "staff-set-up", "staff-invited", "staff-joined", "staff-roles-changed", "staff-revoked"])
            Assert.Contains(rows, row => row.Contains(action, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains("Wanda", StringComparison.Ordinal));
    }
}
