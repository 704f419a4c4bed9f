namespace Rathaus.Kernel.Time;

/// <summary>The legal day and hour in Germany (§ 4 EinhZeitG: legal time), asked of a <see cref="TimeProvider"/>.</summary>
public static class GermanClock
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>The calendar day in Europe/Berlin now.</summary>
    public static DateOnly Today(this TimeProvider time) => DayOf(time.GetUtcNow());

    /// <summary>The calendar day in Europe/Berlin at an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant).DateTime);

    /// <summary>The same instant with Europe/Berlin's offset.</summary>
    public static DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Berlin);

    /// <summary>The instant of a time of day in Europe/Berlin; an hour that a clock change leaves out counts on from before it.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, Berlin.IsInvalidTime(local) ? Berlin.GetUtcOffset(local.AddHours(-1)) : Berlin.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The instant at which a calendar day begins in Europe/Berlin (midnight never falls into a clock change).</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Berlin.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
