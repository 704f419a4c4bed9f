using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Facts;

/// <summary>The towns of the region in the order in which somebody is looked for: the one that asks, the one named, the others.</summary>
internal sealed class RegionTowns(TownDatabase database, ITownOffices? towns = null)
{
    public IEnumerable<(short Number, string Id, string Name)> From(short first, string? named)
    {
        var all = towns?.All ?? [];
        return all.OrderBy(town => town.Number == first ? 0 : string.Equals(town.Name, named, StringComparison.OrdinalIgnoreCase) ? 1 : 2)
            .Select(town => (town.Number, town.Id, town.Name))
            .DefaultIfEmpty((first, "", ""));
    }

    public TownScope For(short number) => database.For(number);
}
