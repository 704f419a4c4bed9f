using Rathaus.Kernel.Data;
using Rathaus.Registers.Retention;

namespace Rathaus.Registers.Tests;

/// <summary>What has ended goes when its term is over, with its events; what goes on stays, and so does what has no term.</summary>
public sealed class RetentionTests(SeededRegisters registers) : IClassFixture<SeededRegisters>
{
    private const short Town = 4;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<long> CountAsync(string sql) => registers.Database.Town(Town).QuerySingleAsync<long>(sql, null, Ct);

    private async Task RetainAsync()
    {
        await registers.Database.Worker.For(Town).InTransactionAsync(
            async tx =>
            {
                var handler = new RetainRegisters(new RegisterTerms(SeededRegisters.Catalogue()), new Testing.FrozenTime(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero)));
                await handler.RunAsync(new Kernel.Jobs.Job { Municipality = Town, Id = 1, Kind = handler.Kind, Payload = "{}", Attempts = 1 }, tx, Ct);
                return 0;
            }, Ct);
        await registers.Database.Worker.For(Town).ExecuteAsync("delete from kernel.job_later where municipality = @Town", null, Ct);
    }

    [Fact]
    public async Task Ended_entries_go_with_their_events_and_others_stay()
    {
        await registers.DoAsync(Town, "W-OLD-1", "residents.register_move_in", """{"person":{"family_name":"Altprobe","given_names":"Gone","birth_date":"1900-01-01"},"moved_in":"1950-01-01","address":{"street":"Musterweg","number":"1","post_code":"42103","town":"Wuppertal"} }""");
        await registers.DoAsync(Town, "W-OLD-2", "residents.move_abroad", """{"person":{"family_name":"Altprobe","given_names":"Gone","birth_date":"1900-01-01"},"moved_out":"1971-11-19"}""");
        await registers.DoAsync(Town, "W-OLD-3", "residents.register_move_in", """{"person":{"family_name":"Altprobe","given_names":"Kept","birth_date":"1900-01-01"},"moved_in":"1950-01-01","address":{"street":"Musterweg","number":"1","post_code":"42103","town":"Wuppertal"} }""");
        await registers.DoAsync(Town, "W-OLD-4", "residents.move_abroad", """{"person":{"family_name":"Altprobe","given_names":"Kept","birth_date":"1900-01-01"},"moved_out":"1971-11-20"}""");
        await registers.DoAsync(Town, "W-OLD-5", "honorary.issue_card", """{"person":{"family_name":"Altprobe","given_names":"Hilde","birth_date":"1960-01-01"},"until":"2026-12-31"}""");
        await registers.Database.Worker.For(Town).ExecuteAsync("update registers.entry set until = '2025-11-19' where municipality = @Town and register = 'honorary' and subject in (select subject from registers.register_event where municipality = @Town and reference = 'W-OLD-5')", null, Ct);
        var civil = await CountAsync("select count(*) from registers.register_event where municipality = @Town and register = 'civil'");

        await RetainAsync();
        Assert.Equal(0, await CountAsync("select count(*) from registers.register_event where municipality = @Town and reference in ('W-OLD-1', 'W-OLD-2', 'W-OLD-5')"));
        Assert.Equal(0, await CountAsync("select count(*) from registers.resident where municipality = @Town and family_name = 'Altprobe' and given_names = 'Gone'"));
        Assert.Equal(1, await CountAsync("select count(*) from registers.resident where municipality = @Town and family_name = 'Altprobe' and given_names = 'Kept'"));
        Assert.Equal(civil, await CountAsync("select count(*) from registers.register_event where municipality = @Town and register = 'civil'"));
        Assert.Equal(2, await CountAsync("select count(*) from kernel.audit where municipality = @Town and action = 'register.erased' and subject in ('register/residents', 'register/honorary')"));
    }

    [Fact]
    public async Task Records_of_looks_go_after_their_term()
    {
        var worker = registers.Database.Worker.For(Town);
        foreach (var (day, purpose) in new[] { ("2024-11-19", "old"), ("2024-11-20", "new") })
            await worker.ExecuteAsync("insert into registers.access (municipality, day, actor_kind, actor_id, purpose, fact, first_at) values (@Town, @day::date, 'Staff', gen_random_uuid(), @purpose, 'probe', now())", new { day, purpose }, Ct);
        foreach (var (at, action) in new[] { (new DateTimeOffset(2023, 11, 19, 12, 0, 0, TimeSpan.Zero), "probe.old"), (new DateTimeOffset(2023, 11, 21, 12, 0, 0, TimeSpan.Zero), "probe.new") })
            await worker.ExecuteBatchAsync([new AuditEntry(Guid.CreateVersion7(at), at, AuditActor.System, null, action, "probe/1").Insert()], Ct);
        await RetainAsync();
        Assert.Equal(1, await CountAsync("select count(*) from registers.access where municipality = @Town and fact = 'probe'"));
        Assert.Equal(0, await CountAsync("select count(*) from kernel.audit where municipality = @Town and action = 'probe.old'"));
        Assert.Equal(1, await CountAsync("select count(*) from kernel.audit where municipality = @Town and action = 'probe.new'"));
    }

    [Fact]
    public void Every_register_says_how_long_it_keeps_things()
    {
        var months = RegisterTerms.Parse(File.ReadAllText(Path.Combine(SeededRegisters.Catalogue(), "register-terms.yaml")));
        Assert.Equal((660, 24, 36), (months["residents"], months["access"], months["audit"]));
        Assert.DoesNotContain("civil", months.Keys);
        Assert.Throws<InvalidDataException>(() => RegisterTerms.Parse("terms: { residents: { months: 0 } }"));
    }
}
