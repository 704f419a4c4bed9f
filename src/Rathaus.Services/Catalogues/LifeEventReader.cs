using Rathaus.Services.Source;

namespace Rathaus.Services.Catalogues;

/// <summary>Reads <c>life-events.yaml</c>.</summary>
internal static class LifeEventReader
{
    private static readonly string[] Languages = ["de", "en", "de-einfach"];

    /// <param name="known">Ids of the services that have a package.</param>
    public static LifeEvents Read(Node root, IReadOnlySet<string> known, FaultList faults)
    {
        if (MapReader.Over(root, faults, "life-events.yaml") is not { } map)
            return LifeEvents.None;
        var popular = Services(map, "popular", known);
        var events = map.Maps("life_events").Select(one => Event(one, known)).ToList();
        map.Done();
        foreach (var twins in events.GroupBy(one => one.Id).Where(group => group.Count() > 1))
            faults.Add(map.Node, $"life event {twins.Key} is there twice");
        return new LifeEvents(popular, [.. events.DistinctBy(one => one.Id)]);
    }

    private static LifeEvent Event(MapReader map, IReadOnlySet<string> known)
    {
        var read = new LifeEvent(
            map.Id("id", dashed: true), Text(map, "name"), Text(map, "summary"), map.Required("icon"), map.Texts("words"), Services(map, "services", known));
        map.Done();
        return read;
    }

    private static IReadOnlyList<string> Services(MapReader map, string key, IReadOnlySet<string> known)
    {
        var ids = map.Texts(key);
        foreach (var id in ids.Where(id => !known.Contains(id)))
            map.Fault(key, $"there is no service {id}");
        return ids;
    }

    private static LocalText Text(MapReader map, string key)
    {
        if (map.Map(key) is not { } texts)
        {
            map.Fault(key, $"{key} is missing");
            return LocalText.Empty;
        }

        var read = Languages.Select(texts.Required).ToArray();
        texts.Done();
        return new LocalText(read[0], read[1], read[2]);
    }
}
