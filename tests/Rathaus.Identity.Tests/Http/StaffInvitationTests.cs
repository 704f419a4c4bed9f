using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

/// <summary>How staff get access: the operator's code for an administrator, an administrator's codes for colleagues.</summary>
public sealed class StaffInvitationTests(RealHouse house) : IClassFixture<RealHouse>
{
    private static readonly (string, string)[] ClerkOfWaste = [("amt.abfall", "Clerk")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_sets_up_access_invites_a_clerk_and_the_clerk_works()
    {
        using var admin = await house.AdministratorAsync("Anna Verwalterin", "wuppertal");
        var account = WebUtility.HtmlDecode(await admin.Browser.ReadAsync("/amt/konto"));
        Assert.Contains("Wuppertal: Administration", account, StringComparison.Ordinal);
        Assert.Contains("zweiten Passkey", account, StringComparison.Ordinal);

        var code = await RealHouse.InviteAsync(admin, "Carl Prüfer", "wuppertal", ClerkOfWaste);
        Assert.Contains("Carl Prüfer", WebUtility.HtmlDecode(await admin.Browser.ReadAsync(RealHouse.People)), StringComparison.Ordinal);
        using var clerk = await house.JoinAsync(code);
        Assert.Equal(HttpStatusCode.OK, await clerk.Browser.StatusAsync("/amt"));
        Assert.Equal(HttpStatusCode.Forbidden, await clerk.Browser.StatusAsync(RealHouse.People));

        var (again, answer) = await house.SignInAsync(clerk.Device, "/amt?status=neu");
        using (again)
        {
            Assert.Equal("/amt?status=neu", answer.Headers.Location?.ToString());
            Assert.Equal(HttpStatusCode.OK, await again.StatusAsync("/amt"));
        }
    }

    [Fact]
    public async Task A_code_works_once_and_is_stored_as_its_hash_only()
    {
        using var admin = await house.AdministratorAsync("Berta Verwalterin", "aachen");
        var code = await RealHouse.InviteAsync(admin, "Dora Einmal", "aachen", ("amt.abfall", "Clerk"));
        using var first = await house.JoinAsync(code);
        using var second = new Browser(house.App);
        var answer = await second.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", code));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Dieser Code gilt nicht", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
        var stored = await house.App.Database.Region.QueryAsync<string>(
            "select i::text from identity.invitation i union all select e::text from identity.event e", null, Ct);
        Assert.DoesNotContain(stored, row => row.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_devices_racing_with_one_code_let_one_in()
    {
        var code = await house.SetupCodeAsync();
        (string, string)[] form = [("code", code), ("name", "Emil Eilig"), ("stadt", "lippstadt")];
        using var one = new Browser(house.App);
        using var two = new Browser(house.App);
        using var phone = Ceremony.Device();
        using var desk = Ceremony.Device();
        var first = await one.RegisterAsync(phone, RealHouse.Invitation, RealHouse.Invitation + "/optionen", form);
        var second = await two.RegisterAsync(desk, RealHouse.Invitation, RealHouse.Invitation + "/optionen", form);
        var answers = await Task.WhenAll(
            one.PostAsync(RealHouse.Invitation, RealHouse.Invitation + "/passkey", [.. form, ("credential", first)]),
            two.PostAsync(RealHouse.Invitation, RealHouse.Invitation + "/passkey", [.. form, ("credential", second)]));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity);
        Assert.Equal(1, await house.CountAsync("select count(*) from identity.staff where display_name = 'Emil Eilig'"));
    }

    [Fact]
    public async Task A_code_of_an_administrator_ends_after_a_day_and_one_of_a_colleague_after_a_week()
    {
        using var admin = await house.AdministratorAsync("Frida Verwalterin", "soest");
        var code = await RealHouse.InviteAsync(admin, "Gesa Spät", "soest", ("verwaltung", "ja"));
        var setup = await house.SetupCodeAsync();
        house.App.Time.Advance(TimeSpan.FromHours(25));
        using var late = new Browser(house.App);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await late.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", setup))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await late.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", code))).StatusCode);
        house.App.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await late.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", code))).StatusCode);
    }

    [Fact]
    public async Task A_new_setup_code_ends_the_one_before_and_the_first_code_is_made_while_nobody_has_access()
    {
        var earlier = await house.SetupCodeAsync();
        var newer = await house.SetupCodeAsync();
        using var browser = new Browser(house.App);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", earlier))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", newer))).StatusCode);

        using var admin = await house.AdministratorAsync("Hella Verwalterin", "paderborn");
        Assert.Null(await house.App.Services.GetRequiredService<IStaffSetup>().IssueWhenNobodyAsync(Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA-AAAA-AAAA-AAAA-AAAA")]
    [InlineData("' or 1=1 --")]
    [InlineData("🏛🏛🏛🏛")]
    public async Task A_code_that_is_none_opens_nothing(string code)
    {
        using var browser = new Browser(house.App);
        foreach (var address in (string[])["", "/optionen", "/passkey"])
        {
            var answer = await browser.PostAsync(RealHouse.Invitation, RealHouse.Invitation + address, ("code", code), ("name", "X"), ("credential", "{}"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_a_form_lacks_comes_back_with_a_sentence_and_everything_typed()
    {
        var code = await house.SetupCodeAsync();
        using var browser = new Browser(house.App);
        var answer = await browser.PostAsync(
            RealHouse.Invitation, RealHouse.Invitation + "/passkey", ("code", code), ("name", "Ines Ohnestadt"), ("credential", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));
        Assert.True(html.Contains("Wählen Sie mindestens eine Stadt", StringComparison.Ordinal), html);
        Assert.Contains("value=\"Ines Ohnestadt\"", html, StringComparison.Ordinal);

        using var admin = await house.AdministratorAsync("Jana Verwalterin", "wuppertal");
        var invited = await admin.Browser.PostAsync(
            "/amt/konto", RealHouse.People + "/neu?stadt=wuppertal", ("name", ""), ("amt.abfall", "Lead"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invited.StatusCode);
        html = WebUtility.HtmlDecode(await invited.Content.ReadAsStringAsync(Ct));
        Assert.Contains("Geben Sie einen Namen ein", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Lead\" type=\"checkbox\" checked", html, StringComparison.Ordinal);

        var none = await admin.Browser.PostAsync("/amt/konto", RealHouse.People + "/neu?stadt=wuppertal", ("name", "Kai Ohnerolle"), ("amt.gibtesnicht", "Clerk"));
        Assert.Contains("mindestens eine Aufgabe", await none.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawn_invitation_and_one_of_somebody_who_lost_the_task_open_nothing()
    {
        using var first = await house.AdministratorAsync("Lea Verwalterin", "bielefeld");
        using var second = await house.AdministratorAsync("Mia Verwalterin", "bielefeld");
        var withdrawn = await RealHouse.InviteAsync(first, "Nora Zurück", "bielefeld", ("verwaltung", "ja"));
        var html = await first.Browser.ReadAsync(RealHouse.People);
        var start = html.IndexOf("/einladungen/", StringComparison.Ordinal);
        var action = html[(start - RealHouse.People.Length)..html.IndexOf('"', start)];
        Assert.Equal(HttpStatusCode.SeeOther, (await first.Browser.PostAsync("/amt/konto", WebUtility.HtmlDecode(action))).StatusCode);

        var orphan = await RealHouse.InviteAsync(first, "Olaf Waise", "bielefeld", ("verwaltung", "ja"));
        var id = await RealHouse.IdAsync(second, "Lea Verwalterin", "bielefeld");
        Assert.Equal(HttpStatusCode.SeeOther, (await second.Browser.PostAsync("/amt/konto", $"{RealHouse.People}/{id}/entziehen?stadt=bielefeld")).StatusCode);
        using var stranger = new Browser(house.App);
        foreach (var code in (string[])[withdrawn, orphan])
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await stranger.PostAsync(RealHouse.Invitation, RealHouse.Invitation, ("code", code))).StatusCode);
    }
}
