using System.Globalization;

namespace Rathaus.Kernel.Tests.Documents;

/// <summary>Everything drawn is marked content or an artifact, and the structure tree names it in standard roles.</summary>
internal sealed class PdfStructureRules(PdfReader reader, Action<bool, string> check)
{
    private static readonly string[] Roles =
    [
        "Document", "H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "LI", "Lbl", "LBody", "Table", "Caption", "THead", "TBody",
        "TR", "TH", "TD", "Figure", "Span", "Link",
    ];

    private static readonly HashSet<string> Painting =
        new(["Tj", "TJ", "'", "\"", "f", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "EI"], StringComparer.Ordinal);

    /// <summary>Element by (page, number of marked content), as the tree says.</summary>
    private readonly Dictionary<(int Page, int Mark), int> elementOf = [];
    private int lastHeading;

    /// <summary>The text of the document in the order of the structure tree.</summary>
    public static string ReadingOrder(byte[] data)
    {
        var reader = new PdfReader(data);
        var rules = new PdfStructureRules(reader, static (_, _) => { });
        var fonts = new PdfFontRules(reader, static (_, _) => { });
        var texts = new Dictionary<(int Page, int Mark), string>();
        rules.CheckTree();
        foreach (var (page, index) in reader.Pages.Select((page, index) => (page, index)))
        {
            fonts.CheckFonts(page);
            foreach (var (mark, text) in rules.CheckPage(page, fonts))
                texts[(rules.pageIds[index], mark)] = text;
        }

        return string.Join('\n', rules.elementOf.Keys.Select(key => texts.GetValueOrDefault(key, "")));
    }

    private readonly List<int> pageIds =
        reader.Array(reader.Dictionary(reader.Catalogue["Pages"])["Kids"]).ConvertAll(kid => ((PdfReference)kid!).Id);

    public void CheckTree()
    {
        var root = reader.Dictionary(reader.Catalogue["StructTreeRoot"]);
        var kids = reader.Array(root["K"]);
        check(kids.Count == 1, "one Document below the root");
        foreach (var kid in kids)
            CheckElement((PdfReference)kid!, "");
    }

    /// <returns>Texts by number of marked content.</returns>
    public Dictionary<int, string> CheckPage(Dictionary<string, object?> page, PdfFontRules fonts)
    {
        check(page.TryGetValue("Tabs", out var tabs) && tabs is PdfName { Text: "S" }, "tab order by structure (28-009)");
        var key = Convert.ToInt32(page["StructParents"], CultureInfo.InvariantCulture);
        var parents = reader.Array(ParentTree(key));
        var content = reader.Stream(page["Contents"]).Content();
        var texts = CheckContent(content, fonts);
        check(parents.Count == texts.Count, "the parent tree knows every marked content (14.7.4.4)");
        foreach (var mark in texts.Keys)
        {
            var owner = ((PdfReference)parents[mark]!).Id;
            check(elementOf.TryGetValue((pageIds[key], mark), out var element) && element == owner, $"content {mark} belongs to its element");
        }

        if (page.TryGetValue("Annots", out var annotations))
        {
            foreach (var annotation in reader.Array(annotations).Select(reader.Dictionary))
                CheckAnnotation(annotation);
        }

        return texts;
    }

    private object? ParentTree(int key)
    {
        var numbers = reader.Array(reader.Dictionary(reader.Dictionary(reader.Catalogue["StructTreeRoot"])["ParentTree"])["Nums"]);
        for (var i = 0; i < numbers.Count; i += 2)
        {
            if (numbers[i] is double number && (int)number == key)
                return numbers[i + 1];
        }

        check(false, $"parent tree has key {key}");
        return new List<object?>();
    }

    private void CheckAnnotation(Dictionary<string, object?> annotation)
    {
        check(annotation["Subtype"] is PdfName { Text: "Link" }, "only links");
        check(annotation.ContainsKey("Contents"), "7.18.5: link has a description (28-012)");
        check(annotation["F"] is 4.0, "6.3.2: printable, not hidden");
        var element = reader.Dictionary(ParentTree(Convert.ToInt32(annotation["StructParent"], CultureInfo.InvariantCulture)));
        check(element["S"] is PdfName { Text: "Link" }, "link annotation in a Link element (28-011)");
        var address = reader.Text(reader.Dictionary(annotation["A"])["URI"]);
        check(address.StartsWith("https:", StringComparison.Ordinal) || address.StartsWith("mailto:", StringComparison.Ordinal), "https or mailto");
    }

