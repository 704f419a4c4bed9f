using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Rathaus.Kernel.Cryptography;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;

namespace Rathaus.Registers.Retention;

/// <summary>
/// Once a night in each town: deletes what has ended longer ago than its term, events and projections together, and old records of who looked.
/// The record of the deletion counts and names nobody.
/// </summary>
internal sealed class RetainRegisters(RegisterTerms terms, TimeProvider time, IProofs? proofs = null) : IJobHandler
{
    public const string JobKind = "registers.retain";

    /// <summary>Subjects at once, so that a transaction stays short; the next night goes on.</summary>
    private const int Most = 1000;

    public string Kind => JobKind;

    public int Parallel => 1;

    public async Task RunAsync(Job job, TownTransaction tx, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var today = GermanClock.DayOf(now);
        foreach (var (register, months) in terms.Months)
        {
            var before = today.AddMonths(-months);
            var deleted = register switch
            {
                RegisterNames.Residents => await DeleteAsync(tx, register, EndedResidents, before, "delete from registers.resident where municipality = @Town and id::text = any(@subjects)", ct),
                RegisterNames.Vehicles => await DeleteAsync(tx, register, EndedVehicles, before, "delete from registers.vehicle where municipality = @Town and vin = any(@subjects)", ct),
                "access" => await tx.ExecuteAsync("delete from registers.access where municipality = @Town and day < @before", new { before }, ct)
                    + await tx.ExecuteAsync("delete from registers.specialist_order where municipality = @Town and answered_at < @before", new { before }, ct),
                "audit" => await tx.ExecuteAsync("delete from kernel.audit where municipality = @Town and at < @At", new { At = new DateTimeOffset(before, TimeOnly.MinValue, TimeSpan.Zero) }, ct),
                _ => await DeleteAsync(tx, register, EndedEntries, before, Entry, ct),
            };
            if (deleted > 0)
            {
                var id = Guid.CreateVersion7(now);
                await tx.ExecuteBatchAsync(
                    [new AuditEntry(id, now, AuditActor.System, null, "register.erased", $"register/{register}", $$"""{"count":{{deleted}}}""").Insert()], ct);
                if (proofs is not null)
                    await tx.ExecuteBatchAsync([Proven(tx.Municipality, id, register, deleted)], ct);
            }
        }

        await tx.ExecuteBatchAsync([JobSql.Insert(new JobRequest(Kind, "{}", new DateTimeOffset(today.AddDays(1), new TimeOnly(1, 30), TimeSpan.Zero)))], ct);
    }

    /// <summary>That so many were erased on this day is in the public log of the town.</summary>
    private Sql Proven(short town, Guid id, string register, int count)
    {
        var meta = new JsonObject { ["act"] = "register.erased", ["register"] = register, ["count"] = count };
        return proofs!.Submit(town, new ProofRequest(ProofType.AdministratorAct, SHA256.HashData(CanonicalJson.Write(meta)), meta, $"act/{id:D}"));
    }

    private static async Task<int> DeleteAsync(TownTransaction tx, string register, string ended, DateOnly before, string projection, CancellationToken ct)
    {
        var subjects = (await tx.QueryAsync<string>(ended, new { register, before, Most }, ct)).ToArray();
        if (subjects.Length == 0)
            return 0;
        await tx.ExecuteBatchAsync(
            [
                new Sql("delete from registers.entry_person where municipality = @Town and register = @register and subject = any(@subjects)", new { register, subjects }),
                new Sql(projection, new { register, subjects }),
                new Sql("delete from registers.register_event where municipality = @Town and register = @register and subject = any(@subjects)", new { register, subjects }),
            ], ct);
        return subjects.Length;
    }

    /// <summary>Dead or gone; whoever still has a dwelling stays.</summary>
    private const string EndedResidents =
        """
        select r.id::text
        from registers.resident r
        where r.municipality = @Town
          and not exists (select from registers.dwelling d where d.municipality = @Town and d.resident = r.id and d.moved_out is null)
          and coalesce(r.died_on, (select max(d.moved_out) from registers.dwelling d where d.municipality = @Town and d.resident = r.id)) < @before
        order by r.id
        limit @Most
        """;

    private const string EndedVehicles =
        "select vin from registers.vehicle where municipality = @Town and not registered and deregistered_on < @before order by vin limit @Most";

    private const string EndedEntries =
        """
        select subject
        from registers.entry
        where municipality = @Town and register = @register and until < @before
        order by subject
        limit @Most
        """;

    private const string Entry = "delete from registers.entry where municipality = @Town and register = @register and subject = any(@subjects)";
}

/// <summary>Each town has its nightly job; a lost one is put back at the next start.</summary>
internal sealed class StartRetention(TownDatabase database, ITownOffices? towns = null) : IStartTask
{
    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var town in towns?.All ?? [])
            await database.For(town.Number).ExecuteAsync(
                """
                insert into kernel.job (municipality, kind, payload)
                select @Town, @JobKind, '{}'
                where not exists (select from kernel.job j where j.municipality = @Town and j.kind = @JobKind)
                  and not exists (select from kernel.job_later j where j.municipality = @Town and j.kind = @JobKind)
                """,
                new { RetainRegisters.JobKind }, ct);
    }
}
