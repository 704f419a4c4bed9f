using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Registers;

namespace Rathaus.Cases.Tests;

public sealed class DecisionTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private async Task<(Receipt Receipt, Case Case)> APaidPermitAsync(House where, string key, byte citizen = 1)
    {
        var receipt = await where.AParkingPermitAsync(key, citizen);
        var started = await where.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/", Ct));
        await where.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, pay =>
            pay.ActAsync(where.Wuppertal.Number, started.Value!.Redirect.Split('/')[^1], SimulatedAction.Pay, Ct));
        return (receipt, await where.CaseAsync(receipt.Number));
    }

    private Task<Outcome<Case>> DecideAsync(House where, Case state, CaseOutcome outcome, TestActor? clerk = null, string? text = null, params string[] reasons) =>
        where.AsAsync<DecideCase, Outcome<Case>>(clerk ?? TestActor.Clerk(where.Wuppertal, state.Office), decide =>
            decide.RunAsync(state.Number.Text, new DecideCase.Request(state.Version, outcome, reasons, text), Ct));

    private Task<Outcome<Case>> SendAsync(House where, Case state) =>
        where.AsAsync<SendNotice, Outcome<Case>>(TestActor.Clerk(where.Wuppertal, state.Office), send =>
            send.RunAsync(state.Number.Text, state.Version, Ct));

    [Fact]
    public async Task A_granted_permit_lies_in_the_mailbox_and_in_the_register()
    {
        var (receipt, state) = await APaidPermitAsync(house, "grant", 1);
        var decided = await DecideAsync(house, state, CaseOutcome.Granted);
        Assert.True(decided.Succeeded, decided.Refusal?.Code);
        Assert.Equal(CaseStatus.ReadyToSend, decided.Value.Status);
        var sent = await SendAsync(house, decided.Value);
        Assert.True(sent.Succeeded, sent.Refusal?.Code);
        Assert.Equal(CaseStatus.Decided, sent.Value.Status);
        // Sent on Friday 20 November 2026: § 41 (2) VwVfG NRW gives the 24th, one month ends on Thursday 24 December.
        Assert.Equal(new DateOnly(2026, 11, 24), sent.Value.Notice?.Notified);
        Assert.Equal(new DateOnly(2026, 12, 24), sent.Value.Notice?.RemedyEnds);
        Assert.Equal(new DateOnly(2027, 11, 30), sent.Value.Permit?.Until);

        var permits = await house.AsAsync<IPermits, IReadOnlyList<Permit>>(TestActor.Nobody, register => register.OfHolderAsync(
            house.Wuppertal.Number, "bewohnerparkausweis", new PermitHolder("Beispiel", "Mira", new DateOnly(1988, 4, 17)), new DateOnly(2026, 12, 1), Ct));
        Assert.Contains(permits, permit => permit.CaseNumber == receipt.Number.Text && permit.Plate == "W-MB 123");

        var citizen = TestActor.Citizen(1);
        var view = await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(citizen, show => show.RunAsync(new CaseKey(receipt.Number.Text), Ct));
        Assert.Equal(["notice", "permit"], view.Value!.Documents.Select(document => document.Kind).Order());
        var notice = view.Value.Documents.Single(document => document.Kind == "notice");
        var pdf = await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(citizen, fetch =>
            fetch.AsApplicantAsync(new CaseKey(receipt.Number.Text), notice.Id, pdf: true, Ct));
        Assert.StartsWith("%PDF-", System.Text.Encoding.ASCII.GetString(pdf.Value!.Pdf!.AsSpan(0, 5)), StringComparison.Ordinal);
        var html = await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(citizen, fetch =>
            fetch.AsApplicantAsync(new CaseKey(receipt.Number.Text), notice.Id, pdf: false, Ct));
        Assert.Contains(receipt.Number.Text, html.Value!.Html, StringComparison.Ordinal);
        var verdict = await house.AsAsync<VerifyDocument, Outcome<VerifyDocument.Verdict>>(TestActor.Nobody, verify =>
            verify.ByFileAsync(new MemoryStream(pdf.Value.Pdf!), Ct));
        Assert.Equal(("notice", house.Wuppertal.Id), (verdict.Value?.Kind, verdict.Value?.Town.Id));
        pdf.Value.Pdf![200] ^= 1;
        Assert.False((await house.AsAsync<VerifyDocument, Outcome<VerifyDocument.Verdict>>(TestActor.Nobody, verify =>
            verify.ByFileAsync(new MemoryStream(pdf.Value.Pdf), Ct))).Succeeded);
        Assert.Equal("case.already-decided", (await house.AsAsync<WithdrawApplication, Outcome<Case>>(citizen, withdraw =>
            withdraw.RunAsync(new CaseKey(receipt.Number.Text), null, Ct))).Refusal?.Code);
        var mailbox = await house.AsAsync<ReadMailbox, Outcome<IReadOnlyList<ReadMailbox.Entry>>>(citizen, feature => feature.RunAsync(Ct));
        Assert.Equal(["document", "document", "payment", "receipt"], mailbox.Value!.Select(entry => entry.Kind).Order());
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task A_rejection_carries_its_reasons_and_the_clerks_words_as_text()
    {
        var (receipt, state) = await APaidPermitAsync(house, "reject", 2);
        Assert.Equal("decision.reasons-missing", (await DecideAsync(house, state, CaseOutcome.Rejected)).Refusal?.Code);
        var decided = await DecideAsync(house, state, CaseOutcome.Rejected, null, null, "Ihre Adresse liegt in <b>keiner</b> Parkzone & *Punkt*.");
        Assert.True(decided.Succeeded, decided.Refusal?.Code);
        var edited = await house.AsAsync<ReviewDecision, Outcome<Case>>(TestActor.Clerk(house.Wuppertal, state.Office), review =>
            review.EditNoticeAsync(receipt.Number.Text, decided.Value.Version, decided.Value.Notice!.Text + "\nMit freundlichen Grüßen <script>alert(1)</script>\n", Ct));
        Assert.NotEqual(edited.Value!.Notice!.Generated, edited.Value.Notice.Text);
        var sent = await SendAsync(house, edited.Value);
        Assert.True(sent.Succeeded, sent.Refusal?.Code);
        var html = await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(TestActor.Clerk(house.Wuppertal, state.Office), fetch =>
            fetch.AsStaffAsync(receipt.Number.Text, edited.Value.Notice.Id, pdf: false, Ct));
        Assert.Contains("&lt;b&gt;keiner&lt;/b&gt; Parkzone &amp; *Punkt*", html.Value!.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html.Value.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Null(sent.Value.Permit);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task Of_two_clerks_deciding_at_once_one_is_told_what_changed()
    {
        var (_, state) = await APaidPermitAsync(house, "race", 3);
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() => DecideAsync(
            house, state, CaseOutcome.Rejected, TestActor.Clerk(house.Wuppertal, state.Office, (byte)i), null, $"Grund {i}"))));
        Assert.Single(outcomes, outcome => outcome.Succeeded);
        Assert.All(outcomes.Where(outcome => !outcome.Succeeded), outcome =>
        {
            Assert.Equal((RefusalKind.Conflict, "case.changed-meanwhile"), (outcome.Refusal!.Kind, outcome.Refusal.Code));
            Assert.IsType<CaseStore.CurrentState>(outcome.Refusal.Current);
        });
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task Clerks_of_another_office_or_town_administrators_and_citizens_get_404()
    {
        var (receipt, state) = await APaidPermitAsync(house, "stranger", 4);
        var strangers = new[]
        {
            TestActor.Clerk(house.Wuppertal, "anderes-amt"), TestActor.Clerk(house.Town("aachen"), state.Office),
            TestActor.Clerk(house.Wuppertal, state.Office, 1, StaffRole.Administrator), TestActor.Citizen(4), TestActor.Nobody,
        };
        foreach (var stranger in strangers)
        {
            Assert.Equal("case.not-found", (await house.AsAsync<OpenCase, Outcome<OpenCase.View>>(stranger, open =>
                open.RunAsync(receipt.Number.Text, Language.German, Ct))).Refusal?.Code);
            Assert.Equal("case.not-found", (await DecideAsync(house, state, CaseOutcome.Granted, stranger)).Refusal?.Code);
            Assert.Equal("case.not-found", (await house.AsAsync<WorkOnCase, Outcome<Case>>(stranger, work =>
                work.TakeAsync(receipt.Number.Text, state.Version, Ct))).Refusal?.Code);
            Assert.Equal("case.not-found", (await house.AsAsync<SendMessage, Outcome<Case>>(stranger, send =>
                send.FromOfficeAsync(receipt.Number.Text, "Hallo", Ct))).Refusal?.Code);
            Assert.Equal("case.not-found", (await house.AsAsync<FetchUpload, Outcome<FetchUpload.Content>>(stranger, fetch =>
                fetch.AsStaffAsync(receipt.Number.Text, state.Files[0].Id, Ct))).Refusal?.Code);
        }

        Assert.Equal("inbox.not-found", (await house.AsAsync<ListInbox, Outcome<ListInbox.Page>>(TestActor.Clerk(house.Town("aachen"), "x"), list =>
            list.RunAsync(house.Wuppertal, new ListInbox.Request(), Ct))).Refusal?.Code);
    }

    [Fact]
    public async Task A_clerk_takes_notes_asks_and_gets_the_corrected_answer_back()
    {
        var (receipt, state) = await APaidPermitAsync(house, "correct", 5);
        var clerk = TestActor.Clerk(house.Wuppertal, state.Office);
        var taken = await house.AsAsync<WorkOnCase, Outcome<Case>>(clerk, work => work.TakeAsync(receipt.Number.Text, state.Version, Ct));
        Assert.Equal(CaseStatus.InReview, taken.Value?.Status);
        Assert.Equal("case.changed-meanwhile", (await house.AsAsync<WorkOnCase, Outcome<Case>>(
            TestActor.Clerk(house.Wuppertal, state.Office, 2), work => work.TakeAsync(receipt.Number.Text, state.Version, Ct))).Refusal?.Code);
        Assert.True((await house.AsAsync<WorkOnCase, Outcome<Case>>(clerk, work => work.AddNoteAsync(receipt.Number.Text, "Rückruf", Ct))).Succeeded);
        state = await house.CaseAsync(receipt.Number);
        Assert.Equal("correction.unknown-question", (await house.AsAsync<RequestCorrection, Outcome<Case>>(clerk, ask => ask.RunAsync(
            receipt.Number.Text, new RequestCorrection.Request(state.Version, ["gibt-es-nicht"], "Bitte"), Ct))).Refusal?.Code);
        var asked = await house.AsAsync<RequestCorrection, Outcome<Case>>(clerk, ask => ask.RunAsync(
            receipt.Number.Text, new RequestCorrection.Request(state.Version, ["kennzeichen"], "Stimmt das Kennzeichen?"), Ct));
        Assert.Equal(CaseStatus.AwaitingApplicant, asked.Value?.Status);
        Assert.Equal("case.awaits-applicant", (await DecideAsync(house, asked.Value!, CaseOutcome.Granted)).Refusal?.Code);

        var citizen = TestActor.Citizen(5);
        Task<Outcome<Case>> Answer(string plate) => house.AsAsync<AnswerCorrection, Outcome<Case>>(citizen, answer => answer.RunAsync(
            new CaseKey(receipt.Number.Text), new AnswerCorrection.Request(
                new Dictionary<string, IReadOnlyList<string>> { ["kennzeichen"] = [plate], ["monate"] = ["99"] }, [], "Tippfehler", Language.German), Ct));
        Assert.Equal("application.faults", (await Answer("kein Kennzeichen!")).Refusal?.Code);
        var answered = await Answer("w-mb 124");
        Assert.True(answered.Succeeded, answered.Refusal?.Code + string.Join(", ", answered.Refusal?.Faults ?? []));
        Assert.Equal("W-MB 124", answered.Value.Answers["kennzeichen"]!.GetValue<string>());
        Assert.Equal(12, answered.Value.Answers["monate"]!.GetValue<int>());
        Assert.Equal((CaseStatus.InReview, "correction", "W-MB 124"), (answered.Value.Status, answered.Value.News, answered.Value.Subject));
        Assert.Equal("correction.not-open", (await Answer("W-MB 125")).Refusal?.Code);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task The_rules_confirm_a_bulky_waste_day_by_themselves_and_exactly_once()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var receipt = await own.SubmitAsync(House.ARequest("auto"), actor: TestActor.Citizen(6));
        Assert.Equal(1, await own.RunJobsAsync("cases.decide", own.Wuppertal.Number));
        var state = await own.CaseAsync(receipt.Value!.Number);
        Assert.Equal((CaseStatus.Decided, CaseOutcome.Granted), (state.Status, state.Outcome));
        Assert.True(state.Notice?.Automatic);
        Assert.Equal(0, await own.RunJobsAsync("cases.decide", own.Wuppertal.Number));
        await own.AssertSoundAsync();
    }

    [Fact]
    public async Task What_the_rules_cannot_decide_is_left_to_a_clerk_with_the_reason()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var answers = House.ABulkyWasteOrder();
        ((System.Text.Json.Nodes.JsonObject)answers["anschrift"]!)["street"] = "Unbekannter Weg";
        answers.Remove("termin");
        var receipt = await own.SubmitAsync(House.ARequest("clerk", answers));
        Assert.True(receipt.Succeeded, string.Join(", ", receipt.Refusal?.Faults ?? []));
        await own.RunJobsAsync("cases.decide", own.Wuppertal.Number);
        var state = await own.CaseAsync(receipt.Value.Number);
        Assert.Equal(CaseStatus.Submitted, state.Status);
        Assert.NotNull(state.LeftToClerkBecause);
    }

    [Fact]
    public async Task A_connection_lost_at_any_step_of_deciding_and_sending_leaves_a_whole_case()
    {
        await using var own = new House();
        await own.InitializeAsync();
        byte citizen = 1;
        var (_, state) = await APaidPermitAsync(own, "fault-0", citizen);
        await own.Faults.AtEveryStepAsync(
            async _ =>
            {
                var decided = await DecideAsync(own, state, CaseOutcome.Granted);
                Assert.True(decided.Succeeded, decided.Refusal?.Code);
                Assert.True((await SendAsync(own, decided.Value)).Succeeded);
            },
            async n =>
            {
                await own.AssertSoundAsync();
                var now = await own.CaseAsync(state.Number);
                if (now.Status is CaseStatus.Submitted or CaseStatus.InReview)
                    now = (await DecideAsync(own, now, CaseOutcome.Granted)).Value!;
                if (now.Status == CaseStatus.ReadyToSend)
                    now = (await SendAsync(own, now)).Value!;
                Assert.Equal(CaseStatus.Decided, now.Status);
                await own.AssertSoundAsync();
                (_, state) = await APaidPermitAsync(own, $"fault-{n}", ++citizen);
            });
    }
}
