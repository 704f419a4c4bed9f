using System.Text.Json.Nodes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Tests;

/// <summary>What rules learn from the registers, and what they must not learn.</summary>
public sealed class FactTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_and_dwelling_prefill_a_form()
    {
        Assert.Equal(
            """{"family_name":"Beispiel","given_names":"Mira","birth_date":"1988-04-17"}""",
            (await AskAsync("register.person", SeededRegisters.Mira)).Value!.ToJsonString(Plain));
        Assert.Equal(
            """{"street":"Musterstraße","number":"12","post_code":"42103","town":"Wuppertal"}""",
            (await AskAsync("register.dwelling", SeededRegisters.Mira)).Value!.ToJsonString(Plain));
    }

    [Fact]
    public async Task Nobody_signed_in_leaves_every_fact_unknown()
    {
        foreach (var name in registers.Facts.Names)
        {
            // Whether a plate is free is told to everybody, and codes answer right or wrong; the roll is asked with a person's own data.
            if (name is "register.plate_free" or "register.plate_reserved" or "register.free_plates" or "register.vehicle_codes" or "register.electoral_entry")
                continue;
            Assert.False((await AskAsync(name, null, JsonValue.Create("W-MB 123"))).Known, name);
            Assert.False((await registers.Facts.AskAsync(new FactQuestion(name, [], SeededRegisters.Wuppertal, null, Today) { Purpose = "probe" }, Ct)).Known, name);
        }
    }

    [Fact]
    public async Task Somebody_who_is_not_registered_here_has_no_data_and_an_undecided_block()
    {
        var stranger = SeededRegisters.Mira with { FamilyName = "Niemand" };
        var person = await AskAsync("register.person", stranger);
        Assert.True(person.Known);
        Assert.Null(person.Value);
        Assert.False((await AskAsync("register.blocked", stranger)).Known);
    }

    [Fact]
    public async Task A_block_is_told_and_a_blocked_childs_data_are_not()
    {
        Assert.True((await AskAsync("register.blocked", SeededRegisters.Samira)).Value!.GetValue<bool>());
        Assert.True((await AskAsync("register.blocked", SeededRegisters.Lukas)).Value!.GetValue<bool>());
        Assert.False((await AskAsync("register.blocked", SeededRegisters.Mira)).Value!.GetValue<bool>());
        var certificate = (await AskAsync("register.certificate", SeededRegisters.Lukas)).Value!.AsObject();
        Assert.Equal(string.Empty, certificate["children"]!.GetValue<string>());
        Assert.DoesNotContain("Nele", certificate.ToJsonString(Plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_prints_what_the_law_names()
    {
        var certificate = (await AskAsync("register.certificate", SeededRegisters.Mira)).Value!.AsObject();
        Assert.Equal("Beispiel, geb. Muster", certificate["family_name"]!.GetValue<string>());
        Assert.Equal("17.04.1988", certificate["birth_date"]!.GetValue<string>());
        Assert.Equal("Musterstraße 12, 42103 Wuppertal (alleinige Wohnung)", certificate["main_dwelling"]!.GetValue<string>());
        Assert.Equal("Jonas Peter Beispiel, geboren 02.11.1986", certificate["spouse"]!.GetValue<string>());
        Assert.Equal("Emil Beispiel, geboren 09.03.2018; Lotta Beispiel, geboren 30.06.2022", certificate["children"]!.GetValue<string>());
        Assert.Equal("verheiratet", certificate["marital_status"]!.GetValue<string>());
        Assert.Equal("deutsch", certificate["nationalities"]!.GetValue<string>());
        Assert.True(certificate["alive"]!.GetValue<bool>());
        Assert.Equal(21, certificate.Count);
    }

    [Fact]
    public async Task A_vehicle_is_told_to_its_keeper_only()
    {
        var own = await AskAsync("register.vehicle", SeededRegisters.Mira, null, JsonValue.Create("W-MB 123"));
        Assert.Equal(4560, own.Value!["length_mm"]!.GetValue<int>());
        var foreign = await AskAsync("register.vehicle", SeededRegisters.Mira, null, JsonValue.Create("W-JB 88E"));
        Assert.True(foreign.Known);
        Assert.Null(foreign.Value);
        Assert.Null((await AskAsync("register.vehicle", SeededRegisters.Mira, null, JsonValue.Create("' or true --"))).Value);
        Assert.False((await AskAsync("register.vehicle", SeededRegisters.Mira)).Known);
    }

    [Fact]
    public async Task Permits_hold_until_their_last_day_or_until_returned()
    {
        var holder = new PermitHolder("Muster", "Hannes", new DateOnly(1972, 3, 3));
        var hannes = new ConfirmedPerson("Muster", "Hannes", new DateOnly(1972, 3, 3), null, "Beispielweg", "44", "42279", "Wuppertal");
        var town = registers.Database.Town(SeededRegisters.Wuppertal);
        await town.ExecuteBatchAsync([PermitSql.Issue(Permit("P-1", holder, Today)), PermitSql.Issue(Permit("P-1", holder, Today.AddDays(9)))], Ct);
        var held = (await AskAsync("register.permits", hannes)).Value!.AsArray();
        Assert.Equal("2026-11-20", Assert.Single(held)!["until"]!.GetValue<string>());
        Assert.Empty(await registers.Permits.OfHolderAsync(SeededRegisters.Wuppertal, "bewohnerparkausweis", holder, Today.AddDays(1), Ct));
        Assert.Empty(await registers.Permits.OfHolderAsync(SeededRegisters.Aachen, "bewohnerparkausweis", holder, Today, Ct));
        Assert.Empty((await AskAsync("register.permits", SeededRegisters.Mira)).Value!.AsArray());

        await town.ExecuteBatchAsync([PermitSql.Return("bewohnerparkausweis", "P-1", Today)], Ct);
        Assert.Empty((await AskAsync("register.permits", hannes)).Value!.AsArray());
    }

    private static readonly System.Text.Json.JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Permit Permit(string number, PermitHolder holder, DateOnly until) => new()
    {
        Municipality = SeededRegisters.Wuppertal,
        Kind = "bewohnerparkausweis",
        Number = number,
        Holder = holder,
        Plate = "W-HM 1",
        Zone = "Demo-Zone 1",
        From = new DateOnly(2025, 11, 21),
        Until = until,
    };

    private async Task<FactAnswer> AskAsync(string name, ConfirmedPerson? person, params JsonNode?[] arguments) =>
        await registers.Facts.AskAsync(
            new FactQuestion(name, arguments, SeededRegisters.Wuppertal, new Someone(person), Today) { Purpose = "probe" }, Ct);
}
