using System.Net;
using Rathaus.Identity.Tests.Http;
using Rathaus.Testing;
using static Rathaus.Identity.Tests.Bundid.BundidSteps;

namespace Rathaus.Identity.Tests.Bundid;

/// <summary>The way to BundID and back, with the labelled simulation in its place.</summary>
public sealed class BundidSignInTests(DemoHouse house) : IClassFixture<DemoHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("STORK-QAA-Level-4", "die den Ausweis verlangen (nach eigener Einschätzung)")]
    [InlineData("STORK-QAA-Level-3", "substantiell")]
    public async Task A_person_signs_in_on_the_level_that_was_told(string level, string shown)
    {
        using var browser = new Browser(house.App);
        var answer = await AnswerAsync(browser, level);
        var done = await FinishAsync(browser, answer);
        Assert.Equal("/konto/sicherheit", done.Headers.Location?.ToString());
        var page = WebUtility.HtmlDecode(await browser.ReadAsync("/konto/sicherheit"));
        Assert.Contains("SIMULATION", page, StringComparison.Ordinal);
        Assert.Contains(shown, page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_same_pseudonym_is_the_same_account_and_a_weak_sign_in_lowers_nothing()
    {
        using var browser = new Browser(house.App);
        await FinishAsync(browser, await AnswerAsync(browser, "STORK-QAA-Level-4", "ida-muster"));
        await FinishAsync(browser, await AnswerAsync(browser, "STORK-QAA-Level-1", "ida-muster"));
        Assert.Equal(1, await house.App.Database.Region.QuerySingleAsync<long>(
            "select count(*) from identity.account where eid_pseudonym = @Pseudonym and proofing = 3 and person is not null",
            new { Pseudonym = Rathaus.Identity.Bundid.BundidIdentity.PseudonymOf("simulation-ida-muster") }, Ct));
    }

    [Fact]
    public async Task An_answer_counts_once_in_the_browser_that_asked()
    {
        using var browser = new Browser(house.App);
        using var other = new Browser(house.App);
        var answer = await AnswerAsync(browser, "STORK-QAA-Level-4");
        var received = await other.PostRawAsync("/anmelden/bundid/antwort", ("SAMLResponse", answer));
        var next = received.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await other.StatusAsync(next));
        Assert.Null(other.Session);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync(next)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await browser.StatusAsync(next));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostRawAsync("/anmelden/bundid/antwort", ("SAMLResponse", answer))).StatusCode);
    }

    [Fact]
    public async Task A_level_below_the_one_asked_for_is_refused()
    {
        using var browser = new Browser(house.App);
        var answer = await AnswerAsync(browser, "STORK-QAA-Level-3", asked: "hoch");
        var refused = await browser.PostRawAsync("/anmelden/bundid/antwort", ("SAMLResponse", answer));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("niedrigeren Niveau", WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Ct)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!!!")]
    [InlineData("PGEvPg==")]
    public async Task An_answer_that_is_none_is_refused(string response)
    {
        using var browser = new Browser(house.App);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.PostRawAsync("/anmelden/bundid/antwort", ("SAMLResponse", response))).StatusCode);
    }

    [Fact]
    public async Task Our_metadata_name_key_and_address_and_only_this_form_may_leave_the_house()
    {
        using var browser = new Browser(house.App);
        var metadata = await browser.ReadAsync("/anmelden/bundid/metadaten");
        Assert.Contains("AuthnRequestsSigned=\"true\"", metadata, StringComparison.Ordinal);
        Assert.Contains("/anmelden/bundid/antwort", metadata, StringComparison.Ordinal);
        var page = await browser.GetAsync("/anmelden/bundid");
        Assert.Contains("form-action 'self' https://localhost", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }
}
