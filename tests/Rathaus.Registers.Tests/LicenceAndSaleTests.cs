using System.Text.Json.Nodes;

namespace Rathaus.Registers.Tests;

/// <summary>Driving licences, the sale of a car, and a registration for one day.</summary>
public sealed class LicenceAndSaleTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private const short Region = SeededRegisters.Aachen;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<string?> StateAsync(string register, string where) => registers.Database.Town(Region).QuerySingleOrDefaultAsync<string>(
        $"select state::text from registers.entry where municipality = @Town and register = @register and {where} order by serial desc limit 1", new { register }, Ct);

    [Fact]
    public async Task A_card_takes_the_place_of_the_one_before_and_keeps_its_classes()
    {
        const string Holder = """{"family_name":"Fahrprobe","given_names":"Vera","birth_date":"1970-05-05"}""";
        await registers.DoAsync(Region, "AC-L1", "licences.issue", $$"""{"person":{{Holder}},"kind":"exchange","classes":["B","BE"]}""");
        var second = await registers.DoAsync(Region, "AC-L2", "licences.issue", $$"""{"person":{{Holder}},"kind":"extension","classes":["A"],"until":null}""");
        Assert.Matches("^FE-2026-[0-9]{5}$", (string?)second["number"]);
        var open = JsonNode.Parse((await StateAsync("licences", "open and state ->> 'kind' = 'extension'"))!)!;
        Assert.Equal(["A", "B", "BE"], open["classes"]!.AsArray().Select(item => (string?)item));
        Assert.NotNull(await StateAsync("licences", "not open and state ->> 'kind' = 'exchange'"));

        await registers.DoAsync(Region, "AC-L3", "licences.issue", $$"""{"person":{{Holder}},"kind":"international","classes":["B"],"until":"2029-11-20"}""");
        Assert.NotNull(await StateAsync("licences", "open and state ->> 'kind' = 'extension'"));
        // After a withdrawal only what is granted anew is held.
        await registers.DoAsync(Region, "AC-L4", "licences.issue", $$"""{"person":{{Holder}},"kind":"grant","classes":["B"]}""");
        Assert.Equal(["B"], JsonNode.Parse((await StateAsync("licences", "open and state ->> 'kind' = 'grant'"))!)!["classes"]!.AsArray().Select(item => (string?)item));
        Assert.Equal("register.value-invalid", await registers.RefusedAsync(Region, "AC-L5", "licences.issue", $$"""{"person":{{Holder}},"kind":"drawn","classes":["B"]}"""));
        Assert.Equal("register.value-invalid", await registers.RefusedAsync(Region, "AC-L6", "licences.issue", $$"""{"person":{{Holder}},"kind":"international","classes":["B"],"until":"2026-11-19"}"""));
    }

    [Fact]
    public async Task A_sold_car_stays_registered_to_its_keeper_and_strangers_cannot_sell_it()
    {
        const string Vin = "WVWZZZ1JZXW000777";
        const string Keeper = """{"family_name":"Verkaufsprobe","given_names":"Kai","birth_date":"1975-05-05"}""";
        const string Buyer = """{"family_name":"Kaufprobe","given_names":"Ute","birth_date":null}""";
        await registers.DoAsync(Region, "AC-S1", "vehicles.register", $$"""{"plate":"AC-KP 771","vin":"{{Vin}}","keeper":{{Keeper}} }""");
        await registers.DoAsync(Region, "AC-S2", "vehicles.sell", $$"""{"plate":"AC-KP 771","keeper":{{Keeper}},"buyer":{{Buyer}},"sold_on":"2026-11-18"}""");
        var state = Events.EntryState.Fold(await Events.EventStore.OfAsync(registers.Database.Town(Region), "vehicles", Vin, Ct));
        Assert.Equal(("2026-11-18", "Ute Kaufprobe", true), ((string?)state["sold_on"], (string?)state["buyer"], (bool)state["registered"]!));
        Assert.Equal("register.vehicle-unknown", await registers.RefusedAsync(Region, "AC-S3", "vehicles.sell", $$"""{"plate":"AC-KP 771","keeper":{{Buyer}},"buyer":{{Keeper}},"sold_on":"2026-11-18"}"""));
        Assert.Equal("register.value-invalid", await registers.RefusedAsync(Region, "AC-S4", "vehicles.sell", $$"""{"plate":"AC-KP 771","keeper":{{Keeper}},"sold_on":"2026-11-18"}"""));
    }

    [Fact]
    public async Task A_car_registered_for_a_day_is_out_of_use_and_its_plate_is_free()
    {
        await registers.DoAsync(Region, "AC-D1", "vehicles.register_day", """{"plate":"AC-TZ 1","vin":"WVWZZZ1JZXW000778","organisation":{"name":"Muster Autohaus GmbH"} }""");
        var state = Events.EntryState.Fold(await Events.EventStore.OfAsync(registers.Database.Town(Region), "vehicles", "WVWZZZ1JZXW000778", Ct));
        Assert.Equal((false, "2026-11-20"), ((bool)state["registered"]!, (string?)state["deregistered_on"]));
        await registers.DoAsync(Region, "AC-D2", "vehicles.register", """{"plate":"AC-TZ 1","vin":"WVWZZZ1JZXW000779","organisation":{"name":"Muster Autohaus GmbH"} }""");
    }
}
