namespace Rathaus.Services;

/// <summary>A stretch of a weekday in legal time.</summary>
public sealed record OpenSpan(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>Days on which an office is closed, both included.</summary>
public sealed record ClosedDays(DateOnly From, DateOnly To);

/// <summary>When an office sees people by appointment; public holidays of the state are closed in any case.</summary>
public sealed record AppointmentHours
{
    public static AppointmentHours None { get; } = new();

    /// <summary>Empty: no appointments.</summary>
    public IReadOnlyList<OpenSpan> Weekly { get; init; } = [];

    /// <summary>Places at which people are served at the same time.</summary>
    public int Counters { get; init; } = 1;

    /// <summary>Minutes between two beginnings.</summary>
    public int SlotMinutes { get; init; } = 15;

    public IReadOnlyList<ClosedDays> Closed { get; init; } = [];

    /// <summary>How many days ahead can be booked.</summary>
    public int AheadDays { get; init; } = 60;

    /// <summary>How long before its beginning an appointment can be booked.</summary>
    public int NoticeMinutes { get; init; } = 60;

    public bool IsClosed(DateOnly day) => Closed.Any(closed => closed.From <= day && day <= closed.To);
}
