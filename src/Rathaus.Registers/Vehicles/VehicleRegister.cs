using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;

namespace Rathaus.Registers.Vehicles;

/// <inheritdoc cref="IVehicles"/>
internal sealed class VehicleRegister(TownDatabase towns) : IVehicles
{
    public async Task<Vehicle?> FindAsync(short municipality, string plate, CancellationToken ct)
    {
        var canonical = Plate.Parse(plate);
        if (!canonical.Succeeded)
            return null;
        return await towns.For(municipality).QuerySingleOrDefaultAsync<Vehicle>(
            """
            select plate, class, make, length_mm as length_millimetres, width_mm as width_millimetres, electric,
                   keeper_family_name, keeper_given_names, keeper_birth_date
            from registers.vehicle
            where municipality = @Town and plate = @Plate and registered
            """,
            new { Plate = canonical.Value }, ct);
    }
}
