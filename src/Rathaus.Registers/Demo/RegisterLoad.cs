using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Registers.Events;
using Rathaus.Registers.Residents;
using Rathaus.Registers.Vehicles;

namespace Rathaus.Registers.Demo;

/// <summary>
/// Fills the registers of a town with many residents and vehicles at once. Each has one event of the kind "loaded": an honest
/// initial load, no case decided it.
/// </summary>
internal static class RegisterLoad
{
    private const string Purpose = "initial-load";

    public static async Task WriteAsync(SqlScope town, IReadOnlyList<DemoResident> residents, DateTimeOffset at, CancellationToken ct)
    {
        var states = residents.Select(StateOf).ToArray();
        var vehicles = residents.SelectMany(one => one.Vehicles).Select(vehicle => (Vin: VinOf(vehicle.Plate), State: VehicleOf(vehicle, at), vehicle.Plate)).ToArray();
        RegisterEvent[] events =
        [
            .. states.Select(state => Loaded(RegisterNames.Residents, state.Id.ToString("D", System.Globalization.CultureInfo.InvariantCulture), ResidentEvents.Loaded, state.ToJson(), at)),
            .. vehicles.Select(vehicle => Loaded(RegisterNames.Vehicles, vehicle.Vin, VehicleProjection.Loaded, vehicle.State, at)),
            .. vehicles.Select(vehicle => Loaded(RegisterNames.Plates, PlateUse.Key(vehicle.Plate), PlateProjection.Used, new JsonObject { ["plate"] = vehicle.Plate }, at)),
        ];
        await town.ExecuteBatchAsync(
            [
                EventStore.Insert(events),
                .. ResidentProjection.Write(states, replace: false),
                VehicleProjection.Write([.. vehicles.Select(vehicle => (vehicle.Vin, vehicle.State))]),
                Plates([.. vehicles.Select(vehicle => vehicle.Plate)]),
            ],
            ct);
    }

    public static Resident StateOf(DemoResident one) => new()
    {
        Id = one.Id,
        FamilyName = one.FamilyName,
        GivenNames = one.GivenNames,
        BirthName = one.BirthName,
        FormerNames = one.FormerNames,
        DoctorDegree = one.DoctorDegree,
        BirthDate = one.BirthDate,
        BirthPlace = one.BirthPlace,
        Sex = one.Sex,
        Nationalities = one.Nationalities,
        MaritalStatus = one.MaritalStatus,
        Religion = one.Religion,
        TaxId = one.TaxId,
        Blocks = one.Block is { } block ? [new BlockMark(block, new DateOnly(2025, 1, 1), null)] : [],
        Related = [.. one.Related.Select(related => new RelatedPerson(related.Kind, related.Other))],
        Documents = one.Documents,
        Dwellings = [.. one.Dwellings.Select((dwelling, at) => dwelling with { Number = (short)(at + 1) })],
    };

    /// <summary>Seventeen signs without I, O and Q, from the plate; no manufacturer has the sign WRH.</summary>
    public static string VinOf(string plate) => "WRH" + PlateUse.Hash("vin|" + plate)[..14].ToUpperInvariant();

    private static JsonObject VehicleOf(Vehicle vehicle, DateTimeOffset at)
    {
        var vin = VinOf(vehicle.Plate);
        var codes = SecurityCodes.Demo(vin);
        var registered = new DateOnly(2019, 1, 1).AddDays(vin.Sum(sign => sign) * 7 % 2500);
        return new JsonObject
        {
            ["plate"] = vehicle.Plate,
            ["class"] = vehicle.Class,
            ["make"] = vehicle.Make,
            ["length_mm"] = vehicle.LengthMillimetres,
            ["width_mm"] = vehicle.WidthMillimetres,
            ["electric"] = vehicle.Electric,
            ["keeper_family_name"] = vehicle.KeeperFamilyName,
            ["keeper_given_names"] = vehicle.KeeperGivenNames,
            ["keeper_birth_date"] = vehicle.KeeperBirthDate is { } day ? RegisterArguments.Iso(day) : null,
            ["registered"] = true,
            ["registered_on"] = RegisterArguments.Iso(registered),
            ["inspection_due"] = RegisterArguments.Iso(new DateOnly(Kernel.Time.GermanClock.DayOf(at).Year + 1, registered.Month, 1)),
            ["codes"] = new JsonArray(
                SecurityCodes.Hash(vin, "certificate", codes.Certificate), SecurityCodes.Hash(vin, "front", codes.Front), SecurityCodes.Hash(vin, "rear", codes.Rear)),
        };
    }

    private static RegisterEvent Loaded(string register, string subject, string kind, JsonObject body, DateTimeOffset at) =>
        new(register, subject, 1, kind, at, body) { Purpose = Purpose };

    /// <summary>A plate that another town's residents have keeps its first place in the region's table.</summary>
    private static Sql Plates(IReadOnlyList<string> plates) => new(
        """
        insert into registers.plate_use (plate_key, plate, town)
        select p.plate_key, p.plate, @Town
        from unnest(@Keys, @plates) as p (plate_key, plate)
        on conflict do nothing
        """,
        new { Keys = plates.Select(PlateUse.Key).ToArray(), plates = plates.ToArray() });
}
