using System.Globalization;

namespace Rathaus.Rescue.Import;

/// <summary>A row of somebody else's file read through a mapping. Faults name the column, never its value.</summary>
internal sealed class MappedRow(CsvTable table, ImportMapping mapping, ReportTally tally)
{
    private readonly TimeZoneInfo zone = mapping.Zone();
    private DateTimeOffset? before;

    /// <summary>Stamps of the row so far; a doubled autumn hour is read so that they rise.</summary>
    public void Begin() => before = null;

    public string? Text(string column)
    {
        var text = mapping.Columns.TryGetValue(column, out var theirs) && table.Has(theirs) ? table.Text(theirs).Trim() : "";
        if (text.Length == 0)
            text = mapping.Defaults.GetValueOrDefault(column, "");
        if (text.Length > 0 && mapping.Codes.TryGetValue(column, out var codes))
        {
            text = codes.GetValueOrDefault(text) ?? codes.GetValueOrDefault("*")
                ?? throw table.Fault($"{column}: a word that the code list of the mapping does not have");
        }

        return text.Length > 0 ? text : null;
    }

    public string Needed(string column) => Text(column) ?? throw table.Fault($"{column} is empty");

    /// <summary>Ids are kept as they are, but no longer than a hundred characters.</summary>
    public string Id(string column) =>
        Needed(column) is { Length: <= 100 } id ? id : throw table.Fault($"{column} has more than 100 characters");

    public double? Number(string column) =>
        Text(column) is not { } text ? null
        : double.TryParse(mapping.Decimal == "," ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw table.Fault($"{column} is no number");

    public int? Whole(string column, int least, int most) =>
        Text(column) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw table.Fault($"{column} is no whole number from {least} to {most}");

    public bool? Flag(string column) => Text(column)?.ToLowerInvariant() switch
    {
        null => null,
        "1" or "ja" or "j" or "true" or "wahr" or "x" => true,
        "0" or "nein" or "n" or "false" or "falsch" => false,
        _ => throw table.Fault($"{column} is neither yes nor no"),
    };

    public DateTimeOffset? Moment(string column)
    {
        if (Text(column) is not { } text)
            return null;
        var moment = mapping.TimeFormat is { } format ? Local(column, text, format) : Zoned(column, text);
        before = moment;
        return moment;
    }

    public RescueFileException Fault(string message) => table.Fault(message);

    private DateTimeOffset Zoned(string column, string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            ? moment.ToUniversalTime()
            : throw table.Fault($"{column} is no moment such as 2026-03-29T03:15+02:00");

    private DateTimeOffset Local(string column, string text, string format)
    {
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var local))
            throw table.Fault($"{column} is not written as {format}");
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            // An hour that the clock leaves out in spring: it counts on from the hour before.
            tally.Add(Checks.ClockGap, table.Line);
            return new DateTimeOffset(local, zone.GetUtcOffset(local.AddHours(-1))).ToUniversalTime();
        }

        if (!zone.IsAmbiguousTime(local))
            return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();

        // The hour the clock runs twice in autumn: the first one, unless a stamp before it in the row is later.
        tally.Add(Checks.ClockDouble, table.Line);
        var offsets = zone.GetAmbiguousTimeOffsets(local).OrderDescending().ToArray();
        var early = new DateTimeOffset(local, offsets[0]).ToUniversalTime();
        return before is { } earlier && early < earlier ? new DateTimeOffset(local, offsets[^1]).ToUniversalTime() : early;
    }
}
