using Rathaus.Kernel.Ports;

namespace Rathaus.Registers.Tests;

/// <summary>Moves of families, block marks and objections, and what towns of the region tell one another (§ 33 BMG).</summary>
public sealed class RegionNoticeTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private const short Remscheid = 6;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static ConfirmedPerson Nora { get; } = new("Zugvogel", "Nora", new DateOnly(1989, 4, 12), "Remscheid", "", "", "", "Remscheid");

    private async Task<Resident> OneAsync(short town, string family, string given)
    {
        var ids = await registers.Database.Town(town).QueryAsync<Guid>(
            "select id from registers.resident where municipality = @Town and family_name = @family and given_names = @given", new { family, given }, Ct);
        return (await registers.Residents.FindAsync(town, Assert.Single(ids), Ct))!;
    }

    [Fact]
    public async Task A_family_that_moved_is_known_in_the_new_town_with_the_card_that_bears_the_old_address()
    {
        var old = (await OneAsync(Remscheid, "Zugvogel", "Nora")).MainDwelling!;
        var card = Nora with { Street = old.Street, HouseNumber = old.HouseNumber, PostCode = old.PostCode };
        Assert.Equal("resident.not-found", (await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, card, Ct)).Refusal?.Code);
        var others = string.Join(',', (await OneAsync(Remscheid, "Zugvogel", "Nora")).Related.Select(one =>
            $$"""{"family_name":"{{one.FamilyName}}","given_names":"{{one.GivenNames}}","birth_date":"{{one.BirthDate}}"}"""));
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-FAMILY", "residents.register_move_in",
            $$"""
            {"person":{"family_name":"Zugvogel","given_names":"Nora","birth_date":"1989-04-12"},"moved_in":"2026-11-14","others":[{{others}}],
             "address":{"street":"Musterstraße","number":"20","post_code":"42103","town":"Wuppertal"},
             "previous_address":{"street":"{{old.Street}}","number":"{{old.HouseNumber}}","post_code":"{{old.PostCode}}","town":"Remscheid"} }
            """);
        await registers.RunJobsAsync(SeededRegisters.Wuppertal);

        var here = await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, card, Ct);
        Assert.True(here.Succeeded, here.Refusal?.Code);
        Assert.Equal("Musterstraße 20, 42103 Wuppertal", $"{here.Value.MainDwelling!.Street} {here.Value.MainDwelling.HouseNumber}, {here.Value.MainDwelling.PostCode} {here.Value.MainDwelling.Town}");
        Assert.Equal((old.Street, new DateOnly(2026, 11, 14)), (here.Value.Previous!.Street, here.Value.Previous.Until!.Value));
        Assert.Equal("resident.not-found", (await registers.Residents.MatchAsync(Remscheid, card, Ct)).Refusal?.Code);
        Assert.Equal(["Child Lina", "Child Mats", "Spouse Timo"], here.Value.Related.Select(one => $"{one.Relation} {one.GivenNames}").Order(StringComparer.Ordinal));
        var lina = await OneAsync(SeededRegisters.Wuppertal, "Zugvogel", "Lina");
        Assert.Contains(lina.Related, one => one is { Relation: "Representative", GivenNames: "Nora" });

        var answer = await registers.Facts.AskAsync(new FactQuestion("register.children", [], SeededRegisters.Wuppertal, new Someone(card), new DateOnly(2026, 11, 20)) { Purpose = "kita-platz" }, Ct);
        Assert.Equal(2, answer.Value!.AsArray().Count);
        var dwelling = await registers.Facts.AskAsync(new FactQuestion("register.dwelling", [], SeededRegisters.Wuppertal, new Someone(card), new DateOnly(2026, 11, 20)) { Purpose = "bewohnerparkausweis" }, Ct);
        Assert.Equal("Musterstraße", (string?)dwelling.Value!["street"]);
    }

    [Fact]
    public async Task Somebody_else_is_not_known_by_the_old_address_and_a_year_later_nobody_is()
    {
        await registers.DoAsync(SeededRegisters.Aachen, "AC-OLD", "residents.register_move_in",
            """
            {"person":{"family_name":"Umzugsprobe","given_names":"Ada","birth_date":"1980-01-02"},"moved_in":"2025-11-19",
             "address":{"street":"Musterplatz","number":"1","post_code":"52062","town":"Aachen"},
             "previous_address":{"street":"Altweg","number":"2","post_code":"10115","town":"Berlin"} }
            """);
        var card = new ConfirmedPerson("Umzugsprobe", "Ada", new DateOnly(1980, 1, 2), null, "Altweg", "2", "10115", "Berlin");
        Assert.Equal("resident.not-found", (await registers.Residents.MatchAsync(SeededRegisters.Aachen, card, Ct)).Refusal?.Code);
        Assert.Equal("resident.not-found", (await registers.Residents.MatchAsync(SeededRegisters.Aachen, card with { GivenNames = "Ida" }, Ct)).Refusal?.Code);
        Assert.True((await registers.Residents.MatchAsync(SeededRegisters.Aachen, card with { Street = "Musterplatz", HouseNumber = "1", PostCode = "52062" }, Ct)).Succeeded);
    }

    [Fact]
    public async Task People_who_move_in_together_are_entered_with_all_their_data_however_many_they_are()
    {
        var others = string.Join(',', Enumerable.Range(1, 6).Select(at =>
            $$"""{"family_name":"Großprobe","given_names":"Kind{{at}}","birth_date":"2015-01-0{{at}}","birth_place":"Warszawa","sex":"f","nationalities":["PL"],"marital_status":"LD","religion":"rk"}"""));
        var gives = await registers.DoAsync(SeededRegisters.Aachen, "AC-SEVEN", "residents.register_move_in",
            $$"""
            {"person":{"family_name":"Großprobe","given_names":"Anna","birth_date":"1985-01-01"},"moved_in":"2026-11-14","previous_country":"PL","nationalities":["PL"],
             "address":{"street":"Musterplatz","number":"3","post_code":"52062","town":"Aachen"},"others":[{{others}}]}
            """);
        Assert.Equal(7, (int)gives["persons"]!);
        foreach (var at in Enumerable.Range(1, 6))
        {
            var child = await OneAsync(SeededRegisters.Aachen, "Großprobe", $"Kind{at}");
            Assert.Equal(("Warszawa", "f", "PL", "LD", "rk"), (child.BirthPlace, child.Sex, child.Nationalities[0], child.MaritalStatus, child.Religion));
        }
    }

    [Fact]
    public async Task A_block_is_written_hides_the_person_at_once_and_can_be_lifted()
    {
        const string Jonas = """{"family_name":"Beispiel","given_names":"Jonas Peter","birth_date":"1986-11-02"}""";
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-BLOCK", "residents.block", $$"""{"person":{{Jonas}},"until":"2028-11-20"}""");
        Assert.Equal([RegisterBlock.Disclosure], (await OneAsync(SeededRegisters.Wuppertal, "Beispiel", "Jonas Peter")).Blocks.Select(block => block.Kind));
        var family = await registers.Facts.AskAsync(new FactQuestion("register.family", [], SeededRegisters.Wuppertal, new Someone(SeededRegisters.Mira), new DateOnly(2026, 11, 20)) { Purpose = "wohnsitz-anmelden" }, Ct);
        Assert.DoesNotContain("Jonas", family.Value!.ToJsonString(), StringComparison.Ordinal);
        var certificate = await registers.Facts.AskAsync(new FactQuestion("register.certificate", [], SeededRegisters.Wuppertal, new Someone(SeededRegisters.Mira), new DateOnly(2026, 11, 20)) { Purpose = "meldebescheinigung" }, Ct);
        Assert.DoesNotContain("Jonas", certificate.Value!.ToJsonString(), StringComparison.Ordinal);
        var children = await registers.Facts.AskAsync(new FactQuestion("register.children", [], SeededRegisters.Wuppertal, new Someone(SeededRegisters.Mira), new DateOnly(2026, 11, 20)) { Purpose = "kita-platz" }, Ct);
        Assert.DoesNotContain("Jonas", children.Value!.ToJsonString(), StringComparison.Ordinal);

        // A provisional one does not shorten it; lifting takes it away, once.
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-BLOCK-2", "residents.block", $$"""{"person":{{Jonas}},"until":"2027-02-20"}""");
        Assert.Equal(new DateOnly(2028, 11, 20), await registers.Database.Town(SeededRegisters.Wuppertal).QuerySingleAsync<DateOnly>(
            "select b.until from registers.block b join registers.resident r on r.municipality = @Town and r.id = b.resident where b.municipality = @Town and r.given_names = 'Jonas Peter'", null, Ct));
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-BLOCK-3", "residents.block", $$"""{"person":{{Jonas}},"lift":true}""");
        Assert.Empty((await OneAsync(SeededRegisters.Wuppertal, "Beispiel", "Jonas Peter")).Blocks);
        Assert.Equal("register.block-unknown", await registers.RefusedAsync(SeededRegisters.Wuppertal, "W-BLOCK-4", "residents.block", $$"""{"person":{{Jonas}},"lift":true}"""));
        Assert.Equal("register.value-invalid", await registers.RefusedAsync(SeededRegisters.Wuppertal, "W-BLOCK-5", "residents.block", $$"""{"person":{{Jonas}},"until":"2020-01-01"}"""));
    }

    [Fact]
    public async Task Objections_are_stored_and_taken_back_and_unknown_ones_refused()
    {
        const string Otto = """{"family_name":"Beispiel","given_names":"Otto Heinrich","birth_date":"1948-01-20"}""";
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-OBJ", "residents.object", $$"""{"person":{{Otto}},"add":["parteien_wahl","bundeswehr"]}""");
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-OBJ-2", "residents.object", $$"""{"person":{{Otto}},"add":["adressbuchverlage"],"remove":["bundeswehr"]}""");
        Assert.Equal(["adressbuchverlage", "parteien_wahl"], (await OneAsync(SeededRegisters.Wuppertal, "Beispiel", "Otto Heinrich")).Objections);
        Assert.Equal("register.value-invalid", await registers.RefusedAsync(SeededRegisters.Wuppertal, "W-OBJ-3", "residents.object", $$"""{"person":{{Otto}},"add":["nachbarn"]}"""));
    }

    [Fact]
    public async Task A_second_dwelling_in_another_town_learns_of_names_moves_and_blocks()
    {
        const string Emil = """{"family_name":"Erfunden","given_names":"Zweitwohner","birth_date":"1991-02-03"}""";
        await registers.DoAsync(SeededRegisters.Solingen, "SG-MAIN", "residents.register_move_in",
            $$"""{"person":{{Emil}},"moved_in":"2026-01-01","address":{"street":"Musterplatz","number":"5","post_code":"42651","town":"Solingen"} }""");
        await registers.DoAsync(SeededRegisters.Aachen, "AC-SECOND", "residents.second_dwelling",
            $$"""
            {"person":{{Emil}},"moved_in":"2026-10-01","address":{"street":"Probeplatz","number":"7","post_code":"52062","town":"Aachen"},
             "main_address":{"street":"Musterplatz","number":"5","post_code":"42651","town":"Solingen"} }
            """);
        await registers.RunJobsAsync(SeededRegisters.Aachen);
        var main = await OneAsync(SeededRegisters.Solingen, "Erfunden", "Zweitwohner");
        Assert.Equal((DwellingKind.Main, 2), (main.MainDwelling!.Kind, main.Dwellings.Count(dwelling => dwelling.Current)));

        await registers.DoAsync(SeededRegisters.Solingen, "SG-NEWHOME", "residents.move", $$"""{"person":{{Emil}},"moved_in":"2026-11-10","address":{"street":"Demoplatz","number":"9","post_code":"42651","town":"Solingen"} }""");
        await registers.DoAsync(SeededRegisters.Solingen, "SG-NEWNAME", "residents.rename", $$"""{"person":{{Emil}},"family_name":"Umbenannt","since":"2026-11-11"}""");
        await registers.DoAsync(SeededRegisters.Solingen, "SG-BLOCK", "residents.block", """{"person":{"family_name":"Umbenannt","given_names":"Zweitwohner","birth_date":"1991-02-03"},"until":"2028-11-20"}""");
        Assert.Equal(4, await registers.RunJobsAsync(SeededRegisters.Solingen) + 1);
        var second = await OneAsync(SeededRegisters.Aachen, "Umbenannt", "Zweitwohner");
        Assert.Equal("Demoplatz", second.MainDwelling!.Street);
        Assert.Contains(second.Dwellings, dwelling => dwelling is { Current: true, Kind: DwellingKind.Secondary, Street: "Probeplatz" });
        Assert.Equal([RegisterBlock.Disclosure], second.Blocks.Select(block => block.Kind));
        Assert.Equal(0, await registers.RunJobsAsync(SeededRegisters.Solingen));
    }

    [Fact]
    public async Task A_second_dwelling_is_given_up_at_the_town_of_the_main_one()
    {
        const string Ida = """{"family_name":"Erfunden","given_names":"Zweiterort","birth_date":"1990-05-06"}""";
        await MainAndSecondAsync(Ida, "A");
        await registers.DoAsync(SeededRegisters.Solingen, "SG-END", "residents.end_second_dwelling",
            $$"""{"person":{{Ida}},"address":{{Second}},"moved_in":"2026-10-01","moved_out":"2026-11-15"}""");
        await registers.RunJobsAsync(SeededRegisters.Solingen);

        var there = await OneAsync(SeededRegisters.Aachen, "Erfunden", "Zweiterort");
        Assert.DoesNotContain(there.Dwellings, dwelling => dwelling is { Current: true, Street: "Probeplatz" });
        Assert.Equal(DwellingKind.Only, (await OneAsync(SeededRegisters.Solingen, "Erfunden", "Zweiterort")).MainDwelling!.Kind);
    }

    [Fact]
    public async Task The_main_dwelling_moves_to_the_other_town_in_both_registers()
    {
        const string Ole = """{"family_name":"Erfunden","given_names":"Wechsler","birth_date":"1989-07-08"}""";
        await MainAndSecondAsync(Ole, "B");
        await registers.DoAsync(SeededRegisters.Solingen, "SG-CHANGE", "residents.change_main_dwelling",
            $$"""{"person":{{Ole}},"address":{{Second}},"moved_in":"2026-10-01","since":"2026-11-15"}""");
        await registers.RunJobsAsync(SeededRegisters.Solingen);

        foreach (var town in (short[])[SeededRegisters.Solingen, SeededRegisters.Aachen])
        {
            var entry = await OneAsync(town, "Erfunden", "Wechsler");
            Assert.Equal((DwellingKind.Main, "Probeplatz"), (entry.MainDwelling!.Kind, entry.MainDwelling.Street));
            Assert.Contains(entry.Dwellings, dwelling => dwelling is { Current: true, Kind: DwellingKind.Secondary, Street: "Musterplatz" });
        }
    }

    [Fact]
    public async Task A_dwelling_elsewhere_that_the_entry_lacks_is_taken_from_the_other_register_and_one_here_is_not_made_up()
    {
        const string Uwe = """{"family_name":"Erfunden","given_names":"Alteintrag","birth_date":"1971-01-02"}""";
        await registers.DoAsync(SeededRegisters.Solingen, "SG-OLD", "residents.register_move_in", $$"""{"person":{{Uwe}},"moved_in":"2020-01-01","address":{{Main}} }""");
        const string Here = """{"street":"Nirgendweg","number":"1","post_code":"42651","town":"Solingen"}""";
        foreach (var (reference, address) in ((string, string)[])[("SG-NONE", Here), ("SG-KOELN", """{"street":"Demoweg","number":"3","post_code":"50667","town":"Köln"}""")])
            Assert.Equal("register.dwelling-unknown", await registers.RefusedAsync(SeededRegisters.Solingen, reference, "residents.end_second_dwelling", $$"""{"person":{{Uwe}},"address":{{address}},"moved_in":"2026-10-01","moved_out":"2026-11-15"}"""));

        await registers.DoAsync(SeededRegisters.Solingen, "SG-KNOWN", "residents.end_second_dwelling", $$"""{"person":{{Uwe}},"address":{{Second}},"moved_in":"2026-10-01","moved_out":"2026-11-15"}""");
        Assert.Equal([new DateOnly(2026, 10, 1)], (await OneAsync(SeededRegisters.Solingen, "Erfunden", "Alteintrag")).Dwellings
            .Where(dwelling => dwelling is { Current: false, Street: "Probeplatz" }).Select(dwelling => dwelling.MovedIn));
        await registers.RunJobsAsync(SeededRegisters.Solingen);
    }

    private const string Main = """{"street":"Musterplatz","number":"5","post_code":"42651","town":"Solingen"}""";

    private const string Second = """{"street":"Probeplatz","number":"7","post_code":"52062","town":"Aachen"}""";

    private async Task MainAndSecondAsync(string person, string mark)
    {
        await registers.DoAsync(SeededRegisters.Solingen, $"SG-MAIN-{mark}", "residents.register_move_in", $$"""{"person":{{person}},"moved_in":"2026-01-01","address":{{Main}} }""");
        await registers.DoAsync(SeededRegisters.Aachen, $"AC-SECOND-{mark}", "residents.second_dwelling",
            $$"""{"person":{{person}},"moved_in":"2026-10-01","address":{{Second}},"main_address":{{Main}} }""");
        await registers.RunJobsAsync(SeededRegisters.Aachen);
    }
}
