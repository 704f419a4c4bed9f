using Rathaus.Cases.Domain;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests.Domain;

public sealed class CaseTransitionTests
{
    private static readonly DateOnly Day = new(2026, 11, 20);

    [Fact]
    public void An_application_with_a_fee_waits_for_it_and_starts_when_it_is_paid()
    {
        var waiting = Histories.ACase(Histories.ASubmission(fee: 30));
        Assert.Equal(CaseStatus.AwaitingPayment, waiting.Status);
        Assert.Equal(new DateOnly(2026, 12, 4), waiting.Due?.Ends);

        var paid = waiting.Then(Outcome.Of(waiting.MoneyArrived(Guid.Empty, new Euro(30), true, null)));
        Assert.Equal(CaseStatus.Submitted, paid.Status);
        Assert.Equal(new Euro(30), paid.Paid);
        Assert.Null(paid.Due);
    }

    [Theory]
    [InlineData(29.99)]
    [InlineData(60)]
    public void Another_amount_than_the_fee_is_not_the_fee(decimal amount)
    {
        var waiting = Histories.ACase(Histories.ASubmission(fee: 30));
        Assert.IsType<RefundOrdered>(waiting.MoneyArrived(Guid.Empty, new Euro(amount), true, null));
    }

    [Fact]
    public void Money_for_a_withdrawn_case_goes_back_and_never_makes_the_sums_negative()
    {
        var withdrawn = Histories.ACase(Histories.ASubmission(fee: 30), new Withdrawn(null));
        var late = withdrawn.MoneyArrived(Guid.Empty, new Euro(30), true, null);
        Assert.Equal("paid-after-withdrawal", Assert.IsType<RefundOrdered>(late).Reason);
        var owed = withdrawn.Then(Outcome.Of(late));
        Assert.Equal((new Euro(30), new Euro(30)), (owed.Paid, owed.RefundDue));
        var settled = owed.Then(Outcome.Of<CaseEvent>(new Refunded(Guid.Empty, new Euro(30))));
        Assert.Equal((Euro.Zero, Euro.Zero), (settled.Paid, settled.RefundDue));
        Assert.Equal(CaseStatus.Withdrawn, settled.Status);
    }

    [Fact]
    public void Whoever_decided_or_worded_the_notice_cannot_release_it()
    {
        var decided = Histories.ACase(Histories.ASubmission(), Histories.ADecision(fourEyes: true));
        Assert.Equal(CaseStatus.AwaitingRelease, decided.Status);
        Assert.Equal("release.same-person", decided.Release(Histories.Clerk.Id!.Value).Refusal?.Code);
        Assert.Equal("notice.not-released", decided.NoticeToSend().Refusal?.Code);

        var edited = decided.Then(decided.EditNotice("# Anders"), Histories.Second);
        Assert.Equal("release.same-person", edited.Release(Histories.Second.Id!.Value).Refusal?.Code);
        Assert.Equal("release.same-person", edited.Release(Histories.Clerk.Id!.Value).Refusal?.Code);

        var released = decided.Then(decided.Release(Histories.Second.Id!.Value), Histories.Second);
        Assert.Equal(CaseStatus.ReadyToSend, released.Status);
        Assert.True(released.NoticeToSend().Succeeded);
    }

    [Fact]
    public void An_edit_after_the_release_takes_the_release_back()
    {
        var decided = Histories.ACase(Histories.ASubmission(), Histories.ADecision(fourEyes: true));
        var released = decided.Then(decided.Release(Histories.Second.Id!.Value), Histories.Second);
        var edited = released.Then(released.EditNotice("# Anders"));
        Assert.Equal(CaseStatus.AwaitingRelease, edited.Status);
        Assert.Null(edited.Notice?.ReleasedBy);
        Assert.Equal(Histories.ADecision().Text, edited.Notice?.Generated);
    }

    [Fact]
    public void A_rejection_without_reasons_is_refused()
    {
        var state = Histories.ACase(Histories.ASubmission());
        var refused = state.Decide(Histories.ADecision(CaseOutcome.Rejected) with { Reasons = [" "] });
        Assert.Equal("decision.reasons-missing", refused.Refusal?.Code);
        Assert.Equal("reasons", Assert.Single(refused.Refusal!.Faults).Path);
    }

    [Fact]
    public void After_the_decision_was_sent_nothing_is_withdrawn_decided_or_asked()
    {
        var sent = Histories.ACase(Histories.ASubmission(), Histories.ADecision(), new NoticeSent(
            Histories.ADecision().Notice, "ab", Day, Day.AddDays(4), new DateOnly(2026, 12, 24), "mailbox"));
        Assert.Equal(CaseStatus.Decided, sent.Status);
        Assert.Equal("case.already-decided", sent.Withdraw(null).Refusal?.Code);
        Assert.Equal("case.already-decided", sent.Decide(Histories.ADecision()).Refusal?.Code);
        Assert.Equal("case.already-decided", sent.RequestCorrection(["monate"], "Text", Day.AddDays(9), Day).Refusal?.Code);
        Assert.Equal("case.already-decided", sent.NoticeToSend().Refusal?.Code);
        Assert.Equal(RefusalKind.Conflict, sent.Withdraw(null).Refusal?.Kind);
    }

