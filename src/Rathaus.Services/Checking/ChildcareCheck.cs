using Rathaus.Services.Catalogues;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>
/// Centres, places and points of a town (<c>childcare.yaml</c>): the room Registers gives places out by them, so ids must be those that
/// families choose in the forms.
/// </summary>
internal static class ChildcareCheck
{
    private static readonly (string Service, string Parameter)[] Choices = [("kita-platz", "einrichtungen"), ("ogs", "schulen")];

    private static readonly string[] Groups = ["u3", "ue3", "ogs"];

    public static void Run(CatalogueSnapshot snapshot, CatalogueFiles files, FaultList faults)
    {
        foreach (var town in snapshot.Towns)
        {
            var path = $"municipalities/{town.Id}/childcare.yaml";
            if (files.Files.TryGetValue(path, out var text) && MapReader.Over(YamlReader.Read(path, text, faults), faults, "childcare.yaml") is { } map)
                Town(snapshot, town.Id, map);
        }
    }

    private static void Town(CatalogueSnapshot snapshot, string town, MapReader map)
    {
        _ = map.Flag("demo");
        _ = map.Required("source");
        _ = map.Number("answer_days", 1, 90);
        var centres = new HashSet<string>(StringComparer.Ordinal);
        foreach (var centre in map.Maps("centres"))
        {
            if (!centres.Add(centre.Id("id", dashed: true)))
                centre.Fault("id", $"centre {centre.Text("id")} is there twice");
            _ = centre.Required("name");
            var places = centre.Map("places");
            foreach (var group in places?.Node.Entries ?? [])
            {
                _ = places!.Number(group.Key, 0, 1000);
                if (!Groups.Contains(group.Key))
                    places.Fault(group.Key, $"{group.Key} is no group of places: {string.Join(", ", Groups)}");
            }

            places?.Done();
            if (places is null || places.Node.Entries.Count == 0)
                centre.Fault("places", "places are missing");
            centre.Done();
        }

        var criteria = new HashSet<string>(StringComparer.Ordinal);
        foreach (var criterion in map.Maps("criteria"))
        {
            if (!criteria.Add(criterion.Id("id")))
                criterion.Fault("id", $"criterion {criterion.Text("id")} is there twice");
            _ = criterion.Required("label");
            if (criterion.Number("points", 0, 10_000) is null && !criterion.Has("points"))
                criterion.Fault("points", "points are missing");
            _ = criterion.Flag("of_centre");
            criterion.Done();
        }

        if (centres.Count == 0)
            map.Fault("centres", "centres are missing");
        map.Done();
        var chosen = Choices.SelectMany(choice => Options(snapshot, town, choice.Service, choice.Parameter)).ToHashSet(StringComparer.Ordinal);
        foreach (var unknown in centres.Except(chosen))
            map.Fault("centres", $"no form of the town offers {unknown} ({string.Join(", ", Choices.Select(choice => $"{choice.Service}: {choice.Parameter}"))})");
        foreach (var missing in chosen.Except(centres))
            map.Fault("centres", $"{missing} can be wished for and has no places here");
    }

    private static IEnumerable<string> Options(CatalogueSnapshot snapshot, string town, string service, string parameter) =>
        (snapshot.Parts.Overlay(town, service)?.Parameters ?? [])
            .Where(entry => entry.Key == parameter).Select(entry => entry.Value).OfType<ListNode>()
            .SelectMany(list => list.Items).OfType<MapNode>().Select(item => (item.Value("id") as ScalarNode)?.Text).OfType<string>();
}
