using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>Services made of what towns released in the back office.</summary>
internal static class ReleasedServices
{
    /// <summary>Where faults of a released overlay are said to stand.</summary>
    public static string FileOf(Municipality town, string service) => $"released/{town.Id}/{service}.yaml";

    /// <returns>
    /// The service of the catalogue's package and the released overlay; when they no longer fit, the service exactly as it was released.
    /// </returns>
    public static EffectiveService? Make(Municipality town, PublishedOverlay released, CatalogueParts parts, FaultList faults)
    {
        var own = new FaultList();
        var file = FileOf(town, released.Service);
        if (YamlReader.Read(file, released.Overlay, own) is { } root && OverlayReader.Read(town.Id, file, root, parts.Blocks, own) is { } overlay)
        {
            parts.Keep(town, overlay);
            if (parts.Shelf.Match(overlay.Lead, overlay.Service, overlay.Version) is { } package
                && parts.Build(town, package.Def, overlay, own) is { } service)
                return service;
        }

        faults.Warn(file, 1, $"version {released.Version} of {released.Lead}/{released.Service} no longer fits: it holds as it was released");
        foreach (var fault in own.All)
            faults.Add(fault with { Warning = true });
        try
        {
            return CanonicalForm.Read(released.Canonical, town);
        }
        catch (InvalidOperationException unusable)
        {
            faults.Warn(file, 1, unusable.Message);
            return null;
        }
    }
}
