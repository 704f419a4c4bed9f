using System.Globalization;
using System.Text;

namespace Rathaus.Cases.Domain;

/// <summary>An appointment as a calendar file (iCalendar, RFC 5545) in legal time of Germany.</summary>
internal static class CalendarFile
{
    private const int LineBytes = 75;

    // The rules of Europe/Berlin as they have held since 1996 (Directive 2000/84/EC, Sommerzeitverordnung).
    private static readonly string[] Zone =
    [
        "BEGIN:VTIMEZONE", "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
        "BEGIN:STANDARD", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD",
        "END:VTIMEZONE",
    ];

    /// <param name="Uid">The same for every version of one appointment.</param>
    /// <param name="Sequence">Rises with each change.</param>
    internal sealed record Event(
        string Uid, int Sequence, DateTimeOffset Stamp, DateTimeOffset Starts, DateTimeOffset Ends, string Summary, string Description, string Location, bool Cancelled);

    public static byte[] Write(Event entry)
    {
        string[] lines =
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rathaus//Termine//DE", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", .. Zone,
            "BEGIN:VEVENT", $"UID:{entry.Uid}", string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{entry.Sequence}"),
            "DTSTAMP:" + entry.Stamp.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            "DTSTART;TZID=Europe/Berlin:" + Local(entry.Starts), "DTEND;TZID=Europe/Berlin:" + Local(entry.Ends),
            "SUMMARY:" + Text(entry.Summary), "DESCRIPTION:" + Text(entry.Description), "LOCATION:" + Text(entry.Location),
            entry.Cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED",
            "END:VEVENT", "END:VCALENDAR",
        ];
        return Encoding.UTF8.GetBytes(string.Concat(lines.Select(Folded)));
    }

    private static string Local(DateTimeOffset instant) =>
        Rathaus.Kernel.Time.GermanClock.Local(instant).ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    /// <summary>RFC 5545 section 3.3.11.</summary>
    private static string Text(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .ReplaceLineEndings("\\n");

    /// <summary>Lines of at most 75 bytes; the next one begins with a space (section 3.1).</summary>
    private static string Folded(string line)
    {
        var folded = new StringBuilder();
        var bytes = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > LineBytes)
            {
                folded.Append("\r\n ");
                bytes = 1;
            }

            folded.Append(rune);
            bytes += rune.Utf8SequenceLength;
        }

        return folded.Append("\r\n").ToString();
    }
}
