using System.Text;
using System.Text.Unicode;
using System.Xml;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Kernel.Files;

/// <summary>Plain text and XML; what a browser could run as a page or picture is neither.</summary>
internal static class TextFiles
{
    private const int Look = 4096;
    private static readonly string[] Markup =
        ["<!doctype html", "<html", "<svg", "<script", "<body", "<head", "<iframe", "<img", "<!doctype svg"];

    /// <summary>HTML or SVG in any of the encodings a browser sniffs, whatever the file is called.</summary>
    public static bool LooksLikeMarkup(ReadOnlySpan<byte> content)
    {
        var start = content[..Math.Min(Look, content.Length)];
        var text = Encoding.Latin1.GetString(start).Replace("\0", "", StringComparison.Ordinal).TrimStart(
            ' ', '\t', '\r', '\n', '\f', 'ï', '»', '¿', 'þ', 'ÿ').ToLowerInvariant();
        return text.StartsWith('<') && Array.Exists(Markup, word => text.Contains(word, StringComparison.Ordinal));
    }

    public static bool IsXml(ReadOnlySpan<byte> content)
    {
        var start = Encoding.Latin1.GetString(content[..Math.Min(Look, content.Length)])
            .Replace("\0", "", StringComparison.Ordinal).TrimStart('ï', '»', '¿', 'þ', 'ÿ', ' ', '\t', '\r', '\n');
        return start.StartsWith('<');
    }

    /// <summary>UTF-8, no control characters but line ends, tabs and page feeds.</summary>
    public static bool IsText(ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content))
            return false;
        foreach (var value in content)
        {
            if (value is < 0x20 and not (0x09 or 0x0A or 0x0C or 0x0D) or 0x7F)
                return false;
        }

        return true;
    }

    /// <summary>Well-formed, no DTD (entity bombs, outside references), no style sheet, script, page or picture inside.</summary>
    public static Refusal? FaultOfXml(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content.ToArray()), new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = UploadInspection.LargestFile,
            });
            while (reader.Read())
            {
                if (reader.Depth > 200)
                    return UploadRefusals.Bomb;
                if (reader is { NodeType: XmlNodeType.ProcessingInstruction, Name: "xml-stylesheet" }
                    || (reader.NodeType == XmlNodeType.Element && IsActive(reader.NamespaceURI, reader.LocalName)))
                    return UploadRefusals.ActiveContent;
            }

            return null;
        }
        catch (XmlException exception)
        {
            return exception.Message.Contains("DTD", StringComparison.Ordinal)
                ? UploadRefusals.ActiveContent
                : UploadRefusals.Damaged;
        }
    }

    private static bool IsActive(string space, string name) =>
        space is "http://www.w3.org/2000/svg" or "http://www.w3.org/1999/xhtml" or "http://www.w3.org/1999/XSL/Transform"
        || string.Equals(name, "script", StringComparison.OrdinalIgnoreCase);
}
