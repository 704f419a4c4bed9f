using static Rathaus.Cel.Library.Declare;

namespace Rathaus.Cel.Library;

/// <summary>Parts of timestamps and durations.</summary>
internal static class Times
{
    public static IEnumerable<CelFunction> Functions =>
    [
        Part("getFullYear", time => time.Year),
        Part("getMonth", time => time.Month - 1),
        Part("getDayOfYear", time => time.DayOfYear - 1),
        Part("getDayOfMonth", time => time.Day - 1),
        Part("getDate", time => time.Day),
        Part("getDayOfWeek", time => (long)time.DayOfWeek),
        Part("getHours", time => time.Hour, 3_600_000_000_000),
        Part("getMinutes", time => time.Minute, 60_000_000_000),
        Part("getSeconds", time => time.Second, 1_000_000_000),
        Milliseconds,
    ];

    private static CelFunction Milliseconds => new("getMilliseconds",
        Member("timestamp_to_milliseconds", CelType.Int, call => CelValue.Of((long)call[0].TimestampParts.Nanos / 1_000_000), CelType.Timestamp),
        Member("timestamp_to_milliseconds_with_tz", CelType.Int, call => Instants.Local(call[0], call[1].AsString, _ => 0) is { IsError: true } bad
            ? bad
            : CelValue.Of((long)call[0].TimestampParts.Nanos / 1_000_000), CelType.Timestamp, CelType.String),
        Member("duration_to_milliseconds", CelType.Int, call => CelValue.Of(call[0].DurationNanos / 1_000_000), CelType.Duration));

    private static CelFunction Part(string name, Func<DateTime, long> part, long unit = 0)
    {
        List<CelOverload> overloads =
        [
            Member($"timestamp_{name}", CelType.Int, call => Instants.Local(call[0], null, part), CelType.Timestamp),
            Member($"timestamp_{name}_with_tz", CelType.Int, call => Instants.Local(call[0], call[1].AsString, part), CelType.Timestamp, CelType.String),
        ];
        if (unit > 0)
            overloads.Add(Member($"duration_{name}", CelType.Int, call => CelValue.Of(call[0].DurationNanos / unit), CelType.Duration));
        return new CelFunction(name, overloads);
    }
}
