using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Tests;

/// <summary>Vehicles and plates, civil status, businesses, the electoral roll, titles, childcare and cards.</summary>
public sealed class EntryEffectTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private const short W = SeededRegisters.Wuppertal;
    private const string Mira = """{"family_name":"Beispiel","given_names":"Mira","birth_date":"1988-04-17"}""";
    private const string Otto = """{"family_name":"Beispiel","given_names":"Otto","birth_date":"1950-01-01"}""";
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<FactAnswer> AskAsync(string name, ConfirmedPerson? person, params JsonNode?[] arguments) => await registers.Facts.AskAsync(
        new FactQuestion(name, arguments, W, person is null ? null : new Someone(person), Today) { Purpose = "probe" }, Ct);

    private static JsonNode Text(string text) => JsonValue.Create(text);

    [Fact]
    public async Task A_plate_is_reserved_once_in_the_region_and_free_again_after_its_last_day()
    {
        Assert.True((await AskAsync("register.plate_free", null, Text("W-XY 77"))).Value!.GetValue<bool>());
        var gives = await registers.DoAsync(W, "W-PL-1", "plates.reserve", $$"""{"plate":"w-xy 77","person":{{Mira}} }""");
        Assert.Equal(("W-XY 77", "2027-02-18"), ((string?)gives["plate"], (string?)gives["until"]));
        Assert.False((await AskAsync("register.plate_free", null, Text("W-XY 77E"))).Value!.GetValue<bool>());
        Assert.True((await AskAsync("register.plate_reserved", null, Text("W-XY 77"), gives["pin"]!.DeepClone())).Value!.GetValue<bool>());
        Assert.False((await AskAsync("register.plate_reserved", null, Text("W-XY 77"), Text("wrong"))).Value!.GetValue<bool>());
        Assert.Equal("register.plate-taken", await registers.RefusedAsync(W, "W-PL-2", "plates.reserve", $$"""{"plate":"W-XY 77","person":{{Otto}} }"""));
        Assert.Equal("register.plate-taken", await registers.RefusedAsync(SeededRegisters.Aachen, "AC-PL", "plates.reserve", $$"""{"plate":"W-XY 77","person":{{Otto}} }"""));
        var later = new FactQuestion("register.plate_free", [Text("W-XY 77")], W, null, new DateOnly(2027, 2, 19)) { Purpose = "probe" };
        Assert.True((await registers.Facts.AskAsync(later, Ct)).Value!.GetValue<bool>());
        var free = (await AskAsync("register.free_plates", null, Text("W"), Text("XY"), Text("7?"))).Value!.AsArray().Select(plate => (string)plate!).ToArray();
        Assert.Equal(["W-XY 70", "W-XY 71", "W-XY 72", "W-XY 73", "W-XY 74", "W-XY 75", "W-XY 76", "W-XY 78", "W-XY 79"], free);
    }

    [Fact]
    public async Task Of_two_cases_that_reserve_a_plate_at_once_one_gets_it()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 6).Select(async i =>
        {
            try
            {
                return (await registers.CarryOutAsync(i % 2 == 0 ? W : SeededRegisters.Aachen, $"RACE-{i}", ("plates.reserve",
                    $$"""{"plate":"W-RR 1","person":{"family_name":"Muster","given_names":"Nr{{i}}","birth_date":"1990-01-01"} }"""))).Succeeded;
            }
            catch (Kernel.Data.UniqueViolationException)
            {
                return false;
            }
        }));
        Assert.Single(outcomes, done => done);
    }

    [Fact]
    public async Task A_vehicle_is_registered_transferred_and_taken_out_of_use_and_told_to_its_keeper_only()
    {
        const string Vin = "WRHTEST0000000001";
        await registers.DoAsync(W, "W-V-1", "plates.reserve", $$"""{"plate":"W-VV 5","person":{{Mira}} }""");
        var gives = await registers.DoAsync(W, "W-V-2", "vehicles.register", $$"""{"plate":"W-VV 5","vin":"{{Vin}}","keeper":{{Mira}},"make":"Musterwagen","first_registered":"2026-11-20"}""");
        Assert.Equal("W-VV 5", (string?)gives["plate"]);
        var record = (await AskAsync("register.vehicle_record", SeededRegisters.Mira, null, Text("W-VV 5"))).Value!;
        Assert.Equal((Vin, true, "2029-11-20"), ((string?)record["vin"], (bool)record["registered"]!, (string?)record["inspection_due"]));
        Assert.Null((await AskAsync("register.vehicle_record", SeededRegisters.Samira, null, Text("W-VV 5"))).Value);
        Assert.Equal("register.plate-taken", await registers.RefusedAsync(W, "W-V-3", "vehicles.register", $$"""{"plate":"W-VV 5","vin":"WRHTEST0000000002","keeper":{{Otto}} }"""));
        Assert.Equal("register.vehicle-unknown", await registers.RefusedAsync(W, "W-V-4", "vehicles.deregister", """{"plate":"W-VV 5","vin":"WRHTEST0000000009"}"""));

        await registers.DoAsync(W, "W-V-5", "vehicles.transfer", $$"""{"plate":"W-VV 5","keeper":{{Otto}},"new_plate":"W-VV 6"}""");
        Assert.Null((await AskAsync("register.vehicle_record", SeededRegisters.Mira, null, Text("W-VV 6"))).Value);
        Assert.True((await AskAsync("register.plate_free", null, Text("W-VV 5"))).Value!.GetValue<bool>());
        gives = await registers.DoAsync(W, "W-V-6", "vehicles.deregister", """{"plate":"W-VV 6","reserve":true}""");
        Assert.Equal("20.11.2027", (string?)gives["reserved_until"]);
        Assert.False((await AskAsync("register.plate_free", null, Text("W-VV 6"))).Value!.GetValue<bool>());
    }

    [Fact]
    public async Task A_vehicle_that_comes_from_another_town_leaves_that_towns_register()
    {
        const string Vin = "WRHTEST0000000077";
        await registers.DoAsync(SeededRegisters.Aachen, "AC-V", "vehicles.register", $$"""{"plate":"AC-VV 7","vin":"{{Vin}}","keeper":{{Otto}} }""");
        var gives = await registers.DoAsync(W, "W-V-AC", "vehicles.transfer", $$"""{"plate":"AC-VV 7","vin":"{{Vin}}","keeper":{{Mira}} }""");
        Assert.Equal("AC-VV 7", (string?)gives["plate"]);
        Assert.Equal(1, await registers.RunJobsAsync(W));
        Assert.Null(await registers.Vehicles.FindAsync(SeededRegisters.Aachen, "AC-VV 7", Ct));
        Assert.Equal("Mira", (await registers.Vehicles.FindAsync(W, "AC-VV 7", Ct))!.KeeperGivenNames);
        Assert.False((await AskAsync("register.plate_free", null, Text("AC-VV 7"))).Value!.GetValue<bool>());
    }

    [Fact]
    public async Task Security_codes_are_right_or_wrong_and_nothing_else_is_told()
    {
        var vin = await registers.Database.Town(W).QuerySingleAsync<string>("select vin from registers.vehicle where municipality = @Town and plate = 'W-MB 123'", null, Ct);
        var (certificate, front, rear) = Vehicles.SecurityCodes.Demo(vin);
        Assert.True((await AskAsync("register.vehicle_codes", null, Text("W-MB 123"), Text(vin), Text(certificate), Text(front), Text(rear))).Value!.GetValue<bool>());
        Assert.False((await AskAsync("register.vehicle_codes", null, Text("W-MB 123"), Text(vin), Text(certificate), Text(rear), Text(front))).Value!.GetValue<bool>());
        Assert.False((await AskAsync("register.vehicle_codes", null, Text("W-ZZ 999"), Text(vin), Text(certificate), Text(front), Text(rear))).Value!.GetValue<bool>());
    }

    [Fact]
    public async Task Civil_entries_are_numbered_by_year_certified_and_shown_to_the_family_only()
    {
        const string Born =
            """
            {"kind":"birth","persons":[{"family_name":"Beispiel","given_names":"Rosa","birth_date":"2026-11-02"}],"day":"2026-11-02","place":"Wuppertal","time":"14:05","sex":"weiblich",
             "parents":[{"family_name":"Beispiel","given_names":"Mira","birth_date":"1988-04-17"}]}
            """;
        var gives = await registers.DoAsync(W, "W-G-1", "civil.record", Born);
        Assert.Matches("^G [0-9]+/2026$", (string)gives["entry_number"]!);
        Assert.Equal("register.already-registered", await registers.RefusedAsync(W, "W-G-2", "civil.record", Born));
        var certified = await registers.DoAsync(W, "W-G-3", "civil.certificate",
            """{"kind":"birth","persons":[{"family_name":"Beispiel","given_names":"Rosa","birth_date":"2026-11-02"}],"copies":2}""");
        Assert.Equal((gives["entry_number"]!.GetValue<string>(), "Rosa Beispiel ist am 02.11.2026 in Wuppertal geboren."), ((string?)certified["entry_number"], (string?)certified["statement"]));
        var again = await registers.DoAsync(W, "W-G-4", "civil.certificate", $$"""{"kind":"birth_extract","entry_number":"{{gives["entry_number"]}}"}""");
        Assert.NotEqual((string?)certified["number"], (string?)again["number"]);
        Assert.Equal("register.entry-unknown", await registers.RefusedAsync(W, "W-G-5", "civil.certificate", """{"kind":"birth","entry_number":"G 9999/2026"}"""));
        Assert.Equal("register.value-invalid", await registers.RefusedAsync(W, "W-G-6", "civil.record", """{"kind":"divorce","persons":[],"day":"2026-11-02"}"""));

        JsonNode?[] asked = [null, Text("Beispiel"), Text("Rosa"), Text("2026-11-02")];
        var entry = (await AskAsync("register.birth_entry", SeededRegisters.Mira, asked)).Value!;
        Assert.Equal(("14:05", "Mira", ""), ((string?)entry["birth_time"], (string?)entry["parent1_given_names"], (string?)entry["parent2_given_names"]));
        Assert.Null((await AskAsync("register.birth_entry", SeededRegisters.Samira, null, Text("Beispiel"), Text("Rosa"), Text("2026-11-02"))).Value);
    }

    [Fact]
    public async Task Two_cases_of_one_year_get_two_numbers_and_a_lost_race_writes_nothing()
    {
        var first = await registers.DoAsync(SeededRegisters.Solingen, "SG-B-1", "businesses.register", BusinessOf("Bau"));
        var second = await registers.DoAsync(SeededRegisters.Solingen, "SG-B-2", "businesses.register", BusinessOf("Handel"));
        Assert.Equal(["1/2026", "2/2026"], [(string)first["number"]!, (string)second["number"]!]);
        var order = new RegisterOrder(SeededRegisters.Solingen, "SG-B-3", "probe", new RegisterActor("System", null), DateTimeOffset.UnixEpoch.AddYears(56),
            [new RegisterDeed("e1", "businesses.register", (JsonObject)JsonNode.Parse(BusinessOf("Rennen"))!)]);
        var effects = registers.Services.GetRequiredService<IRegisterEffects>();
        var town = registers.Database.Town(SeededRegisters.Solingen);
        var one = await effects.PlanAsync(town, order, Ct);
        var other = await effects.PlanAsync(town, order with { Reference = "SG-B-4" }, Ct);
        await town.ExecuteBatchAsync(one.Value!.Commands, Ct);
        await Assert.ThrowsAsync<Kernel.Data.UniqueViolationException>(() => town.ExecuteBatchAsync(other.Value!.Commands, Ct));
        Assert.Equal(0, await town.QuerySingleAsync<long>("select count(*) from registers.register_event where municipality = @Town and reference = 'SG-B-4'", null, Ct));
    }

    private static string BusinessOf(string activity) =>
        $$"""{"activity":"{{activity}}","address":{"street":"Musterplatz","number":"1","post_code":"42651","town":"Solingen"},"since":"2026-12-01","owner":{{Mira}} }""";

    [Fact]
    public async Task A_business_is_changed_and_closed_and_shown_to_its_owner()
    {
        var gives = await registers.DoAsync(W, "W-B-1", "businesses.register",
            $$"""{"activity":"Übersetzen","address":{"street":"Probeweg","number":"5","post_code":"42107","town":"Wuppertal"},"since":"2026-12-01","owner":{{Mira}} }""");
        await registers.DoAsync(W, "W-B-2", "businesses.change", $$"""{"number":"{{gives["number"]}}","since":"2027-01-01","activity":"Übersetzen und Dolmetschen"}""");
        var own = Assert.Single((await AskAsync("register.businesses", SeededRegisters.Mira, (JsonNode?)null)).Value!.AsArray())!;
        Assert.Equal(("Übersetzen und Dolmetschen", "hauptniederlassung", "Mira Beispiel"), ((string?)own["activity"], (string?)own["kind"], (string?)own["name"]));
        Assert.Empty((await AskAsync("register.businesses", SeededRegisters.Samira, (JsonNode?)null)).Value!.AsArray());
        await registers.DoAsync(W, "W-B-3", "businesses.close", $$"""{"owner":{{Mira}},"closed_on":"2027-03-31"}""");
        Assert.Empty((await AskAsync("register.businesses", SeededRegisters.Mira, (JsonNode?)null)).Value!.AsArray());
        Assert.Equal("register.business-unknown", await registers.RefusedAsync(W, "W-B-4", "businesses.close", $$"""{"owner":{{Mira}},"closed_on":"2027-03-31"}"""));
    }

    [Fact]
    public async Task A_voter_stands_in_the_roll_gets_one_card_and_a_blocked_one_is_told_to_nobody_else()
    {
        static JsonNode?[] Asked(string person, string street, string number, string code) =>
            [JsonNode.Parse(person), JsonNode.Parse($$"""{"street":"{{street}}","number":"{{number}}","post_code":"{{code}}","town":"Wuppertal"}"""), Text("2027-02-28")];
        const string Jonas = """{"family_name":"Beispiel","given_names":"Jonas Peter","birth_date":"1986-11-02"}""";
        var entry = (await AskAsync("register.electoral_entry", null, Asked(Jonas, "Musterstr.", "12", "42103"))).Value!;
        Assert.Equal("", (string?)entry["card"]);
        Assert.Null((await AskAsync("register.electoral_entry", null, Asked(Jonas, "Musterstr.", "13", "42103"))).Value);
        var gives = await registers.DoAsync(W, "W-E-1", "electoral.issue_card", $$"""{"voter":{{Jonas}},"election":"Demo-Wahl","day":"2027-02-28"}""");
        Assert.Equal(((string?)entry["number"], (string?)entry["district"], "Demo-Wahl"), ((string?)gives["roll_number"], (string?)gives["district"], (string?)gives["election_name"]));
        Assert.Equal((string?)gives["number"], (string?)(await AskAsync("register.electoral_entry", null, Asked(Jonas, "Musterstr.", "12", "42103"))).Value!["card"]);
        Assert.Equal("register.card-issued", await registers.RefusedAsync(W, "W-E-2", "electoral.issue_card", $$"""{"voter":{{Jonas}},"election":"Demo-Wahl","day":"2027-02-28"}"""));
        Assert.Equal("register.not-in-roll", await registers.RefusedAsync(W, "W-E-3", "electoral.issue_card",
            """{"voter":{"family_name":"Beispiel","given_names":"Lotta","birth_date":"2022-06-30"},"election":"2027-02-28"}"""));

        const string Samira = """{"family_name":"Probe","given_names":"Samira","birth_date":"1993-08-25"}""";
        Assert.Null((await AskAsync("register.electoral_entry", null, Asked(Samira, "Probeweg", "7", "42107"))).Value);
        Assert.Null((await AskAsync("register.electoral_entry", SeededRegisters.Mira, Asked(Samira, "Probeweg", "7", "42107"))).Value);
        Assert.NotNull((await AskAsync("register.electoral_entry", SeededRegisters.Samira, Asked(Samira, "Probeweg", "7", "42107"))).Value);
    }

    [Fact]
    public async Task Titles_childcare_and_cards_get_their_numbers()
    {
        var applied = await registers.DoAsync(W, "W-T-1", "titles.apply", $$"""{"person":{{Otto}},"title":"aufenthaltserlaubnis","kind":"renewal"}""");
        Assert.Equal(("AT-1/2026", "2027-05-20"), ((string?)applied["number"], (string?)applied["fiction_until"]));
        var issued = await registers.DoAsync(W, "W-T-2", "titles.issue", $$"""{"person":{{Otto}},"title":"niederlassungserlaubnis","since":"2026-12-01","basis":"fachkraft_18c"}""");
        Assert.Equal("AT-1/2026", (string?)issued["number"]);
        var otto = SeededRegisters.Mira with { GivenNames = "Otto", BirthDate = new DateOnly(1950, 1, 1) };
        var title = (await AskAsync("register.title", otto, (JsonNode?)null)).Value!;
        Assert.Equal(("niederlassungserlaubnis", "fachkraft_18c"), ((string?)title["kind"], (string?)title["purpose"]));
        Assert.Null(title["until"]);

        const string Child = """{"family_name":"Beispiel","given_names":"Lotta","birth_date":"2022-06-30"}""";
        var place = await registers.DoAsync(W, "W-K-1", "childcare.apply", $$"""{"child":{{Child}},"since":"2027-08-01","care":"kita","wishes":["probeweg","musterstrasse"],"criteria":["berufstaetig"]}""");
        Assert.Matches("^KB-2026-[0-9]{5}$", (string)place["number"]!);
        Assert.Equal("register.application-open", await registers.RefusedAsync(W, "W-K-2", "childcare.apply", $$"""{"child":{{Child}},"since":"2027-08-01","care":"kita","wishes":["probeweg"]}"""));
        Assert.Equal("register.value-invalid", await registers.RefusedAsync(W, "W-K-3", "childcare.apply", $$"""{"child":{{Child}},"since":"2027-08-01","care":"ogs","wishes":["nirgends"]}"""));
        Assert.Equal((string?)place["number"], (string?)(await registers.DoAsync(W, "W-K-4", "childcare.withdraw", $$"""{"child":{{Child}} }"""))["number"]);
        Assert.Equal("register.application-unknown", await registers.RefusedAsync(W, "W-K-5", "childcare.withdraw", $$"""{"child":{{Child}} }"""));

        var card = await registers.DoAsync(W, "W-H-1", "honorary.issue_card", $$"""{"person":{{Mira}} }""");
        Assert.Equal(("EK-2026-00001", "19.11.2028"), ((string?)card["number"], (string?)card["until"]));
        Assert.Equal("", (string?)(await registers.DoAsync(W, "W-H-2", "honorary.issue_card", $$"""{"person":{{Mira}},"kind":"jubilee"}"""))["until"]);
        Assert.Equal("register.card-issued", await registers.RefusedAsync(W, "W-H-3", "honorary.issue_card", $$"""{"person":{{Mira}} }"""));
    }

    [Fact]
    public async Task Entries_made_anew_from_the_events_are_the_same()
    {
        await registers.DoAsync(SeededRegisters.Aachen, "AC-H-1", "honorary.issue_card", $$"""{"person":{{Otto}} }""");
        var projections = registers.Services.GetRequiredService<ProjectionSet>();
        var town = registers.Database.Town(SeededRegisters.Aachen);
        const string Dump = "select string_agg(e::text, '|' order by e::text) from registers.entry e where municipality = @Town";
        var before = await town.QuerySingleAsync<string>(Dump, null, Ct);
        await registers.Database.Worker.For(SeededRegisters.Aachen).InTransactionAsync(tx => projections.RebuildAsync(tx, RegisterNames.Honorary, Ct), Ct);
        Assert.Equal(before, await town.QuerySingleAsync<string>(Dump, null, Ct));
    }

    [Fact]
    public async Task Each_look_is_written_down_with_its_purpose_once_a_day_and_without_purpose_nothing_is_told()
    {
        var account = new Guid(9, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
        var actor = new Someone(SeededRegisters.Mira, account);
        for (var i = 0; i < 3; i++)
            Assert.True((await registers.Facts.AskAsync(new FactQuestion("register.person", [], W, actor, Today) { Purpose = "bewohnerparkausweis" }, Ct)).Known);
        Assert.False((await registers.Facts.AskAsync(new FactQuestion("register.person", [], W, actor, Today), Ct)).Known);
        var seen = await registers.Database.Town(W).QueryAsync<string>(
            "select purpose || ' ' || fact from registers.access where municipality = @Town and actor_id = @account", new { account }, Ct);
        Assert.Equal(["bewohnerparkausweis register.person"], seen);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => registers.Database.Town(W).ExecuteAsync("delete from registers.access", null, Ct));
    }
}
