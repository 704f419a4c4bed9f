using System.Net;
using Rathaus.Identity.Demo;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

public sealed class SessionTests(DemoHouse house) : IClassFixture<DemoHouse>
{
    private const string Page = "/konto/sicherheit";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_cookie_is_bound_to_the_host_and_closed_to_scripts()
    {
        using var browser = new Browser(house.App);
        var answer = await browser.PostAsync("/anmelden", "/anmelden/vorfuehrung", ("person", "mira-beispiel"));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), set => set.StartsWith("__Host-rathaus=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(43, browser.Session!.Length);
        Assert.DoesNotContain(browser.Session, await StoredAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_in_person_sees_the_account_and_a_signed_out_one_does_not()
    {
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        Assert.Contains("Firefox, Linux", await browser.ReadAsync(Page), StringComparison.Ordinal);

        var stolen = browser.Session!;
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/abmelden", "/abmelden")).StatusCode);
        Assert.Null(browser.Session);

        using var thief = new Browser(house.App);
        thief.Session = stolen;
        Assert.Equal(HttpStatusCode.Redirect, (await thief.GetAsync(Page)).StatusCode);
    }

    [Fact]
    public async Task Every_change_of_level_makes_a_new_id_and_ends_the_old_one()
    {
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        var low = browser.Session!;
        await browser.SignInByEidAsync();
        Assert.NotEqual(low, browser.Session);

        using var other = new Browser(house.App);
        other.Session = low;
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync(Page)).StatusCode);
        Assert.Contains("SIMULATION", await browser.ReadAsync(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_a_stranger_planted_is_never_taken_over()
    {
        var planted = new string('A', 43);
        using var victim = new Browser(house.App);
        victim.Session = planted;
        await victim.SignInAsync();
        Assert.NotEqual(planted, victim.Session);

        using var attacker = new Browser(house.App);
        attacker.Session = planted;
        Assert.Equal(HttpStatusCode.Redirect, (await attacker.GetAsync(Page)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    public async Task A_cookie_that_is_none_of_ours_is_nobody(string value)
    {
        using var browser = new Browser(house.App);
        browser.Session = value;
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(Page)).StatusCode);
    }

    [Fact]
    public async Task Thirty_idle_minutes_end_a_citizens_session_and_the_sign_in_leads_back()
    {
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        house.App.Time.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Page)).StatusCode);
        house.App.Time.Advance(TimeSpan.FromMinutes(31));

        var answer = await browser.GetAsync(Page + "?a=1&b=zwei");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var signIn = answer.Headers.Location!.ToString();
        Assert.Equal("/anmelden?zurueck=%2Fkonto%2Fsicherheit%3Fa%3D1%26b%3Dzwei", signIn);
        Assert.Contains("Ihr Entwurf ist gespeichert", await browser.ReadAsync(signIn), StringComparison.Ordinal);
        await browser.SignInAsync(back: Page + "?a=1&b=zwei");
    }

    [Fact]
    public async Task Twelve_hours_end_a_citizens_session_however_busy()
    {
        using var browser = new Browser(house.App);
        await browser.SignInAsync();
        for (var quarter = 1; quarter < 48; quarter++)
        {
            house.App.Time.Advance(TimeSpan.FromMinutes(15));
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Page)).StatusCode);
        }

        house.App.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(Page)).StatusCode);
    }

    [Fact]
    public async Task Fifteen_idle_minutes_end_a_session_of_staff()
    {
        using var browser = new Browser(house.App);
        await browser.SignInStaffAsync();
        house.App.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/amt/konto")).StatusCode);
        house.App.Time.Advance(TimeSpan.FromMinutes(16));
        var answer = await browser.GetAsync("/amt/konto");
        Assert.StartsWith("/amt/anmelden?zurueck=%2Famt%2Fkonto", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_devices_at_once_and_nobody_elses()
    {
        using var phone = new Browser(house.App);
        using var desk = new Browser(house.App);
        using var stranger = new Browser(house.App);
        await phone.SignInAsync("hannes-muster");
        await desk.SignInAsync("hannes-muster");
        await stranger.SignInAsync("otto-beispiel");
        Assert.Equal(HttpStatusCode.OK, (await desk.GetAsync(Page)).StatusCode);

        await phone.PostAsync(Page, Page + "/ueberall-abmelden");
        Assert.Equal(HttpStatusCode.Redirect, (await desk.GetAsync(Page)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync(Page)).StatusCode);
    }

    [Fact]
    public async Task One_device_can_be_signed_out_by_its_owner_only()
    {
        using var phone = new Browser(house.App);
        using var desk = new Browser(house.App);
        using var stranger = new Browser(house.App);
        await phone.SignInAsync("ida-muster");
        await desk.SignInAsync("ida-muster");
        await stranger.SignInAsync("otto-beispiel");
        var end = System.Text.RegularExpressions.Regex.Match(
            await phone.ReadAsync(Page), "/sitzungen/[0-9a-f]{64}/beenden\"[^>]*>(?:(?!</form>).)*<button",
            System.Text.RegularExpressions.RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Value;
        var address = Page + end[..end.IndexOf('"', StringComparison.Ordinal)];

        await stranger.PostAsync(Page, address);
        Assert.Equal(HttpStatusCode.OK, (await desk.GetAsync(Page)).StatusCode);
        await phone.PostAsync(Page, address);
        Assert.Equal(HttpStatusCode.Redirect, (await desk.GetAsync(Page)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync(Page)).StatusCode);
    }

    [Fact]
    public async Task A_page_without_cookie_never_asks_the_database_and_a_believed_session_neither()
    {
        using var browser = new Browser(house.App);
        await browser.ReadAsync("/konto/neu");
        var before = house.DatabaseCalls;
        using var fresh = new Browser(house.App);
        await fresh.ReadAsync("/konto/neu");
        await fresh.ReadAsync("/abmelden");
        Assert.Equal(before, house.DatabaseCalls);

        await browser.SignInAsync();
        await browser.ReadAsync("/abmelden");
        before = house.DatabaseCalls;
        await browser.ReadAsync("/abmelden");
        Assert.Equal(before, house.DatabaseCalls);
    }

    [Fact]
    public async Task A_form_without_token_changes_nothing()
    {
        using var browser = new Browser(house.App);
        await browser.ReadAsync("/anmelden");
        var answer = await browser.PostRawAsync("/anmelden/vorfuehrung", ("person", "mira-beispiel"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(browser.Session);

        await browser.SignInAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostRawAsync("/abmelden")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(Page)).StatusCode);
    }

    [Theory]
    [InlineData("niemand")]
    [InlineData("lotta-beispiel")]
    [InlineData("' or 1=1 --")]
    [InlineData("")]
    public async Task Only_adults_of_the_cast_can_be_played(string person)
    {
        using var browser = new Browser(house.App);
        var answer = await browser.PostAsync("/anmelden", "/anmelden/vorfuehrung", ("person", person));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Null(browser.Session);
    }

    [Fact]
    public async Task Every_page_of_a_demonstration_says_so()
    {
        using var browser = new Browser(house.App);
        Assert.Contains("Alle Personen und Vorgänge sind erfunden", WebUtility.HtmlDecode(await browser.ReadAsync("/anmelden")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_is_written_to_the_audit_without_a_name()
    {
        using var browser = new Browser(house.App);
        await browser.SignInByEidAsync("clara-vorfuehr");
        var details = await house.App.Database.Region.QueryAsync<string>(
            "select detail::text from identity.event where action = 'signed-in' and account = @Clara",
            new { Clara = DemoCastFile.IdOf("account", "clara-vorfuehr") }, Ct);
        Assert.Equal(
            """{"place": "", "trust": "High", "device": "Firefox, Linux", "method": "SimulatedEid", "service": null}""", Assert.Single(details));
    }

    private async Task<string> StoredAsync()
    {
        var rows = await house.App.Database.Region.QueryAsync<string>("select s::text from identity.session s", null, Ct);
        return string.Join('\n', rows);
    }
}
