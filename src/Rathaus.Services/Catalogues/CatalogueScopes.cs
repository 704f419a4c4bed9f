using Rathaus.Kernel.Ports;

namespace Rathaus.Services.Catalogues;

/// <summary>The services that take applications, by life events.</summary>
internal sealed class CatalogueScopes(ICatalogue catalogue) : IServiceScopes
{
    /// <summary>Group of the services that stand under no life event.</summary>
    private const string Rest = "weitere";

    private static readonly LocalText RestName = new("Weitere Leistungen", "Further services", "Andere Leistungen");

    public IReadOnlyList<ScopeGroup> Groups
    {
        get
        {
            var services = catalogue.Towns.SelectMany(town => catalogue.ServicesOf(town.Id))
                .Where(service => service.TakesApplications)
                .DistinctBy(service => service.Id, StringComparer.Ordinal)
                .ToDictionary(service => service.Id, service => new ScopeService(service.Id, service.Name.In), StringComparer.Ordinal);
            var groups = catalogue.LifeEvents.All
                .Select(one => new ScopeGroup(one.Id, one.Name.In, [.. one.Services.Where(services.ContainsKey).Select(id => services[id])]))
                .Where(group => group.Services.Count > 0)
                .ToList();
            var grouped = groups.SelectMany(group => group.Services).Select(service => service.Id).ToHashSet(StringComparer.Ordinal);
            var rest = services.Values.Where(service => !grouped.Contains(service.Id)).OrderBy(service => service.Id, StringComparer.Ordinal).ToList();
            return rest.Count == 0 ? groups : [.. groups, new ScopeGroup(Rest, RestName.In, rest)];
        }
    }
}
