using System.Net;

namespace Rathaus.Cases.Tests.Office;

/// <summary>The work list: what is in the address, search, taking, paging.</summary>
public sealed class OfficeInboxTests(OfficeHouse house) : IClassFixture<OfficeHouse>
{
    [Theory]
    [InlineData("nach=irgendwas")]
    [InlineData("nach=9999-99-99~W-2026-0000012")]
    [InlineData("nach=0001-01-01~W-2026-0000012")]
    [InlineData("nach=2026-11-20~W-2026-0000012&sortierung=eingang")]
    [InlineData("nach=0001-01-01T00:00:00.0000000Z~W-2026-0000012&sortierung=eingang")]
    [InlineData("stand=99&frist=99999999999999999999&getan=uebernehmen&anzahl=99999999999")]
    [InlineData("stand=Decided,Expired")]
    [InlineData("q=%00%01%1f")]
    [InlineData("q=%ED%A0%80")]
    [InlineData("q='%20or%201=1--&leistung='%3Bdrop%20table&amt=../..")]
    [InlineData("q=%F0%9F%A6%84&ansicht=gibtesnicht")]
    public async Task Bad_values_in_the_address_do_not_break_the_list(string query)
    {
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.OK, await clerk.StatusAsync("/amt?" + query));
    }

    [Fact]
    public async Task A_town_one_does_not_work_for_is_not_found()
    {
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.NotFound, await clerk.StatusAsync("/amt?stadt=aachen"));
        Assert.Equal(HttpStatusCode.NotFound, await clerk.StatusAsync("/amt?stadt=atlantis"));
    }

    [Fact]
    public async Task A_case_is_found_by_number_and_by_the_beginning_of_its_subject()
    {
        var number = await house.SubmitAsync("Auffindbarer Weg");
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        Assert.Contains(number, await clerk.ReadAsync($"/amt?q={number.ToLowerInvariant()}"), StringComparison.Ordinal);
        Assert.Contains(number, await clerk.ReadAsync("/amt?q=auffindb"), StringComparison.Ordinal);
        var other = await clerk.ReadAsync("/amt?q=unauffindbar");
        Assert.DoesNotContain(number, other, StringComparison.Ordinal);
        Assert.Contains("Zu diesen Filtern gibt es keinen Vorgang", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_cases_are_taken_at_once_and_a_changed_one_is_left()
    {
        var first = await house.SubmitAsync();
        var second = await house.SubmitAsync();
        var changed = await house.SubmitAsync();
        await house.DoAsync(changed, "Vera Probelauf", new Cases.Domain.NoteAdded("Vermerk"));
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        var answer = await clerk.PostAsync("/amt/auswahl?ansicht=neu",
            ("vorgang", first + ":1"), ("vorgang", second + ":1"), ("vorgang", changed + ":1"), ("vorgang", "unsinn"), ("aktion", "uebernehmen"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var said = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var part in (string[])["2 von 4 Vorgängen sind erledigt", changed, "Der Vorgang wurde inzwischen geändert.", "Diesen Vorgang gibt es für Sie nicht."])
            Assert.Contains(part, said, StringComparison.Ordinal);
        Assert.Equal("Pia Testerin", (await house.LoadAsync(first)).AssigneeName);
        Assert.Null((await house.LoadAsync(changed)).AssigneeName);
        Assert.Contains("2 Vorgänge sind jetzt Ihnen zugewiesen", await clerk.ReadAsync("/amt?getan=uebernehmen&anzahl=2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_row_is_taken_with_its_own_button()
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        Assert.Equal("/amt?getan=uebernehmen&anzahl=1", (await clerk.PostAsync("/amt/auswahl", ("aktion", $"uebernehmen:{number}:1"))).Headers.Location?.ToString());
        Assert.Equal("Vera Probelauf", (await house.LoadAsync(number)).AssigneeName);
        Assert.Contains(number, await clerk.ReadAsync("/amt?ansicht=mir"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        for (var i = 0; i < 27; i++)
            await house.SubmitAsync("Seitenweg");
        using var clerk = await house.StaffAsync("wuppertal-abfall");
        var first = await clerk.ReadAsync("/amt?q=seitenweg");
        var next = System.Text.RegularExpressions.Regex.Match(first, "href=\"([^\"]+)\" rel=\"next\"").Groups[1].Value;
        var second = await clerk.ReadAsync(WebUtility.HtmlDecode(next));
        var numbers = Numbers(first).Concat(Numbers(second)).ToList();
        Assert.Equal(27, numbers.Count);
        Assert.Equal(27, numbers.Distinct().Count());

        var back = System.Text.RegularExpressions.Regex.Match(second, "href=\"([^\"]+)\" rel=\"prev\"").Groups[1].Value;
        Assert.Equal(Numbers(first), Numbers(await clerk.ReadAsync(WebUtility.HtmlDecode(back))));
    }

    private static IEnumerable<string> Numbers(string html) =>
        System.Text.RegularExpressions.Regex.Matches(html, "<small class=\"rh-num\">([^<]+)</small>").Select(match => match.Groups[1].Value);
}
