using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Facts;

namespace Rathaus.Registers.Vehicles;

/// <summary>Facts of vehicles, plates and permits. A vehicle's data are told to its keeper only; whether a plate is free, to all.</summary>
internal sealed class VehicleFacts(IVehicles vehicles, IPermits permits, RegionTowns region)
{
    public static readonly IReadOnlyCollection<string> Names =
    [
        "register.permits", "register.vehicle", "register.vehicle_record", "register.vehicle_codes", "register.plate_free",
        "register.plate_reserved", "register.free_plates",
    ];

    private const string ParkingPermit = "bewohnerparkausweis";

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => question.Name switch
    {
        "register.plate_free" => await PlateFreeAsync(question, ct),
        "register.plate_reserved" => await PlateReservedAsync(question, ct),
        "register.free_plates" => await FreePlates.AskAsync(region.For(question.Municipality), question, ct),
        "register.vehicle_codes" => await CodesAsync(question, ct),
        _ when question.Actor?.Person is not { } => FactAnswer.Unknown,
        "register.permits" => await PermitsAsync(question, question.Actor.Person, ct),
        "register.vehicle" => await VehicleAsync(question, question.Actor.Person, ct),
        _ => await RecordAsync(question, question.Actor.Person, ct),
    };

    private async Task<FactAnswer> PermitsAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        var held = await permits.OfHolderAsync(
            question.Municipality, ParkingPermit,
            new PermitHolder(person.FamilyName, person.GivenNames, person.BirthDate), question.Today, ct);
        return FactAnswer.Of(new JsonArray(
        [
            .. held.Select(permit => new JsonObject
            {
                ["number"] = permit.Number,
                ["plate"] = permit.Plate ?? string.Empty,
                ["zone"] = permit.Zone ?? string.Empty,
                ["from"] = Answers.Iso(permit.From),
                ["until"] = Answers.Iso(permit.Until),
            }),
        ]));
    }

    private async Task<FactAnswer> VehicleAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        if (question.Arguments.Count == 0 || question.Text(question.Arguments.Count - 1) is not { Length: > 0 } plate)
            return FactAnswer.Unknown;
        var vehicle = await vehicles.FindAsync(question.Municipality, plate, ct);
        return vehicle is null || vehicle.LengthMillimetres == 0 || !IsKeeper(vehicle.KeeperFamilyName, vehicle.KeeperGivenNames, vehicle.KeeperBirthDate, person)
            ? FactAnswer.Of(null)
            : FactAnswer.Of(new JsonObject
            {
                ["class"] = vehicle.Class,
                ["length_mm"] = vehicle.LengthMillimetres,
                ["width_mm"] = vehicle.WidthMillimetres,
                ["electric"] = vehicle.Electric,
            });
    }

    private async Task<FactAnswer> RecordAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        var asked = question.Text(1);
        var plate = Plate.Parse(asked) is { Succeeded: true, Value: { } canonical } ? canonical : "";
        foreach (var (number, _, _) in region.From(question.Municipality, null))
        {
            var row = await VehicleRow.FindAsync(region.For(number), plate, asked.ToUpperInvariant(), ct);
            if (row is null || !IsKeeper(row.KeeperFamilyName, row.KeeperGivenNames, row.KeeperBirthDate, person))
                continue;
            return row.InspectionDue is not { } inspection ? FactAnswer.Unknown : FactAnswer.Of(new JsonObject
            {
                ["plate"] = row.Plate,
                ["vin"] = row.Vin,
                ["make"] = row.Make,
                ["registered"] = row.Registered,
                ["inspection_due"] = Answers.Iso(inspection),
            });
        }

        return FactAnswer.Of(null);
    }

    /// <summary>Right or wrong and nothing else: a wrong plate, number or code give the same answer.</summary>
    private async Task<FactAnswer> CodesAsync(FactQuestion question, CancellationToken ct)
    {
        var vin = question.Text(1).ToUpperInvariant();
        if (Plate.Parse(question.Text(0)) is not { Succeeded: true, Value: { } plate })
            return FactAnswer.Of(false);
        foreach (var (number, _, _) in region.From(question.Municipality, null))
        {
            var row = await VehicleRow.FindAsync(region.For(number), plate, vin, ct);
            if (row is null || row.Vin != vin || row.Plate != plate || !row.Registered)
                continue;
            return FactAnswer.Of(row.Codes is { Length: 3 } codes
                && codes[0] == SecurityCodes.Hash(vin, "certificate", question.Text(2))
                && codes[1] == SecurityCodes.Hash(vin, "front", question.Text(3))
                && codes[2] == SecurityCodes.Hash(vin, "rear", question.Text(4)));
        }

        return FactAnswer.Of(false);
    }

    private async Task<FactAnswer> PlateFreeAsync(FactQuestion question, CancellationToken ct)
    {
        if (Plate.Parse(question.Text(0)) is not { Succeeded: true, Value: { } plate })
            return FactAnswer.Of(false);
        var row = await PlateUse.FindAsync(region.For(question.Municipality), plate, ct);
        return FactAnswer.Of(row is null || row.IsFree(question.Today));
    }

    private async Task<FactAnswer> PlateReservedAsync(FactQuestion question, CancellationToken ct)
    {
        if (Plate.Parse(question.Text(0)) is not { Succeeded: true, Value: { } plate })
            return FactAnswer.Of(false);
        var row = await PlateUse.FindAsync(region.For(question.Municipality), plate, ct);
        return FactAnswer.Of(row is { ReservedUntil: { } until, Pin: { } pin } && until >= question.Today && row.Plate == plate
            && Convert.ToHexStringLower(pin) == PlateUse.Hash(plate + question.Text(1).Trim()));
    }

    private static bool IsKeeper(string family, string given, DateOnly? born, ConfirmedPerson person) =>
        born == person.BirthDate
        && Din91379.SearchForm(family) == Din91379.SearchForm(person.FamilyName)
        && Din91379.SearchForm(given) == Din91379.SearchForm(person.GivenNames);
}

