using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Ports;
using Rathaus.Registers.Events;

namespace Rathaus.Registers.Tests;

/// <summary>What decided cases change in the residents' register, and what stays readable of it.</summary>
public sealed class ResidentEffectTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private const string Mira = """{"family_name":"Beispiel","given_names":"Mira","birth_date":"1988-04-17"}""";


    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<IReadOnlyList<Resident>> FindAsync(short town, string family, string given) => FindAllAsync(town, family, given);

    private async Task<IReadOnlyList<Resident>> FindAllAsync(short town, string family, string given)
    {
        var ids = await registers.Database.Town(town).QueryAsync<Guid>(
            "select id from registers.resident where municipality = @Town and family_name = @family and given_names like @given || '%'", new { family, given }, Ct);
        var found = new List<Resident>();
        foreach (var id in ids)
            found.Add((await registers.Residents.FindAsync(town, id, Ct))!);
        return found;
    }

    [Fact]
    public async Task A_family_moves_within_the_town_and_the_old_dwelling_stays_in_its_history()
    {
        var gives = await registers.DoAsync(SeededRegisters.Wuppertal, "W-MOVE", "residents.move",
            $$"""
            {"person":{{Mira}},"address":{"street":"Probeweg","number":"9","suffix":"b","post_code":"42107","town":"Wuppertal"},"moved_in":"2026-11-15",
             "others":[{"family_name":"Beispiel","given_names":"Jonas Peter","birth_date":"1986-11-02"},{"family_name":"Beispiel","given_names":"Lotta","birth_date":"2022-06-30"}]}
            """);
        Assert.Equal((3, "2026-11-20", "W-MOVE"), ((int)gives["persons"]!, (string?)gives["registered_on"], (string?)gives["number"]));
        var mira = Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Beispiel", "Mira"));
        Assert.Equal(("Probeweg", "9b", DwellingKind.Only), (mira.MainDwelling!.Street, mira.MainDwelling.HouseNumber, mira.MainDwelling.Kind));
        Assert.Contains(mira.Dwellings, dwelling => dwelling.Street == "Musterstraße" && dwelling.MovedOut == new DateOnly(2026, 11, 15));
        var moved = SeededRegisters.Mira with { Street = "Probeweg", HouseNumber = "9b", PostCode = "42107" };
        Assert.True((await registers.Residents.MatchAsync(SeededRegisters.Wuppertal, moved, Ct)).Succeeded);
        Assert.Equal("register.already-registered", await registers.RefusedAsync(SeededRegisters.Wuppertal, "W-MOVE-2", "residents.move",
            $$"""{"person":{{Mira}},"address":{"street":"Probeweg","number":"9b","post_code":"42107","town":"Wuppertal"},"moved_in":"2026-11-16"}"""));
    }

    [Fact]
    public async Task The_same_effect_of_the_same_case_happens_once()
    {
        const string With = """{"person":{"family_name":"Muster","given_names":"Hannes","birth_date":"1972-03-03"},"family_name":"Neumuster","since":"2026-11-20"}""";
        var gives = await registers.DoAsync(SeededRegisters.Wuppertal, "W-NAME", "residents.rename", With);
        Assert.Equal("Hannes Neumuster", (string?)gives["full_name"]);
        var again = With.Replace("\"family_name\":\"Muster\"", "\"family_name\":\"Neumuster\"", StringComparison.Ordinal).Replace("\"family_name\":\"Neumuster\",\"since\"", "\"family_name\":\"Andersmuster\",\"since\"", StringComparison.Ordinal);
        await Assert.ThrowsAsync<UniqueViolationException>(() => registers.CarryOutAsync(SeededRegisters.Wuppertal, "W-NAME", ("residents.rename", again)));
        var hannes = Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Neumuster", "Hannes"));
        Assert.Equal(["Muster"], hannes.FormerNames);
        Assert.Equal("Muster", hannes.BirthName);
    }

    [Fact]
    public async Task Nothing_is_half_done_when_one_of_several_people_is_unknown()
    {
        Assert.Equal("register.person-unknown", await registers.RefusedAsync(SeededRegisters.Wuppertal, "W-HALF", "residents.move_abroad",
            $$"""{"person":{{Mira}},"moved_out":"2026-12-01","country":"FR","others":[{"family_name":"Niemand","given_names":"Nie","birth_date":"2001-01-01"}]}"""));
        Assert.Equal(0, await registers.Database.Town(SeededRegisters.Wuppertal).QuerySingleAsync<long>(
            "select count(*) from registers.register_event where municipality = @Town and reference = 'W-HALF'", null, Ct));
    }

    [Fact]
    public async Task Births_marriages_and_deaths_reach_the_people_they_concern()
    {
        await registers.DoAsync(SeededRegisters.Solingen, "SG-BIRTH", "residents.record_birth",
            """
            {"family_name":"Musterknabe","given_names":"Pia","birth_date":"2026-11-10","birth_place":"Solingen","sex":"weiblich","nationalities":["DE"],
             "parents":[{"family_name":"Musterknabe","given_names":"Paul","birth_date":null}]}
            """);
        var pia = Assert.Single(await FindAsync(SeededRegisters.Solingen, "Musterknabe", "Pia"));
        var paul = Assert.Single(await FindAsync(SeededRegisters.Solingen, "Musterknabe", "Paul"));
        Assert.Equal(("f", "LD", paul.MainDwelling!.Street), (pia.Sex, pia.MaritalStatus, pia.MainDwelling!.Street));
        Assert.Contains(paul.Related, related => related is { Relation: "Child", GivenNames: "Pia" });
        Assert.Contains(pia.Related, related => related is { Relation: "Representative", GivenNames: "Paul" });

        var born = paul.BirthDate;
        await registers.DoAsync(SeededRegisters.Solingen, "SG-DEATH", "residents.record_death",
            $$"""{"person":{"family_name":"Musterknabe","given_names":"Paul","birth_date":"{{born}}"},"died_on":"2026-11-18"}""");
        paul = (await registers.Residents.FindAsync(SeededRegisters.Solingen, paul.Id, Ct))!;
        Assert.Equal(new DateOnly(2026, 11, 18), paul.DiedOn);
        Assert.DoesNotContain(paul.Dwellings, dwelling => dwelling.Current);
    }

    [Fact]
    public async Task A_second_dwelling_makes_the_first_the_main_one_and_its_end_undoes_that()
    {
        const string Otto = """{"family_name":"Beispiel","given_names":"Otto","birth_date":null}""";
        const string There = """{"street":"Demoweg","number":"3","post_code":"42115","town":"Wuppertal"}""";
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-2ND", "residents.second_dwelling", $$"""{"person":{{Otto}},"address":{{There}},"moved_in":"2026-11-01"}""");
        var otto = Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Beispiel", "Otto"));
        Assert.Equal(["Main", "Secondary"], otto.Dwellings.Where(dwelling => dwelling.Current).Select(dwelling => dwelling.Kind.ToString()).Order(StringComparer.Ordinal));
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-2ND-MAIN", "residents.change_main_dwelling", $$"""{"person":{{Otto}},"address":{{There}},"since":"2026-11-20"}""");
        Assert.Equal("Demoweg", Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Beispiel", "Otto")).MainDwelling!.Street);
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-2ND-END", "residents.end_second_dwelling", $$"""{"person":{{Otto}},"moved_out":"2026-11-20"}""");
        otto = Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Beispiel", "Otto"));
        Assert.Equal(DwellingKind.Only, Assert.Single(otto.Dwellings, dwelling => dwelling.Current).Kind);
    }

    [Fact]
    public async Task A_move_between_towns_informs_the_former_one_which_answers_with_its_data_and_blocks()
    {
        // Gerda lives in a home in Wuppertal with a note of § 52 BMG; she moves to Solingen.
        var gerda = Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Heim", "Gerda"));
        var old = gerda.MainDwelling!;
        var gives = await registers.DoAsync(SeededRegisters.Solingen, "SG-IN", "residents.register_move_in",
            $$"""
            {"person":{"family_name":"Heim","given_names":"Gerda","birth_date":"{{gerda.BirthDate}}" },"moved_in":"2026-11-16",
             "address":{"street":"Musterplatz","number":"8","post_code":"42651","town":"Solingen"},
             "previous_address":{"street":"{{old.Street}}","number":"{{old.HouseNumber}}","post_code":"{{old.PostCode}}","town":"Wuppertal"} }
            """);
        Assert.Equal("Wuppertal", (string?)gives["previous_town"]);
        Assert.True(gerda.MainDwelling!.Current);
        Assert.Equal(1, await registers.RunJobsAsync(SeededRegisters.Solingen));

        var before = (await registers.Residents.FindAsync(SeededRegisters.Wuppertal, gerda.Id, Ct))!;
        var left = Assert.Single(before.Dwellings, dwelling => dwelling.MovedTo is not null);
        Assert.Equal((new DateOnly(2026, 11, 16), "Solingen"), (left.MovedOut!.Value, left.MovedTo));
        Assert.Null(before.MainDwelling);
        var kinds = (await EventStore.OfAsync(registers.Database.Town(SeededRegisters.Wuppertal), "residents", gerda.Id.ToString("D", CultureInfo.InvariantCulture), Ct)).Select(e => e.Kind);
        Assert.Equal(["loaded", "move-noticed", "moved-out"], kinds);

        var here = Assert.Single(await FindAsync(SeededRegisters.Solingen, "Heim", "Gerda"));
        Assert.Equal((gerda.MaritalStatus, gerda.BirthPlace, gerda.TaxId), (here.MaritalStatus, here.BirthPlace, here.TaxId));
        Assert.Equal([RegisterBlock.Conditional], here.Blocks.Select(block => block.Kind));
        Assert.Equal(0, await registers.RunJobsAsync(SeededRegisters.Solingen));
    }

    [Fact]
    public async Task A_notice_that_is_repeated_after_a_crash_changes_nothing_more()
    {
        var person = Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Erfunden", "Kim"));
        await registers.DoAsync(SeededRegisters.Aachen, "AC-IN", "residents.register_move_in",
            $$"""
            {"person":{"family_name":"Erfunden","given_names":"{{person.GivenNames}}","birth_date":{{(person.BirthDate.Length == 10 ? $"\"{person.BirthDate}\"" : "null")}} },"moved_in":"2026-11-16",
             "address":{"street":"Musterplatz","number":"8","post_code":"52062","town":"Aachen"},
             "previous_address":{"street":"{{person.MainDwelling!.Street}}","number":"{{person.MainDwelling.HouseNumber}}","post_code":"{{person.MainDwelling.PostCode}}","town":"Wuppertal"} }
            """);
        // The answer of the first try is lost: the handler runs and its own transaction is undone.
        var handler = registers.Services.GetServices<Kernel.Jobs.IJobHandler>().Single(job => job.Kind == "registers.move-notice");
        await registers.Database.Worker.For(SeededRegisters.Aachen).InTransactionAsync(
            async tx =>
            {
                await handler.RunAsync(new Kernel.Jobs.Job { Municipality = SeededRegisters.Aachen, Id = 1, Kind = handler.Kind, Payload = """{"number":"AC-IN","deed":"e1"}""", Attempts = 1 }, tx, Ct);
                tx.Abandon();
                return 0;
            }, Ct);
        await registers.RunJobsAsync(SeededRegisters.Aachen);
        var events = await EventStore.OfAsync(registers.Database.Town(SeededRegisters.Wuppertal), "residents", person.Id.ToString("D", CultureInfo.InvariantCulture), Ct);
        Assert.Single(events, e => e.Kind == "moved-out");
        var here = Assert.Single(await FindAsync(SeededRegisters.Aachen, "Erfunden", "Kim"));
        Assert.Equal(person.TaxId, here.TaxId);
    }

    [Fact]
    public async Task Projections_made_anew_from_the_events_are_the_same()
    {
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-REBUILD", "residents.move_abroad",
            """{"person":{"family_name":"Platzhalter","given_names":"Amadou","birth_date":null},"moved_out":"2026-11-30","country":"SN"}""");
        var projections = registers.Services.GetRequiredService<ProjectionSet>();
        foreach (var register in projections.ByRegister.Keys)
        {
            var before = await DumpAsync();
            await registers.Database.Worker.For(SeededRegisters.Wuppertal).InTransactionAsync(
                tx => projections.RebuildAsync(tx, register, Ct), Ct);
            Assert.Equal(before, await DumpAsync());
        }
    }

    /// <summary>Every row of every projection of the town, in one order.</summary>
    private async Task<string> DumpAsync()
    {
        await using var connection = await registers.Database.OpenAsync(DatabaseRole.Super);
        var all = new List<string>();
        foreach (var table in new[] { "resident", "dwelling", "block", "relation", "vehicle", "entry", "entry_person" })
        {
            await using var command = new NpgsqlCommand(
                $"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) || '/' || count(*) from registers.{table} t where municipality = 4", connection);
            all.Add($"{table}: {await command.ExecuteScalarAsync(Ct)}");
        }

        await using var plates = new NpgsqlCommand("select md5(string_agg(t::text, '|' order by t::text)) from registers.plate_use t where town = 4", connection);
        all.Add($"plates: {await plates.ExecuteScalarAsync(Ct)}");
        return string.Join('\n', all);
    }

    [Fact]
    public async Task The_events_can_only_be_added()
    {
        foreach (var attempt in new[] { "update registers.register_event set kind = 'x'", "delete from registers.register_event" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => registers.Database.Town(SeededRegisters.Wuppertal).ExecuteAsync(attempt, null, Ct));
            Assert.Equal("42501", refused.SqlState);
        }
    }

    [Fact]
    public async Task A_child_born_to_somebody_with_a_disclosure_block_has_the_block_too()
    {
        var samira = Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Probe", "Samira"));
        await registers.DoAsync(SeededRegisters.Wuppertal, "W-BLOCK", "residents.record_birth",
            $$"""
            {"family_name":"Probe","given_names":"Amir","birth_date":"2026-11-12","parents":[{"family_name":"Probe","given_names":"{{samira.GivenNames}}","birth_date":"{{samira.BirthDate}}"}]}
            """);
        Assert.Equal([RegisterBlock.Disclosure], Assert.Single(await FindAsync(SeededRegisters.Wuppertal, "Probe", "Amir")).Blocks.Select(block => block.Kind));
    }

    [Fact]
    public async Task Every_declared_effect_and_fact_is_kept_by_exactly_one_register()
    {
        var folder = SeededRegisters.Catalogue();
        foreach (var (file, names) in new[]
        {
            ("effects.yaml", registers.Services.GetRequiredService<IRegisterEffects>().Names),
            ("facts.yaml", registers.Facts.Names),
        })
        {
            var declared = (await File.ReadAllLinesAsync(Path.Combine(folder, file), Ct))
                .Select(line => line.Trim()).Where(line => line.StartsWith("- name: ", StringComparison.Ordinal)).Select(line => line["- name: ".Length..].Trim())
                .Where(name => !name.StartsWith("proof.", StringComparison.Ordinal));
            Assert.Equal(declared.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        }
    }
}
