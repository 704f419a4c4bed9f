using Rathaus.Services.Source;

namespace Rathaus.Services.Towns;

/// <summary>Areas of a town (parking zones, waste districts) by street and house number, from a CSV file.</summary>
internal sealed class Areas
{
    private readonly Dictionary<string, List<Row>> streets = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    private Areas(string text) => Text = text;

    /// <summary>The file's content, part of what is hashed and stored.</summary>
    public string Text { get; }

    public IReadOnlySet<string> Names => names;

    public static Areas Read(string file, string text, FaultList faults)
    {
        var areas = new Areas(text);
        foreach (var (line, cells) in Csv.Rows(file, text, ["street", "from", "to", "numbers", "area"], faults))
            areas.Add(file, line, cells, faults);
        areas.Overlaps(file, faults);
        return areas;
    }

    /// <summary>Name of the area, or null.</summary>
    public string? Find(string street, string number, string suffix)
    {
        if (!HouseNumber.TryParse(number + suffix, out var house) || !streets.TryGetValue(StreetName.Key(street), out var rows))
            return null;
        foreach (var row in rows)
        {
            if (row.Holds(house))
                return row.Area;
        }

        return null;
    }

    private void Add(string file, int line, string[] cells, FaultList faults)
    {
        var key = StreetName.Key(cells[0]);
        if (key.Length == 0 || cells[4].Length == 0)
        {
            faults.Add(file, line, "street and area must not be empty");
            return;
        }

        HouseNumber? from = null;
        HouseNumber? to = null;
        if (!Bound(cells[1], ref from) || !Bound(cells[2], ref to))
            faults.Add(file, line, "from and to are house numbers such as 12 or 12a, or empty");
        else if (from is { } low && to is { } high && !low.IsUpTo(high))
            faults.Add(file, line, "from is after to");
        Side? side = cells[3] switch { "all" => Side.All, "odd" => Side.Odd, "even" => Side.Even, _ => null };
        if (side is null)
        {
            faults.Add(file, line, $"numbers must be odd, even or all, not {cells[3]}");
            return;
        }

        if (!streets.TryGetValue(key, out var rows))
            streets[key] = rows = [];
        rows.Add(new Row(from, to, side.Value, cells[4], line));
        names.Add(cells[4]);
    }

    private static bool Bound(string cell, ref HouseNumber? bound)
    {
        if (cell.Length == 0)
            return true;
        if (!HouseNumber.TryParse(cell, out var house))
            return false;
        bound = house;
        return true;
    }

    private void Overlaps(string file, FaultList faults)
    {
        foreach (var rows in streets.Values)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                for (var j = i + 1; j < rows.Count; j++)
                {
                    if (rows[i].Area != rows[j].Area && rows[i].Meets(rows[j]))
                        faults.Add(file, rows[j].Line, $"overlaps line {rows[i].Line}, which names another area");
                }
            }
        }
    }

    private enum Side
    {
        All,
        Odd,
        Even,
    }

    private sealed record Row(HouseNumber? From, HouseNumber? To, Side Side, string Area, int Line)
    {
        public bool Holds(HouseNumber house) =>
            (From is not { } from || house.IsFrom(from)) && (To is not { } to || house.IsUpTo(to))
            && (Side == Side.All || (house.Number % 2 == 1) == (Side == Side.Odd));

        public bool Meets(Row other) =>
            (Side == Side.All || other.Side == Side.All || Side == other.Side)
            && (From is not { } from || other.To is not { } otherTo || from.IsUpTo(otherTo))
            && (other.From is not { } otherFrom || To is not { } to || otherFrom.IsUpTo(to));
    }
}

/// <summary>Dates by area (pick-up days), from a CSV file.</summary>
internal sealed class AreaCalendar
{
    private readonly Dictionary<string, List<DateOnly>> dates = new(StringComparer.Ordinal);

    private AreaCalendar(string text) => Text = text;

    public string Text { get; }

    public IReadOnlyCollection<string> Names => dates.Keys;

    public static AreaCalendar Read(string file, string text, FaultList faults)
    {
        var calendar = new AreaCalendar(text);
        foreach (var (line, cells) in Csv.Rows(file, text, ["area", "date"], faults))
        {
            if (!MapReader.TryDate(cells[1], out var day))
                faults.Add(file, line, $"date must be written as 2026-12-01, not {cells[1]}");
            else if (!calendar.Of(cells[0]).Contains(day))
                calendar.dates[cells[0]].Add(day);
            else
                faults.Add(file, line, "this date is there twice");
        }

        foreach (var days in calendar.dates.Values)
            days.Sort();
        return calendar;
    }

    public IEnumerable<DateOnly> From(string area, DateOnly from) =>
        dates.TryGetValue(area, out var days) ? days.SkipWhile(day => day < from) : [];

    private List<DateOnly> Of(string area)
    {
        if (!dates.TryGetValue(area, out var days))
            dates[area] = days = [];
        return days;
    }
}

/// <summary>The plain CSV of the catalogue: a fixed header, commas, optional double quotes, UTF-8.</summary>
internal static class Csv
{
    private const int MaxRows = 100_000;

    public static IEnumerable<(int Line, string[] Cells)> Rows(string file, string text, string[] header, FaultList faults)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var top = lines[0].TrimStart('\uFEFF').Trim();
        if (top != string.Join(',', header))
        {
            faults.Add(file, 1, $"the first line must be {string.Join(',', header)}");
            yield break;
        }

        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().Trim().IsEmpty)
                continue;
            if (i > MaxRows)
            {
                faults.Add(file, i + 1, "too many rows");
                yield break;
            }

            if (Cells(lines[i]) is { } cells && cells.Length == header.Length)
                yield return (i + 1, cells);
            else
                faults.Add(file, i + 1, $"a row has {header.Length} cells");
        }
    }

    private static string[]? Cells(string line)
    {
        var cells = new List<string>();
        var at = 0;
        while (true)
        {
            if (at < line.Length && line[at] == '"')
            {
                var end = line.IndexOf('"', at + 1);
                if (end < 0)
                    return null;
                cells.Add(line[(at + 1)..end].Trim());
                at = end + 1;
            }
            else
            {
                var end = line.IndexOf(',', at);
                cells.Add(line[at..(end < 0 ? line.Length : end)].Trim());
                at = end < 0 ? line.Length : end;
            }

            if (at >= line.Length)
                return [.. cells];
            if (line[at++] != ',')
                return null;
        }
    }
}
