using System.Globalization;

namespace Rathaus.Kernel.Documents;

/// <summary>Puts pages, structure tree, fonts, bookmarks, attachments and metadata together into one file.</summary>
internal sealed class PdfAssembly(PdfObjects objects, LetterDocument document)
{
    /// <summary>Entries of the parent tree: pages first, then annotations, keys ascending.</summary>
    private readonly List<string> pageParents = [];
    private readonly List<string> linkParents = [];
    private int nextKey;

    public void Write(
        IReadOnlyList<PdfPage> pages, IReadOnlyCollection<FontUse> fonts, StructElement root,
        IReadOnlyList<PlacedHeading> headings, Stream output)
    {
        var fontEntries = string.Concat(fonts.Select(font => $"/{font.Name} {Ref(PdfFontWriter.Write(objects, font))}"));
        var resources = objects.Add($"<</Font<<{fontEntries}>>>>");
        var tree = objects.Reserve();
        root.Reserve(objects);
        var pageTree = objects.Reserve();
        nextKey = pages.Count;
        for (var i = 0; i < pages.Count; i++)
            WritePage(pages[i], i, pageTree, resources);
        objects.Set(pageTree, $"<</Type/Pages/Count {pages.Count}/Kids[{string.Join(' ', pages.Select(page => Ref(page.Id)))}]>>");
        root.Write(objects, tree);
        var parentTree = objects.Add($"<</Nums[{string.Concat(pageParents)}{string.Concat(linkParents)}]>>");
        objects.Set(tree, $"<</Type/StructTreeRoot/K[{Ref(root.Id)}]/ParentTree {Ref(parentTree)}/ParentTreeNextKey {nextKey}>>");

        var metadata = objects.AddStream("/Type/Metadata/Subtype/XML", PdfMetadata.Xmp(document), compress: false);
        var profile = objects.AddStream("/N 3", SrgbProfile.Bytes);
        var intent = objects.Add($"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile {Ref(profile)}>>");
        var catalogue = objects.Add(
            $"<</Type/Catalog/Pages {Ref(pageTree)}/StructTreeRoot {Ref(tree)}/MarkInfo<</Marked true>>"
            + $"/Lang {PdfText.Ascii(document.Language.HtmlTag)}/ViewerPreferences<</DisplayDocTitle true>>"
            + $"/Metadata {Ref(metadata)}/OutputIntents[{Ref(intent)}]{Outlines(headings)}{Attachments()}>>");
        objects.Write(output, catalogue, objects.Add(PdfMetadata.Information(document)));
    }

    private static string Ref(int id) => PdfText.Reference(id);

    private void WritePage(PdfPage page, int index, int pageTree, int resources)
    {
        page.End();
        var content = objects.AddStream("", page.Content());
        var annotations = new List<int>();
        foreach (var link in page.Links)
        {
            var address = new Uri(link.Address).AbsoluteUri;
            var id = objects.Add(
                $"<</Type/Annot/Subtype/Link/Rect[{link.Rectangle}]/Border[0 0 0]/F 4/StructParent {nextKey}"
                + $"/Contents {PdfText.String(link.Text)}/A<</Type/Action/S/URI/URI {PdfText.Ascii(address)}>>>>");
            link.Element.AddAnnotation(page, id);
            annotations.Add(id);
            linkParents.Add(string.Create(CultureInfo.InvariantCulture, $"{nextKey++} {link.Element.Id} 0 R "));
        }

        var owners = string.Join(' ', page.Owners.Select(owner => Ref(owner.Id)));
        pageParents.Add(string.Create(CultureInfo.InvariantCulture, $"{index}[{owners}]"));
        objects.Set(page.Id,
            $"<</Type/Page/Parent {Ref(pageTree)}/MediaBox[0 0 {PdfText.Number(PdfPage.Width)} {PdfText.Number(PdfPage.Height)}]"
            + $"/Resources {Ref(resources)}/Contents {Ref(content)}/StructParents {index}/Tabs/S"
            + (annotations.Count == 0 ? "" : $"/Annots[{string.Join(' ', annotations.Select(Ref))}]") + ">>");
    }

    /// <summary>Bookmarks follow the headings, nested by level (ISO 32000-1, 12.3.3).</summary>
    private string Outlines(IReadOnlyList<PlacedHeading> headings)
    {
        if (headings.Count == 0)
            return "";
        var root = objects.Reserve();
        var ids = headings.Select(_ => objects.Reserve()).ToList();
        for (var i = 0; i < headings.Count; i++)
        {
            var parent = Enumerable.Range(0, i).LastOrDefault(j => headings[j].Level < headings[i].Level, -1);
            var siblings = ChildrenOf(headings, parent);
            var place = siblings.IndexOf(i);
            var children = ChildrenOf(headings, i);
            objects.Set(ids[i],
                $"<</Title {PdfText.String(headings[i].Text)}/Parent {Ref(parent < 0 ? root : ids[parent])}"
                + $"/Dest[{Ref(headings[i].Page.Id)}/XYZ null {PdfText.Number(PdfPage.Height - headings[i].Y)} null]"
                + (place > 0 ? $"/Prev {Ref(ids[siblings[place - 1]])}" : "")
                + (place < siblings.Count - 1 ? $"/Next {Ref(ids[siblings[place + 1]])}" : "")
                + (children.Count > 0 ? $"/First {Ref(ids[children[0]])}/Last {Ref(ids[children[^1]])}/Count {Descendants(headings, i)}" : "")
                + ">>");
        }

        var top = ChildrenOf(headings, -1);
        objects.Set(root, $"<</Type/Outlines/First {Ref(ids[top[0]])}/Last {Ref(ids[top[^1]])}/Count {headings.Count}>>");
        return $"/Outlines {Ref(root)}";
    }

    /// <summary>Headings directly below one, or below the root (-1).</summary>
    private static List<int> ChildrenOf(IReadOnlyList<PlacedHeading> headings, int parent)
    {
        var children = new List<int>();
        var deepest = int.MaxValue;
        for (var i = parent + 1; i < headings.Count && (parent < 0 || headings[i].Level > headings[parent].Level); i++)
        {
            if (headings[i].Level > deepest)
                continue;
            deepest = headings[i].Level;
            children.Add(i);
        }

        return children;
    }

    private static int Descendants(IReadOnlyList<PlacedHeading> headings, int parent) =>
        headings.Skip(parent + 1).TakeWhile(heading => heading.Level > headings[parent].Level).Count();

    /// <summary>Associated files of the whole document (ISO 19005-3, 6.8).</summary>
    private string Attachments()
    {
        if (document.Attachments.Count == 0)
            return "";
        var files = document.Attachments.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file =>
        {
            var date = document.Created is { } created ? $"/ModDate{PdfText.Date(created)}" : "";
            var content = objects.AddStream(
                $"/Type/EmbeddedFile/Subtype{PdfText.Name(file.MediaType)}/Params<</Size {file.Content.Length}{date}>>", file.Content.Span);
            var name = PdfText.String(file.Name);
            return (Name: name, Id: objects.Add(
                $"<</Type/Filespec/F {name}/UF {name}/Desc {PdfText.String(file.Description)}/AFRelationship/{file.Relation}"
                + $"/EF<</F {Ref(content)}/UF {Ref(content)}>>>>"));
        }).ToList();
        return $"/AF[{string.Join(' ', files.Select(file => Ref(file.Id)))}]"
            + $"/Names<</EmbeddedFiles<</Names[{string.Join(' ', files.Select(file => $"{file.Name} {Ref(file.Id)}"))}]>>>>";
    }
}
