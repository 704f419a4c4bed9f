using System.Globalization;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>Overlays with something changed; nodes themselves never change.</summary>
internal static class OverlayEdit
{
    private static readonly string[] Order = ["adopts", "office", "since", "until", "parameters", "fees", "bank", "texts", "questions"];

    /// <summary>Adopts exactly this version.</summary>
    public static MapNode Adopt(Node overlay, PackageDef package) => Adopt(overlay, $"{package.Lead}/{package.Id}@{package.Version}");

    public static MapNode Adopt(Node overlay, string adopts) => Set((MapNode)overlay, Scalar(adopts), "adopts");

    public static ScalarNode Scalar(string? text) => new("overlay", 1, text);

    public static MapNode Map(params IEnumerable<(string Key, Node? Value)> entries) =>
        new("overlay", 1, [.. entries.Where(entry => entry.Value is not null).Select(entry => new MapEntry(entry.Key, 1, entry.Value!))]);

    public static ListNode List(IEnumerable<Node> items) => new("overlay", 1, [.. items]);

    public static Node? Find(Node? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            node = (node as MapNode)?.Value(key);
        return node;
    }

    /// <summary>Puts a value at a path of keys; null takes it away, and with it the maps that are empty then.</summary>
    public static MapNode Set(MapNode map, Node? value, params ReadOnlySpan<string> path)
    {
        var key = path[0];
        if (path.Length > 1)
        {
            var inner = Set(map.Value(key) as MapNode ?? new MapNode(map.File, map.Line, []), value, path[1..]);
            value = inner.Entries.Count == 0 ? null : inner;
        }

        var entries = map.Entries.ToList();
        var at = entries.FindIndex(entry => entry.Key == key);
        if (value is null)
        {
            if (at >= 0)
                entries.RemoveAt(at);
        }
        else if (at >= 0)
        {
            entries[at] = entries[at] with { Value = value };
        }
        else
        {
            entries.Add(new MapEntry(key, map.Line, value));
        }

        return new MapNode(map.File, map.Line, entries);
    }

    /// <summary>Takes a text away; its key may run through lists: <c>service.page.steps.0</c>.</summary>
    public static MapNode WithoutText(MapNode overlay, string language, string key)
    {
        if (Find(overlay, "texts", language) is not { } texts)
            return overlay;
        return Set(overlay, Without(texts, key), "texts", language);
    }

    /// <summary>Puts the town's wording at a text's key.</summary>
    public static MapNode WithText(MapNode overlay, string language, string key, string text) =>
        Set(WithoutText(overlay, language, key), Scalar(text), ["texts", language, .. key.Split('.')]);

    /// <summary>The keys in the order people write them.</summary>
    public static MapNode Sorted(MapNode overlay) => new(overlay.File, overlay.Line,
        [.. overlay.Entries.OrderBy(entry => Array.IndexOf(Order, entry.Key) is >= 0 and var at ? at : Order.Length)]);

    private static Node? Without(Node node, string key)
    {
        switch (node)
        {
            case ListNode list when int.TryParse(key, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count:
                return List(list.Items.Select((item, i) => i == index ? Scalar(null) : item));
            case MapNode map:
                foreach (var entry in map.Entries)
                {
                    if (entry.Key == key)
                        return Empty(Set(map, null, key));
                    if (key.StartsWith(entry.Key + ".", StringComparison.Ordinal))
                        return Empty(Set(map, Without(entry.Value, key[(entry.Key.Length + 1)..]), entry.Key));
                }

                return map;
            default:
                return node;
        }
    }

    private static MapNode? Empty(MapNode map) => map.Entries.Count == 0 ? null : map;
}
