using System.Net;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Office;

/// <summary>Who must not get in: nobody, citizens, other towns, other offices, administrators, foreign sites.</summary>
public sealed class OfficeAccessTests(OfficeHouse house) : IClassFixture<OfficeHouse>
{
    private static readonly string[] Tabs =
        ["", "/dateien", "/nachrichten", "/verlauf", "/zahlung", "/bescheid", "/bescheid.pdf",
        "/dateien/0190a5d4-0000-7000-8000-000000000001", "/dokumente/0190a5d4-0000-7000-8000-000000000001"];

    private static readonly string[] Deeds =
        ["uebernehmen", "zuweisen", "vermerk", "frist", "rueckfrage", "nachricht", "entscheidung", "bescheid", "freigeben", "zurueckgeben",
        "senden", "erstatten", "aufgabe/0190a5d4-0000-7000-8000-000000000001"];

    [Theory]
    [InlineData("/amt")]
    [InlineData("/amt/naechster")]
    [InlineData("/amt/aufgaben")]
    [InlineData("/amt/auftraege")]
    [InlineData("/amt/einstellungen")]
    [InlineData("/amt/kita?stadt=wuppertal")]
    [InlineData("/amt/vorgang/W-2026-0000012")]
    [InlineData("/amt/vorgang/W-2026-0000012/verlauf")]
    public async Task Nobody_and_citizens_are_sent_to_the_sign_in_of_staff(string address)
    {
        using var nobody = new Browser(house.App);
        using var citizen = new Browser(house.App);
        await citizen.SignInAsync("mira-beispiel");
        foreach (var browser in (Browser[])[nobody, citizen])
        {
            var answer = await browser.GetAsync(address);
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
            Assert.Equal($"/amt/anmelden?zurueck={Uri.EscapeDataString(address)}", answer.Headers.Location?.ToString());
        }
    }

    [Theory]
    [InlineData("aachen-clerk")] // another town
    [InlineData("wuppertal-strassenverkehr")] // another office of the same town
    [InlineData("wuppertal-administrator")] // administrators decide no case
    public async Task A_case_of_others_is_not_found_on_any_route(string person)
    {
        var number = await house.SubmitAsync();
        using var stranger = await house.StaffAsync(person);
        foreach (var tab in Tabs)
            Assert.Equal((tab, HttpStatusCode.NotFound), (tab, await stranger.StatusAsync($"/amt/vorgang/{number}{tab}")));
        foreach (var deed in Deeds)
        {
            var answer = await stranger.PostAsync(
                $"/amt/vorgang/{number}/{deed}", ("_version", "1"), ("text", "Text"), ("reason", "Grund"), ("until", "2027-01-04"),
                ("questions", "anschrift"), ("outcome", "Granted"), ("aktion", "entscheiden"));
            Assert.Equal((deed, HttpStatusCode.NotFound), (deed, answer.StatusCode));
        }

        Assert.Equal(1, (await house.LoadAsync(number)).Version);
    }

