using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests;

public sealed class PaymentTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private async Task<string> StartAsync(House where, Receipt receipt)
    {
        var started = await where.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/zurueck", Ct));
        Assert.True(started.Succeeded, started.Refusal?.Code);
        Assert.True(started.Value.Simulated);
        return started.Value.Redirect.Split('/')[^1];
    }

    private Task<Outcome<string>> ActAsync(House where, string reference, SimulatedAction action) =>
        where.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, feature =>
            feature.ActAsync(where.Wuppertal.Number, reference, action, Ct));

    [Fact]
    public async Task An_application_with_a_fee_waits_until_it_is_paid()
    {
        var receipt = await house.AParkingPermitAsync("pay-1", 1);
        Assert.Equal(CaseStatus.AwaitingPayment, receipt.Status);
        Assert.Equal(new Euro(30), receipt.Fee);
        Assert.Equal(new DateOnly(2026, 12, 4), receipt.PaymentDue);

        var reference = await StartAsync(house, receipt);
        Assert.Equal(reference, await StartAsync(house, receipt));
        Assert.Equal("/zurueck", (await ActAsync(house, reference, SimulatedAction.Pay)).Value);
        var state = await house.CaseAsync(receipt.Number);
        Assert.Equal((CaseStatus.Submitted, new Euro(30)), (state.Status, state.Paid));
        var again = await house.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/zurueck", Ct));
        Assert.Equal("payment.already-paid", again.Refusal?.Code);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task A_success_told_twice_or_by_many_at_once_is_one_payment()
    {
        var receipt = await house.AParkingPermitAsync("pay-2", 2);
        var reference = await StartAsync(house, receipt);
        await ActAsync(house, reference, SimulatedAction.PayTwiceTold);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => house.AsAsync<FinishPayment, Outcome<FinishPayment.Told>>(
            TestActor.Nobody, finish => finish.NotifyAsync(house.Wuppertal, reference, new Euro(30), Ct)))));
        var state = await house.CaseAsync(receipt.Number);
        Assert.Equal((new Euro(30), Euro.Zero), (state.Paid, state.RefundDue));
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task Many_callbacks_racing_for_the_first_entry_make_one_entry()
    {
        var receipt = await house.AParkingPermitAsync("pay-race", 6);
        var reference = await StartAsync(house, receipt);
        await house.AsAsync<SimulatedPaymentProvider, bool>(TestActor.Nobody, provider =>
            provider.MoveAsync(house.Wuppertal.Number, reference, "Paid", ["Open"], Ct));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => house.AsAsync<FinishPayment, Outcome<FinishPayment.Told>>(
            TestActor.Nobody, finish => finish.NotifyAsync(house.Wuppertal, reference, new Euro(30), Ct)))));
        Assert.Equal(new Euro(30), (await house.CaseAsync(receipt.Number)).Paid);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task After_a_cancelled_try_a_new_one_is_opened_and_money_of_both_is_kept_apart()
    {
        var receipt = await house.AParkingPermitAsync("pay-3", 3);
        var first = await StartAsync(house, receipt);
        await ActAsync(house, first, SimulatedAction.CancelThenPayLate);
        var second = await StartAsync(house, receipt);
        Assert.NotEqual(first, second);
        await ActAsync(house, second, SimulatedAction.Pay);
        Assert.Equal(new Euro(30), (await house.CaseAsync(receipt.Number)).Paid);

        house.Time.Advance(TimeSpan.FromMinutes(2));
        await house.RunJobsAsync(SimulatedLatePayment.JobKind, house.Wuppertal.Number);
        var state = await house.CaseAsync(receipt.Number);
        Assert.Equal((new Euro(60), new Euro(30)), (state.Paid, state.RefundDue));
        await house.AssertSoundAsync();

        var clerk = TestActor.Clerk(house.Wuppertal, state.Office);
        var view = await house.AsAsync<OpenCase, Outcome<OpenCase.View>>(clerk, open =>
            open.RunAsync(state.Number.Text, Rathaus.Kernel.Languages.Language.German, Ct));
        var task = Assert.Single(view.Value!.Tasks, task => task.Kind == "refund");
        Assert.Equal("paid-without-debt", task.Detail);
        var refunded = await house.AsAsync<RefundPayment, Outcome<Case>>(clerk, refund =>
            refund.RunAsync(state.Number.Text, state.Version, task.Id, Ct));
        Assert.True(refunded.Succeeded, refunded.Refusal?.Code);
        Assert.Equal((new Euro(30), Euro.Zero), (refunded.Value.Paid, refunded.Value.RefundDue));
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task Another_amount_than_asked_for_pays_nothing_and_goes_back()
    {
        var receipt = await house.AParkingPermitAsync("pay-less", 9);
        var first = await StartAsync(house, receipt);
        await ActAsync(house, first, SimulatedAction.PayTooLittle);
        var state = await house.CaseAsync(receipt.Number);
        Assert.Equal((CaseStatus.AwaitingPayment, new Euro(29), new Euro(29)), (state.Status, state.Paid, state.RefundDue));
        await house.AssertSoundAsync();

        // The fee is still asked for, by a booking of its own.
        var second = await StartAsync(house, receipt);
        Assert.NotEqual(first, second);
        await ActAsync(house, second, SimulatedAction.Pay);
        state = await house.CaseAsync(receipt.Number);
        Assert.Equal((CaseStatus.Submitted, new Euro(59), new Euro(29)), (state.Status, state.Paid, state.RefundDue));

        var clerk = TestActor.Clerk(house.Wuppertal, state.Office);
        var view = await house.AsAsync<OpenCase, Outcome<OpenCase.View>>(clerk, open =>
            open.RunAsync(state.Number.Text, Rathaus.Kernel.Languages.Language.German, Ct));
        var task = Assert.Single(view.Value!.Tasks);
        Assert.Equal(("refund", "wrong-amount"), (task.Kind, task.Detail));
        var refunded = await house.AsAsync<RefundPayment, Outcome<Case>>(clerk, refund =>
            refund.RunAsync(state.Number.Text, state.Version, task.Id, Ct));
        Assert.Equal((new Euro(30), Euro.Zero), (refunded.Value!.Paid, refunded.Value.RefundDue));
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task A_lost_call_back_is_made_up_for_by_reconciliation()
    {
        var receipt = await house.AParkingPermitAsync("pay-4", 4);
        var reference = await StartAsync(house, receipt);
        await ActAsync(house, reference, SimulatedAction.PayLate);
        Assert.Equal(CaseStatus.AwaitingPayment, (await house.CaseAsync(receipt.Number)).Status);
        await house.AsAsync<SimulatedPaymentProvider, bool>(TestActor.Nobody, provider =>
            provider.MoveAsync(house.Wuppertal.Number, reference, "Paid", ["Open"], Ct));
        house.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(await house.RunJobsAsync("cases.payment-reconcile", house.Wuppertal.Number) > 0);
        Assert.Equal(CaseStatus.Submitted, (await house.CaseAsync(receipt.Number)).Status);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task An_unpaid_application_lapses_after_its_day_and_late_money_becomes_a_refund_task()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var receipt = await own.AParkingPermitAsync("lapse");
        var reference = await StartAsync(own, receipt);
        own.Time.Set(new DateTimeOffset(2026, 12, 4, 22, 30, 0, TimeSpan.Zero));
        Assert.Equal(0, await own.RunJobsAsync("cases.payment-lapse", own.Wuppertal.Number));
        own.Time.Set(new DateTimeOffset(2026, 12, 5, 0, 30, 0, TimeSpan.Zero));
        Assert.Equal(1, await own.RunJobsAsync("cases.payment-lapse", own.Wuppertal.Number));
        Assert.Equal(CaseStatus.Expired, (await own.CaseAsync(receipt.Number)).Status);

        await own.AsAsync<SimulatedPaymentProvider, bool>(TestActor.Nobody, provider =>
            provider.MoveAsync(own.Wuppertal.Number, reference, "Paid", ["Open"], Ct));
        await own.RunJobsAsync("cases.payment-reconcile", own.Wuppertal.Number);
        var state = await own.CaseAsync(receipt.Number);
        Assert.Equal((CaseStatus.Expired, new Euro(30), new Euro(30)), (state.Status, state.Paid, state.RefundDue));
        await own.AssertSoundAsync();
    }

    [Fact]
    public async Task A_withdrawn_application_that_was_paid_leaves_a_refund_task()
    {
        var receipt = await house.AParkingPermitAsync("pay-5", 5);
        await ActAsync(house, await StartAsync(house, receipt), SimulatedAction.Pay);
        var withdrawn = await house.AsAsync<WithdrawApplication, Outcome<Case>>(TestActor.Nobody, feature =>
            feature.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "Umgezogen", Ct));
        Assert.Equal(CaseStatus.Withdrawn, withdrawn.Value?.Status);
        var tasks = await house.AsAsync<ListTasks, Outcome<IReadOnlyList<WorkTask>>>(
            TestActor.Clerk(house.Wuppertal, withdrawn.Value!.Office), list => list.RunAsync(house.Wuppertal, Ct));
        Assert.Contains(tasks.Value!, task => task.Number == receipt.Number.Text && task is { Kind: "refund", Detail: "withdrawn" });
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task An_unknown_reference_or_a_strangers_case_is_404()
    {
        Assert.Equal("payment.not-found", (await house.AsAsync<FinishPayment, Outcome<FinishPayment.Told>>(TestActor.Nobody, finish =>
            finish.NotifyAsync(house.Wuppertal, "SIM-nix", new Euro(30), Ct))).Refusal?.Code);
        var receipt = await house.AParkingPermitAsync("pay-7", 7);
        Assert.Equal("case.not-found", (await house.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Citizen(8), start =>
            start.RunAsync(new CaseKey(receipt.Number.Text), "/", Ct))).Refusal?.Code);
    }

    [Fact]
    public async Task A_connection_lost_at_any_step_of_a_payment_loses_and_doubles_nothing()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var receipt = await own.AParkingPermitAsync("fault");
        byte citizen = 2;
        await own.Faults.AtEveryStepAsync(
            async _ =>
            {
                var reference = await StartAsync(own, receipt);
                await ActAsync(own, reference, SimulatedAction.PayTwiceTold);
            },
            async _ =>
            {
                await own.AssertSoundAsync();
                await ActAsync(own, await ReferenceAsync(own, receipt), SimulatedAction.PayTwiceTold);
                await own.AsAsync<FinishPayment, Outcome<Payment>>(TestActor.Nobody, finish =>
                    finish.ReturnAsync(new CaseKey(receipt.Number.Text, receipt.Secret), Ct));
                var state = await own.CaseAsync(receipt.Number);
                Assert.Equal((CaseStatus.Submitted, new Euro(30), Euro.Zero), (state.Status, state.Paid, state.RefundDue));
                await own.AssertSoundAsync();
                receipt = await own.AParkingPermitAsync($"fault-{citizen}", citizen++);
            });
    }

    private async Task<string> ReferenceAsync(House where, Receipt receipt)
    {
        var started = await where.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/zurueck", Ct));
        return started.Succeeded ? started.Value.Redirect.Split('/')[^1] : "SIM-paid-already";
    }
}
