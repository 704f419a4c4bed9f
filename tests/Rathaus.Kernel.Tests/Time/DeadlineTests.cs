using Rathaus.Kernel.Time;

namespace Rathaus.Kernel.Tests.Time;

/// <summary>§§ 187 to 193 BGB, § 31 and § 41 VwVfG, § 74 VwGO, § 2 Feiertagsgesetz NW.</summary>
public sealed class DeadlineTests
{
    [Theory]
    [InlineData(2024, "2024-03-31")]
    [InlineData(2025, "2025-04-20")]
    [InlineData(2026, "2026-04-05")]
    [InlineData(2027, "2027-03-28")]
    [InlineData(2038, "2038-04-25")]
    [InlineData(2285, "2285-03-22")]
    public void Easter_falls_on_the_published_day(int year, string day) =>
        Assert.Equal(Day(day), PublicHolidays.EasterSunday(year));

    [Fact]
    public void NRW_has_these_holidays_in_2026()
    {
        string[] expected =
        [
            "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-06-04",
            "2026-10-03", "2026-11-01", "2026-12-25", "2026-12-26",
        ];
        Assert.Equal(expected.Select(Day), PublicHolidays.Of(2026).Keys.Order());
    }

    [Theory]
    [InlineData("BY", "2026-01-06", true)] // Heilige Drei Könige, Art. 1 FTG Bayern
    [InlineData("NW", "2026-01-06", false)]
    [InlineData("BE", "2026-03-08", true)] // Frauentag since 2019
    [InlineData("BE", "2018-03-08", false)]
    [InlineData("BE", "2025-05-08", true)] // once, 80 years after 1945
    [InlineData("HE", "2026-06-04", true)] // Fronleichnam
    [InlineData("NI", "2026-06-04", false)]
    [InlineData("SL", "2026-08-15", true)]
    [InlineData("TH", "2026-09-20", true)]
    [InlineData("NI", "2026-10-31", true)] // Reformationstag since 2018
    [InlineData("NI", "2016-10-31", false)]
    [InlineData("NW", "2017-10-31", true)] // once, everywhere
    [InlineData("NW", "2026-10-31", false)]
    [InlineData("HH", "2026-11-01", false)]
    [InlineData("SN", "2026-11-18", true)] // Buß- und Bettag
    [InlineData("SN", "2028-11-22", true)]
    public void Each_state_has_its_own(string state, string day, bool holiday) => Assert.Equal(holiday, PublicHolidays.IsHoliday(Day(day), state));

    [Fact]
    public void A_period_ends_by_the_holidays_of_its_state()
    {
        Assert.Equal(Day("2026-06-05"), Deadlines.EndAfterDays(Day("2026-06-01"), 3));
        Assert.Equal(Day("2026-06-04"), Deadlines.EndAfterDays(Day("2026-06-01"), 3, "NI"));
        Assert.Equal(Day("2026-06-04"), Deadlines.AddWorkdays(Day("2026-06-03"), 1, "BE"));
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("nw")]
    [InlineData("")]
    public void There_is_no_other_state(string state) => Assert.Throws<ArgumentOutOfRangeException>(() => PublicHolidays.Of(2026, state));

    [Fact]
    public void Ascension_on_1_May_2008_is_one_day() => Assert.Equal(10, PublicHolidays.Of(2008).Count);

    [Theory]
    [InlineData("2026-01-31", 1, "2026-03-02")] // § 188 (3) BGB: 28 February, a Saturday, so Monday
    [InlineData("2026-11-25", 1, "2026-12-28")] // 25 December is a holiday, 26 too, 27 a Sunday
    [InlineData("2026-10-15", 1, "2026-11-16")] // 15 November is a Sunday
    [InlineData("2026-10-20", 1, "2026-11-20")]
    [InlineData("2024-02-29", 12, "2025-02-28")]
    public void A_period_of_months_ends_on_the_same_number_or_the_next_working_day(string start, int months, string end) =>
        Assert.Equal(Day(end), Deadlines.EndAfterMonths(Day(start), months));

    [Theory]
    [InlineData("2026-11-20", 14, "2026-12-04")]
    [InlineData("2026-12-11", 14, "2026-12-28")]
    public void The_day_of_the_event_is_not_counted(string start, int days, string end) =>
        Assert.Equal(Day(end), Deadlines.EndAfterDays(Day(start), days));

    [Theory]
    [InlineData("2026-12-23", 1, "2026-12-24")]
    [InlineData("2026-12-24", 1, "2026-12-28")]
    [InlineData("2026-04-02", 2, "2026-04-08")]
    [InlineData("2026-11-20", 0, "2026-11-20")]
    public void Working_days_skip_weekends_and_holidays(string start, int days, string end) =>
        Assert.Equal(Day(end), Deadlines.AddWorkdays(Day(start), days));

    [Fact]
    public void A_notice_sent_on_Wednesday_counts_as_notified_on_Sunday_and_the_remedy_ends_on_a_working_day()
    {
        var notified = Deadlines.NotifiedAfterSending(Day("2026-11-25"));
        Assert.Equal(Day("2026-11-29"), notified);
        Assert.Equal(Day("2026-12-29"), Deadlines.RemedyEnd(notified));
    }

    [Fact]
    public void A_downloaded_notice_counts_from_the_next_day() =>
        Assert.Equal(Day("2026-11-21"), Deadlines.NotifiedAfterDownload(Day("2026-11-20")));

    [Theory]
    [InlineData("2008-11-20", "2026-11-20", 18)]
    [InlineData("2008-11-21", "2026-11-20", 17)]
    [InlineData("2008-02-29", "2026-02-28", 17)]
    [InlineData("2008-02-29", "2026-03-01", 18)]
    public void An_age_is_reached_on_the_birthday(string birth, string on, int age) =>
        Assert.Equal(age, Deadlines.AgeOn(Day(birth), Day(on)));

    [Fact]
    public void The_legal_day_changes_at_midnight_in_Berlin()
    {
        Assert.Equal(Day("2026-07-01"), GermanClock.DayOf(new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero)));
        Assert.Equal(Day("2026-12-31"), GermanClock.DayOf(new DateTimeOffset(2026, 12, 31, 22, 59, 0, TimeSpan.Zero)));
    }

    private static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd");
}
