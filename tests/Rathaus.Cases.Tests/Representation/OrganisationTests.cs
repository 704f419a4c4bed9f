using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Cases.Tests.Account;
using static Rathaus.Cases.Tests.Representation.Representatives;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>Companies with members and roles.</summary>
public sealed partial class OrganisationTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private const string Organisations = "/konto/organisationen";

    [Fact]
    public async Task Whoever_may_prepare_cannot_send_and_whoever_may_sign_can()
    {
        using var owner = house.Visit();
        using var preparer = house.Visit();
        await owner.SignInAsync("ida-muster");
        await preparer.SignInAsync("jonas-beispiel");
        var address = await ConnectAsync(owner, "musterbau");
        await preparer.AcceptAsync(await InviteAsync(owner, address, "Preparer"));
        await preparer.ActForAsync("Musterbau GmbH");
        var answers = Confirmation();

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => preparer.SubmitAsync("wohnungsgeberbestaetigung", answers, town: "remscheid"));
        Assert.Contains("mandate.prepare-only", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await preparer.PostAsync("/konto", address + "/einladen", ("name", "Wer"), ("rolle", "Owner"))).StatusCode);

        // A draft of the company is there for all its members.
        var begun = await preparer.PostAsync("/remscheid/wohnungsgeberbestaetigung/antrag", "/remscheid/wohnungsgeberbestaetigung/antrag");
        Assert.Equal(HttpStatusCode.SeeOther, begun.StatusCode);
        var draft = begun.Headers.Location!.ToString();
        await owner.ActForAsync("Musterbau GmbH");
        Assert.Equal(HttpStatusCode.OK, await owner.StatusAsync(draft));
        using var stranger = house.Visit();
        await stranger.SignInAsync("mira-beispiel");
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync(draft));
    }

    [Fact]
    public async Task A_member_who_was_removed_sees_the_companys_drafts_no_more_and_a_person_only_service_is_refused()
    {
        using var owner = house.Visit();
        using var signer = house.Visit();
        await owner.SignInAsync("greta-gruendel");
        await signer.SignInAsync("mira-beispiel");
        var address = await ConnectAsync(owner, "gruendel-technik");
        Assert.Contains("SIMULATION", await owner.ReadAsync(address), StringComparison.Ordinal);
        await signer.AcceptAsync(await InviteAsync(owner, address, "Signer"));
        await signer.ActForAsync("Gründel Technik GmbH");
        var begun = await signer.PostAsync("/remscheid/wohnungsgeberbestaetigung/antrag", "/remscheid/wohnungsgeberbestaetigung/antrag");
        var draft = begun.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.Forbidden, (await signer.PostAsync("/konto", "/wuppertal/bewohnerparkausweis/antrag")).StatusCode);

        var member = Member().Matches(await owner.ReadAsync(address)).Select(match => match.Value).Last();
        Assert.Equal(HttpStatusCode.NotFound, (await signer.PostAsync("/konto", $"{address}/mitglieder/{Member().Match(await owner.ReadAsync(address)).Value}/beenden")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PostAsync(address, $"{address}/mitglieder/{member}/beenden")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await signer.StatusAsync(draft));
        Assert.Equal(HttpStatusCode.NotFound, await signer.StatusAsync(address));
    }

    [Fact]
    public async Task An_organisation_with_members_keeps_an_owner()
    {
        using var owner = house.Visit();
        using var other = house.Visit();
        await owner.SignInAsync("jonas-beispiel");
        await other.SignInAsync("ida-muster");
        var opened = await owner.PostAsync(Organisations, Organisations, ("organisation.name", "Verein für Vorführungen"), ("organisation.legal_form", "e. V."));
        var address = opened.Headers.Location!.ToString();
        await other.AcceptAsync(await InviteAsync(owner, address, "Signer"));
        var own = Member().Match(await owner.ReadAsync(address)).Value;
        var html = await owner.ReadAsync(address);
        var ids = Member().Matches(html).Select(match => match.Value).Distinct().ToList();
        Assert.Equal(2, ids.Count);
        var answers = new List<HttpStatusCode>();
        foreach (var id in ids)
            answers.Add((await other.PostAsync("/konto", $"{address}/mitglieder/{id}/beenden")).StatusCode);

        // The signer may leave and nothing more; the owner may go only when alone.
        Assert.Contains(HttpStatusCode.SeeOther, answers);
        Assert.Contains(HttpStatusCode.NotFound, answers);
        Assert.Equal(HttpStatusCode.OK, await owner.StatusAsync(address));
        Assert.NotEmpty(own);
    }

    private static System.Text.Json.Nodes.JsonObject Confirmation() => new() { ["rolle"] = "eigentuemer" };

    private static async Task<string> ConnectAsync(WebVisitor owner, string company)
    {
        var done = await owner.PostAsync(Organisations + "/unternehmenskonto", Organisations + "/unternehmenskonto", ("firma", company));
        Assert.Equal(HttpStatusCode.SeeOther, done.StatusCode);
        return done.Headers.Location!.ToString();
    }

    private static async Task<string> InviteAsync(WebVisitor owner, string address, string role) =>
        CodeOf(await TextAsync(await owner.PostAsync(address, address + "/einladen", ("name", "Neues Mitglied"), ("rolle", role)), HttpStatusCode.OK));

    [GeneratedRegex("(?<=/mitglieder/)[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex Member();
}
