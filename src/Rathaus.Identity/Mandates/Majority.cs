namespace Rathaus.Identity.Mandates;

/// <summary>Full age (Volljährigkeit): with the completion of the eighteenth year of life, § 2 BGB.</summary>
internal static class Majority
{
    private const int Years = 18;

    /// <summary>
    /// First day of full age: the eighteenth birthday, which counts whole (§ 187 (2) sentence 2, § 188 (2) BGB). Somebody born on
    /// 29 February completes the year with 28 February where there is no 29th.
    /// </summary>
    public static DateOnly On(DateOnly birth)
    {
        var year = birth.Year + Years;
        return birth is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year) ? new DateOnly(year, 3, 1) : birth.AddYears(Years);
    }

    /// <summary>The last day on which parents represent the child.</summary>
    public static DateOnly LastDayBefore(DateOnly birth) => On(birth).AddDays(-1);
}
