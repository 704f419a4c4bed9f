using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Tests;

/// <summary>Matching by the four data of § 18 (1) sentence 3 BMG, block marks of §§ 51, 52 BMG.</summary>
public sealed class ResidentTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, ConfirmedPerson> Strangers => new()
    {
        { "family name", SeededRegisters.Mira with { FamilyName = "Beispielmann" } },
        { "given names", SeededRegisters.Mira with { GivenNames = "Mirja" } },
        { "birth day", SeededRegisters.Mira with { BirthDate = new DateOnly(1988, 4, 18) } },
        { "street", SeededRegisters.Mira with { Street = "Probeweg" } },
        { "house number", SeededRegisters.Mira with { HouseNumber = "12a" } },
        { "post code", SeededRegisters.Mira with { PostCode = "42105" } },
        { "former dwelling", SeededRegisters.Mira with { Street = "Probeweg", HouseNumber = "5", PostCode = "42105" } },
        { "meta characters", SeededRegisters.Mira with { FamilyName = "' or 1=1 --", Street = "%" } },
        { "nothing", new ConfirmedPerson("", "", new DateOnly(1, 1, 1), null, "", "", "", "") },
    };

    [Fact]
    public async Task A_person_is_found_when_all_four_data_agree()
    {
        var found = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, SeededRegisters.Mira, Ct);
        Assert.True(found.Succeeded, found.Refusal?.Code);
        Assert.Equal("01234567811", found.Value.TaxId);
        Assert.Equal("Muster", found.Value.BirthName);
        Assert.False(found.Value.NeedsClerk);
        Assert.Equal(("Musterstraße", "12", DwellingKind.Only), (found.Value.MainDwelling!.Street, found.Value.MainDwelling.HouseNumber, found.Value.MainDwelling.Kind));
        Assert.Equal([new DateOnly(2016, 4, 30)], found.Value.Dwellings.Where(dwelling => !dwelling.Current).Select(dwelling => dwelling.MovedOut!.Value));
        Assert.Equal(["Child", "Child", "Spouse"], found.Value.Related.Select(person => person.Relation).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_person_is_unknown_when_one_of_them_differs(string what, ConfirmedPerson person)
    {
        var found = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, person, Ct);
        Assert.False(found.Succeeded, what);
        Assert.Equal("resident.not-found", found.Refusal.Code);
    }

    [Theory]
    [InlineData("BEISPIEL", "mira", "Musterstrasse", "12")]
    [InlineData("Beispiel", "Mira", "Musterstr.", " 12 ")]
    public async Task Spelling_makes_no_difference(string family, string given, string street, string number)
    {
        var person = SeededRegisters.Mira with { FamilyName = family, GivenNames = given, Street = street, HouseNumber = number };
        Assert.True((await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, person, Ct)).Succeeded);
    }

    [Fact]
    public async Task Names_of_other_languages_are_found_by_their_search_form()
    {
        var person = new ConfirmedPerson(
            "Lukasiewicz", "Weronika", new DateOnly(1979, 7, 14), null, "Demoweg", "66", "42115", "Wuppertal");
        var found = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, person, Ct);
        Assert.Equal("Łukasiewicz", found.Value?.FamilyName);
        Assert.Equal("Dr.", found.Value?.DoctorDegree);
    }

    [Fact]
    public async Task A_partial_birth_date_stays_partial()
    {
        var person = new ConfirmedPerson(
            "Platzhalter", "Amadou", new DateOnly(1985, 1, 1), null, "Beispielweg", "18", "42275", "Wuppertal");
        var found = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, person, Ct);
        Assert.Equal("1985", found.Value?.BirthDate);
    }

    [Fact]
    public async Task Another_town_knows_nobody_of_this_one()
    {
        var found = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, SeededRegisters.Mira, Ct);
        Assert.Equal("resident.not-found", (await registers.Residents.MatchAsync(SeededRegisters.Aachen, SeededRegisters.Mira, Ct)).Refusal?.Code);
        Assert.Null(await registers.Residents.FindAsync(SeededRegisters.Aachen, found.Value!.Id, Ct));
        Assert.Null(await registers.Vehicles.FindAsync(SeededRegisters.Aachen, "W-MB 123", Ct));
    }

    [Fact]
    public async Task A_person_with_a_secondary_dwelling_is_known_in_both_towns()
    {
        var tuelay = new ConfirmedPerson(
            "Modell", "Tülay Ayşe", new DateOnly(1999, 2, 28), null, "Modellstraße", "21", "42117", "Wuppertal");
        var home = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, tuelay, Ct);
        var away = await registers.Residents.MatchAsync(SeededRegisters.Aachen, tuelay, Ct);
        Assert.Equal(DwellingKind.Main, home.Value?.MainDwelling?.Kind);
        Assert.Equal(2, away.Value?.Dwellings.Count(dwelling => dwelling.Current));
        Assert.Equal(["DE", "TR"], home.Value?.Nationalities);
    }

    [Fact]
    public async Task A_block_mark_of_the_person_or_of_a_child_calls_for_a_clerk()
    {
        var own = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, SeededRegisters.Samira, Ct);
        Assert.Equal([RegisterBlock.Disclosure], own.Value!.Blocks.Select(block => block.Kind));
        Assert.True(own.Value.NeedsClerk);

        var father = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, SeededRegisters.Lukas, Ct);
        Assert.Empty(father.Value!.Blocks);
        Assert.True(father.Value.NeedsClerk);
    }
}
