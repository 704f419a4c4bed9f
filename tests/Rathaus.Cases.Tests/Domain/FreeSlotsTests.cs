using System.Text;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Tests.Domain;

/// <summary>Free times of an office, and the calendar file of an appointment.</summary>
public sealed class FreeSlotsTests
{
    private static readonly AppointmentHours Hours = new()
    {
        Weekly = [.. new[] { DayOfWeek.Monday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Sunday }.Select(day => new OpenSpan(day, new TimeOnly(8, 0), new TimeOnly(9, 0)))],
        Counters = 2,
        Closed = [new ClosedDays(new DateOnly(2026, 12, 28), new DateOnly(2026, 12, 31))],
    };

    // Friday, 20 November 2026, 10:00 in Germany.
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static string Times(DateOnly day, int minutes = 15, DateTimeOffset? now = null) => string.Join(' ', FreeSlots
        .Beginnings(Hours, "NW", day, minutes, now ?? Now).Select(start => GermanClock.Local(start).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void An_appointment_ends_within_the_opening_hours()
    {
        Assert.Equal("08:00 08:15 08:30 08:45", Times(new DateOnly(2026, 11, 23)));
        Assert.Equal("08:00 08:15 08:30", Times(new DateOnly(2026, 11, 23), 30));
        Assert.Equal("08:00", Times(new DateOnly(2026, 11, 23), 60));
        Assert.Equal("", Times(new DateOnly(2026, 11, 23), 65));
    }

    [Theory]
    [InlineData(2026, 11, 24, "Tuesday: not open")]
    [InlineData(2026, 12, 25, "Friday, Christmas Day")]
    [InlineData(2026, 12, 28, "Monday, closed by the town")]
    [InlineData(2026, 11, 19, "past")]
    [InlineData(2027, 1, 21, "Thursday, more than sixty days ahead")]
    public void Closed_days_public_holidays_and_days_out_of_reach_have_none(int year, int month, int day, string why) =>
        Assert.True(Times(new DateOnly(year, month, day)).Length == 0, why);

    [Fact]
    public void What_begins_too_soon_cannot_be_booked_any_more() =>
        Assert.Equal("08:30 08:45", Times(new DateOnly(2026, 11, 23), now: new DateTimeOffset(2026, 11, 23, 6, 20, 0, TimeSpan.Zero)));

    [Fact]
    public void Legal_time_holds_on_both_days_of_the_clock_change()
    {
        // Sunday, 29 March 2026, 2:00 is left out; Sunday, 25 October 2026, 3:00 comes twice.
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 6, 0, 0, TimeSpan.Zero), FreeSlots.Beginnings(
            Hours, "NW", new DateOnly(2026, 3, 29), 15, new DateTimeOffset(2026, 3, 20, 0, 0, 0, TimeSpan.Zero)).First());
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 7, 0, 0, TimeSpan.Zero), FreeSlots.Beginnings(
            Hours, "NW", new DateOnly(2026, 10, 25), 15, new DateTimeOffset(2026, 10, 20, 0, 0, 0, TimeSpan.Zero)).First());
    }

    [Fact]
    public void A_counter_is_free_when_nobody_sits_there_for_the_whole_time()
    {
        var start = new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);
        var taken = FreeSlots.Units(start.AddMinutes(15), 15).Select(unit => new TakenUnit(1, unit)).ToHashSet();
        Assert.Equal([1, 2], FreeSlots.Counters(Hours, start, 15, taken).Select(counter => (int)counter));
        Assert.Equal([2], FreeSlots.Counters(Hours, start, 20, taken).Select(counter => (int)counter));
        Assert.Equal([2], FreeSlots.Counters(Hours, start.AddMinutes(15), 15, taken).Select(counter => (int)counter));
    }

    [Fact]
    public void The_calendar_file_follows_rfc_5545()
    {
        var file = Encoding.UTF8.GetString(CalendarFile.Write(new CalendarFile.Event(
            "0192@wuppertal.rathaus", 1, Now, new DateTimeOffset(2026, 12, 1, 7, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 1, 7, 45, 0, TimeSpan.Zero),
            "Ausweis: abholen, bitte; \\ alt", "Zeile eins\nZeile zwei " + new string('ü', 80), "Bürgerbüro, Musterplatz 1", Cancelled: false)));

        Assert.All(file.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.DoesNotContain("\n", file.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var unfolded = file.Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains("DTSTART;TZID=Europe/Berlin:20261201T083000\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("DTEND;TZID=Europe/Berlin:20261201T084500\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("DTSTAMP:20261120T090000Z\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Ausweis: abholen\\, bitte\\; \\\\ alt\r\n", unfolded, StringComparison.Ordinal);
        Assert.Contains("DESCRIPTION:Zeile eins\\nZeile zwei üüü", unfolded, StringComparison.Ordinal);
        Assert.Contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n", unfolded, StringComparison.Ordinal);
        Assert.StartsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", unfolded, StringComparison.Ordinal);
        Assert.EndsWith("STATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", unfolded, StringComparison.Ordinal);
    }
}
