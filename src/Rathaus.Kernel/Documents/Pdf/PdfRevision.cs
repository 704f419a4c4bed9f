using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// Appends to a file of our own writer (ISO 32000-1, 7.5.6: incremental update): what was there stays byte for byte. Reads plain
/// cross-reference tables only, which is what we write.
/// </summary>
internal sealed partial class PdfRevision
{
    private readonly byte[] before;
    private readonly Dictionary<int, int> offsets = [];
    private readonly SortedDictionary<int, byte[]> changed = [];
    private readonly long previousTable;
    private readonly string identity;
    private int size;

    /// <exception cref="InvalidDataException">No file of our writer.</exception>
    public PdfRevision(byte[] pdf)
    {
        before = pdf;
        var text = Encoding.Latin1.GetString(pdf);
        var end = End().Match(text, Math.Max(0, text.Length - 64));
        if (!end.Success)
            throw new InvalidDataException("The file does not end as a PDF file does");
        previousTable = Integer(end.Groups["at"].Value);
        string? newest = null;
        for (long? table = previousTable; table is { } at;)
        {
            var trailer = ReadTable(text, (int)at);
            newest ??= trailer;
            table = Previous().Match(trailer) is { Success: true } earlier ? Integer(earlier.Groups["at"].Value) : null;
        }

        size = Entry(newest!, "Size");
        Root = Entry(newest!, "Root");
        Information = Entry(newest!, "Info");
        identity = Identity().Match(newest!) is { Success: true } id ? id.Groups["id"].Value : throw new InvalidDataException("No ID");
    }

    public int Root { get; }

    public int Information { get; }

    /// <summary>The page tree is flat: its first kid is the first page.</summary>
    public int FirstPage
    {
        get
        {
            var pages = Pages().Match(Dictionary(Root));
            var kid = pages.Success ? Kid().Match(Dictionary(Integer32(pages.Groups["id"].Value))) : pages;
            return kid.Success ? Integer32(kid.Groups["id"].Value) : throw new InvalidDataException("No page");
        }
    }

    /// <summary>Text of an object that is a dictionary, with changes of this revision.</summary>
    public string Dictionary(int id)
    {
        if (changed.TryGetValue(id, out var now))
            return Encoding.Latin1.GetString(now);
        if (!offsets.TryGetValue(id, out var at) || at >= before.Length)
            throw new InvalidDataException($"Object {id} is not there");
        var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id} 0 obj\n"));
        var body = before.AsSpan(at);
        var length = body.IndexOf("\nendobj\n"u8);
        if (length < head.Length || !body.StartsWith(head))
            throw new InvalidDataException($"Object {id} is not where the table says");
        return Encoding.Latin1.GetString(body[head.Length..length]);
    }

    public int Add(string body)
    {
        var id = size++;
        Set(id, body);
        return id;
    }

    public int Add(byte[] body)
    {
        var id = size++;
        changed[id] = body;
        return id;
    }

    public void Set(int id, string body) => changed[id] = Encoding.Latin1.GetBytes(body);

    /// <summary>Puts an entry at the end of a dictionary.</summary>
    public void Extend(int id, string entries) => Set(id, Dictionary(id)[..^2] + entries + ">>");

    /// <param name="comment">A line at the head of the revision, or null.</param>
    public byte[] Write(string? comment = null)
    {
        using var file = new MemoryStream();
        file.Write(before);
        if (comment is not null)
            file.Write(Encoding.ASCII.GetBytes($"%{comment}\n"));
        var places = new Dictionary<int, long>();
        foreach (var (id, body) in changed.OrderBy(one => offsets.ContainsKey(one.Key)))
        {
            places[id] = file.Position;
            file.Write(Ascii($"{id} 0 obj\n"));
            file.Write(body);
            file.Write("\nendobj\n"u8);
        }

        var now = Convert.ToHexString(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)file.Length))[..16]);
        var table = file.Position;
        file.Write("xref\n"u8);
        var ids = changed.Keys.ToList();
        for (var first = 0; first < ids.Count;)
        {
            var next = first + 1;
            while (next < ids.Count && ids[next] == ids[next - 1] + 1)
                next++;
            file.Write(Ascii($"{ids[first]} {next - first}\n"));
            for (; first < next; first++)
                file.Write(Ascii($"{places[ids[first]]:D10} 00000 n \n"));
        }

        file.Write(Ascii($"trailer\n<</Size {size}/Root {Root} 0 R/Info {Information} 0 R/ID[<{identity}><{now}>]/Prev {previousTable}>>\n"));
        file.Write(Ascii($"startxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    /// <summary>Reads one table; entries of newer tables stand already.</summary>
    private string ReadTable(string text, int at)
    {
        if (at < 0 || at + 5 > text.Length || !text.AsSpan(at).StartsWith("xref\n", StringComparison.Ordinal))
            throw new InvalidDataException("No table where startxref points");
        at += 5;
        for (var section = Section().Match(text, at); section.Success; section = Section().Match(text, at))
        {
            var (first, count) = (Integer32(section.Groups["first"].Value), Integer32(section.Groups["count"].Value));
            at += section.Length;
            for (var i = 0; i < count; i++, at += 20)
            {
                if (at + 20 > text.Length)
                    throw new InvalidDataException("The table is cut off");
                if (text[at + 17] == 'n')
                    offsets.TryAdd(first + i, Integer32(text[at..(at + 10)]));
            }
        }

        var trailer = Trailer().Match(text, at);
        return trailer.Success ? trailer.Groups["body"].Value : throw new InvalidDataException("No trailer");
    }

    private static int Entry(string trailer, string name) =>
        Regex.Match(trailer, $@"/{name} (\d{{1,9}})", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } found
            ? Integer32(found.Groups[1].Value) : throw new InvalidDataException($"No {name}");

    private static long Integer(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int Integer32(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static byte[] Ascii(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    [GeneratedRegex(@"startxref\n(?<at>\d{1,9})\n%%EOF\n\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex End();

    [GeneratedRegex(@"\G(?<first>\d{1,9}) (?<count>\d{1,7})\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Section();

    [GeneratedRegex(@"\Gtrailer\n(?<body><<[^\n]*>>)\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Trailer();

    [GeneratedRegex(@"/Prev (?<at>\d{1,9})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Previous();

    [GeneratedRegex(@"/ID\[<(?<id>[0-9A-F]{32})>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identity();

    [GeneratedRegex(@"/Pages (?<id>\d{1,9}) 0 R", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pages();

    [GeneratedRegex(@"/Kids\[(?<id>\d{1,9}) 0 R", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Kid();
}
