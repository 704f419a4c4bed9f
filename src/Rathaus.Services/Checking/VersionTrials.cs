using Rathaus.Services.Catalogues;
using Rathaus.Services.Packages;
using Rathaus.Services.Source;

namespace Rathaus.Services.Checking;

/// <summary>
/// A newest version that no town is on yet is built all the same, with the lead's overlay, else that of another adopter, else without
/// any: its rules are checked before somebody upgrades.
/// </summary>
internal static class VersionTrials
{
    public static IReadOnlyList<EffectiveService> Of(CatalogueSnapshot snapshot, FaultList faults)
    {
        var trials = new List<EffectiveService>();
        var taken = snapshot.Services.Select(service => service.Runtime.Def).ToHashSet();
        foreach (var package in snapshot.Packages.Where(package => !taken.Contains(package)))
        {
            if (One(snapshot, package, faults) is { } service)
                trials.Add(service);
        }

        return trials;
    }

    private static EffectiveService? One(CatalogueSnapshot snapshot, PackageDef package, FaultList faults)
    {
        var found = new FaultList();
        var adopters = snapshot.Towns.Where(town => snapshot.Parts.Overlay(town.Id, package.Id)?.Lead == package.Lead).OrderBy(town => town.Id != package.Lead).ToList();
        if (adopters.Count == 0)
            return null;
        EffectiveService? service = null;
        foreach (var town in adopters)
        {
            found = new FaultList();
            if ((service = snapshot.Parts.Trial(town, package, found)) is not null)
                break;
        }

        // What only the overlay lacks is a matter of the upgrade, not a fault of the package.
        faults.AddRange(found.All.Where(fault => fault.File.StartsWith(package.Folder + "/", StringComparison.Ordinal) || fault.File.StartsWith("blocks/", StringComparison.Ordinal)));
        return service;
    }
}
