using System.Text.Json.Nodes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Tests;

/// <summary>Entries of the cast in civil status and titles, and the family as forms learn of it.</summary>
public sealed class CastEntryTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    private async Task<JsonNode?> AskAsync(string name, ConfirmedPerson person, params string[] arguments) => (await registers.Facts.AskAsync(
        new FactQuestion(name, [null, .. arguments.Select(argument => (JsonNode)JsonValue.Create(argument))], SeededRegisters.Wuppertal, new Someone(person), Today) { Purpose = "probe" },
        TestContext.Current.CancellationToken)).Value;

    [Fact]
    public async Task A_mother_is_shown_her_childs_birth_and_her_marriage_and_a_stranger_is_not()
    {
        var birth = (await AskAsync("register.birth_entry", SeededRegisters.Mira, "Beispiel", "Lotta", "2022-06-30"))!;
        Assert.Equal("Standesamt Wuppertal", (string?)birth["office"]);
        Assert.Equal(["Jonas Peter", "Mira"], new[] { (string?)birth["parent1_given_names"], (string?)birth["parent2_given_names"] }.Order(StringComparer.Ordinal));
        Assert.Null(await AskAsync("register.birth_entry", SeededRegisters.Samira, "Beispiel", "Lotta", "2022-06-30"));
        var marriage = (await AskAsync("register.marriage_entry", SeededRegisters.Mira, "Beispiel", "2015-06-12"))!;
        Assert.Contains("Muster", new[] { (string?)marriage["spouse1_name_before"], (string?)marriage["spouse2_name_before"] });
        Assert.Null(await AskAsync("register.marriage_entry", SeededRegisters.Lukas, "Beispiel", "2015-06-12"));
    }

    [Fact]
    public async Task Family_children_dwellings_and_documents_are_those_of_the_person_signed_in_and_blocked_ones_are_left_out()
    {
        var family = (await AskAsync("register.family", SeededRegisters.Mira))!.AsArray();
        Assert.Equal(["child Emil", "child Lotta", "spouse Jonas Peter"], family.Select(one => $"{one!["relation"]} {one["person"]!["given_names"]}").Order(StringComparer.Ordinal));
        var children = (await AskAsync("register.children", SeededRegisters.Mira))!.AsArray();
        Assert.All(children, child => Assert.Equal("Jonas Peter Beispiel", (string?)Assert.Single(child!["other_holders"]!.AsArray())!["label"]));
        Assert.Equal("Musterstraße 12, 42103 Wuppertal", (string?)Assert.Single((await AskAsync("register.dwellings", SeededRegisters.Mira))!.AsArray())!["label"]);
        Assert.Equal("wuppertal", (string?)(await AskAsync("register.registration", SeededRegisters.Mira))!["town"]);
        Assert.Equal("identity_card", (string?)Assert.Single((await AskAsync("register.identity_documents", SeededRegisters.Mira))!.AsArray())!["kind"]);
        // Nele has a disclosure block: her father's forms do not name her.
        Assert.Empty((await AskAsync("register.children", SeededRegisters.Lukas))!.AsArray());
        Assert.DoesNotContain("Nele", (await AskAsync("register.family", SeededRegisters.Lukas))!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(await AskAsync("register.birth_entry", SeededRegisters.Lukas, "Probe", "Nele", await BirthOfNeleAsync()));
    }

    private Task<string> BirthOfNeleAsync() => registers.Database.Town(SeededRegisters.Wuppertal).QuerySingleAsync<string>(
        "select birth_date from registers.resident where municipality = @Town and family_name = 'Probe' and given_names = 'Nele'", null, TestContext.Current.CancellationToken);
}
