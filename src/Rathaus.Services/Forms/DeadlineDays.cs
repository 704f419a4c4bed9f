using Rathaus.Kernel.Time;

namespace Rathaus.Services;

/// <summary>Ends of declared deadlines, by §§ 187 to 193 BGB and § 31 VwVfG.</summary>
internal static class DeadlineDays
{
    public static DateOnly End(DeadlineRule rule, DateOnly start, string state) => rule.Unit switch
    {
        DeadlineUnit.Days => Deadlines.EndAfterDays(start, rule.Length, state),
        DeadlineUnit.Workdays => Deadlines.AddWorkdays(start, rule.Length, state),
        DeadlineUnit.Weeks => Deadlines.EndAfterWeeks(start, rule.Length, state),
        DeadlineUnit.Months => Deadlines.EndAfterMonths(start, rule.Length, state),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Unit, "Unknown unit"),
    };
}
