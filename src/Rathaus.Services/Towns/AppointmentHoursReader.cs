using System.Globalization;
using System.Text.RegularExpressions;
using Rathaus.Services.Source;

namespace Rathaus.Services.Towns;

/// <summary>Reads <c>appointments:</c> of an office; the weekly hours come from the words of <c>hours</c> when it names none.</summary>
internal static partial class AppointmentHoursReader
{
    private const int Unit = 5;

    private static readonly string[] Keys = ["so", "mo", "di", "mi", "do", "fr", "sa"];

    private static readonly string[] Names = ["sonntag", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag"];

    public static AppointmentHours Read(MapReader? map, IReadOnlyList<OpeningHours> hours)
    {
        if (map is null)
            return new AppointmentHours { Weekly = Of(hours) };
        var weekly = map.Map("weekly");
        var read = new AppointmentHours
        {
            Weekly = weekly is null ? Of(hours) : [.. Keys.Index().SelectMany(key => weekly.Texts(key.Item).Select(text => Span(weekly, key.Item, (DayOfWeek)key.Index, text))).OfType<OpenSpan>()],
            Counters = map.Number("counters", 1, 500) ?? 1,
            SlotMinutes = Minutes(map, "slot", 15),
            Closed = [.. map.Texts("closed").Select(text => Closed(map, text)).OfType<ClosedDays>()],
            AheadDays = map.Number("ahead", 1, 365) ?? 60,
            NoticeMinutes = map.Number("notice", 0, 20_160) ?? 60,
        };
        weekly?.Done();
        map.Done();
        return read;
    }

    /// <summary>What the words of opening hours say; words that are not understood give no appointments.</summary>
    public static IReadOnlyList<OpenSpan> Of(IReadOnlyList<OpeningHours> hours) => [.. hours
        .SelectMany(line => Days(line.Days).SelectMany(day => Spans(day, line.Time)))
        .Distinct().OrderBy(span => ((int)span.Day + 6) % 7).ThenBy(span => span.From)];

    private static List<DayOfWeek> Days(string words)
    {
        var text = words.ToLowerInvariant();
        var days = new List<DayOfWeek>();
        foreach (var part in text.Split([",", " und "], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split([" bis ", "–"], StringSplitOptions.TrimEntries);
            var (from, to) = (Day(ends[0]), Day(ends[^1]));
            if (from is null || to is null || ends.Length > 2)
                return [];
            for (var day = from.Value; ; day = (day + 1) % 7)
            {
                days.Add((DayOfWeek)day);
                if (day == to)
                    break;
            }
        }

        return days;
    }

    private static int? Day(string word)
    {
        var at = Array.FindIndex(Names, name => word == name || word == name + "s");
        return at < 0 ? null : at;
    }

    private static IEnumerable<OpenSpan> Spans(DayOfWeek day, string words)
    {
        foreach (Match match in Times().Matches(words))
        {
            if (TryTime(match.Groups["from"].Value, out var from) && TryTime(match.Groups["to"].Value, out var to) && from < to)
                yield return new OpenSpan(day, from, to);
        }
    }

    private static OpenSpan? Span(MapReader map, string key, DayOfWeek day, string text)
    {
        var ends = text.Split('-', StringSplitOptions.TrimEntries);
        if (ends.Length == 2 && TryTime(ends[0], out var from) && TryTime(ends[1], out var to) && from < to && from.Minute % Unit == 0 && to.Minute % Unit == 0)
            return new OpenSpan(day, from, to);
        map.Fault(key, $"hours are written as 8:00-12:30 in steps of five minutes, not {text}");
        return null;
    }

    private static ClosedDays? Closed(MapReader map, string text)
    {
        var ends = text.Split("..", StringSplitOptions.TrimEntries);
        if (ends.Length <= 2 && MapReader.TryDate(ends[0], out var from) && MapReader.TryDate(ends[^1], out var to) && from <= to)
            return new ClosedDays(from, to);
        map.Fault("closed", $"closed days are written as 2026-12-24 or 2026-12-24..2026-12-31, not {text}");
        return null;
    }

    private static int Minutes(MapReader map, string key, int otherwise)
    {
        var minutes = map.Number(key, Unit, 480) ?? otherwise;
        if (minutes % Unit != 0)
            map.Fault(key, $"{key} goes in steps of five minutes");
        return minutes;
    }

    private static bool TryTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(
        text.Contains(':', StringComparison.Ordinal) ? text : text + ":00", ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    [GeneratedRegex(@"(?<from>\d{1,2}(:\d{2})?)\s*(bis|–|-)\s*(?<to>\d{1,2}(:\d{2})?)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Times();
}
