using System.Net;
using Rathaus.Cases.Tests.Account;
using Rathaus.Kernel.Ports;
using static Rathaus.Cases.Tests.Representation.Representatives;

namespace Rathaus.Cases.Tests.Representation;

/// <summary>Acting for a child, another adult, a person under care: what it opens, and what ends it at once.</summary>
public sealed class MandateTests(AccountHouse house) : IClassFixture<AccountHouse>
{
    [Fact]
    public async Task A_parent_acts_for_the_child_the_register_names_and_the_case_says_so()
    {
        using var mother = house.Visit();
        await mother.SignInByCardAsync("mira-beispiel");
        await mother.ActForChildAsync("Lotta Beispiel");
        var (number, _, _) = await mother.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());

        var state = await house.CaseAsync(number);
        Assert.Equal("Lotta Beispiel", state.ApplicantName);
        Assert.Equal(new DateOnly(2022, 6, 30), state.Person!.BirthDate);
        Assert.Equal((MandateKind.Child, "Mira Beispiel"), (state.Representative!.Kind, state.Representative.Name));
        Assert.NotEqual(state.Representative.Account, state.Account);
        Assert.Contains("vertreten durch Mira Beispiel", await mother.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);

        using var clerk = house.Visit();
        await clerk.PostAsync("/amt/anmelden", "/amt/anmelden/vorfuehrung", ("person", "wuppertal-clerk"), ("zurueck", "/amt"));
        Assert.Contains("Vertreten durch Mira Beispiel (elterliche Sorge)", await clerk.ReadAsync($"/amt/vorgang/{number}"), StringComparison.Ordinal);
        Assert.Contains("Mira Beispiel für Lotta Beispiel", await clerk.ReadAsync($"/amt/vorgang/{number}/verlauf"), StringComparison.Ordinal);

