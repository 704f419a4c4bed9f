namespace Rathaus.Registers;

/// <summary>A registered vehicle and its keeper, as far as a parking permit needs it.</summary>
public sealed record Vehicle
{
    /// <summary>Canonical plate, for example <c>W-AB 123</c>.</summary>
    public required string Plate { get; init; }

    /// <summary>Vehicle class of the EU, for example <c>M1</c> for a passenger car.</summary>
    public required string Class { get; init; }

    public required string Make { get; init; }

    public required int LengthMillimetres { get; init; }

    public required int WidthMillimetres { get; init; }

    public required bool Electric { get; init; }

    public required string KeeperFamilyName { get; init; }

    public required string KeeperGivenNames { get; init; }

    /// <summary>Null when the keeper is a company.</summary>
    public DateOnly? KeeperBirthDate { get; init; }
}

/// <summary>
/// Keepers of vehicles: demo stand-in for the central vehicle register of the Federal Motor Transport Authority (ZFZR).
/// Whatever shows its data says that they are simulated.
/// </summary>
public interface IVehicles
{
    /// <summary>By canonical plate, or null: unknown or registered in another town.</summary>
    Task<Vehicle?> FindAsync(short municipality, string plate, CancellationToken ct);
}
