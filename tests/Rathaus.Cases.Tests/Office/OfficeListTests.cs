using System.Net;
using System.Text.RegularExpressions;
using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Tests.Office;

/// <summary>Own views, several cases at once, who looks at a case now, and news of one's own cases first.</summary>
public sealed partial class OfficeListTests(OfficeHouse house) : IClassFixture<OfficeHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<string> TextAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));

    private static IReadOnlyList<string> Numbers(string html) =>
        [.. RowNumber().Matches(html).Select(match => match.Groups["number"].Value)];

    [GeneratedRegex("<small class=\"rh-num\">(?<number>[^<]+)</small>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RowNumber();

    [Fact]
    public async Task A_view_is_kept_under_a_name_for_its_owner_alone_and_deleted_again()
    {
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        using var colleague = await house.StaffAsync("wuppertal-clerk");
        var saved = await clerk.PostAsync("/amt/ansichten?ansicht=neu&frist=7&nach=2026-11-20~W-2026-0000013", ("name", "  Bald <b>fällig</b> "));
        Assert.Equal("/amt?ansicht=neu&frist=7", saved.Headers.Location?.ToString());
        var page = WebUtility.HtmlDecode(await clerk.ReadAsync("/amt"));
        Assert.Contains("href=\"/amt?ansicht=neu&frist=7\"", page, StringComparison.Ordinal);
        Assert.Contains("Bald <b>fällig</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Bald <b>", await clerk.ReadAsync("/amt"), StringComparison.Ordinal);
        Assert.DoesNotContain("Bald", await colleague.ReadAsync("/amt"), StringComparison.Ordinal);

        await colleague.PostAsync("/amt/ansichten/loeschen", ("name", "Bald <b>fällig</b>"));
        Assert.Contains("Bald", await clerk.ReadAsync("/amt"), StringComparison.Ordinal);
        await clerk.PostAsync("/amt/ansichten/loeschen", ("name", "Bald <b>fällig</b>"));
        Assert.DoesNotContain("Bald", await clerk.ReadAsync("/amt"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Geben Sie der Ansicht einen Namen.")]
    [InlineData("   ", "Geben Sie der Ansicht einen Namen.")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901", "Der Name hat höchstens 60 Zeichen.")]
    [InlineData("a\u0001b", "Der Name hat höchstens 60 Zeichen.")]
    public async Task A_view_without_a_usable_name_is_not_kept(string name, string said)
    {
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        var answer = await clerk.PostAsync("/amt/ansichten", ("name", name));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(said, await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_keeps_more_than_twenty_views()
    {
        using var clerk = await house.StaffAsync("wuppertal-second-clerk");
        for (var i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostAsync("/amt/ansichten?ansicht=neu", ("name", $"Ansicht {i}"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clerk.PostAsync("/amt/ansichten", ("name", "Eine zu viel"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostAsync("/amt/ansichten", ("name", "Ansicht 3"))).StatusCode);
    }

    [Fact]
    public async Task Several_cases_are_given_to_a_colleague_and_the_page_says_which_were_not()
    {
        var first = await house.SubmitAsync();
        var second = await house.SubmitAsync();
        using var lead = await house.StaffAsync("wuppertal-lead");
        var page = await lead.ReadAsync("/amt");
        var colleague = Regex.Match(page, "<option value=\"(?<id>[0-9a-f-]{36})\">Vera Probelauf", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["id"].Value;
        var done = await lead.PostAsync("/amt/auswahl", ("vorgang", first + ":1"), ("vorgang", second + ":1"), ("person", colleague), ("aktion", "zuweisen"));
        Assert.Equal("/amt?getan=zuweisen&anzahl=2", done.Headers.Location?.ToString());
        Assert.Equal("Vera Probelauf", (await house.LoadAsync(second)).AssigneeName);

        // A clerk gives away only what is theirs.
        var free = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        var refused = await clerk.PostAsync("/amt/auswahl", ("vorgang", free + ":1"), ("person", colleague), ("aktion", "zuweisen"));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("Zuweisen kann die Leitung, oder wer den Vorgang hat.", await TextAsync(refused), StringComparison.Ordinal);
        Assert.Null((await house.LoadAsync(free)).Assignee);
    }

    [Fact]
    public async Task Several_applicants_are_asked_at_once_each_case_for_itself()
    {
        var first = await house.SubmitAsync();
        var second = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        var form = await clerk.PostAsync("/amt/auswahl", ("vorgang", first + ":1"), ("vorgang", second + ":1"), ("aktion", "nachfordern"));
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
        Assert.Contains(second, await TextAsync(form), StringComparison.Ordinal);

        var empty = await clerk.PostAsync("/amt/nachfordern", ("vorgang", first + ":1"), ("vorgang", second + ":1"), ("until", "bald"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        Assert.Equal(CaseStatus.Submitted, (await house.LoadAsync(first)).Status);

        await house.DoAsync(second, "Vera Probelauf", new NoteAdded("Vermerk"));
        var asked = await clerk.PostAsync("/amt/nachfordern",
            ("vorgang", first + ":1"), ("vorgang", second + ":1"), ("questions", "volumen"), ("text", "Bitte genauer."));
        Assert.Equal(HttpStatusCode.Conflict, asked.StatusCode);
        Assert.Contains("1 von 2 Vorgängen sind erledigt", await TextAsync(asked), StringComparison.Ordinal);
        Assert.Equal(CaseStatus.AwaitingApplicant, (await house.LoadAsync(first)).Status);
        Assert.Equal(CaseStatus.Submitted, (await house.LoadAsync(second)).Status);
    }

    [Fact]
    public async Task Whoever_opens_a_case_sees_who_has_it_open_for_three_minutes()
    {
        var number = await house.SubmitAsync();
        using var first = await house.StaffAsync("wuppertal-abfall");
        using var second = await house.StaffAsync("wuppertal-clerk");
        Assert.DoesNotContain("gerade offen", await first.ReadAsync($"/amt/vorgang/{number}"), StringComparison.Ordinal);
        Assert.Contains("Vera Probelauf hat diesen Vorgang gerade offen.", WebUtility.HtmlDecode(await second.ReadAsync($"/amt/vorgang/{number}")), StringComparison.Ordinal);
        house.App.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.DoesNotContain("gerade offen", await second.ReadAsync($"/amt/vorgang/{number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_lifts_ones_case_to_the_top_until_its_clerk_has_read_it()
    {
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
            numbers.Add(await house.SubmitAsync("Neuigkeitenweg"));
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        await clerk.PostAsync("/amt/auswahl", [.. numbers.Select(number => ("vorgang", number + ":1")), ("aktion", "uebernehmen")]);
        Assert.Equal(numbers, Numbers(await clerk.ReadAsync("/amt?q=neuigkeitenweg")));

        await house.TellAsync(numbers[2], "Noch eine Frage");
        foreach (var list in (string[])["/amt?q=neuigkeitenweg", "/amt?ansicht=mir", "/amt", "/amt?sortierung=eingang"])
            Assert.Equal(numbers[2], Numbers(await clerk.ReadAsync(list))[0]);
        using var colleague = await house.StaffAsync("wuppertal-clerk");
        await colleague.ReadAsync($"/amt/vorgang/{numbers[2]}/nachrichten");
        Assert.Equal(numbers[2], Numbers(await clerk.ReadAsync("/amt?q=neuigkeitenweg"))[0]);
        await clerk.ReadAsync($"/amt/vorgang/{numbers[2]}/nachrichten");
        Assert.Equal(numbers, Numbers(await clerk.ReadAsync("/amt?q=neuigkeitenweg")));
    }

    [Fact]
    public async Task Refusals_are_told_in_the_language_of_the_page()
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        var answer = await clerk.PostAsync($"/amt/vorgang/{number}/vermerk?sprache=en", ("text", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Write a text.", await TextAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrators_read_the_deletion_report_and_clerks_do_not()
    {
        using var administrator = await house.StaffAsync("wuppertal-administrator");
        Assert.Contains("Löschbericht", WebUtility.HtmlDecode(await administrator.ReadAsync("/amt/loeschung")), StringComparison.Ordinal);
        Assert.Contains("Offices: addresses", await administrator.ReadAsync("/amt/einstellungen?sprache=en"), StringComparison.Ordinal);
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.NotFound, await clerk.StatusAsync("/amt/loeschung"));
    }
}