        // For herself the mother has no such case, and the other parent has none either.
        await mother.PostAsync(Mandates, Mandates + "/eigene");
        Assert.Equal(HttpStatusCode.NotFound, await mother.StatusAsync($"/vorgang/{number}"));
        using var father = house.Visit();
        await father.SignInByCardAsync("jonas-beispiel");
        Assert.Equal(HttpStatusCode.NotFound, await father.StatusAsync($"/vorgang/{number}"));
    }

    [Fact]
    public async Task Somebody_who_is_no_parent_is_offered_no_child()
    {
        using var visitor = house.Visit();
        await visitor.SignInByCardAsync("ida-muster");
        Assert.DoesNotContain("laut Melderegister", await visitor.ReadAsync(Mandates), StringComparison.Ordinal);
        var answer = await visitor.PostAsync("/konto", Mandates + "/kind", ("kind", "0"), ("geburt", "2022-06-30"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task An_adult_gives_a_mandate_sees_the_case_and_ends_it_with_effect_on_the_next_request()
    {
        using var giver = house.Visit();
        using var taker = house.Visit();
        await giver.SignInByCardAsync("jonas-beispiel");
        await taker.SignInByCardAsync("ida-muster");
        var code = await giver.GiveAsync();
        await taker.AcceptAsync(code);
        await taker.ActForAsync("Jonas Peter Beispiel");
        var (number, secret, _) = await taker.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        var state = await house.CaseAsync(number);
        Assert.Equal(MandateKind.Adult, state.Representative!.Kind);

        Assert.Contains("vertreten durch", await giver.ReadAsync($"/vorgang/{number}"), StringComparison.Ordinal);
        Assert.Contains(number, await giver.ReadAsync("/konto"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await taker.StatusAsync($"/vorgang/{number}"));

        var id = await taker.LiveIdAsync("Jonas Peter Beispiel");
        Assert.Equal(HttpStatusCode.SeeOther, (await giver.PostAsync(Mandates, $"{Mandates}/{id}/beenden")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await taker.StatusAsync($"/vorgang/{number}"));
        Assert.DoesNotContain(number, await taker.ReadAsync("/konto"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await taker.PostAsync("/konto", $"{Mandates}/{id}/handeln")).StatusCode);

        // The receipt's code does not outlive the mandate.
        using var stranger = house.Visit();
        await stranger.PostAsync("/status", "/status", ("nummer", number), ("code", secret));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync($"/vorgang/{number}"));
        Assert.Equal(HttpStatusCode.OK, await giver.StatusAsync($"/vorgang/{number}"));
    }

    [Fact]
    public async Task A_code_works_once_for_another_account_only()
    {
        using var giver = house.Visit();
        using var first = house.Visit();
        using var second = house.Visit();
        await giver.SignInByCardAsync("mira-beispiel");
        await first.SignInAsync("ida-muster");
        await second.SignInAsync("greta-gruendel");
        var code = await giver.GiveAsync();
        Assert.Contains("Ihr eigener Code", await TextAsync(
            await giver.PostAsync(Mandates + "/annehmen", Mandates + "/annehmen/ja", ("code", code)), HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        await first.AcceptAsync(code);
        Assert.Contains("Dieser Code gilt nicht", await TextAsync(
            await second.PostAsync(Mandates + "/annehmen", Mandates + "/annehmen/ja", ("code", code)), HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Contains("Dieser Code gilt nicht", await TextAsync(
            await second.PostAsync(Mandates + "/annehmen", Mandates + "/annehmen", ("code", "0000-0000-0000-0000-0000")), HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mandate_for_some_services_opens_no_others_and_none_of_their_cases()
    {
        using var giver = house.Visit();
        using var taker = house.Visit();
        await giver.SignInByCardAsync("jonas-beispiel");
        await taker.SignInByCardAsync("greta-gruendel");
        var (bulky, _, _) = await giver.SubmitAsync("sperrmuell", AccountHouse.ABulkyWasteOrder());
        await taker.AcceptAsync(await giver.GiveAsync("auto"));
        await taker.ActForAsync("Jonas Peter Beispiel");

        Assert.Equal(HttpStatusCode.NotFound, await taker.StatusAsync($"/vorgang/{bulky}"));
        Assert.DoesNotContain(bulky, await taker.ReadAsync("/konto"), StringComparison.Ordinal);
        var begun = await taker.PostAsync("/konto", "/wuppertal/sperrmuell/antrag");
        Assert.Equal(HttpStatusCode.Forbidden, begun.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await taker.PostAsync("/wuppertal/bewohnerparkausweis/antrag", "/wuppertal/bewohnerparkausweis/antrag")).StatusCode);
    }

    [Fact]
    public async Task Acting_for_somebody_gives_no_right_to_pass_it_on()
    {
        using var mother = house.Visit();
        await mother.SignInByCardAsync("mira-beispiel");
        await mother.ActForChildAsync("Emil Beispiel");
        var answer = await mother.PostAsync(
            Mandates + "/erteilen", Mandates + "/erteilen", ("name", "Fremd"), ("umfang", "alles"), ("bis.day", "1"), ("bis.month", "6"), ("bis.year", "2027"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("umziehen")]
    public async Task A_mandate_without_a_known_scope_is_refused(string scope)
    {
        using var giver = house.Visit();
        await giver.SignInAsync("mira-beispiel");
        var answer = await giver.PostAsync(
            Mandates + "/erteilen", Mandates + "/erteilen", ("name", "Hilfe"), ("umfang", scope), ("bis.day", "1"), ("bis.month", "6"), ("bis.year", "2027"));
        Assert.Contains("wofür die Vollmacht gilt", await TextAsync(answer, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("31", "2", "2027")]
    [InlineData("1", "6", "2032")]
    [InlineData("1", "6", "2020")]
    [InlineData("x", "6", "2027")]
    [InlineData("", "", "")]
    public async Task A_term_that_is_none_is_refused(string day, string month, string year)
    {
        using var giver = house.Visit();
        await giver.SignInAsync("mira-beispiel");
        var answer = await giver.PostAsync(
            Mandates + "/erteilen", Mandates + "/erteilen", ("name", "Hilfe"), ("umfang", "alles"), ("bis.day", day), ("bis.month", month), ("bis.year", year));
        Assert.Contains("Prüfen Sie die Tage", await TextAsync(answer, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }
}
