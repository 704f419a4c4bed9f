namespace Rathaus.Kernel.Files;

/// <summary>A kind of file we take: how it may be called and declared.</summary>
internal sealed record FileKind(string MediaType, string[] Extensions, params string[] Aliases)
{
    public static readonly FileKind Pdf = new("application/pdf", [".pdf"], "application/x-pdf");
    public static readonly FileKind Jpeg = new("image/jpeg", [".jpg", ".jpeg"], "image/jpg", "image/pjpeg");
    public static readonly FileKind Png = new("image/png", [".png"], "image/x-png");
    public static readonly FileKind Tiff = new("image/tiff", [".tif", ".tiff"], "image/tif");
    public static readonly FileKind Heic = new("image/heic", [".heic", ".heif"], "image/heif");
    public static readonly FileKind Odt = new("application/vnd.oasis.opendocument.text", [".odt"]);
    public static readonly FileKind Docx = new(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"]);
    public static readonly FileKind Xml = new("application/xml", [".xml"], "text/xml");
    public static readonly FileKind Text = new("text/plain", [".txt"]);

    public static readonly FileKind[] All = [Pdf, Jpeg, Png, Tiff, Heic, Odt, Docx, Xml, Text];

    /// <summary>For the <c>accept</c> attribute of file fields.</summary>
    public static string Accept => string.Join(',', All.SelectMany(kind => kind.Extensions));

    public static FileKind? OfName(string name)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return Array.Find(All, kind => kind.Extensions.Contains(extension));
    }

    /// <summary>Browsers leave the type out or say octet-stream for what they do not know.</summary>
    public bool Allows(string? declared)
    {
        var type = declared?.Split(';')[0].Trim().ToLowerInvariant();
        return type is null or "" or "application/octet-stream" || type == MediaType || Aliases.Contains(type);
    }
}
