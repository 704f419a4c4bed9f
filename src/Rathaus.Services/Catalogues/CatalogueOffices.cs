using Rathaus.Kernel.Ports;

namespace Rathaus.Services.Catalogues;

/// <summary>The catalogue's towns and offices for rooms that know no catalogue.</summary>
internal sealed class CatalogueOffices(Catalogue catalogue) : ITownOffices
{
    public IReadOnlyList<TownEntry> All =>
        [.. catalogue.Snapshot.Towns.OrderBy(town => town.Name, StringComparer.Ordinal).Select(Of)];

    public TownEntry? Find(short number) =>
        catalogue.Snapshot.Towns.FirstOrDefault(town => town.Number == number) is { } found ? Of(found) : null;

    public TownEntry? Find(string? id) =>
        catalogue.Snapshot.Towns.FirstOrDefault(town => town.Id == id) is { } found ? Of(found) : null;

    private static TownEntry Of(Municipality town) =>
        new(town.Id, town.Number, town.Name, [
            .. town.Offices.Select(office => new OfficeEntry(office.Id, office.NameIn) { Kinds = office.Kinds, Address = office.Address.ToString() }),
        ])
        { Ars = town.Ars, FullName = town.FullName };
}
