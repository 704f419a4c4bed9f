using Microsoft.Extensions.Configuration;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Specialist;

namespace Rathaus.Registers.Tests;

/// <summary>A town whose register another maker's program keeps.</summary>
public sealed class SpecialistTests(SpecialistTown town) : IClassFixture<SpecialistTown>
{
    private const string Move = """{"person":{"family_name":"Beispiel","given_names":"Mira","birth_date":"1988-04-17"},"moved_in":"2026-11-10","address":{"street":"Demoplatz","number":"9","post_code":"42103","town":"Wuppertal"} }""";
    private const string Given = """{"gives":{"registered_on":"2026-11-20","persons":1,"number":"X-1","previous_town":""}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_specialist_system_answers_for_its_town_with_purpose_and_the_person_who_signed_in()
    {
        Reset(_ => (200, """{"value":{"family_name":"Amtlich","given_names":"Mira","birth_date":"1988-04-17"}}"""));
        var answer = await AskAsync(SeededRegisters.Wuppertal, SeededRegisters.Mira);
        Assert.Equal("Amtlich", (string?)answer.Value!["family_name"]);
        var call = Assert.Single(town.Calls);
        Assert.Equal(("facts/register.person", "Bearer geheim-47"), (call.Path, call.Token));
        Assert.Equal(("wuppertal", "probe", "Beispiel", "1988-04-17"),
            ((string?)call.Body["town"], (string?)call.Body["purpose"], (string?)call.Body["person"]!["family_name"], (string?)call.Body["person"]!["birth_date"]));
    }

    [Fact]
    public async Task Other_towns_keep_the_embedded_register_and_nobody_signed_in_asks_nothing()
    {
        Reset(_ => (200, """{"value":null}"""));
        Assert.True((await AskAsync(SeededRegisters.Aachen, SeededRegisters.Mira)).Known);
        Assert.False((await AskAsync(SeededRegisters.Wuppertal, null)).Known);
        Assert.Empty(town.Calls);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, "kein JSON")]
    [InlineData(200, "[1]")]
    [InlineData(200, "{}")]
    [InlineData(403, """{"value":"x"}""")]
    public async Task An_answer_that_does_not_fit_is_no_answer(int status, string body)
    {
        Reset(_ => (status, body));
        Assert.False((await AskAsync(SeededRegisters.Wuppertal, SeededRegisters.Mira)).Known);
        Assert.Equal("register.specialist-away", await town.RefusedAsync(SeededRegisters.Wuppertal, $"S-BAD-{status}-{body.Length}", "residents.move", Move));
    }

    [Fact]
    public async Task An_answer_without_end_and_silence_are_no_answer()
    {
        Reset(_ => (200, "{\"value\":\"" + new string('x', 2 << 20) + "\"}"));
        Assert.False((await AskAsync(SeededRegisters.Wuppertal, SeededRegisters.Mira)).Known);
        Reset(_ => null);
        Assert.False((await AskAsync(SeededRegisters.Wuppertal, SeededRegisters.Mira)).Known);
    }

    [Fact]
    public async Task What_a_case_decides_is_tried_first_and_carried_out_after_the_commit_with_one_key()
    {
        Reset(_ => (200, Given));
        var gives = await town.DoAsync(SeededRegisters.Wuppertal, "S-MOVE", "residents.move", Move);
        Assert.Equal("X-1", (string?)gives["number"]);
        Assert.Equal([true], town.Calls.Select(call => (bool)call.Body["trial"]!));
        Assert.Equal("ordered", await StateAsync("S-MOVE"));

        await town.RunJobsAsync(SeededRegisters.Wuppertal);
        Assert.Equal([true, false], town.Calls.Select(call => (bool)call.Body["trial"]!));
        Assert.Equal(["effects/residents.move"], town.Calls.Select(call => call.Path).Distinct());
        Assert.Equal(["wuppertal/S-MOVE/e1"], town.Calls.Select(call => call.Key).Distinct());
        Assert.Equal("Demoplatz", (string?)town.Calls.Last().Body["with"]!["address"]!["street"]);
        Assert.Equal("confirmed", await StateAsync("S-MOVE"));
        Assert.Equal(0, await town.Database.Town(SeededRegisters.Wuppertal).QuerySingleAsync<int>(
            "select count(*)::int from registers.specialist_order where municipality = @Town and reference = 'S-MOVE' and with_parameters is not null", null, Ct));
        Assert.Equal(0, await town.Database.Town(SeededRegisters.Wuppertal).QuerySingleAsync<int>(
            "select count(*)::int from registers.register_event where municipality = @Town and reference = 'S-MOVE'", null, Ct));
    }

    [Fact]
    public async Task A_refusal_comes_in_the_words_of_the_system_and_nothing_is_stored()
    {
        Reset(_ => (409, """{"code":"name","title":"Der Name stimmt nicht mit dem Register überein."}"""));
        var plan = await town.CarryOutAsync(SeededRegisters.Wuppertal, "S-NO", ("residents.move", Move));
        Assert.Equal(("register.specialist-refused", "Der Name stimmt nicht mit dem Register überein."), (plan.Refusal?.Code, plan.Refusal?.Title));
        Assert.Null(await StateAsync("S-NO"));
    }

    [Fact]
    public async Task Without_an_answer_the_order_stays_and_is_done_later_once()
    {
        Reset(call => (bool)call.Body["trial"]! ? (200, Given) : (503, "{}"));
        await town.DoAsync(SeededRegisters.Wuppertal, "S-LATER", "residents.move", Move);
        await Assert.ThrowsAsync<SpecialistAwayException>(() => town.RunJobsAsync(SeededRegisters.Wuppertal));
        Assert.Equal("ordered", await StateAsync("S-LATER"));

        Reset(_ => (200, Given));
        Assert.Equal(1, await town.RunJobsAsync(SeededRegisters.Wuppertal));
        Assert.Equal("confirmed", await StateAsync("S-LATER"));
        Assert.Equal(0, await town.RunJobsAsync(SeededRegisters.Wuppertal));
    }

    [Fact]
    public async Task A_refusal_after_the_decision_is_handed_to_the_case()
    {
        Reset(call => (bool)call.Body["trial"]! ? (200, Given) : (409, """{"title":"Inzwischen gesperrt."}"""));
        await town.DoAsync(SeededRegisters.Wuppertal, "S-REFUSED", "residents.move", Move);
        var worker = town.Database.Worker.For(SeededRegisters.Wuppertal);
        Assert.Equal(1, await town.RunJobsAsync(SeededRegisters.Wuppertal));
        Assert.Equal("refused", await StateAsync("S-REFUSED"));
        Assert.Equal("""{"number": "S-REFUSED"}""", await worker.QuerySingleAsync<string>(
            "delete from kernel.job where municipality = @Town and kind = @Kind returning payload::text", new { Kind = RegisterJobs.Refused }, Ct));
    }

    [Theory]
    [InlineData("Url", "http://example.org/", "Url must be an https address")]
    [InlineData("Url", "einwohner", "Url must be an https address")]
    [InlineData("Seconds", "0", "Seconds must be more than 0")]
    [InlineData("Seconds", "lange", "Seconds must be more than 0")]
    [InlineData("TokenFile", "/nirgends/token", "there is no file")]
    public void A_setting_that_cannot_be_used_stops_the_start_and_is_named(string key, string value, string expected)
    {
        var settings = new Dictionary<string, string?> { ["Registers:Specialist:civil:soest:Url"] = "https://standesamt.example/", [$"Registers:Specialist:civil:soest:{key}"] = value };
        var fault = Assert.Throws<InvalidOperationException>(() => SpecialistSystems.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("civil:soest", fault.Message, StringComparison.Ordinal);
    }

    private void Reset(Func<SpecialistCall, (int Status, string Body)?> answer)
    {
        town.Answer = answer;
        town.Calls.Clear();
    }

    private async Task<FactAnswer> AskAsync(short number, ConfirmedPerson? person) => await town.Facts.AskAsync(
        new FactQuestion("register.person", [null], number, new Someone(person), new DateOnly(2026, 11, 20)) { Purpose = "probe" }, Ct);

    private async Task<string?> StateAsync(string reference) => (await town.Database.Town(SeededRegisters.Wuppertal).QueryAsync<string>(
        "select state from registers.specialist_order where municipality = @Town and reference = @reference", new { reference }, Ct)).SingleOrDefault();
}
