using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>A snapshot in which only the services stand new whose release came, went or was replaced.</summary>
internal static class ReleaseSwap
{
    /// <param name="released">All releases that hold now.</param>
    public static CatalogueSnapshot Apply(CatalogueSnapshot before, IReadOnlyList<PublishedOverlay> released, FaultList faults)
    {
        var touched = released.Where(one => !before.Released.ContainsKey(one.Id)).Select(one => (one.Town, one.Service))
            .Concat(before.Released.Where(old => released.All(one => one.Id != old.Key)).Select(old => old.Value))
            .ToHashSet();
        var parts = before.Parts.Copy();
        var services = before.Services.Where(service => !touched.Contains((service.Town.Id, service.Id))).ToList();
        foreach (var (townId, service) in touched)
        {
            parts.Forget(townId, service);
            if (before.Town(townId) is not { } town)
                continue;
            var made = released.FirstOrDefault(one => one.Town == townId && one.Service == service) is { } release
                ? ReleasedServices.Make(town, release, parts, faults)
                : OfFile(town, service, parts, faults);
            if (made is not null)
                services.Add(made);
        }

        return before.With(services, parts, released.ToDictionary(one => one.Id, one => (one.Town, one.Service)));
    }

    /// <summary>Without a release the file holds again, when there is one.</summary>
    private static EffectiveService? OfFile(Municipality town, string service, CatalogueParts parts, FaultList faults)
    {
        var file = CatalogueDesk.OverlayFile(town, service);
        if (!parts.Files.TryGetValue(file, out var text) || YamlReader.Read(file, text, faults) is not { } root
            || OverlayReader.Read(town.Id, file, root, parts.Blocks, faults) is not { } overlay)
            return null;
        parts.Keep(town, overlay);
        return parts.Shelf.Match(overlay.Lead, overlay.Service, overlay.Version) is { } package ? parts.Build(town, package.Def, overlay, faults) : null;
    }
}
