using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Retention;

/// <summary>
/// The deletion report of a town for its administrators: what is kept how long, what was deleted and from when it is
/// unreadable everywhere, what comes next and what is held back. Numbers of cases, nothing about persons.
/// </summary>
internal sealed class ShowRetention(TownDatabase database, ICatalogue catalogue, CaseReader cases, IActor actor, TimeProvider time)
{
    private const int Most = 100;

    private const int DaysAhead = 30;

    internal sealed record View(
        IReadOnlyList<Term> Terms, IReadOnlyList<Count> Months, IReadOnlyList<Held> HeldBack, IReadOnlyList<Tombstone> Latest,
        DateTimeOffset? NextRun);

    /// <param name="Closed">Closed cases of the service.</param>
    /// <param name="Soon">Of these, reaching the end of their retention within thirty days.</param>
    internal sealed record Term(EffectiveService Service, long Closed, long Soon);

    internal sealed record Count
    {
        /// <summary>First day of the month.</summary>
        public required DateOnly Month { get; init; }

        public required string Kind { get; init; }

        public required long Amount { get; init; }
    }

    internal sealed record Held
    {
        public required string Number { get; init; }

        /// <summary><c>refund</c>, <c>payment</c> or <c>task</c>.</summary>
        public required string Why { get; init; }
    }

    internal sealed record Tombstone
    {
        public required string Number { get; init; }

        public required string Service { get; init; }

        public required DateOnly ClosedOn { get; init; }

        public required DateOnly ErasedOn { get; init; }

        public required DateOnly UnreadableFrom { get; init; }

        public required int Files { get; init; }
    }

    public async Task<Outcome<View>> RunAsync(Municipality town, CancellationToken ct)
    {
        if (!actor.Assignments.Any(held => held.Municipality == town.Number && held.Role == StaffRole.Administrator))
            return Refusal.NotFound("retention");
        var scope = database.For(town.Number);
        var today = time.Today();
        var closed = new Dictionary<string, (long Closed, long Soon)>(StringComparer.Ordinal);
        var held = new List<Held>();
        foreach (var service in await DueCases.ServicesAsync(scope, ct))
        {
            if (await cases.PinnedAsync(town, service.Service, service.Hash, ct) is not { } known)
                continue;
            var soon = await scope.QueryBatchAsync(
                [
                    DueCases.With(service, known.Retention, today.AddDays(DaysAhead), "select count(*) from due where held is null"),
                    DueCases.With(service, known.Retention, today, $"select number, held as why from due where held is not null order by number limit {Most}"),
                ],
                async reader =>
                {
                    var count = await reader.ReadSingleAsync<long>();
                    held.AddRange(await reader.ReadAsync<Held>());
                    return count;
                }, ct);
            var before = closed.GetValueOrDefault(service.Service);
            closed[service.Service] = (before.Closed + service.Closed, before.Soon + soon);
        }

        return await scope.QueryBatchAsync(
            [
                new Sql(
                    """
                    select date_trunc('month', day)::date as month, kind, sum(count)::bigint as amount
                    from cases.erasure
                    where municipality = @Town and day >= @Since
                    group by 1, kind
                    order by 1 desc, kind
                    """,
                    new { Since = today.AddYears(-1) }),
                new Sql(
                    """
                    select number, service, closed_on, erased_on, unreadable_from, files
                    from cases.tombstone
                    where municipality = @Town
                    order by erased_on desc, number
                    limit @Most
                    """,
                    new { Most }),
                new Sql(
                    """
                    select min(run_at)
                    from (select municipality, kind, run_at from kernel.job
                      union all select municipality, kind, run_at from kernel.job_later) j
                    where municipality = @Town and kind = @Kind
                    """, new { Kind = CaseJobs.Retain }),
            ],
            async reader => new View(
                [.. catalogue.ServicesOf(town.Id).Where(service => service.TakesApplications).Select(service =>
                    new Term(service, closed.GetValueOrDefault(service.Id).Closed, closed.GetValueOrDefault(service.Id).Soon))],
                await reader.ReadAsync<Count>(), held, await reader.ReadAsync<Tombstone>(),
                await reader.ReadSingleOrDefaultAsync<DateTimeOffset?>()), ct);
    }

    private static IReadOnlyList<Held> AfterReading(List<Held> held) => [.. held.Take(Most)];
}
