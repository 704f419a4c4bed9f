using System.Globalization;
using System.Text;

namespace Rathaus.Rescue;

/// <summary>Delimiter and encoding of a file.</summary>
/// <param name="Name">Of the encoding, for faults.</param>
internal sealed record CsvFormat(char Delimiter, Encoding Encoding, string Name)
{
    public static readonly CsvFormat Usual = new(',', new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), "UTF-8");
}

/// <summary>
/// A file of separated fields with a header line, read row by row: UTF-8 and commas unless said otherwise, decimal points, quotes after RFC 4180. Whatever is wrong
/// is a <see cref="RescueFileException"/> with its line.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private readonly StreamReader reader;
    private readonly string name;
    private readonly Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> fields = [];
    private readonly CsvFormat format;

    private CsvTable(string name, Stream stream, CsvFormat format)
    {
        this.name = name;
        this.format = format;
        reader = new StreamReader(stream, format.Encoding);
    }

    /// <summary>Names in order, as written.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Cannot be read on: bytes are not of the encoding.</summary>
    public bool Broken { get; private set; }

    /// <summary>The last <see cref="Next"/> found a row that is none: too few or too many fields, an open quote.</summary>
    public bool RowFault { get; private set; }

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
    public static CsvTable Open(string name, Stream stream, params ReadOnlySpan<string> required) => Open(name, stream, CsvFormat.Usual, required);

    /// <param name="format">How it is written, when not as this house writes.</param>
    public static CsvTable Open(string name, Stream stream, CsvFormat format, params ReadOnlySpan<string> required)
    {
        var table = new CsvTable(name, stream, format);
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
        RowFault = true;
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
            Broken = true;
            throw Fault($"the file is not {format.Name}");
        }

        if (Header.Count > 0 && fields.Count != Header.Count)
            throw Fault($"{fields.Count} fields, but the header has {Header.Count}");
        RowFault = false;
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
            fields.AddRange(line.Split(format.Delimiter));
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
            else if (letter == format.Delimiter && !quoted)
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
