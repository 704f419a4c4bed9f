using System.Globalization;
using System.Text;

namespace Rathaus.Rescue;

/// <summary>
/// A comma-separated file with a header line, read row by row: UTF-8, decimal points, quotes after RFC 4180. Whatever is wrong
/// is a <see cref="RescueFileException"/> with its line.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private readonly StreamReader reader;
    private readonly string name;
    private readonly Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> fields = [];

    private CsvTable(string name, Stream stream)
    {
        this.name = name;
        reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
    }

    /// <summary>Names in order, as written.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Of the row just read, from 1.</summary>
    public int Line { get; private set; }

    /// <param name="required">Columns that must be there.</param>
    public static CsvTable Open(string path, params ReadOnlySpan<string> required)
    {
        if (!File.Exists(path))
            throw new RescueFileException($"{path}: there is no such file");
        return Open(Path.GetFileName(path), File.OpenRead(path), required);
    }

    /// <param name="stream">Closed with the table.</param>
    public static CsvTable Open(string name, Stream stream, params ReadOnlySpan<string> required)
    {
        var table = new CsvTable(name, stream);
        try
        {
            if (!table.Next())
                throw table.Fault("the file is empty; it needs a header line");
            table.Header = [.. table.fields.Select(field => field.Trim())];
            for (var at = 0; at < table.Header.Count; at++)
            {
                if (!table.columns.TryAdd(table.Header[at], at))
                    throw table.Fault($"column {table.Header[at]} is there twice");
            }

            foreach (var column in required)
            {
                if (!table.columns.ContainsKey(column))
                    throw table.Fault($"column {column} is missing; there are: {string.Join(", ", table.Header)}");
            }

            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    public bool Has(string column) => columns.ContainsKey(column);

    /// <returns>False: the file is at its end.</returns>
    public bool Next()
    {
        try
        {
            string? line;
            do
            {
                line = reader.ReadLine();
                Line++;
            }
            while (line is not null && Header.Count > 0 && string.IsNullOrWhiteSpace(line));

            if (line is null)
                return false;
            Split(line);
        }
        catch (DecoderFallbackException)
        {
            throw Fault("the file is not UTF-8");
        }

        if (Header.Count > 0 && fields.Count != Header.Count)
            throw Fault($"{fields.Count} fields, but the header has {Header.Count}");
        return true;
    }

    public string Text(string column) => fields[columns[column]];

    public string Text(int column) => fields[column];

    public int Integer(string column) =>
        int.TryParse(Text(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Fault($"{column}: '{Text(column)}' is no whole number");

    public double Number(string column) => Number(columns[column]);

    public double Number(int column) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw Fault($"{Header[column]}: '{Text(column)}' is no number");

    public RescueFileException Fault(string message) => new(name, Math.Max(1, Line), message);

    public void Dispose() => reader.Dispose();

    private void Split(string line)
    {
        fields.Clear();
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            fields.AddRange(line.Split(','));
            return;
        }

        var field = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            var letter = line[at];
            if (quoted && letter == '"' && at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (letter == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(letter);
            }
        }

        if (quoted)
            throw Fault("a quote is not closed");
        fields.Add(field.ToString());
    }
}
