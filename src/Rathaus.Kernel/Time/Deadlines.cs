namespace Rathaus.Kernel.Time;

/// <summary>
/// Periods of administrative law: §§ 187 to 193 BGB through § 31 VwVfG NRW. All functions are pure; the day of the event
/// is not counted (§ 187 (1) BGB) unless a name says otherwise. Public holidays are those of the state named.
/// </summary>
public static class Deadlines
{
    /// <summary>Last day of a period of days: the event's day plus <paramref name="days"/> (§ 188 (1) BGB), moved to a working day (§ 31 (3) VwVfG).</summary>
    public static DateOnly EndAfterDays(DateOnly eventDay, int days, string state = PublicHolidays.NorthRhineWestphalia) =>
        NextWorkingDayOrSame(eventDay.AddDays(days), state);

    /// <summary>Last day of a period of weeks (§ 188 (2) BGB), moved to a working day.</summary>
    public static DateOnly EndAfterWeeks(DateOnly eventDay, int weeks, string state = PublicHolidays.NorthRhineWestphalia) =>
        EndAfterDays(eventDay, 7 * weeks, state);

    /// <summary>
    /// Last day of a period of months: the day with the event day's number; if the month lacks it, its last day
    /// (§ 188 (2), (3) BGB), moved to a working day (§ 31 (3) VwVfG).
    /// </summary>
    public static DateOnly EndAfterMonths(DateOnly eventDay, int months, string state = PublicHolidays.NorthRhineWestphalia) =>
        NextWorkingDayOrSame(eventDay.AddMonths(months), state);

    /// <summary>§ 193 BGB, § 31 (3) sentence 1 VwVfG: a Saturday, Sunday or public holiday moves the end to the next working day.</summary>
    public static DateOnly NextWorkingDayOrSame(DateOnly day, string state = PublicHolidays.NorthRhineWestphalia)
    {
        while (!PublicHolidays.IsWorkingDay(day, state))
            day = day.AddDays(1);
        return day;
    }

    /// <summary>The day <paramref name="workdays"/> working days after a day; the day itself is not counted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or above 10,000.</exception>
    public static DateOnly AddWorkdays(DateOnly day, int workdays, string state = PublicHolidays.NorthRhineWestphalia)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workdays);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workdays, 10_000);
        while (workdays > 0)
        {
            day = day.AddDays(1);
            if (PublicHolidays.IsWorkingDay(day, state))
                workdays--;
        }

        return day;
    }

    /// <summary>
    /// The day on which a notice sent electronically or by post counts as notified: the fourth day after sending
    /// (§ 41 (2) VwVfG NRW since 1 January 2025). The fourth day may be a Sunday or holiday and does not move
    /// (prevailing view in NRW); only the end of the remedy period moves.
    /// </summary>
    public static DateOnly NotifiedAfterSending(DateOnly sent) => sent.AddDays(4);

    /// <summary>
    /// The day on which a notice fetched from the account's mailbox counts as notified: the day after the download
    /// (§ 41 (2a) VwVfG, § 9 OZG).
    /// </summary>
    public static DateOnly NotifiedAfterDownload(DateOnly downloaded) => downloaded.AddDays(1);

    /// <summary>Last day to sue: one month after notification (§ 74 VwGO), end moved to a working day (§ 57 VwGO, § 222 ZPO).</summary>
    public static DateOnly RemedyEnd(DateOnly notified, string state = PublicHolidays.NorthRhineWestphalia) =>
        EndAfterMonths(notified, 1, state);

    /// <summary>
    /// Full years of age on a day. A year of life ends with the day before the birthday (§§ 187 (2), 188 (2) BGB): who is
    /// born on 29 February is a year older from 1 March in a year without that day.
    /// </summary>
    public static int AgeOn(DateOnly birth, DateOnly on)
    {
        var age = on.Year - birth.Year;
        return on.Month < birth.Month || (on.Month == birth.Month && on.Day < birth.Day) ? age - 1 : age;
    }
}