    private void CheckElement(PdfReference reference, string parent)
    {
        var element = reader.Dictionary(reference);
        var role = ((PdfName)element["S"]!).Text;
        check(Roles.Contains(role), $"standard role {role} (02-001)");
        check(role is not ("Figure") || (element.TryGetValue("Alt", out var alt) && reader.Text(alt).Length > 0), "Figure has Alt (13-004)");
        check(role is not "TH" || (element.TryGetValue("A", out var cell) && reader.Dictionary(cell).ContainsKey("Scope")), "TH has Scope (15-003)");
        check(role is not ("TH" or "TD") || parent is "TR", "cells stand in TR");
        check(role is not "TR" || parent is "THead" or "TBody", "TR stands in THead or TBody");
        check(role is not "LI" || parent is "L", "LI stands in L");
        check(role is not ("Lbl" or "LBody") || parent is "LI", "Lbl and LBody stand in LI");
        if (role is ['H', var digit] && char.IsAsciiDigit(digit))
        {
            check(digit - '0' <= lastHeading + 1, $"no heading level is skipped before {role} (14-003)");
            lastHeading = digit - '0';
        }

        var kids = reader.Array(element["K"]);
        if (role is "L")
            check(kids.TrueForAll(kid => Role(kid) is "LI"), "L holds LI only");
        if (role is "TBody")
            check(kids.ConvertAll(row => reader.Array(reader.Dictionary(row)["K"]).Count).Distinct().Count() <= 1, "rows have equal width (09-004)");
        foreach (var kid in kids)
        {
            if (kid is Dictionary<string, object?> leaf && leaf.TryGetValue("MCID", out var mark))
                elementOf[(((PdfReference)leaf["Pg"]!).Id, Convert.ToInt32(mark, CultureInfo.InvariantCulture))] = reference.Id;
            else if (kid is PdfReference child)
                CheckElement(child, role);
        }
    }

    private string? Role(object? kid) => kid is PdfReference ? (reader.Dictionary(kid)["S"] as PdfName)?.Text : null;

    private Dictionary<int, string> CheckContent(byte[] content, PdfFontRules fonts)
    {
        var texts = new Dictionary<int, string>();
        var lexer = new PdfLexer(content, 0);
        var operands = new List<object?>();
        var nesting = new Stack<int>();
        var font = "";
        while (!lexer.AtEnd)
        {
            var token = lexer.Next();
            if (token is not PdfWord { Text: var word })
            {
                operands.Add(token);
                continue;
            }

            switch (word)
            {
                case "BDC" when operands[1] is Dictionary<string, object?> properties && properties.TryGetValue("MCID", out var mark):
                    check(nesting.Count == 0, "marked content does not nest (01-001)");
                    nesting.Push(Convert.ToInt32(mark, CultureInfo.InvariantCulture));
                    check(texts.TryAdd(nesting.Peek(), ""), "numbers of marked content are unique");
                    break;
                case "BDC" or "BMC":
                    check(operands[0] is PdfName { Text: "Artifact" } && nesting.Count == 0, "unnumbered content is an artifact outside content (01-001)");
                    nesting.Push(-1);
                    break;
                case "EMC":
                    nesting.Pop();
                    break;
                case "Tf":
                    font = ((PdfName)operands[0]!).Text;
                    break;
                case "Tj":
                    var text = fonts.TextOf(font, (byte[])operands[0]!);
                    if (nesting.Count > 0 && nesting.Peek() >= 0)
                        texts[nesting.Peek()] += text;
                    break;
                default:
                    break;
            }

            check(!Painting.Contains(word) || nesting.Count == 1, $"{word} stands in content or artifact (01-003)");
            operands.Clear();
        }

        check(nesting.Count == 0, "marked content is closed");
        return texts;
    }
}
