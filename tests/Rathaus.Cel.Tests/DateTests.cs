using static Rathaus.Cel.Tests.Expressions;

namespace Rathaus.Cel.Tests;

public sealed class DateTests
{
    [Theory]
    // § 188 (3) BGB: a missing day becomes the month's last.
    [InlineData("date('2026-01-31') + months(1)", "2026-02-28")]
    [InlineData("date('2024-01-31') + months(1)", "2024-02-29")]
    [InlineData("date('2024-02-29') + years(1)", "2025-02-28")]
    [InlineData("date('2026-03-31') - months(1)", "2026-02-28")]
    [InlineData("date(2026, 3, 27) + days(5)", "2026-04-01")]
    [InlineData("days(5) + date(2026, 3, 27)", "2026-04-01")]
    [InlineData("date('2026-03-27') + (months(1) + days(3))", "2026-04-30")]
    [InlineData("date('2026-03-27') + weeks(2)", "2026-04-10")]
    [InlineData("endOfMonth(date('2026-02-03'))", "2026-02-28")]
    [InlineData("today()", "2020-03-27")]
    [InlineData("today() - years(18)", "2002-03-27")]
    // Friday plus one working day is Monday; over Labour Day (a Friday in 2020) and the weekend.
    [InlineData("addWorkdays(today(), 1)", "2020-03-30")]
    [InlineData("addWorkdays(date('2020-04-30'), 1)", "2020-05-04")]
    [InlineData("addWorkdays(date('2020-05-04'), -1)", "2020-04-30")]
    [InlineData("addWorkdays(today(), 0)", "2020-03-27")]
    public void Days_and_periods_add_as_the_calendar_does(string source, string expected)
    {
        Assert.Equal(expected, Evaluate($"string({source})").AsString);
    }

    // § 187 (2) BGB: the day of birth counts, so an age is reached on the birthday; 29 February: on 1 March.
    [Theory]
    [InlineData("2008-11-20", "2026-11-19", 17)]
    [InlineData("2008-11-20", "2026-11-20", 18)]
    [InlineData("2004-02-29", "2022-02-28", 17)]
    [InlineData("2004-02-29", "2022-03-01", 18)]
    [InlineData("2004-02-29", "2024-02-29", 20)]
    [InlineData("2026-01-01", "2026-01-01", 0)]
    public void An_age_is_reached_on_the_birthday(string born, string on, long years)
    {
        Assert.Equal(years, Evaluate($"age(date('{born}'), date('{on}'))").AsInt);
    }

    [Theory]
    [InlineData("date('2026-01-01') < date('2026-01-02')")]
    [InlineData("date('2026-01-01') == date(2026, 1, 1)")]
    [InlineData("daysBetween(date('2026-01-01'), date('2026-03-01')) == 59")]
    [InlineData("monthsBetween(date('2026-01-31'), date('2026-02-28')) == 1")]
    [InlineData("monthsBetween(date('2026-03-15'), date('2026-01-16')) == -1")]
    [InlineData("date('2020-03-27').weekday() == 5 && date('2020-03-29').weekday() == 7")]
    [InlineData("date('2020-03-27').year() == 2020 && date('2020-03-27').month() == 3 && date('2020-03-27').day() == 27")]
    [InlineData("!isWorkday(date('2020-05-01')) && !isWorkday(date('2020-05-02')) && isWorkday(date('2020-05-04'))")]
    [InlineData("string(years(1) + months(2) + days(10)) == 'P1Y2M10D'")]
    [InlineData("type(today()) == date")]
    public void Days_are_compared_and_taken_apart(string source)
    {
        Assert.True(Evaluate(source).AsBool, source);
    }

    [Theory]
    [InlineData("date('2026-02-29')")]
    [InlineData("date('27.03.2026')")]
    [InlineData("date(2026, 13, 1)")]
    [InlineData("date('9999-12-31') + days(1)")]
    [InlineData("date('0001-01-01') - days(1)")]
    [InlineData("date('0001-01-01') - months(1)")]
    [InlineData("date('2026-01-01') + years(200000)")]
    [InlineData("years(9223372036854775807)")]
    [InlineData("age(date('2026-01-02'), date('2026-01-01'))")]
    [InlineData("addWorkdays(date('9999-12-31'), 1)")]
    [InlineData("addWorkdays(date('2026-01-01'), 9223372036854775807)")]
    [InlineData("addWorkdays(date('2026-01-01'), -9223372036854775807 - 1)")]
    public void A_day_that_does_not_exist_is_an_error(string source)
    {
        Assert.True(Evaluate(source).IsError, source);
    }

    [Theory]
    [InlineData("today()")]
    [InlineData("addWorkdays(date('2026-01-01'), 1)")]
    [InlineData("isWorkday(date('2026-01-01'))")]
    public void The_clock_and_the_calendar_come_from_the_caller_only(string source)
    {
        Assert.True(Program(CelEnvironment.Rathaus, source).Evaluate().IsError);
    }
}