    [Fact]
    public void While_the_applicant_is_asked_the_deadline_rests_and_the_rest_of_it_runs_on()
    {
        // Deadline Friday 27 November 2026; asked on Friday 20th, answered on Wednesday 25th: five days later is
        // Wednesday 2 December.
        var state = Histories.ACase(Histories.ASubmission(deadline: new CaseDeadline("bearbeitung", new DateOnly(2026, 11, 27), "")));
        var asked = state.Then(state.RequestCorrection(["monate"], "Welche Laufzeit?", new DateOnly(2026, 12, 4), Day));
        Assert.Equal(CaseStatus.AwaitingApplicant, asked.Status);
        Assert.Equal("correction", asked.Due?.Kind);
        Assert.Equal(new DateOnly(2026, 12, 2), asked.DeadlineAfterRest(new DateOnly(2026, 11, 25))?.Ends);
        // Answered on the 28th: eight days later is Saturday 5 December, so Monday the 7th (§ 31 (3) VwVfG).
        Assert.Equal(new DateOnly(2026, 12, 7), asked.DeadlineAfterRest(new DateOnly(2026, 11, 28))?.Ends);
    }

    [Fact]
    public void Corrections_extensions_and_remedies_keep_the_holidays_of_the_towns_own_state()
    {
        // Epiphany (6 January) is a holiday in Bavaria, not in North Rhine-Westphalia.
        var epiphany = new DateOnly(2027, 1, 6);
        var state = Histories.ACase(Histories.ASubmission(deadline: new CaseDeadline("bearbeitung", new DateOnly(2026, 12, 18), "")));
        Assert.Equal(epiphany, ((DeadlineExtended)state.ExtendDeadline(epiphany, "schwierig").Value!).Deadline.Ends);
        Assert.Equal(epiphany.AddDays(1), ((DeadlineExtended)state.ExtendDeadline(epiphany, "schwierig", "BY").Value!).Deadline.Ends);
        Assert.Equal(epiphany, ((CorrectionRequested)state.RequestCorrection(["monate"], "Text", epiphany, Day).Value!).Until);
        Assert.Equal(epiphany.AddDays(1), ((CorrectionRequested)state.RequestCorrection(["monate"], "Text", epiphany, Day, "BY").Value!).Until);
        var asked = state.Then(state.RequestCorrection(["monate"], "Text", new DateOnly(2026, 12, 4), Day));
        Assert.Equal(epiphany.AddDays(1), asked.DeadlineAfterRest(Day.AddDays(epiphany.DayNumber - new DateOnly(2026, 12, 18).DayNumber), "BY")?.Ends);
    }

    [Fact]
    public void The_deadline_is_extended_once_only_with_a_reason_and_to_a_working_day()
    {
        var state = Histories.ACase(Histories.ASubmission(deadline: new CaseDeadline("bearbeitung", new DateOnly(2026, 12, 18), "")));
        Assert.False(state.ExtendDeadline(new DateOnly(2026, 12, 18), "schwierig").Succeeded);
        Assert.Equal("text.missing", state.ExtendDeadline(new DateOnly(2026, 12, 25), " ").Refusal?.Code);
        var extended = state.Then(state.ExtendDeadline(new DateOnly(2026, 12, 25), "Gutachten steht aus"));
        Assert.Equal(new DateOnly(2026, 12, 28), extended.Due?.Ends);
        Assert.Equal(extended.Version, extended.DueCause);
        Assert.Equal("deadline.already-extended", extended.ExtendDeadline(new DateOnly(2027, 1, 8), "noch einmal").Refusal?.Code);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x001B)]
    [InlineData(0x0085)]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void Text_that_cannot_be_stored_is_refused(int unit) =>
        Assert.Equal("text.characters", Histories.ACase(Histories.ASubmission()).AddNote($"a{(char)unit}b").Refusal?.Code);

    [Fact]
    public void Emoji_and_DIN_91379_names_are_text_like_any_other()
    {
        var state = Histories.ACase(Histories.ASubmission());
        Assert.True(state.AddNote("Ďoğan Çelik-Łukaszewičova 👩‍👩‍👧 <script>alert(1)</script> '; drop table--").Succeeded);
        Assert.Equal("text.too-long", state.AddNote(new string('x', Case.LongestText + 1)).Refusal?.Code);
    }
}
