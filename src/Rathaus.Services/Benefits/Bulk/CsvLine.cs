using System.Text;

namespace Rathaus.Services.Benefits.Bulk;

/// <summary>One line of a table file (RFC 4180, a record on one line): cells by comma or semicolon, quotes where needed.</summary>
internal static class CsvLine
{
    /// <returns>The cells, or null when a quote is not closed.</returns>
    public static List<string>? Split(string line, char separator)
    {
        line = line.TrimEnd('\r');
        var cells = new List<string>();
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            cells.AddRange(line.Split(separator, StringSplitOptions.TrimEntries));
            return cells;
        }

        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[++i]);
            else if (c == '"')
                quoted = !quoted;
            else if (c == separator && !quoted)
                Close();
            else
                cell.Append(c);
        }

        Close();
        return quoted ? null : cells;

        void Close()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }
}
