using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Cases.Tests.Account;
using static Rathaus.Cases.Tests.Representation.Representatives;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>A carer's card and a custody decision are looked at by a clerk of the town, and by nobody else.</summary>
public sealed partial class CareTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    private const string Office = "/amt/vollmachten";

    private static (string, string)[] Request(string kind = "betreuung", string year = "1950", string town = "wuppertal") =>
    [
        ("art", kind), ("person.given_names", "Karla"), ("person.family_name", "Betreut"), ("geburt.day", "3"), ("geburt.month", "4"), ("geburt.year", year),
        ("anschrift.street", "Musterstraße"), ("anschrift.number", "7"), ("anschrift.post_code", "42103"), ("anschrift.town", "Wuppertal"), ("stadt", town),
    ];

    [Fact]
    public async Task A_clerk_of_the_town_confirms_the_card_and_ends_it_again()
    {
        using var carer = house.Visit();
        await carer.SignInAsync("ida-muster");
        Assert.Equal(HttpStatusCode.SeeOther, (await carer.PostAsync(Mandates + "/anfragen", Mandates + "/anfragen", Request())).StatusCode);
        Assert.DoesNotContain("Für Karla Betreut handeln", await carer.ReadAsync(Mandates), StringComparison.Ordinal);

        using var clerk = await StaffAsync("wuppertal-clerk");
        var id = Id().Match(await clerk.ReadAsync(Office)).Value;
        foreach (var other in (string[])["aachen-clerk", "wuppertal-administrator"])
        {
            using var stranger = await StaffAsync(other);
            Assert.DoesNotContain("Karla Betreut", await TextAsync(await stranger.GetAsync(Office), other.StartsWith('a') ? HttpStatusCode.OK : HttpStatusCode.Forbidden), StringComparison.Ordinal);
            var tried = await stranger.PostAsync("/amt/konto", $"{Office}/{id}/bestaetigen", ("nachweis", "betreuerausweis"), ("bis.day", "1"), ("bis.month", "1"), ("bis.year", "2030"));
            Assert.Equal(other.StartsWith('a') ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, tried.StatusCode);
        }

        var without = await clerk.PostAsync($"{Office}/{id}", $"{Office}/{id}/bestaetigen", ("nachweis", "geburtsurkunde"), ("bis.day", "1"), ("bis.month", "1"), ("bis.year", "2030"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        var confirmed = await clerk.PostAsync($"{Office}/{id}", $"{Office}/{id}/bestaetigen", ("nachweis", "betreuerausweis"), ("bis.day", "1"), ("bis.month", "1"), ("bis.year", "2030"));
        Assert.Equal(HttpStatusCode.SeeOther, confirmed.StatusCode);

        await carer.ActForAsync("Karla Betreut");
        var (number, _, _) = await carer.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        Assert.Equal("Karla Betreut", (await house.CaseAsync(number)).ApplicantName);

        var ended = await clerk.PostAsync($"{Office}/{id}", $"{Office}/{id}/beenden", ("grund", "Die Betreuung ist aufgehoben."));
        Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await carer.StatusAsync($"/vorgang/{number}"));
        Assert.Contains("Die Betreuung ist aufgehoben.", await carer.ReadAsync(Mandates), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind", "1990", "volljährig")]
    [InlineData("betreuung", "2099", "Geben Sie einen Tag an")]
    [InlineData("", "1950", "Wählen Sie, für wen")]
    public async Task A_request_that_cannot_be_is_refused_and_keeps_what_was_typed(string kind, string year, string message)
    {
        using var carer = house.Visit();
        await carer.SignInAsync("greta-gruendel");
        var html = await TextAsync(await carer.PostAsync(Mandates + "/anfragen", Mandates + "/anfragen", Request(kind, year)), HttpStatusCode.UnprocessableEntity);
        Assert.Contains(message, html, StringComparison.Ordinal);
        Assert.Contains("value=\"Karla\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_citizen_gets_no_look_at_the_office()
    {
        using var citizen = house.Visit();
        await citizen.SignInByCardAsync("ida-muster");
        Assert.Equal(HttpStatusCode.Redirect, await citizen.StatusAsync(Office));
    }

    private async Task<WebVisitor> StaffAsync(string person)
    {
        var visitor = house.Visit();
        var answer = await visitor.PostAsync("/amt/anmelden", "/amt/anmelden/vorfuehrung", ("person", person), ("zurueck", "/amt/konto"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return visitor;
    }

    [GeneratedRegex("(?<=/amt/vollmachten/)[0-9a-f-]{36}", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
