using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Reads PDF objects back without using the writer: a name is a <see cref="PdfName"/>, a string is bytes.</summary>
internal sealed class PdfReader
{
    private readonly byte[] data;
    private readonly Dictionary<int, object?> objects = [];

    public PdfReader(byte[] data)
    {
        this.data = data;
        var startXref = int.Parse(Line(LastIndexOf("startxref") + 10), CultureInfo.InvariantCulture);
        var lexer = new PdfLexer(data, startXref);
        if (lexer.Next() is not PdfWord { Text: "xref" })
            throw new InvalidDataException("no xref table where startxref points");
        lexer.Next();
        var count = Convert.ToInt32(lexer.Next(), CultureInfo.InvariantCulture);
        for (var i = 0; i < count; i++)
        {
            var offset = Convert.ToInt32(lexer.Next(), CultureInfo.InvariantCulture);
            lexer.Next();
            if (lexer.Next() is PdfWord { Text: "n" })
                objects[i] = ReadObject(offset, i);
        }

        if (lexer.Next() is not PdfWord { Text: "trailer" })
            throw new InvalidDataException("no trailer");
        Trailer = (Dictionary<string, object?>)lexer.Next()!;
    }

    public Dictionary<string, object?> Trailer { get; }

    public IEnumerable<object?> All => objects.Values;

    public Dictionary<string, object?> Catalogue => Dictionary(Trailer["Root"]);

    public IReadOnlyList<Dictionary<string, object?>> Pages =>
        [.. Array(Dictionary(Catalogue["Pages"])["Kids"]).Select(Dictionary)];

    public object? Resolve(object? value) => value is PdfReference reference ? objects[reference.Id] : value;

    public Dictionary<string, object?> Dictionary(object? value) => Resolve(value) switch
    {
        Dictionary<string, object?> dictionary => dictionary,
        PdfStream stream => stream.Entries,
        var other => throw new InvalidDataException($"expected a dictionary, found {other}"),
    };

    public List<object?> Array(object? value) => (List<object?>)Resolve(value)!;

    public PdfStream Stream(object? value) => (PdfStream)Resolve(value)!;

    public string Text(object? value)
    {
        var bytes = (byte[])Resolve(value)!;
        return bytes is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2) : Encoding.Latin1.GetString(bytes);
    }

    private object? ReadObject(int offset, int id)
    {
        var lexer = new PdfLexer(data, offset);
        if (Convert.ToInt32(lexer.Next(), CultureInfo.InvariantCulture) != id)
            throw new InvalidDataException($"object {id} is not where the table says");
        lexer.Next();
        lexer.Next();
        var value = lexer.Next();
        if (value is not Dictionary<string, object?> entries || lexer.Next() is not PdfWord { Text: "stream" })
            return value;
        var start = lexer.Position + 1;
        var length = Convert.ToInt32(entries["Length"], CultureInfo.InvariantCulture);
        return new PdfStream(entries, data[start..(start + length)]);
    }

    private int LastIndexOf(string text) => data.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(text));

    private string Line(int from) => Encoding.ASCII.GetString(data, from, data.AsSpan(from).IndexOf((byte)'\n'));
}

internal sealed record PdfName(string Text);

internal sealed record PdfWord(string Text);

internal sealed record PdfReference(int Id);

internal sealed record PdfStream(Dictionary<string, object?> Entries, byte[] Raw)
{
    public byte[] Content()
    {
        if (!Entries.TryGetValue("Filter", out var filter))
            return Raw;
        if (filter is not PdfName { Text: "FlateDecode" })
            throw new InvalidDataException($"unexpected filter {filter}");
        using var source = new ZLibStream(new MemoryStream(Raw), CompressionMode.Decompress);
        using var result = new MemoryStream();
        source.CopyTo(result);
        return result.ToArray();
    }
}

/// <summary>Tokens of ISO 32000-1, 7.2 and 7.3, for files and for content streams.</summary>
internal sealed class PdfLexer(byte[] data, int position)
{
    public int Position { get; private set; } = position;

    public bool AtEnd
    {
        get
        {
            Skip();
            return Position >= data.Length;
        }
    }

    public object? Next()
    {
        Skip();
        var c = (char)data[Position];
        switch (c)
        {
            case '/':
                return new PdfName(Name());
            case '(':
                return Literal();
            case '[':
                Position++;
                return Items("]");
            case '<' when data[Position + 1] == '<':
                Position += 2;
                return Pairs(Items(">>"));
            case '<':
                return Hexadecimal();
            default:
                var word = Word();
                return double.TryParse(word, CultureInfo.InvariantCulture, out var number) ? NumberOrReference(number) : new PdfWord(word);
        }
    }

    private object NumberOrReference(double number)
    {
        var before = Position;
        if (number % 1 == 0 && number >= 0 && !AtEnd && char.IsAsciiDigit((char)data[Position]))
        {
            var generation = Word();
            if (string.Equals(generation, "0", StringComparison.Ordinal) && !AtEnd && data[Position] == 'R')
            {
                Position++;
                return new PdfReference((int)number);
            }
        }

        Position = before;
        return number;
    }

    private List<object?> Items(string end)
    {
        var items = new List<object?>();
        while (true)
        {
            Skip();
            if (Encoding.ASCII.GetString(data, Position, Math.Min(end.Length, data.Length - Position)) == end)
            {
                Position += end.Length;
                return items;
            }

            items.Add(Next());
        }
    }

    private static Dictionary<string, object?> Pairs(List<object?> items) =>
        items.Chunk(2).ToDictionary(pair => ((PdfName)pair[0]!).Text, pair => pair[1], StringComparer.Ordinal);

    private string Name()
    {
        Position++;
        var name = Word();
        while (name.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at)
            name = name[..at] + (char)Convert.ToInt32(name.Substring(at + 1, 2), 16) + name[(at + 3)..];
        return name;
    }

    private byte[] Literal()
    {
        var start = ++Position;
        while (data[Position] != ')')
            Position++;
        return data[start..Position++];
    }

    private byte[] Hexadecimal()
    {
        var start = ++Position;
        while (data[Position] != '>')
            Position++;
        return Convert.FromHexString(Encoding.ASCII.GetString(data, start, Position++ - start));
    }

    private string Word()
    {
        var start = Position;
        while (Position < data.Length && !char.IsWhiteSpace((char)data[Position]) && "/()<>[]".IndexOf((char)data[Position], StringComparison.Ordinal) < 0)
            Position++;
        if (Position == start)
            throw new InvalidDataException($"unexpected '{(char)data[Position]}' at {Position}");
        return Encoding.Latin1.GetString(data, start, Position - start);
    }

    private void Skip()
    {
        while (Position < data.Length && (char.IsWhiteSpace((char)data[Position]) || data[Position] is 0 or (byte)'%'))
        {
            if (data[Position] == '%')
            {
                while (Position < data.Length && data[Position] != '\n')
                    Position++;
            }
            else
            {
                Position++;
            }
        }
    }
}
