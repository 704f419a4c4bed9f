using System.Net;
using Rathaus.Identity.Sessions;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Identity.Tests.Http;

public sealed class AccessTests(DemoHouse house) : IClassFixture<DemoHouse>
{
    [Fact]
    public async Task Staff_pages_are_closed_to_citizens_and_account_pages_to_staff()
    {
        using var citizen = new Browser(house.App);
        await citizen.SignInAsync();
        Assert.StartsWith("/amt/anmelden", (await citizen.GetAsync("/amt/konto")).Headers.Location!.ToString(), StringComparison.Ordinal);

        using var clerk = new Browser(house.App);
        await clerk.SignInStaffAsync();
        Assert.StartsWith("/anmelden", (await clerk.GetAsync("/konto/sicherheit")).Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_gets_a_problem_instead_of_a_sign_in_page()
    {
        using var client = house.App.CreateClient();
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var answer = await client.GetAsync(new Uri("/konto/sicherheit", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public void A_right_holds_in_its_town_and_office_only()
    {
        var actor = new SessionActor();
        actor.Become(new SessionState
        {
            IdHash = [],
            StaffId = Guid.Empty,
            Method = SignInMethod.DemoStaff,
            Trust = TrustLevel.Low,
            Simulated = true,
            Assignments = [new StaffAssignment(4, "buergerbuero", StaffRole.Clerk)],
            CreatedAt = default,
            LastSeenAt = default,
            EndsAt = default,
        });
        Assert.True(actor.Holds(4, "buergerbuero", StaffRole.Clerk));
        Assert.True(actor.Holds(4, "buergerbuero"));
        Assert.False(actor.Holds(1, "buergerbuero", StaffRole.Clerk));
        Assert.False(actor.Holds(4, "strassenverkehr", StaffRole.Clerk));
        Assert.False(actor.Holds(4, "buergerbuero", StaffRole.Lead, StaffRole.Administrator));
        Assert.False(actor.Holds(4, "BUERGERBUERO"));
        Assert.Equal([(short)4], actor.Municipalities());
    }

    [Theory]
    [InlineData(TrustLevel.None, TrustLevel.Low, AccessVerdict.HigherTrustNeeded)]
    [InlineData(TrustLevel.Low, TrustLevel.Low, AccessVerdict.Granted)]
    [InlineData(TrustLevel.Low, TrustLevel.High, AccessVerdict.HigherTrustNeeded)]
    [InlineData(TrustLevel.High, TrustLevel.Substantial, AccessVerdict.Granted)]
    public void A_level_below_the_asked_one_is_not_enough(TrustLevel reached, TrustLevel asked, AccessVerdict verdict)
    {
        var actor = new SessionActor();
        actor.Become(new SessionState
        {
            IdHash = [],
            AccountId = Guid.Empty,
            Method = SignInMethod.Passkey,
            Trust = reached,
            Simulated = false,
            CreatedAt = default,
            LastSeenAt = default,
            EndsAt = default,
        });
        Assert.Equal(verdict, new AccessRequirement(Account: true, asked, []).Judge(actor));
    }

    [Theory]
    [InlineData("hoch")]
    [InlineData("substantiell")]
    public async Task The_page_for_a_level_above_low_offers_the_simulated_card_only_and_says_so(string level)
    {
        using var browser = new Browser(house.App);
        var html = await browser.ReadAsync($"/anmelden?zurueck=%2Fkonto&niveau={level}");
        Assert.Contains("SIMULATION", html, StringComparison.Ordinal);
        Assert.DoesNotContain("/anmelden/vorfuehrung", html, StringComparison.Ordinal);
    }
}
