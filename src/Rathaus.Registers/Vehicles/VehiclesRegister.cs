using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Formats;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Vehicles;

/// <summary>The embedded register of vehicles and plates (FZV): demo stand-in for the central register of the KBA.</summary>
internal sealed class VehiclesRegister(VehicleFacts facts) : IRegister
{
    private const int ReservedDays = 90;
    private const int ReservedMonthsAfterUse = 12;

    public string Name => RegisterNames.Vehicles;

    public IReadOnlyCollection<string> Effects { get; } =
        ["vehicles.register", "vehicles.register_day", "vehicles.transfer", "vehicles.deregister", "vehicles.change_address", "vehicles.sell", "plates.reserve"];

    public IReadOnlyCollection<string> Facts => VehicleFacts.Names;

    public async Task<Outcome<JsonObject>> PlanAsync(RegisterWork work, string effect, RegisterArguments with, CancellationToken ct)
    {
        var parsed = Plate.Parse(with.Required("plate"));
        if (!parsed.Succeeded)
            return Refusal.Conflict("register.value-invalid", $"„{with.Text("plate")}“ ist kein Kennzeichen.");
        var plate = parsed.Value;
        return effect switch
        {
            "vehicles.register" => await RegisterAsync(work, plate, with, ct),
            "vehicles.register_day" => await RegisterDayAsync(work, plate, with, ct),
            "vehicles.sell" => await SellAsync(work, plate, with, ct),
            "vehicles.transfer" => await TransferAsync(work, plate, with, ct),
            "vehicles.deregister" => await DeregisterAsync(work, plate, with, ct),
            "vehicles.change_address" => await ChangeAddressAsync(work, plate, with, ct),
            "plates.reserve" => await ReserveAsync(work, plate, with, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "No effect of this register"),
        };
    }

    public ValueTask<FactAnswer> AskAsync(FactQuestion question, CancellationToken ct) => facts.AskAsync(question, ct);

