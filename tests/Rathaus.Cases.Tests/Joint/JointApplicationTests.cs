using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests.Joint;

/// <summary>Joint applications: others named in the answers confirm with their own account before the case goes on.</summary>
public sealed class JointApplicationTests(JointHouse joint) : IClassFixture<JointHouse>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private short Town => joint.House.Wuppertal.Number;

    [Fact]
    public async Task An_application_waits_until_the_named_person_has_confirmed_and_is_decided_then()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers(atOnce: true));

        Assert.Equal(CaseStatus.AwaitingSigners, receipt.Status);
        await joint.House.RunJobsAsync(CaseJobs.DecideAutomatically, Town);
        var waiting = await joint.CaseAsync(receipt);
        Assert.Equal((CaseStatus.AwaitingSigners, 1), (waiting.Status, waiting.Version));
        Assert.Equal(("signing", new DateOnly(2026, 12, 18)), (waiting.Due!.Kind, waiting.Due.Ends));

        var signed = await joint.SignAsync(receipt, JointHouse.Partner);
        Assert.Equal(CaseStatus.Submitted, signed.Status);
        await joint.House.RunJobsAsync(CaseJobs.DecideAutomatically, Town);
        var decided = await joint.CaseAsync(receipt);
        Assert.Equal((CaseStatus.Decided, CaseOutcome.Granted), (decided.Status, decided.Outcome));

        // The notice goes to both, and whoever confirmed may read it.
        Assert.Contains("cosign-document", await joint.MailboxAsync(JointHouse.Partner));
        var view = await joint.OpenAsync(receipt, JointHouse.Partner);
        var documents = view.Value!.Documents;
        Assert.Equal(["notice", "certificate"], documents.Select(document => document.Kind));
        var read = await joint.House.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(
            JointHouse.Partner, fetch => fetch.AsSignerAsync(receipt.Number.Text, documents[0].Id, Ct));
        Assert.NotEmpty(read.Value!.Pdf!);
        var others = await joint.House.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(
            JointHouse.Stranger, fetch => fetch.AsSignerAsync(receipt.Number.Text, documents[0].Id, Ct));
        Assert.Equal(RefusalKind.NotFound, others.Refusal!.Kind);
        await joint.House.AssertSoundAsync();
    }

    [Fact]
    public async Task A_grant_makes_the_further_documents_with_number_and_copies()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers(partner: false, atOnce: true));
        await joint.House.RunJobsAsync(CaseJobs.DecideAutomatically, Town);

        var key = new CaseKey(receipt.Number.Text, receipt.Secret);
        var own = await joint.House.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Nobody, show => show.RunAsync(key, Ct));
        var issued = Assert.Single(own.Value!.Opened.History.Select(recorded => recorded.Event).OfType<DocumentIssued>());
        Assert.Equal(("urkunde", $"{receipt.Number.Text}/1", 2), (issued.Issue, issued.DocumentNumber, issued.Copies));
        var document = await joint.House.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(
            TestActor.Nobody, fetch => fetch.AsApplicantAsync(key, issued.Document, pdf: false, Ct));
        Assert.Contains($"Nummer {receipt.Number.Text}/1, Stück 2.", document.Value!.Html, StringComparison.Ordinal);
        var verdict = await joint.House.AsAsync<VerifyDocument, Outcome<VerifyDocument.Verdict>>(
            TestActor.Nobody, verify => verify.ByIdAsync(issued.Document, Ct));
        Assert.Equal((document.Value.Sha256, "certificate"), (verdict.Value!.Sha256, verdict.Value.Kind));
    }

    [Fact]
    public async Task The_fee_is_asked_for_when_all_have_confirmed()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers(fee: true));
        Assert.Null(receipt.PaymentDue);
        var early = await joint.House.AsAsync<StartPayment, Outcome<StartPayment.Started>>(
            TestActor.Nobody, start => start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/", Ct));
        Assert.False(early.Succeeded);

        var signed = await joint.SignAsync(receipt, JointHouse.Partner);

        Assert.Equal((CaseStatus.AwaitingPayment, new Euro(12.00m), new DateOnly(2026, 12, 4)), (signed.Status, signed.Fee, signed.Due!.Ends));
        var started = await joint.House.AsAsync<StartPayment, Outcome<StartPayment.Started>>(
            TestActor.Nobody, start => start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/", Ct));
        await joint.House.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, pay =>
            pay.ActAsync(Town, started.Value!.Redirect.Split('/')[^1], SimulatedAction.Pay, Ct));
        Assert.Equal(CaseStatus.Submitted, (await joint.CaseAsync(receipt)).Status);
        await joint.House.AssertSoundAsync();
    }

    [Fact]
    public async Task Both_of_two_who_confirm_at_once_stand_and_the_case_goes_on_once()
    {
        (string, string)[] leads = [("Erste", "Ada"), ("Zweite", "Bea"), ("Dritte", "Cora"), ("Vierte", "Dora")];
        var receipt = await joint.SubmitAsync(JointHouse.Answers(partner: false, leads: leads));
        var people = leads.Select((lead, i) => JointHouse.Person((byte)(20 + i), lead.Item1, lead.Item2, new DateOnly(1980, 1, 1 + i))).ToList();
        for (var i = 0; i < people.Count; i++)
            Assert.True((await joint.OpenAsync(receipt, people[i], await joint.InviteAsync(receipt, i))).Succeeded);
        var version = (await joint.CaseAsync(receipt)).AnswersVersion;

        var all = await Task.WhenAll(people.Select(person => joint.ConfirmAsync(receipt, person, version)));

        Assert.All(all, signed => Assert.True(signed.Succeeded, signed.Refusal?.Code));
        var view = await joint.OpenAsync(receipt, people[0]);
        var events = view.Value!.Opened.History.Select(recorded => recorded.Event).ToList();
        Assert.Equal(4, events.OfType<SignerConfirmed>().Count());
        Assert.Single(events.OfType<SigningCompleted>());
        Assert.Equal(CaseStatus.Submitted, view.Value.Case.Status);
    }

    [Fact]
    public async Task A_refusal_with_its_reason_reaches_the_applicant_who_can_change_the_answers_and_all_are_asked_again()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers(leads: ("Erste", "Ada")));
        var lead = JointHouse.Person(30, "Erste", "Ada", new DateOnly(1980, 1, 1));
        await joint.SignAsync(receipt, lead, signer: 1);
        Assert.True((await joint.OpenAsync(receipt, JointHouse.Partner, await joint.InviteAsync(receipt))).Succeeded);
        var empty = await joint.DeclineAsync(receipt, JointHouse.Partner, " ");
        Assert.Equal("text.missing", empty.Refusal!.Code);
        var before = await joint.CaseAsync(receipt);
        var declined = await joint.DeclineAsync(receipt, JointHouse.Partner, "Der Zweck stimmt nicht.");
        Assert.Equal((CaseStatus.AwaitingSigners, SigningState.Declined, "Der Zweck stimmt nicht."),
            (declined.Value!.Status, declined.Value.Signings[0].State, declined.Value.Signings[0].Reason));
        Assert.Contains("signing", await joint.MailboxAsync(JointHouse.Applicant));

        var changed = await ChangeAsync(receipt, "Neuer Zweck");
        Assert.Equal(CaseStatus.AwaitingSigners, changed.Status);
        Assert.All(changed.Signings, signing => Assert.Equal(SigningState.Open, signing.State));
        Assert.Equal(before.Signings.Select(signing => signing.Signer.Id), changed.Signings.Select(signing => signing.Signer.Id));

        // The answers read before are not the answers that would be confirmed.
        var stale = await joint.ConfirmAsync(receipt, JointHouse.Partner, before.AnswersVersion);
        Assert.Equal("signing.answers-changed", stale.Refusal!.Code);
        Assert.True((await joint.ConfirmAsync(receipt, JointHouse.Partner)).Succeeded);
        Assert.Equal(CaseStatus.Submitted, (await joint.ConfirmAsync(receipt, lead)).Value!.Status);
        await joint.House.RunJobsAsync(CaseJobs.InviteSigners, Town);
    }

    [Fact]
    public async Task When_changed_answers_name_nobody_any_more_the_case_goes_on()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers());

        var changed = await CorrectAsync(receipt, "personen", new Dictionary<string, IReadOnlyList<string>>());

        Assert.Equal(CaseStatus.Submitted, changed.Status);
        Assert.Empty(changed.Signings);
    }

    [Fact]
    public async Task Answers_that_the_office_had_corrected_are_confirmed_again()
    {
        var receipt = await joint.SubmitAsync(JointHouse.Answers());
        var signed = await joint.SignAsync(receipt, JointHouse.Partner);
        var clerk = TestActor.Clerk(joint.House.Wuppertal, signed.Office);
        var asked = await joint.House.AsAsync<RequestCorrection, Outcome<Case>>(clerk, request => request.RunAsync(
            receipt.Number.Text, new RequestCorrection.Request(signed.Version, ["zweck"], "Welcher Zweck genau?"), Ct));
        Assert.True(asked.Succeeded, asked.Refusal?.Code);

        var answered = await CorrectAsync(receipt, null, new Dictionary<string, IReadOnlyList<string>> { ["zweck"] = ["Genauer Zweck"] });

        Assert.Equal(CaseStatus.AwaitingSigners, answered.Status);
        var again = await joint.ConfirmAsync(receipt, JointHouse.Partner);
        Assert.Equal(CaseStatus.Submitted, again.Value!.Status);
    }

    [Fact]
    public async Task Whoever_is_missing_is_reminded_and_after_the_last_day_the_case_lapses()
    {
        await using var own = new JointHouse();
        await own.InitializeAsync();
        var receipt = await own.SubmitAsync(JointHouse.Answers());
        Assert.True((await own.OpenAsync(receipt, JointHouse.Partner, await own.InviteAsync(receipt))).Succeeded);

        own.GoTo(new DateOnly(2026, 12, 10));
        Assert.Equal(0, await own.House.RunJobsAsync(CaseJobs.RemindSigners, own.House.Wuppertal.Number));
        own.GoTo(new DateOnly(2026, 12, 11));
        Assert.Equal(1, await own.House.RunJobsAsync(CaseJobs.RemindSigners, own.House.Wuppertal.Number));
        Assert.Equal(["cosign"], await own.MailboxAsync(JointHouse.Partner));

        own.GoTo(new DateOnly(2026, 12, 18));
        Assert.Equal(0, await own.House.RunJobsAsync(CaseJobs.LapseSigning, own.House.Wuppertal.Number));
        own.GoTo(new DateOnly(2026, 12, 19));
        Assert.Equal(1, await own.House.RunJobsAsync(CaseJobs.LapseSigning, own.House.Wuppertal.Number));
        var lapsed = await own.CaseAsync(receipt);
        Assert.Equal(CaseStatus.Expired, lapsed.Status);
        Assert.NotNull(lapsed.ClosedAt);
        Assert.Equal("signing.not-found", (await own.OpenAsync(receipt, JointHouse.Partner)).Refusal!.Code);
        Assert.Equal(RefusalKind.NotFound, (await own.ConfirmAsync(receipt, JointHouse.Partner)).Refusal!.Kind);
    }

    [Fact]
    public async Task An_account_of_exactly_that_person_is_told_and_needs_no_code()
    {
        await using var own = new JointHouse();
        await own.InitializeAsync();
        var partner = JointHouse.Person(2, "Müller-Groß", "Noa", new DateOnly(1985, 2, 3));
        var namesake = JointHouse.Person(4, "Müller-Groß", "Noa", new DateOnly(1985, 2, 4));
        await own.OpenAccountAsync(partner);
        await own.OpenAccountAsync(namesake);
        var receipt = await own.SubmitAsync(JointHouse.Answers());

        Assert.Equal(1, await own.House.RunJobsAsync(CaseJobs.InviteSigners, own.House.Wuppertal.Number));

        Assert.Equal(["cosign"], await own.MailboxAsync(partner));
        Assert.Empty(await own.MailboxAsync(namesake));
        var entries = await own.House.AsAsync<ReadMailbox, Outcome<IReadOnlyList<ReadMailbox.Entry>>>(partner, read => read.RunAsync(Ct));
        Assert.Equal(receipt.Number.Text, Assert.Single(entries.Value!).Number);
        var listed = await own.House.AsAsync<ListOwn, Outcome<ListOwn.View>>(partner, list => list.RunAsync(Ct));
        Assert.Empty(listed.Value!.Cases);
        Assert.True((await own.ConfirmAsync(receipt, partner)).Succeeded);
        Assert.Equal("signing.not-found", (await own.OpenAsync(receipt, namesake)).Refusal!.Code);
    }

    [Fact]
    public async Task An_account_opened_after_the_invitation_is_told_once()
    {
        await using var own = new JointHouse();
        await own.InitializeAsync();
        var partner = JointHouse.Person(2, "Müller-Groß", "Noa", new DateOnly(1985, 2, 3));
        var receipt = await own.SubmitAsync(JointHouse.Answers());
        Assert.Equal(1, await own.House.RunJobsAsync(CaseJobs.InviteSigners, own.House.Wuppertal.Number));
        Assert.Empty(await own.MailboxAsync(partner));

        await own.OpenAccountAsync(partner);
        own.GoTo(new DateOnly(2026, 11, 21));
        Assert.Equal(1, await own.House.RunJobsAsync(CaseJobs.FindSigners, own.House.Wuppertal.Number));
        Assert.Equal(["cosign"], await own.MailboxAsync(partner));
        own.GoTo(new DateOnly(2026, 11, 22));
        Assert.Equal(0, await own.House.RunJobsAsync(CaseJobs.FindSigners, own.House.Wuppertal.Number));
        Assert.True((await own.ConfirmAsync(receipt, partner)).Succeeded);
    }

    [Fact]
    public async Task At_the_end_of_the_term_nothing_of_the_signers_stays()
    {
        await using var own = new JointHouse();
        await own.InitializeAsync();
        var receipt = await own.SubmitAsync(JointHouse.Answers());
        await own.SignAsync(receipt, JointHouse.Partner);
        await own.House.AsAsync<WithdrawApplication, Outcome<Case>>(
            JointHouse.Applicant, withdraw => withdraw.RunAsync(new CaseKey(receipt.Number.Text), null, Ct));
        Assert.Contains("cosign", await own.MailboxAsync(JointHouse.Partner));

        own.GoTo(new DateOnly(2026, 12, 21));
        foreach (var kind in (string[])[CaseJobs.Sweep, CaseJobs.Retain, CaseJobs.Erase])
            await own.House.RunJobsAsync(kind, own.House.Wuppertal.Number);

        foreach (var table in (string[])["application", "case_event", "signer", "mailbox_entry"])
            Assert.Equal(0, await own.House.Database.Town(own.House.Wuppertal.Number).QuerySingleAsync<long>(
                $"select count(*) from cases.{table} where municipality = @Town", null, Ct));
        await own.House.AssertSoundAsync();
    }

    private Task<Case> ChangeAsync(Receipt receipt, string purpose) => CorrectAsync(receipt, "angaben", new Dictionary<string, IReadOnlyList<string>>
    {
        ["zweck"] = [purpose], ["kostet"] = ["false"], ["sofort"] = ["false"], ["termin"] = ["false"], ["anzahl"] = ["2"],
    });

    private async Task<Case> CorrectAsync(Receipt receipt, string? page, Dictionary<string, IReadOnlyList<string>> fields)
    {
        var done = await joint.House.AsAsync<AnswerCorrection, Outcome<Case>>(JointHouse.Applicant, answer => answer.RunAsync(
            new CaseKey(receipt.Number.Text), new AnswerCorrection.Request(fields, [], null, Language.German) { Page = page }, Ct));
        Assert.True(done.Succeeded, done.Refusal?.Code + " " + string.Join(", ", done.Refusal?.Faults ?? []));
        return done.Value;
    }
}
