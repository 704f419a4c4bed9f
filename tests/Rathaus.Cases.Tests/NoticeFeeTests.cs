using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests;

/// <summary>A service whose fee is asked for with the notice (<c>payment: with_notice</c>): what is granted holds at once.</summary>
public sealed class NoticeFeeTests : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly string catalogue = Directory.CreateTempSubdirectory("rathaus-catalogue-").FullName;
    private House? opened;

    private House House => opened ?? throw new InvalidOperationException("Not started");

    public async ValueTask InitializeAsync()
    {
        var source = Path.Combine(Checkout.Folder, "catalogue");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(catalogue, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var process = Path.Combine(catalogue, "services", "aachen", "bewohnerparkausweis", "process.yaml");
        var text = await File.ReadAllTextAsync(process, Ct);
        Assert.Contains("payment: before_decision", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(process, text.Replace("payment: before_decision", "payment: with_notice", StringComparison.Ordinal), Ct);
        File.Delete(Path.Combine(Path.GetDirectoryName(process)!, "published.yaml"));
        opened = new House { Catalogue = catalogue };
        await opened.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (opened is not null)
            await opened.DisposeAsync();
        Directory.Delete(catalogue, recursive: true);
    }

    private async Task<(Receipt Receipt, Case Case)> DecidedAsync(string key, CaseOutcome outcome, byte citizen)
    {
        var receipt = await House.AParkingPermitAsync(key, citizen);
        Assert.Equal((CaseStatus.Submitted, Euro.Zero), (receipt.Status, receipt.Fee));
        var state = await House.CaseAsync(receipt.Number);
        var clerk = TestActor.Clerk(House.Wuppertal, state.Office);
        IReadOnlyList<string> reasons = outcome == CaseOutcome.Granted ? [] : ["Die Wohnung liegt in keiner Zone."];
        var decided = await House.AsAsync<DecideCase, Outcome<Case>>(clerk, decide =>
            decide.RunAsync(receipt.Number.Text, new DecideCase.Request(state.Version, outcome, reasons), Ct));
        var sent = await House.AsAsync<SendNotice, Outcome<Case>>(clerk, send => send.RunAsync(receipt.Number.Text, decided.Value!.Version, Ct));
        Assert.True(sent.Succeeded, sent.Refusal?.Code);
        return (receipt, sent.Value);
    }

    private Task<Outcome<StartPayment.Started>> StartAsync(Receipt receipt) =>
        House.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/zurueck", Ct));

    private async Task ActAsync(Receipt receipt, SimulatedAction action)
    {
        var started = await StartAsync(receipt);
        Assert.True(started.Succeeded, started.Refusal?.Code);
        await House.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, pay =>
            pay.ActAsync(House.Wuppertal.Number, started.Value.Redirect.Split('/')[^1], action, Ct));
    }

    [Fact]
    public async Task The_notice_asks_for_the_fee_and_the_permit_holds_already()
    {
        var (receipt, state) = await DecidedAsync("with-notice", CaseOutcome.Granted, 1);
        Assert.Equal((CaseStatus.Decided, new Euro(30), true), (state.Status, state.Fee, state.OwesFee));
        Assert.NotNull(state.Permit);
        // Notified on Tuesday, 24 November 2026 (§ 41 (2) VwVfG NRW); fourteen days later is Tuesday, 8 December.
        var own = (await House.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Citizen(1), show => show.RunAsync(new CaseKey(receipt.Number.Text), Ct))).Value!;
        Assert.Equal(("Open", new DateOnly(2026, 12, 8), new Euro(30)), (own.Payment?.Status, own.Payment?.DueOn, own.Payment?.Amount));
        var html = (await House.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(TestActor.Citizen(1), fetch =>
            fetch.AsApplicantAsync(new CaseKey(receipt.Number.Text), state.Notice!.Id, pdf: false, Ct))).Value!.Html;
        Assert.Contains("Bitte zahlen Sie 30,00\u00a0€ bis zum 8. Dezember 2026.", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains($"/vorgang/{receipt.Number.Text}/bezahlen", html, StringComparison.Ordinal);
        var mailbox = await House.AsAsync<ReadMailbox, Outcome<IReadOnlyList<ReadMailbox.Entry>>>(TestActor.Citizen(1), read => read.RunAsync(Ct));
        Assert.Contains(mailbox.Value!, entry => entry.Kind == "payment");
        await House.AssertSoundAsync();

        await ActAsync(receipt, SimulatedAction.PayTwiceTold);
        var paid = await House.CaseAsync(receipt.Number);
        Assert.Equal((CaseStatus.Decided, new Euro(30), false, Euro.Zero), (paid.Status, paid.Paid, paid.OwesFee, paid.RefundDue));
        Assert.Equal("payment", paid.News);
        Assert.Equal("payment.already-paid", (await StartAsync(receipt)).Refusal?.Code);
        await House.AssertSoundAsync();
    }

    [Fact]
    public async Task A_rejection_asks_for_nothing()
    {
        var (receipt, state) = await DecidedAsync("rejected", CaseOutcome.Rejected, 2);
        Assert.False(state.OwesFee);
        Assert.Equal("payment.not-found", (await StartAsync(receipt)).Refusal?.Code);
        await House.AssertSoundAsync();
    }

    [Fact]
    public async Task A_fee_not_paid_by_its_day_is_a_task_for_the_office_and_the_grant_stays()
    {
        var (receipt, state) = await DecidedAsync("overdue", CaseOutcome.Granted, 3);
        House.Time.Set(new DateTimeOffset(2026, 12, 8, 20, 0, 0, TimeSpan.Zero));
        Assert.Equal(0, await House.RunJobsAsync(CaseJobs.RemindOfFee, House.Wuppertal.Number));
        House.Time.Set(new DateTimeOffset(2026, 12, 9, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal(1, await House.RunJobsAsync(CaseJobs.RemindOfFee, House.Wuppertal.Number));
        var view = await House.AsAsync<OpenCase, Outcome<OpenCase.View>>(TestActor.Clerk(House.Wuppertal, state.Office), open =>
            open.RunAsync(receipt.Number.Text, Language.German, Ct));
        Assert.Equal("fee-overdue", Assert.Single(view.Value!.Tasks).Detail);
        Assert.Equal((CaseStatus.Decided, CaseOutcome.Granted), (view.Value.Case.Status, view.Value.Case.Outcome));
        // Late is not too late.
        await ActAsync(receipt, SimulatedAction.Pay);
        Assert.False((await House.CaseAsync(receipt.Number)).OwesFee);
        await House.AssertSoundAsync();
    }

    [Fact]
    public async Task Another_amount_goes_back_and_the_fee_is_still_asked_for()
    {
        var (receipt, _) = await DecidedAsync("less", CaseOutcome.Granted, 4);
        await ActAsync(receipt, SimulatedAction.PayTooLittle);
        var state = await House.CaseAsync(receipt.Number);
        Assert.Equal((new Euro(29), new Euro(29), true), (state.Paid, state.RefundDue, state.OwesFee));
        await ActAsync(receipt, SimulatedAction.Pay);
        state = await House.CaseAsync(receipt.Number);
        Assert.Equal((new Euro(59), new Euro(29), false), (state.Paid, state.RefundDue, state.OwesFee));
        await House.AssertSoundAsync();
    }

    [Theory]
    [InlineData("waived")]
    [InlineData("written-off")]
    public async Task A_fee_nobody_will_pay_is_given_up_by_two_people_with_a_reason(string kind)
    {
        var (receipt, state) = await DecidedAsync(kind, CaseOutcome.Granted, 5);
        House.Time.Set(new DateTimeOffset(2026, 12, 9, 9, 0, 0, TimeSpan.Zero));
        await House.RunJobsAsync(CaseJobs.RemindOfFee, House.Wuppertal.Number);
        var clerk = TestActor.Clerk(House.Wuppertal, state.Office);
        var number = receipt.Number.Text;

        Assert.Equal("text.missing", (await WaiveAsync(clerk, waive => waive.ProposeAsync(number, state.Version, kind, " ", Ct))).Refusal?.Code);
        Assert.Equal("waiver.kind-missing", (await WaiveAsync(clerk, waive => waive.ProposeAsync(number, state.Version, "gone", "Kein Geld", Ct))).Refusal?.Code);
        var proposed = await WaiveAsync(clerk, waive => waive.ProposeAsync(number, state.Version, kind, "Die Person ist zahlungsunfähig.", Ct));
        Assert.True(proposed.Succeeded, proposed.Refusal?.Code);
        Assert.True(proposed.Value.OwesFee);

        // Not by a clerk, not by whoever proposed it, even with the role for it.
        Assert.False((await WaiveAsync(clerk, waive => waive.AnswerAsync(number, proposed.Value.Version, true, "", Ct))).Succeeded);
        var same = TestActor.Clerk(House.Wuppertal, state.Office, 1, StaffRole.Lead);
        Assert.Equal("release.same-person", (await WaiveAsync(same, waive => waive.AnswerAsync(number, proposed.Value.Version, true, "", Ct))).Refusal?.Code);

        var lead = TestActor.Clerk(House.Wuppertal, state.Office, 2, StaffRole.Lead);
        var agreed = await WaiveAsync(lead, waive => waive.AnswerAsync(number, proposed.Value.Version, true, "", Ct));
        Assert.True(agreed.Succeeded, agreed.Refusal?.Code);
        Assert.Equal((CaseStatus.Decided, false, new Euro(30)), (agreed.Value.Status, agreed.Value.OwesFee, agreed.Value.Fee));
        Assert.Equal("payment.not-wanted", (await StartAsync(receipt)).Refusal?.Code);
        var view = await House.AsAsync<OpenCase, Outcome<OpenCase.View>>(clerk, open => open.RunAsync(number, Language.German, Ct));
        Assert.Equal("Waived", view.Value!.Payment?.Status);
        Assert.All(view.Value.Tasks, task => Assert.NotNull(task.DoneAt));
        await House.AssertSoundAsync();
    }

    [Fact]
    public async Task A_refused_waiver_leaves_the_fee_as_it_was()
    {
        var (receipt, state) = await DecidedAsync("refused", CaseOutcome.Granted, 6);
        var clerk = TestActor.Clerk(House.Wuppertal, state.Office);
        var lead = TestActor.Clerk(House.Wuppertal, state.Office, 2, StaffRole.Lead);
        var proposed = await WaiveAsync(clerk, waive => waive.ProposeAsync(receipt.Number.Text, state.Version, "waived", "Bitte der Person", Ct));
        Assert.Equal("text.missing", (await WaiveAsync(lead, waive => waive.AnswerAsync(receipt.Number.Text, proposed.Value!.Version, false, "", Ct))).Refusal?.Code);
        var answered = await WaiveAsync(lead, waive => waive.AnswerAsync(receipt.Number.Text, proposed.Value!.Version, false, "Kein Grund für einen Erlass.", Ct));
        Assert.True(answered.Value!.OwesFee);
        Assert.Null(answered.Value.Waiver);
        await ActAsync(receipt, SimulatedAction.Pay);
        Assert.False((await House.CaseAsync(receipt.Number)).OwesFee);
        await House.AssertSoundAsync();
    }

    private Task<Outcome<Case>> WaiveAsync(TestActor who, Func<WaiveFee, Task<Outcome<Case>>> act) => House.AsAsync(who, act);
}
