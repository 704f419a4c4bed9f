using System.Net;
using Rathaus.Cases.Domain;

namespace Rathaus.Cases.Tests.Office;

/// <summary>Working on a case: notes, corrections, decisions, sending, lost races, hostile text.</summary>
public sealed class OfficeCaseTests(OfficeHouse house) : IClassFixture<OfficeHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> HostileTexts =>
    [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</textarea><svg onload=alert(1)>", "' onfocus='alert(1)",
        "[x](javascript:alert(1))", "{{ 7*7 }} <b>fett</b>",
    ];

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task Hostile_text_is_shown_as_text(string hostile)
    {
        var number = await house.SubmitAsync(hostile);
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.ActAsync(number, "vermerk", ("text", hostile))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.ActAsync(number, "nachricht", ("text", hostile))).StatusCode);
        var preview = await clerk.ActAsync(number, "entscheidung", ("outcome", "Rejected"), ("reasons", hostile), ("aktion", "vorschau"));
        List<string> pages = [await preview.Content.ReadAsStringAsync(Ct)];
        await clerk.ActAsync(number, "entscheidung", ("outcome", "Rejected"), ("reasons", hostile), ("text", hostile), ("aktion", "entscheiden"));
        foreach (var tab in (string[])["", "/verlauf", "/nachrichten", "/bescheid"])
            pages.Add(await clerk.ReadAsync($"/amt/vorgang/{number}{tab}"));
        pages.Add(await clerk.ReadAsync("/amt"));
        foreach (var page in pages)
        {
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<svg onload", page, StringComparison.Ordinal);
            Assert.DoesNotContain("' onfocus='", page, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"javascript:", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>fett</b>", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_correction_needs_a_question_and_keeps_what_was_typed()
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        var refused = await clerk.ActAsync(number, "rueckfrage", ("text", "Welche Hausnummer stimmt?"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync(Ct);
        Assert.Contains("Wählen Sie mindestens eine Angabe.", page, StringComparison.Ordinal);
        Assert.Contains("Welche Hausnummer stimmt?", page, StringComparison.Ordinal);
        Assert.Contains("<title>Fehler:", page, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther,
            (await clerk.ActAsync(number, "rueckfrage", ("questions", "anschrift"), ("text", "Welche Hausnummer stimmt?"))).StatusCode);
        var state = await house.LoadAsync(number);
        Assert.Equal(CaseStatus.AwaitingApplicant, state.Status);
        Assert.Equal(["anschrift"], state.OpenCorrection!.Questions);
    }

    [Theory]
    [InlineData("31.2.2027")]
    [InlineData("morgen")]
    [InlineData("2020-01-01")]
    public async Task A_day_that_is_none_or_past_is_refused(string day)
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        var refused = await clerk.ActAsync(number, "rueckfrage", ("questions", "anschrift"), ("text", "Text"), ("until", day));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(CaseStatus.Submitted, (await house.LoadAsync(number)).Status);
    }

    [Fact]
    public async Task A_late_form_shows_who_was_faster_and_keeps_the_text()
    {
        var number = await house.SubmitAsync();
        await house.DoAsync(number, "Vera Probelauf", new NoteAdded("Angerufen, niemand da."));
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        var late = await clerk.PostAsync($"/amt/vorgang/{number}/rueckfrage",
            ("_version", "1"), ("questions", "anschrift"), ("text", "Mein langer Text an die Person"));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        var page = await late.Content.ReadAsStringAsync(Ct);
        Assert.Contains("Vera Probelauf", page, StringComparison.Ordinal);
        Assert.Contains("Angerufen, niemand da.", page, StringComparison.Ordinal);
        Assert.Contains("Mein langer Text an die Person", page, StringComparison.Ordinal);
        Assert.Contains("name=\"_version\" value=\"2\"", page, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.PostAsync($"/amt/vorgang/{number}/rueckfrage",
            ("_version", "2"), ("questions", "anschrift"), ("text", "Mein langer Text an die Person"))).StatusCode);
    }

    [Fact]
    public async Task A_rejection_needs_reasons_and_the_preview_saves_nothing()
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await clerk.ActAsync(number, "entscheidung")).StatusCode);
        var refused = await clerk.ActAsync(number, "entscheidung", ("outcome", "Rejected"), ("reasons", "  "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("§ 39 VwVfG NRW", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var preview = await clerk.ActAsync(number, "entscheidung", ("outcome", "Rejected"), ("reasons", "Der Hof ist zu eng."));
        Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
        Assert.Contains("Der Hof ist zu eng.", await preview.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(1, (await house.LoadAsync(number)).Version);
    }

    [Fact]
    public async Task A_changed_wording_is_kept_beside_the_template_and_the_notice_is_sent()
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        await clerk.ActAsync(number, "entscheidung",
            ("outcome", "Granted"), ("text", "# Abholung\n\nWir kommen persönlich vorbei.\n"), ("aktion", "entscheiden"));
        var page = await clerk.ReadAsync($"/amt/vorgang/{number}");
        Assert.Contains("<del>", page, StringComparison.Ordinal);
        Assert.Contains("persönlich vorbei.", page, StringComparison.Ordinal);
        Assert.Equal("application/pdf", (await clerk.GetAsync($"/amt/vorgang/{number}/bescheid.pdf")).Content.Headers.ContentType?.MediaType);

        Assert.Equal(HttpStatusCode.SeeOther, (await clerk.ActAsync(number, "senden")).StatusCode);
        var state = await house.LoadAsync(number);
        Assert.Equal(CaseStatus.Decided, state.Status);
        Assert.NotEqual(state.Notice!.Generated, state.Notice.Text);
        var history = await clerk.ReadAsync($"/amt/vorgang/{number}/verlauf");
        Assert.Contains("Kette unversehrt", history, StringComparison.Ordinal);
        Assert.Contains("Wortlaut geändert", history, StringComparison.Ordinal);
        var pdf = await clerk.GetAsync($"/amt/vorgang/{number}/dokumente/{state.Notice.Id:D}");
        Assert.Equal("application/pdf", pdf.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("%PDF", System.Text.Encoding.Latin1.GetString(await pdf.Content.ReadAsByteArrayAsync(Ct)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_changed_outside_the_program_are_reported_in_the_history()
    {
        var number = await house.SubmitAsync();
        await using (var connection = await house.App.Database.OpenAsync(Kernel.Data.DatabaseRole.Super))
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "update cases.case_event set actor_name = 'Jemand anders' where number = @number";
            command.Parameters.AddWithValue("number", number);
            await command.ExecuteNonQueryAsync(Ct);
        }

        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Contains("Kette unterbrochen", await clerk.ReadAsync($"/amt/vorgang/{number}/verlauf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reloading_a_refused_form_leads_back_to_its_tab()
    {
        var number = await house.SubmitAsync();
        using var clerk = await house.StaffAsync("wuppertal-clerk");
        Assert.Equal($"/amt/vorgang/{number}", (await clerk.GetAsync($"/amt/vorgang/{number}/frist")).Headers.Location?.ToString());
        Assert.Equal($"/amt/vorgang/{number}/verlauf", (await clerk.GetAsync($"/amt/vorgang/{number}/vermerk")).Headers.Location?.ToString());
    }
}
