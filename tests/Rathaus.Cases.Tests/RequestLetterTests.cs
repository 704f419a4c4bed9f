using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests;

/// <summary>Asking for answers is a letter: in the mailbox, or printed for whoever has none.</summary>
public sealed class RequestLetterTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private async Task<Case> AskedAsync(CaseNumber number, params string[] questions)
    {
        var state = await house.CaseAsync(number);
        var asked = await house.AsAsync<RequestCorrection, Outcome<Case>>(TestActor.Clerk(house.Wuppertal, state.Office), ask =>
            ask.RunAsync(number.Text, new RequestCorrection.Request(state.Version, questions, "Bitte nennen Sie die Hausnummer.\nDanke!", new DateOnly(2026, 12, 4)), Ct));
        Assert.True(asked.Succeeded, asked.Refusal?.Code);
        return asked.Value;
    }

    [Fact]
    public async Task With_an_account_the_letter_lies_in_the_mailbox_and_says_what_until_when_and_where()
    {
        var citizen = TestActor.Citizen();
        var receipt = (await house.SubmitAsync(House.ARequest("letter-1", House.ABulkyWasteOrder("151")), actor: citizen)).Value!;
        await AskedAsync(receipt.Number, "anschrift", "volumen");

        var entry = Assert.Single(
            (await house.AsAsync<ReadMailbox, Outcome<IReadOnlyList<ReadMailbox.Entry>>>(citizen, read => read.RunAsync(Ct))).Value!,
            entry => entry.Kind == "correction");
        var key = new CaseKey(receipt.Number.Text);
        var html = (await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(citizen, fetch =>
            fetch.AsApplicantAsync(key, entry.Document!.Value, pdf: false, Ct))).Value!;
        var text = System.Net.WebUtility.HtmlDecode(html.Html)!;
        Assert.Equal("request", html.Kind);
        foreach (var part in (string[])["Das brauchen wir von Ihnen", "Bitte nennen Sie die Hausnummer.", "Antworten Sie bis zum 4. Dezember 2026.", $"/vorgang/{receipt.Number.Text}/korrektur", receipt.Number.Text])
            Assert.Contains(part, text, StringComparison.Ordinal);
        var pdf = (await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(citizen, fetch =>
            fetch.AsApplicantAsync(key, entry.Document!.Value, pdf: true, Ct))).Value!;
        Assert.StartsWith("%PDF-", System.Text.Encoding.ASCII.GetString(pdf.Pdf!.AsSpan(0, 5)), StringComparison.Ordinal);
        Assert.Empty(await TasksAsync(receipt.Number));
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task Without_an_account_the_office_gets_the_task_to_print_it()
    {
        var receipt = (await house.SubmitAsync(House.ARequest("letter-2", House.ABulkyWasteOrder("153")))).Value!;
        await AskedAsync(receipt.Number, "volumen");
        var task = Assert.Single(await TasksAsync(receipt.Number));
        Assert.Equal(("deliver-by-post", "request"), (task.Kind, task.Detail));
        var own = (await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Nobody, show =>
            show.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), Ct))).Value!;
        Assert.Equal("request", Assert.Single(own.Documents).Kind);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task It_is_written_in_the_applicants_language()
    {
        var request = House.ARequest("letter-3", House.ABulkyWasteOrder("155")) with { Language = Language.English };
        var receipt = (await house.SubmitAsync(request, actor: TestActor.Citizen(2))).Value!;
        await AskedAsync(receipt.Number, "volumen");
        var own = (await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Citizen(2), show =>
            show.RunAsync(new CaseKey(receipt.Number.Text), Ct))).Value!;
        var letter = (await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(TestActor.Citizen(2), fetch =>
            fetch.AsApplicantAsync(new CaseKey(receipt.Number.Text), Assert.Single(own.Documents).Id, pdf: false, Ct))).Value!;
        Assert.Contains("What we need from you", letter.Html, StringComparison.Ordinal);
        Assert.Contains("Answer by 4 December 2026.", letter.Html, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<WorkTask>> TasksAsync(CaseNumber number)
    {
        var state = await house.CaseAsync(number);
        return (await house.AsAsync<OpenCase, Outcome<OpenCase.View>>(TestActor.Clerk(house.Wuppertal, state.Office), open =>
            open.RunAsync(number.Text, Language.German, Ct))).Value!.Tasks;
    }
}
