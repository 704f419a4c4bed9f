using System.Globalization;
using System.Text;

namespace Rathaus.Kernel.Documents;

/// <summary>One element of the structure tree (ISO 32000-1, 14.7): what a screen reader hears, in reading order.</summary>
internal sealed class StructElement(string type)
{
    private readonly List<object> kids = [];

    public string Type { get; } = type;

    /// <summary>Text instead of a picture.</summary>
    public string? Alternative { get; init; }

    /// <summary>BCP 47 tag where it differs from the document's.</summary>
    public string? Tag { get; init; }

    /// <summary>Attribute dictionary without its brackets, for example <c>/O/Table/Scope/Column</c>.</summary>
    public string? Attributes { get; set; }

    /// <summary>Number of the object in the file, reserved when the tree is laid out.</summary>
    public int Id { get; private set; }

    public bool IsEmpty => kids.Count == 0;

    public StructElement Add(StructElement child)
    {
        kids.Add(child);
        return child;
    }

    public StructElement Add(string type, string? attributes = null) =>
        Add(new StructElement(type) { Attributes = attributes });

    public void AddContent(PdfPage page, int mark) => kids.Add(new MarkedContent(page, mark));

    public void AddAnnotation(PdfPage page, int annotation) => kids.Add(new AnnotationReference(page, annotation));

    public bool Contains(StructElement child) => kids.Contains(child);

    public void Reserve(PdfObjects objects)
    {
        Id = objects.Reserve();
        foreach (var kid in kids.OfType<StructElement>())
            kid.Reserve(objects);
    }

    public void Write(PdfObjects objects, int parent)
    {
        var body = new StringBuilder($"<</Type/StructElem/S/{Type}/P {PdfText.Reference(parent)}");
        if (Alternative is not null)
            body.Append("/Alt").Append(PdfText.String(Alternative));
        if (Tag is not null)
            body.Append("/Lang").Append(PdfText.Ascii(Tag));
        if (Attributes is not null)
            body.Append("/A<<").Append(Attributes).Append(">>");
        body.Append("/K[");
        foreach (var kid in kids)
        {
            switch (kid)
            {
                case StructElement element:
                    body.Append(PdfText.Reference(element.Id)).Append(' ');
                    element.Write(objects, Id);
                    break;
                case MarkedContent content:
                    body.Append(CultureInfo.InvariantCulture, $"<</Type/MCR/Pg {content.Page.Id} 0 R/MCID {content.Mark}>>");
                    break;
                case AnnotationReference annotation:
                    body.Append(CultureInfo.InvariantCulture, $"<</Type/OBJR/Pg {annotation.Page.Id} 0 R/Obj {annotation.Annotation} 0 R>>");
                    break;
                default:
                    throw new InvalidOperationException($"Unknown kid {kid.GetType().Name}");
            }
        }

        objects.Set(Id, body.Append("]>>").ToString());
    }

    private sealed record MarkedContent(PdfPage Page, int Mark);

    private sealed record AnnotationReference(PdfPage Page, int Annotation);
}