/// <summary>A vehicle by plate or number, the registered one first.</summary>
internal sealed record VehicleRow
{
    public required string Vin { get; init; }

    public required string Plate { get; init; }

    public required string Make { get; init; }

    public required bool Registered { get; init; }

    public DateOnly? InspectionDue { get; init; }

    public required string KeeperFamilyName { get; init; }

    public required string KeeperGivenNames { get; init; }

    public DateOnly? KeeperBirthDate { get; init; }

    public required string[] Codes { get; init; }

    public static Task<VehicleRow?> FindAsync(SqlScope town, string plate, string vin, CancellationToken ct) => town.QuerySingleOrDefaultAsync<VehicleRow>(
        """
        select vin, plate, make, registered, inspection_due, keeper_family_name, keeper_given_names, keeper_birth_date, codes
        from registers.vehicle
        where municipality = @Town and (plate = @plate or vin = @vin)
        order by vin = @vin desc, registered desc, deregistered_on desc nulls last
        limit 1
        """,
        new { plate, vin }, ct);
}

/// <summary>Security codes of certificate and plate stickers: kept as hashes, compared without telling which one was wrong.</summary>
internal static class SecurityCodes
{
    public static string Hash(string vin, string place, string code) => PlateUse.Hash($"{vin}|{place}|{code.Trim()}");

    /// <summary>Codes of an invented vehicle: signs of a hash of its number, as docs/registers.md shows.</summary>
    public static (string Certificate, string Front, string Rear) Demo(string vin)
    {
        var signs = PlateUse.Hash("codes|" + vin);
        return (signs[..7], signs[7..10].ToUpper(CultureInfo.InvariantCulture), signs[10..13].ToUpper(CultureInfo.InvariantCulture));
    }
}
