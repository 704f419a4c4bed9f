using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>A piece of a package that people can name: a question, a step, a fee, a setting of the process.</summary>
/// <param name="Kind">Such as <c>question</c>.</param>
/// <param name="Id">Within the kind.</param>
/// <param name="Name">What people read, in German.</param>
/// <param name="Attributes">Everything but texts.</param>
internal sealed record PackageElement(string Kind, string Id, string Name, IReadOnlyDictionary<string, Node> Attributes)
{
    public string Key => $"{Kind}:{Id}";
}

/// <summary>A package taken apart, so that two versions can be laid side by side. What is unknown here is compared all the same.</summary>
internal static class PackageElements
{
    private static readonly string[] NameKeys = ["label", "say", "document", "effect", "title", "id"];

    private static readonly HashSet<string> TextKeys = new(StringComparer.Ordinal) { "label", "hint", "why", "say", "entry", "title", "texts", "summary", "name", "page" };

    /// <summary>Kinds whose texts are compared as texts, in every language.</summary>
    private static readonly HashSet<string> Worded = new(StringComparer.Ordinal) { "step", "eligible", "fee", "waiver", "deadline", "check" };

    /// <summary>Lists of the files by the kind of their entries.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["steps"] = "step", ["eligible"] = "eligible", ["benefits"] = "benefit", ["fees"] = "fee", ["waivers"] = "waiver", ["deadlines"] = "deadline",
        ["effects"] = "effect", ["issues"] = "issue", ["appointments"] = "appointment", ["signers"] = "signer", ["drafts"] = "draft",
    };

    public static IReadOnlyDictionary<string, PackageElement> Of(PackageDef package)
    {
        var elements = new Dictionary<string, PackageElement>(StringComparer.Ordinal);
        foreach (var (file, root) in package.Roots)
        {
            if (root is not MapNode map || file.StartsWith("texts/", StringComparison.Ordinal))
                continue;
            foreach (var element in file == "form.yaml" ? Form(map, package)
                : file.StartsWith("tables/", StringComparison.Ordinal) ? [Table(map)]
                : Top(Path.GetFileNameWithoutExtension(file), map))
                elements[element.Key] = element;
        }

        foreach (var document in package.Documents)
            elements[$"document:{document.Id}"] = new PackageElement(
                "document", document.Id, document.Texts["de"].Title, Attributes([("kind", new ScalarNode("", 0, document.Kind))]));
        return elements;
    }

    private static PackageElement Table(MapNode map) => new("table", Text(map, "id"), Text(map, "label") is { Length: > 0 } label ? label : Text(map, "id"), Structure(map));

    private static IEnumerable<PackageElement> Top(string file, MapNode map)
    {
        var rest = new List<(string, Node)>();
        foreach (var entry in map.Entries)
        {
            if (file == "service" && entry.Key is "version" or "id")
                continue;
            if (file == "service" && entry.Key == "parameters" && entry.Value is MapNode parameters)
            {
                foreach (var parameter in parameters.Entries)
                    yield return new PackageElement("parameter", parameter.Key, parameter.Value is MapNode own && Text(own, "label") is { Length: > 0 } label ? label : parameter.Key, Whole(parameter.Value));
            }
            else if (file == "service" && entry.Key == "overlay_points" && entry.Value is MapNode points)
            {
                foreach (var point in points.Entries)
                    yield return new PackageElement("point", point.Key, point.Key, Attributes([("kind", point.Value)]));
            }
            else if (entry.Value is ListNode { Items.Count: > 0 } list && list.Items.All(item => item is MapNode one && one.Find("id") is not null))
            {
                var kind = Kinds.GetValueOrDefault(entry.Key, entry.Key);
                foreach (var item in list.Items.OfType<MapNode>())
                    yield return new PackageElement(kind, Text(item, "id"), Name(item), Worded.Contains(kind) ? Structure(item) : Whole(item));
            }
            else if (!TextKeys.Contains(entry.Key))
            {
                rest.Add((entry.Key, entry.Value));
            }
        }

        yield return new PackageElement("part", file, file, Attributes(rest));
    }

    private static IEnumerable<PackageElement> Form(MapNode form, PackageDef package)
    {
        if (form.Value("pages") is not ListNode pages)
            yield break;
        var previous = "";
        foreach (var page in pages.Items.OfType<MapNode>())
        {
            var id = Text(page, "id");
            yield return new PackageElement("page", id, Text(page, "title"),
                Attributes([.. page.Entries.Where(entry => entry.Key is not ("id" or "questions" or "checks") && !TextKeys.Contains(entry.Key)).Select(entry => (entry.Key, entry.Value)),
                    ("after", new ScalarNode("", 0, previous))]));
            previous = id;
            foreach (var question in (page.Value("questions") as ListNode)?.Items.OfType<MapNode>() ?? [])
            {
                foreach (var element in Question(question, "", package, id))
                    yield return element;
            }

            foreach (var check in (page.Value("checks") as ListNode)?.Items.OfType<MapNode>() ?? [])
                yield return new PackageElement("check", Text(check, "id"), Text(check, "say"), Structure(check));
        }
    }

    private static IEnumerable<PackageElement> Question(MapNode question, string parent, PackageDef package, string page)
    {
        if (question.Value("use") is ScalarNode { Text: { } block } && package.Blocks.GetValueOrDefault(block) is MapNode shared)
            question = shared.With(question, "use");
        var id = Text(question, "id");
        var path = parent.Length == 0 ? id : $"{parent}.{id}";
        var own = question.Entries.Where(entry => entry.Key is not ("id" or "questions" or "options" or "source") && !TextKeys.Contains(entry.Key)).Select(entry => (entry.Key, entry.Value)).ToList();
        if (question.Value("options") is ListNode options)
        {
            own.Add(("options", new ListNode("", 0, [.. options.Items.OfType<MapNode>().Select(option => option.Value("id") ?? new ScalarNode("", 0, ""))])));
            own.AddRange(options.Items.OfType<MapNode>().Where(option => option.Value("visible") is not null).Select(option => ($"visible {Text(option, "id")}", option.Value("visible")!)));
        }

        own.Add(("page", new ScalarNode("", 0, page)));
        yield return new PackageElement("question", path, Text(question, "label"), Attributes(own));
        foreach (var child in (question.Value("questions") as ListNode)?.Items.OfType<MapNode>() ?? [])
        {
            foreach (var element in Question(child, path, package, page))
                yield return element;
        }
    }

    private static Dictionary<string, Node> Whole(Node node) => node is MapNode map
        ? Attributes(map.Entries.Where(entry => entry.Key != "id").Select(entry => (entry.Key, entry.Value)))
        : Attributes([("value", node)]);

    private static Dictionary<string, Node> Structure(Node node) => node is MapNode map
        ? Attributes(map.Entries.Where(entry => entry.Key != "id" && !TextKeys.Contains(entry.Key)).Select(entry => (entry.Key, entry.Value)))
        : Attributes([("value", node)]);

    private static Dictionary<string, Node> Attributes(IEnumerable<(string Key, Node Value)> all) =>
        all.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);

    private static string Name(MapNode map) =>
        NameKeys.Select(key => Text(map, key)).FirstOrDefault(text => text.Length > 0) ?? "";

    private static string Text(MapNode map, string key) => (map.Value(key) as ScalarNode)?.Text ?? "";
}
