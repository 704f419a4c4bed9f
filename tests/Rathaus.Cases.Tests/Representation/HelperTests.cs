using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Cases.Tests.Account;
using static Rathaus.Cases.Tests.Representation.Representatives;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>Somebody helps with one case: reads and answers, and nothing else.</summary>
public sealed partial class HelperTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    [Fact]
    public async Task A_helper_reads_and_answers_and_may_nothing_else()
    {
        using var owner = house.Visit();
        using var friend = house.Visit();
        await owner.SignInAsync("mira-beispiel");
        await friend.SignInAsync("ida-muster");
        var (number, _, _) = await AccountHouse.AParkingPermitAsync(owner);
        Assert.Equal(HttpStatusCode.NotFound, await friend.StatusAsync($"/vorgang/{number}"));
        var code = await InviteAsync(owner, number);
        Assert.Equal(HttpStatusCode.SeeOther, (await JoinAsync(friend, number, code)).StatusCode);

        Assert.Contains("Sie helfen Mira Beispiel", await friend.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);
        Assert.Contains(number, await friend.ReadAsync("/konto"), StringComparison.Ordinal);
        var sent = await friend.PostAsync($"/vorgang/{number}", $"/vorgang/{number}/nachricht", ("nachricht", "Ich helfe Mira mit den Unterlagen."));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Contains("Ich helfe Mira", await owner.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);

        foreach (var page in (string[])["/bezahlen", "/zurueckziehen", "/hilfe", "/beleg.pdf"])
            Assert.True(await friend.StatusAsync($"/vorgang/{number}{page}") == HttpStatusCode.NotFound, page);
        foreach (var deed in (string[])["/zurueckziehen", "/bezahlen", "/hilfe"])
            Assert.True((await friend.PostAsync("/konto", $"/vorgang/{number}{deed}", ("name", "Noch wer"))).StatusCode == HttpStatusCode.NotFound, deed);
        Assert.DoesNotContain("/bezahlen", await friend.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ended_help_opens_nothing_from_the_next_request_on()
    {
        using var owner = house.Visit();
        using var friend = house.Visit();
        await owner.SignInAsync("jonas-beispiel");
        await friend.SignInAsync("greta-gruendel");
        var (number, _, _) = await owner.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        await JoinAsync(friend, number, await InviteAsync(owner, number));
        Assert.Equal(HttpStatusCode.OK, await friend.StatusAsync($"/vorgang/{number}"));
        var helper = Helper().Match(await owner.ReadAsync($"/vorgang/{number}/hilfe")).Value;
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostAsync($"/vorgang/{number}/hilfe", $"/vorgang/{number}/hilfe/{helper}/beenden")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await friend.StatusAsync($"/vorgang/{number}"));
        Assert.DoesNotContain(number, await friend.ReadAsync("/konto"), StringComparison.Ordinal);
        Assert.Contains("Hilfe beendet", await owner.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_used_once_by_somebody_else_with_an_account()
    {
        using var owner = house.Visit();
        using var friend = house.Visit();
        using var thief = house.Visit();
        using var nobody = house.Visit();
        await owner.SignInAsync("jonas-beispiel");
        await friend.SignInAsync("greta-gruendel");
        await thief.SignInAsync("ida-muster");
        var (number, _, _) = await owner.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        var code = await InviteAsync(owner, number);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await JoinAsync(owner, number, code)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await JoinAsync(thief, number, "0000-0000-0000-0000-0000")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await JoinAsync(thief, "W-2026-0000000-0", code)).StatusCode);
        Assert.StartsWith("/anmelden", (await JoinAsync(nobody, number, code)).Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await JoinAsync(friend, number, code)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await JoinAsync(thief, number, code)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await thief.StatusAsync($"/vorgang/{number}"));
    }

    private static async Task<string> InviteAsync(WebVisitor owner, string number) =>
        CodeOf(await TextAsync(await owner.PostAsync($"/vorgang/{number}/hilfe", $"/vorgang/{number}/hilfe", ("name", "Eine Freundin")), HttpStatusCode.OK));

    private static Task<HttpResponseMessage> JoinAsync(WebVisitor visitor, string number, string code) =>
        visitor.PostAsync("/helfen", "/helfen", ("nummer", number), ("code", code));

    [GeneratedRegex("(?<=/hilfe/)[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex Helper();
}