    /// <summary>Places are given out by the youth welfare office of the town, and nobody else sees the children.</summary>
    [Theory]
    [InlineData("wuppertal-abfall")] // another office of the same town
    [InlineData("aachen-clerk")] // the youth welfare office of another town
    [InlineData("wuppertal-administrator")] // administrators decide no case
    public async Task Places_of_others_are_neither_shown_nor_given_out(string person)
    {
        using var stranger = await house.StaffAsync(person);
        foreach (var query in (string[])["?stadt=wuppertal", "?stadt=wuppertal&art=kita&ab=2027-08-01"])
            Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusAsync("/amt/kita" + query));
        var answer = await stranger.PostAsync("/amt/kita/vergeben", ("stadt", "wuppertal"), ("art", "kita"), ("ab", "2027-08-01"), ("stand", new string('0', 64)));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Taking_a_case_of_others_from_a_list_changes_nothing()
    {
        var number = await house.SubmitAsync();
        using var stranger = await house.StaffAsync("aachen-clerk");
        var answer = await stranger.PostAsync("/amt/auswahl", ("vorgang", number + ":1"), ("aktion", "uebernehmen"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        foreach (var action in (string[])["zuweisen", "nachfordern"])
            Assert.Equal(HttpStatusCode.Conflict, (await stranger.PostAsync("/amt/auswahl", ("vorgang", number + ":1"), ("aktion", action))).StatusCode);
        Assert.Null((await house.LoadAsync(number)).Assignee);
    }

    [Theory]
    [InlineData("W-2026-9999990")]
    [InlineData("W-2026-0000013")] // wrong check digit
    [InlineData("nichts")]
    [InlineData("W-2026-0000012'--")]
    public async Task An_unknown_number_is_not_found(string number)
    {
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.NotFound, await clerk.StatusAsync("/amt/vorgang/" + Uri.EscapeDataString(number)));
    }

    [Fact]
    public async Task A_form_from_another_site_does_nothing()
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        foreach (var deed in Deeds)
        {
            var answer = await clerk.PostRawAsync($"/amt/vorgang/{number}/{deed}", ("_version", "1"), ("text", "Text"), ("outcome", "Granted"));
            Assert.Equal((deed, HttpStatusCode.BadRequest), (deed, answer.StatusCode));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await clerk.PostRawAsync("/amt/auswahl", ("vorgang", number + ":1"))).StatusCode);
        Assert.Equal(1, (await house.LoadAsync(number)).Version);
    }

    [Fact]
    public async Task Whoever_decided_cannot_release_and_a_second_person_can()
    {
        var number = await house.SubmitAsync();
        await house.DecideWithFourEyesAsync(number);
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.DoesNotContain("/freigeben", await clerk.ReadAsync($"/amt/vorgang/{number}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await clerk.ActAsync(number, "freigeben")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await clerk.ActAsync(number, "senden")).StatusCode);

        using var second = await house.StaffAsync("wuppertal-second-clerk");
        Assert.Equal(HttpStatusCode.SeeOther, (await second.ActAsync(number, "freigeben")).StatusCode);
        Assert.Equal(Cases.Domain.CaseStatus.ReadyToSend, (await house.LoadAsync(number)).Status);
    }

    [Fact]
    public async Task Who_words_the_notice_cannot_release_it_either()
    {
        var number = await house.SubmitAsync();
        await house.DecideWithFourEyesAsync(number);
        using var lead = await house.StaffAsync("wuppertal-lead");
        Assert.Equal(HttpStatusCode.SeeOther, (await lead.ActAsync(number, "bescheid", ("text", "# Bescheid\n\nAnders.\n"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await lead.ActAsync(number, "freigeben")).StatusCode);
        using var second = await house.StaffAsync("wuppertal-second-clerk");
        Assert.Equal(HttpStatusCode.SeeOther, (await second.ActAsync(number, "freigeben")).StatusCode);
    }

    [Fact]
    public async Task Administrators_see_jobs_and_staff_but_no_cases()
    {
        using var administrator = await house.StaffAsync("wuppertal-administrator");
        Assert.Equal("/amt/einstellungen", (await administrator.GetAsync("/amt")).Headers.Location?.ToString());
        var settings = await administrator.ReadAsync("/amt/einstellungen");
        Assert.Contains("Quentin Beispielfrau", settings, StringComparison.Ordinal);
        Assert.Contains("Gescheiterte Aufträge", await administrator.ReadAsync("/amt/auftraege"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await administrator.StatusAsync("/amt/auftraege?stadt=aachen"));

        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.NotFound, await clerk.StatusAsync("/amt/auftraege"));
        Assert.Equal(HttpStatusCode.NotFound, (await clerk.PostAsync("/amt/auftraege/1/wiederholen")).StatusCode);
        Assert.DoesNotContain("Quentin Beispielfrau", await clerk.ReadAsync("/amt/einstellungen"), StringComparison.Ordinal);
    }
}
