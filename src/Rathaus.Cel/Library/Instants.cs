using System.Globalization;

namespace Rathaus.Cel.Library;

/// <summary>Timestamps: instants from year 1 to 9999, exact to the nanosecond; RFC 3339 as text.</summary>
internal static class Instants
{
    private const long Second = 1_000_000_000;

    public static CelValue Parse(string text)
    {
        var t = text.AsSpan();
        if (t.Length is < 20 or > 40 || t[4] != '-' || t[7] != '-' || t[10] is not ('T' or 't') || t[13] != ':' || t[16] != ':' ||
            !Digits(t[..4], out var year) || !Digits(t[5..7], out var month) || !Digits(t[8..10], out var day) ||
            !Digits(t[11..13], out var hour) || !Digits(t[14..16], out var minute) || !Digits(t[17..19], out var second))
            return Bad(text);
        t = t[19..];
        var nanos = 0;
        if (t[0] == '.')
        {
            t = t[1..];
            var length = t.IndexOfAnyExceptInRange('0', '9');
            if (length is < 1 or > 9 || !Digits(t[..length], out nanos))
                return Bad(text);
            for (var i = length; i < 9; i++)
                nanos *= 10;
            t = t[length..];
        }

        if (!Zone(t, out var offset) || hour > 23 || minute > 59 || second > 59)
            return Bad(text);
        if (year == 0)
            return CelValue.Error("timestamp out of range");
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return Bad(text);
        var date = new DateOnly(year, month, day).DayNumber - 719_162;
        return CelValue.Timestamp(date * 86_400L + hour * 3600 + minute * 60 + second - offset, nanos);
    }

    public static string Text(in CelValue value)
    {
        var (seconds, nanos) = value.TimestampParts;
        var whole = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var fraction = nanos == 0 ? "" : "." + nanos.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return whole + fraction + "Z";
    }

    public static CelValue Add(in CelValue value, Int128 nanos)
    {
        var (seconds, part) = value.TimestampParts;
        return Of((Int128)seconds * Second + part + nanos);
    }

    public static CelValue Between(in CelValue from, in CelValue to)
    {
        var (fromSeconds, fromNanos) = from.TimestampParts;
        var (toSeconds, toNanos) = to.TimestampParts;
        return Durations.Of(((Int128)toSeconds - fromSeconds) * Second + toNanos - fromNanos);
    }

    /// <summary>The clock of a time zone, IANA name or offset (<c>+02:00</c>, <c>-8:00</c>), at an instant.</summary>
    public static CelValue Local(in CelValue value, string? zone, Func<DateTime, long> part)
    {
        var utc = DateTime.UnixEpoch.AddSeconds(value.TimestampParts.Seconds);
        TimeSpan offset;
        if (zone is null or "UTC" or "")
        {
            offset = TimeSpan.Zero;
        }
        else if (zone.Length is 5 or 6 && Clock(zone, out var seconds))
        {
            offset = TimeSpan.FromSeconds(seconds);
        }
        else
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var info))
                return CelValue.Error($"unknown time zone '{(zone.Length > 40 ? zone[..40] : zone)}'");
            offset = info.GetUtcOffset(utc);
        }

        var ticks = utc.Ticks + offset.Ticks;
        return ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks
            ? CelValue.Error("timestamp out of range")
            : CelValue.Of(part(new DateTime(ticks, DateTimeKind.Unspecified)));
    }

    private static CelValue Of(Int128 nanos)
    {
        var seconds = nanos / Second;
        var part = (long)(nanos % Second);
        if (part < 0)
            (seconds, part) = (seconds - 1, part + Second);
        return seconds < long.MinValue || seconds > long.MaxValue
            ? CelValue.Error("timestamp out of range")
            : CelValue.Timestamp((long)seconds, (int)part);
    }

    private static bool Zone(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        return text is "Z" or "z" || text.Length == 6 && text[0] is '+' or '-' && Clock(text, out seconds);
    }

    private static bool Clock(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        var negative = text[0] == '-';
        if (text[0] is '+' or '-')
            text = text[1..];
        if (text.Length != 5 || text[2] != ':' || !Digits(text[..2], out var hours) || !Digits(text[3..], out var minutes) ||
            hours > 23 || minutes > 59)
            return false;
        seconds = (hours * 60 + minutes) * 60 * (negative ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static CelValue Bad(string text) =>
        CelValue.Error($"'{(text.Length > 40 ? text[..40] : text)}' is no timestamp such as 2026-03-27T10:00:00Z");
}
