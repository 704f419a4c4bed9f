using System.Globalization;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Facts;

/// <summary>
/// What rules may ask the registers (catalogue/facts.yaml). The person is always the one signed in, as the sign-in
/// confirmed him or her; nobody else's data can be asked for. Without such a person every answer is unknown.
/// </summary>
internal sealed class RegisterFacts(IResidents residents, IVehicles vehicles, IPermits permits) : IFacts
{
    private const string ParkingPermit = "bewohnerparkausweis";

    public IReadOnlyCollection<string> Names { get; } =
        ["register.person", "register.dwelling", "register.blocked", "register.certificate", "register.permits", "register.vehicle"];

    public async ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct)
    {
        if (question.Actor?.Person is not { } person)
            return FactAnswer.Unknown;
        return question.Name switch
        {
            "register.permits" => await PermitsAsync(question, person, ct),
            "register.vehicle" => await VehicleAsync(question, person, ct),
            _ => await ResidentAsync(question, person, ct),
        };
    }

    private async Task<FactAnswer> ResidentAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        var match = await residents.MatchAsync(question.Municipality, person, ct);
        if (!match.Succeeded)
            return match.Refusal.Code == "resident.not-found" && question.Name != "register.blocked"
                ? FactAnswer.Of(null)
                : FactAnswer.Unknown;
        var resident = match.Value;
        return question.Name switch
        {
            "register.person" => FactAnswer.Of(PersonJson(resident)),
            "register.dwelling" => FactAnswer.Of(resident.MainDwelling is { } dwelling ? AddressJson(dwelling) : null),
            "register.blocked" => FactAnswer.Of(resident.NeedsClerk),
            "register.certificate" => FactAnswer.Of(CertificateText.Of(resident)),
            _ => FactAnswer.Unknown,
        };
    }

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
                ["from"] = Iso(permit.From),
                ["until"] = Iso(permit.Until),
            }),
        ]));
    }

    private async Task<FactAnswer> VehicleAsync(FactQuestion question, ConfirmedPerson person, CancellationToken ct)
    {
        if (question.Arguments.Count == 0 || question.Arguments[^1] is not JsonValue last || !last.TryGetValue<string>(out var plate))
            return FactAnswer.Unknown;
        var vehicle = await vehicles.FindAsync(question.Municipality, plate, ct);
        return vehicle is null || !IsKeeper(vehicle, person)
            ? FactAnswer.Of(null)
            : FactAnswer.Of(new JsonObject
            {
                ["class"] = vehicle.Class,
                ["length_mm"] = vehicle.LengthMillimetres,
                ["width_mm"] = vehicle.WidthMillimetres,
                ["electric"] = vehicle.Electric,
            });
    }

    private static bool IsKeeper(Vehicle vehicle, ConfirmedPerson person) =>
        vehicle.KeeperBirthDate == person.BirthDate
        && Din91379.SearchForm(vehicle.KeeperFamilyName) == Din91379.SearchForm(person.FamilyName)
        && Din91379.SearchForm(vehicle.KeeperGivenNames) == Din91379.SearchForm(person.GivenNames);

    private static JsonObject PersonJson(Resident resident)
    {
        var person = new JsonObject { ["family_name"] = resident.FamilyName, ["given_names"] = resident.GivenNames };
        if (resident.BirthDate.Length == 10)
            person["birth_date"] = resident.BirthDate;
        return person;
    }

    private static JsonObject AddressJson(Dwelling dwelling) => new()
    {
        ["street"] = dwelling.Street,
        ["number"] = dwelling.HouseNumber,
        ["post_code"] = dwelling.PostCode,
        ["town"] = dwelling.Town,
    };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
