using Rathaus.Cases.Domain;
using Rathaus.Kernel.Time;

namespace Rathaus.Cases.Tests.Domain;

/// <summary>§ 41 (2) and (2a) VwVfG NRW, § 74 VwGO with § 57 VwGO, § 222 ZPO; days counted by hand on a calendar.</summary>
public sealed class NotificationDayTests
{
    private static CaseNotice Sent(DateOnly sent) => new()
    {
        Id = Guid.Empty,
        Generated = "",
        Text = "",
        Reasons = [],
        Sent = sent,
        Notified = Deadlines.NotifiedAfterSending(sent),
        RemedyEnds = Deadlines.RemedyEnd(Deadlines.NotifiedAfterSending(sent)),
    };

    private static Case Decided(DateOnly sent) =>
        Histories.ACase(Histories.ASubmission()) with { Status = CaseStatus.Decided, Notice = Sent(sent) };

    [Theory]
    // Friday 20 Nov 2026 -> Tuesday 24 Nov; one month: Thursday 24 Dec, a working day in NRW.
    [InlineData("2026-11-20", "2026-11-24", "2026-12-24")]
    // Saturday 21 Nov -> Wednesday 25 Nov; 25 and 26 Dec are holidays, 27 Dec is a Sunday: Monday 28 Dec.
    [InlineData("2026-11-21", "2026-11-25", "2026-12-28")]
    // Tuesday 24 Nov -> Saturday 28 Nov: the fourth day does not move; 28 Dec is a Monday.
    [InlineData("2026-11-24", "2026-11-28", "2026-12-28")]
    // Wednesday 27 Jan 2027 -> Sunday 31 Jan stays; February has no 31st: Sunday 28 Feb, so Monday 1 March.
    [InlineData("2027-01-27", "2027-01-31", "2027-03-01")]
    // Tuesday 30 March 2027 -> Saturday 3 April; Monday 3 May 2027.
    [InlineData("2027-03-30", "2027-04-03", "2027-05-03")]
    public void The_fourth_day_counts_and_only_the_end_of_the_month_moves(string sent, string notified, string remedy)
    {
        var notice = Sent(DateOnly.Parse(sent, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(notified, notice.Notified?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(remedy, notice.RemedyEnds?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Fetching_before_the_fourth_day_changes_nothing_for_the_citizen()
    {
        var fetched = Decided(new DateOnly(2026, 11, 20)).FetchNotice(new DateOnly(2026, 11, 20), remedy: true);
        Assert.Equal(new DateOnly(2026, 11, 24), fetched?.Notified);
        Assert.Equal(new DateOnly(2026, 12, 24), fetched?.RemedyEnds);
    }

    [Fact]
    public void Fetching_later_within_ten_days_counts_from_the_day_after()
    {
        var fetched = Decided(new DateOnly(2026, 11, 20)).FetchNotice(new DateOnly(2026, 11, 26), remedy: true);
        Assert.Equal(new DateOnly(2026, 11, 27), fetched?.Notified);
        Assert.Equal(new DateOnly(2026, 12, 28), fetched?.RemedyEnds);
    }

    [Fact]
    public void Fetching_after_ten_days_leaves_the_fourth_day()
    {
        var fetched = Decided(new DateOnly(2026, 11, 20)).FetchNotice(new DateOnly(2026, 12, 1), remedy: true);
        Assert.Equal(new DateOnly(2026, 11, 24), fetched?.Notified);
    }

    [Fact]
    public void Only_the_first_look_is_recorded()
    {
        var state = Decided(new DateOnly(2026, 11, 20));
        Assert.Null((state with { Notice = state.Notice! with { Fetched = new DateOnly(2026, 11, 21) } })
            .FetchNotice(new DateOnly(2026, 11, 22), remedy: true));
        Assert.Null(Histories.ACase(Histories.ASubmission()).FetchNotice(new DateOnly(2026, 11, 22), remedy: true));
    }

    [Fact]
    public void The_day_to_pay_moves_to_a_working_day() =>
        // Friday 11 December + 14 days is 25 December; 26th holiday, 27th Sunday.
        Assert.Equal(new DateOnly(2026, 12, 28), CaseDeadlines.ForPayment(new DateOnly(2026, 12, 11), 14, "NW").Ends);
}
