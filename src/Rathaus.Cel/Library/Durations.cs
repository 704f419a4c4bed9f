using System.Globalization;

namespace Rathaus.Cel.Library;

/// <summary>Durations are 64 bit of nanoseconds, about 292 years either way.</summary>
internal static class Durations
{
    private const long Second = 1_000_000_000;

    private static readonly (string Unit, long Nanos)[] Units =
        [("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", Second), ("m", 60 * Second), ("h", 3600 * Second)];

    public static CelValue Of(Int128 nanos) => nanos < long.MinValue || nanos > long.MaxValue
        ? CelValue.Error("duration out of range")
        : CelValue.Duration((long)nanos);

    /// <summary><c>1h30m</c>, <c>-1.5s</c>, <c>0</c>.</summary>
    public static CelValue Parse(string text)
    {
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        if (rest is "0")
            return CelValue.Duration(0);
        if (rest.IsEmpty || rest.Length > 100)
            return Bad(text);
        Int128 sum = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAnyExceptInRange('0', '9') is var i && i >= 0 && rest[i] == '.'
                ? i + 1 + Math.Max(0, rest[(i + 1)..].IndexOfAnyExceptInRange('0', '9'))
                : i;
            if (end <= 0 || !decimal.TryParse(rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return Bad(text);
            rest = rest[end..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            var known = Array.Find(Units, candidate => candidate.Unit == unit);
            if (known.Unit is null)
                return Bad(text);
            rest = rest[unit.Length..];
            if (number > long.MaxValue)
                return CelValue.Error("duration out of range");
            var whole = decimal.Truncate(number);
            sum += (Int128)whole * known.Nanos + (Int128)decimal.Truncate((number - whole) * known.Nanos);
        }

        return Of(negative ? -sum : sum);
    }

    /// <summary>Seconds, with as much fraction as there is: <c>90.5s</c>.</summary>
    public static string Text(long nanos) =>
        ((decimal)nanos / Second).ToString("0.#########", CultureInfo.InvariantCulture) + "s";

    private static CelValue Bad(string text) =>
        CelValue.Error($"'{(text.Length > 40 ? text[..40] : text)}' is no duration such as 1h30m or -1.5s");
}
