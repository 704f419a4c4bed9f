using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>
/// The objects of a PDF file (ISO 32000-1, 7.3 and 7.5), written with a plain cross-reference table, so that an
/// incremental update (attachment, signature) can be appended without touching what is signed.
/// </summary>
internal sealed class PdfObjects
{
    private readonly List<byte[]?> bodies = [];

    /// <summary>A number to refer to before the object is known.</summary>
    public int Reserve()
    {
        bodies.Add(null);
        return bodies.Count;
    }

    public int Add(string body)
    {
        var id = Reserve();
        Set(id, body);
        return id;
    }

    public void Set(int id, string body) => bodies[id - 1] = Encoding.Latin1.GetBytes(body);

    /// <param name="entries">Dictionary entries beside Length and Filter.</param>
    public int AddStream(string entries, ReadOnlySpan<byte> content, bool compress = true)
    {
        var id = Reserve();
        SetStream(id, entries, content, compress);
        return id;
    }

    public void SetStream(int id, string entries, ReadOnlySpan<byte> content, bool compress = true)
    {
        using var body = new MemoryStream();
        var data = compress ? Deflated(content) : content;
        body.Write(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"<<{entries}/Length {data.Length}{(compress ? "/Filter/FlateDecode" : "")}>>\nstream\n")));
        body.Write(data);
        body.Write("\nendstream"u8);
        bodies[id - 1] = body.ToArray();
    }

    public void Write(Stream output, int catalogue, int information)
    {
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"u8);
        var offsets = new long[bodies.Count];
        for (var i = 0; i < bodies.Count; i++)
        {
            offsets[i] = file.Position;
            file.Write(Ascii($"{i + 1} 0 obj\n"));
            file.Write(bodies[i] ?? throw new InvalidOperationException($"Object {i + 1} was reserved and never written"));
            file.Write("\nendobj\n"u8);
        }

        var identity = Convert.ToHexString(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)file.Length))[..16]);
        var table = file.Position;
        file.Write(Ascii($"xref\n0 {bodies.Count + 1}\n0000000000 65535 f \n"));
        foreach (var offset in offsets)
            file.Write(Ascii($"{offset:D10} 00000 n \n"));
        file.Write(Ascii($"trailer\n<</Size {bodies.Count + 1}/Root {catalogue} 0 R/Info {information} 0 R/ID[<{identity}><{identity}>]>>\n"));
        file.Write(Ascii($"startxref\n{table}\n%%EOF\n"));
        file.Position = 0;
        file.CopyTo(output);
    }

    private static byte[] Ascii(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture));

    private static byte[] Deflated(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content);
        return packed.ToArray();
    }
}
