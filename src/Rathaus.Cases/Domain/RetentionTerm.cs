using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Domain;

/// <summary>
/// How long a case is kept (Aufbewahrung): so many months from its arrival, its end or the end of its permit, as the
/// package says. An open case is kept whatever its age, and one with money or work outstanding is held back.
/// </summary>
internal static class RetentionTerm
{
    /// <summary>
    /// Backups of the keys database live so long at most (docs/keys.md): after it a deleted case is unreadable everywhere.
    /// </summary>
    public const int BackupDays = 30;

    /// <summary>The last day on which the case is kept; null while it is open or its permit has no end.</summary>
    public static DateOnly? LastDay(Case state, Retention term)
    {
        if (state.ClosedAt is not { } closed)
            return null;
        var start = term.From switch
        {
            RetentionStart.Submitted => GermanClock.DayOf(state.SubmittedAt),
            RetentionStart.Decided => GermanClock.DayOf(closed),
            RetentionStart.PermitEnd => state.Permit?.Until ?? GermanClock.DayOf(closed),
            _ => throw new ArgumentOutOfRangeException(nameof(term), term.From, "Unknown start"),
        };
        return start == DateOnly.MaxValue ? null : Later(start.AddMonths(term.Months), GermanClock.DayOf(closed));
    }

    /// <summary>Against the decision somebody may still act; then nothing is deleted.</summary>
    public static bool RemedyRuns(Case state, DateOnly today) => state.Notice?.RemedyEnds >= today;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
