using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Domain;

/// <summary>Deadlines of a case, computed from recorded days and never from the time a job happens to run.</summary>
internal static class CaseDeadlines
{
    /// <summary>The earliest deadline that has begun with submission, completeness or payment, or null.</summary>
    /// <param name="paid">Day of payment; the submission's day when nothing had to be paid first.</param>
    public static CaseDeadline? ForDecision(EffectiveService service, DateOnly submitted, DateOnly paid)
    {
        CaseDeadline? first = null;
        foreach (var rule in service.Process.Deadlines)
        {
            var start = rule.Start == DeadlineStart.Paid ? paid : submitted;
            var ends = End(rule, start, service.Town.State);
            if (first is null || ends < first.Ends)
                first = new CaseDeadline(rule.Id, ends, rule.Basis ?? "", rule.DeemedGranted);
        }

        return first;
    }

    public static DateOnly End(DeadlineRule rule, DateOnly start, string state) => rule.Unit switch
    {
        DeadlineUnit.Days => Deadlines.EndAfterDays(start, rule.Length, state),
        DeadlineUnit.Workdays => Deadlines.AddWorkdays(start, rule.Length, state),
        DeadlineUnit.Weeks => Deadlines.EndAfterWeeks(start, rule.Length, state),
        DeadlineUnit.Months => Deadlines.EndAfterMonths(start, rule.Length, state),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Unit, "Unknown unit"),
    };

    public static CaseDeadline ForPayment(DateOnly submitted, int days, string state) =>
        new("payment", Deadlines.EndAfterDays(submitted, days, state), "§ 16 GebG NRW");

    /// <summary>When a decision may be expected: the process's own estimate, else the deadline, else unknown.</summary>
    public static DateOnly? Expected(EffectiveService service, DateOnly submitted, CaseDeadline? deadline) =>
        service.Process.ExpectedWorkdays is { } workdays ? Deadlines.AddWorkdays(submitted, workdays, service.Town.State) : deadline?.Ends;
}