    private static async Task<Outcome<JsonObject>> RegisterAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        var vin = with.Required("vin").ToUpperInvariant();
        var vehicle = await work.OpenAsync(RegisterNames.Vehicles, vin, ct);
        if ((bool?)vehicle.State["registered"] == true)
            return Refusal.Conflict("register.already-registered", $"Das Fahrzeug mit der Nummer {vin} ist schon zugelassen, auf {vehicle.State["plate"]}.");
        if (Keeper(with) is not { } keeper)
            return Refusal.Conflict("register.value-invalid", "Es fehlt, wer das Fahrzeug hält.");
        var claimed = await PlateUse.ClaimAsync(work, plate, PlateUse.HolderOf(with.Person("keeper"), with.Organisation("organisation")), ct);
        if (!claimed.Succeeded)
            return claimed.Refusal;
        keeper["plate"] = plate;
        keeper["registered"] = true;
        keeper["registered_on"] = RegisterArguments.Iso(work.Today);
        keeper["deregistered_on"] = null;
        keeper["evb"] = with.Text("evb");
        Set(keeper, "make", with.Text("make"));
        Set(keeper, "class", with.Text("class"));
        Set(keeper, "first_registered", with.Date("first_registered") is { } first ? RegisterArguments.Iso(first) : null);
        if (with.Number("length_mm") is { } length)
            keeper["length_mm"] = length;
        if (with.Number("width_mm") is { } width)
            keeper["width_mm"] = width;
        keeper["electric"] = with.Flag("electric") || plate.EndsWith('E');
        // A new car is inspected after three years, any other after two (Anlage VIII StVZO No. 2.1.2).
        keeper["inspection_due"] = RegisterArguments.Iso(work.Today.AddYears(with.Date("first_registered") is { } old && old < work.Today.AddYears(-1) ? 2 : 3));
        work.Record(vehicle, VehicleProjection.Registered, keeper);
        Use(work, claimed.Value, plate, takenOver: false);
        return Done(work, plate, "registered_on");
    }

    /// <summary>On the road and taken out of use the same day: the first keeper stays on record, and the plate is free again.</summary>
    private static async Task<Outcome<JsonObject>> RegisterDayAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        var given = await RegisterAsync(work, plate, with, ct);
        if (!given.Succeeded)
            return given;
        var vehicle = await work.OpenAsync(RegisterNames.Vehicles, with.Required("vin").ToUpperInvariant(), ct);
        work.Record(vehicle, VehicleProjection.Deregistered, new JsonObject { ["registered"] = false, ["deregistered_on"] = RegisterArguments.Iso(work.Today), ["one_day"] = true });
        var plates = await work.OpenAsync(RegisterNames.Plates, PlateUse.Key(plate), ct);
        work.Record(plates, PlateProjection.Freed, new JsonObject { ["plate"] = plate, ["holder"] = null, ["pin"] = null, ["taken_over"] = null });
        return given;
    }

    /// <summary>The keeper says who bought the vehicle (§ 15 (5) FZV); it stays registered until the buyer acts.</summary>
    private static async Task<Outcome<JsonObject>> SellAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        var found = await FindAsync(work, plate, with, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var seller = with.Person("keeper");
        if (seller is not null && HolderOf(found.Value.State) != PlateUse.HolderOf(seller, null))
            return Refusal.Conflict("register.vehicle-unknown", $"Das Fahrzeug {plate} ist nicht auf {seller.Name} zugelassen.");
        if ((with.Person("buyer")?.Name ?? with.Organisation("buyer_organisation")) is not { Length: > 0 } buyer)
            return Refusal.Conflict("register.value-invalid", "Es fehlt, wer das Fahrzeug gekauft hat.");
        work.Record(found.Value, VehicleProjection.Sold, new JsonObject
        {
            ["sold_on"] = RegisterArguments.Iso(with.DayOr("sold_on", work.Today)),
            ["buyer"] = buyer,
            ["buyer_address"] = with.Address("buyer_address")?.Line,
        });
        return Done(work, plate, "registered_on");
    }

    private static async Task<Outcome<JsonObject>> TransferAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        if (Keeper(with) is not { } keeper)
            return Refusal.Conflict("register.value-invalid", "Es fehlt, wer das Fahrzeug hält.");
        var found = await FindAsync(work, plate, with, ct);
        var elsewhere = !found.Succeeded && found.Refusal.Code == "register.vehicle-unknown" && with.Text("vin") is not null
            ? await PlateUse.FindAsync(work.Town, plate, ct)
            : null;
        if (!found.Succeeded && (elsewhere is null || elsewhere.Town == work.Order.Municipality))
            return found.Refusal;
        var vehicle = found.Value ?? await work.OpenAsync(RegisterNames.Vehicles, with.Required("vin").ToUpperInvariant(), ct);
        var own = await work.OpenAsync(RegisterNames.Plates, PlateUse.Key(plate), ct);
        var shown = plate;
        if (with.Text("new_plate") is { } wanted)
        {
            var parsed = Plate.Parse(wanted);
            if (!parsed.Succeeded)
                return Refusal.Conflict("register.value-invalid", $"„{wanted}“ ist kein Kennzeichen.");
            shown = parsed.Value;
            var claimed = await PlateUse.ClaimAsync(work, shown, PlateUse.HolderOf(with.Person("keeper"), with.Organisation("organisation")), ct);
            if (!claimed.Succeeded)
                return claimed.Refusal;
            Use(work, claimed.Value, shown, takenOver: false);
            if (elsewhere is null)
                work.Record(own, PlateProjection.Freed, new JsonObject { ["plate"] = plate, ["holder"] = null, ["pin"] = null, ["taken_over"] = null });
        }
        else if (elsewhere is not null)
        {
            Use(work, own, plate, takenOver: true);
        }

        keeper["plate"] = shown;
        keeper["registered"] = true;
        keeper["registered_on"] = RegisterArguments.Iso(work.Today);
        keeper["evb"] = with.Text("evb");
        if (elsewhere is not null)
        {
            keeper["from_town"] = elsewhere.Town;
            keeper["from_plate_kept"] = shown == plate;
            keeper["from_plate"] = plate;
            work.Also(JobSql.Insert(new JobRequest(VehicleNotice.JobKind, Moves.MoveNotice.Payload(work.Order.Reference, work.DeedId))));
        }

        work.Record(vehicle, VehicleProjection.Transferred, keeper);
        return Done(work, shown, "registered_on");
    }

    private static async Task<Outcome<JsonObject>> DeregisterAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        var found = await FindAsync(work, plate, with, ct);
        if (!found.Succeeded)
            return found.Refusal;
        var state = found.Value.State;
        var plates = await work.OpenAsync(RegisterNames.Plates, PlateUse.Key(plate), ct);
        work.Record(found.Value, VehicleProjection.Deregistered, new JsonObject { ["registered"] = false, ["deregistered_on"] = RegisterArguments.Iso(work.Today) });
        var until = with.Flag("reserve") ? work.Today.AddMonths(ReservedMonthsAfterUse) : (DateOnly?)null;
        if (until is { } last)
            work.Record(plates, PlateProjection.Reserved, PlateProjection.Reservation(plate, last, HolderOf(state), null));
        else
            work.Record(plates, PlateProjection.Freed, new JsonObject { ["plate"] = plate, ["holder"] = null, ["pin"] = null, ["taken_over"] = null });
        var gives = Done(work, plate, "deregistered_on");
        gives["reserved_until"] = until is { } day ? day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture) : "";
        return gives;
    }

    private static async Task<Outcome<JsonObject>> ChangeAddressAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        var found = await FindAsync(work, plate, with, ct);
        if (!found.Succeeded)
            return found.Refusal;
        work.Record(found.Value, VehicleProjection.Moved, new JsonObject { ["keeper_address"] = with.Address("address")!.Line });
        return Done(work, plate, "registered_on");
    }

    private static async Task<Outcome<JsonObject>> ReserveAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        var holder = PlateUse.HolderOf(with.Person("person"), with.Organisation("organisation"));
        var claimed = await PlateUse.ClaimAsync(work, plate, holder, ct);
        if (!claimed.Succeeded)
            return claimed.Refusal;
        var until = work.Today.AddDays(with.Number("days") ?? ReservedDays);
        var pin = RandomNumberGenerator.GetInt32(0, 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        work.Record(claimed.Value, PlateProjection.Reserved, PlateProjection.Reservation(plate, until, holder, pin));
        return new JsonObject { ["plate"] = plate, ["until"] = RegisterArguments.Iso(until), ["number"] = pin, ["pin"] = pin };
    }

    /// <summary>The vehicle registered here with this plate; a number or keeper that is named must be its own.</summary>
    private static async Task<Outcome<RegisterSubject>> FindAsync(RegisterWork work, string plate, RegisterArguments with, CancellationToken ct)
    {
        var vin = await work.Town.QuerySingleOrDefaultAsync<string>(
            "select vin from registers.vehicle where municipality = @Town and plate = @plate and registered", new { plate }, ct);
        var changed = work.Changed(RegisterNames.Vehicles).FirstOrDefault(one => (string?)one.State["plate"] == plate && (bool?)one.State["registered"] == true);
        if (changed is null && vin is null)
            return Refusal.Conflict("register.vehicle-unknown", $"Auf das Kennzeichen {plate} ist hier kein Fahrzeug zugelassen.");
        var vehicle = changed ?? await work.OpenAsync(RegisterNames.Vehicles, vin!, ct);
        if (with.Text("vin") is { } number && !string.Equals(number, vehicle.Id, StringComparison.OrdinalIgnoreCase))
            return Refusal.Conflict("register.vehicle-unknown", $"Zum Kennzeichen {plate} gehört eine andere Fahrzeug-Identifizierungsnummer.");
        return vehicle;
    }

    private static void Use(RegisterWork work, RegisterSubject plates, string plate, bool takenOver) => work.Record(
        plates, PlateProjection.Used,
        new JsonObject { ["plate"] = plate, ["reserved_until"] = null, ["holder"] = null, ["pin"] = null, ["taken_over"] = takenOver ? true : null });

    private static JsonObject? Keeper(RegisterArguments with)
    {
        var keeper = new JsonObject();
        if (with.Person("keeper") is { FamilyName.Length: > 0 } person)
        {
            keeper["keeper_family_name"] = person.FamilyName;
            keeper["keeper_given_names"] = person.GivenNames;
            keeper["keeper_birth_date"] = person.BirthDate is { } day ? RegisterArguments.Iso(day) : null;
            keeper["keeper_organisation"] = null;
        }
        else if (with.Organisation("organisation") is { Length: > 0 } organisation)
        {
            keeper["keeper_family_name"] = null;
            keeper["keeper_given_names"] = null;
            keeper["keeper_birth_date"] = null;
            keeper["keeper_organisation"] = organisation;
        }
        else
        {
            return null;
        }

        Set(keeper, "keeper_address", with.Address("address")?.Line);
        return keeper;
    }

    private static string HolderOf(JsonObject state) => PlateUse.HolderOf(
        (string?)state["keeper_family_name"] is { } family
            ? new NamedPerson(family, (string?)state["keeper_given_names"] ?? "", RegisterArguments.Day((string?)state["keeper_birth_date"]))
            : null,
        (string?)state["keeper_organisation"]);

    private static void Set(JsonObject body, string field, string? value)
    {
        if (value is not null)
            body[field] = value;
    }

    private static JsonObject Done(RegisterWork work, string plate, string day) =>
        new() { ["plate"] = plate, [day] = RegisterArguments.Iso(work.Today), ["number"] = work.Order.Reference };
}
