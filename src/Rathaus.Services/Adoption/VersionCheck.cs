using Rathaus.Services.Source;

namespace Rathaus.Services.Adoption;

/// <summary>Each version says by its number how much it changes.</summary>
internal static class VersionCheck
{
    public static void Run(PackageShelf shelf, FaultList faults)
    {
        foreach (var newest in shelf.Newest)
        {
            foreach (var (before, after) in shelf.VersionsOf(newest.Def.Lead, newest.Def.Id).Zip(shelf.VersionsOf(newest.Def.Lead, newest.Def.Id).Skip(1)))
            {
                var comparison = PackageComparison.Of(before.Def, after.Def);
                if (comparison.IsBumpEnough(out var needed))
                    continue;
                var largest = comparison.Changes.FirstOrDefault(change => change.Class == comparison.Class);
                faults.Add(
                    $"{after.Def.Folder}/service.yaml", LineOf(after),
                    $"version {after.Version} is too small a step from {before.Version}: {largest?.Key ?? "nothing"} makes it {comparison.Class.ToString().ToLowerInvariant()}, so at least {needed}");
            }
        }
    }

    private static int LineOf(PackageVersion version) => (version.Def.Roots["service.yaml"] as MapNode)?.Find("version")?.Line ?? 1;
}
