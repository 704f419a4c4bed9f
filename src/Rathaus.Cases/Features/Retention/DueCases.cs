using Rathaus.Kernel.Data;
using Rathaus.Kernel.Time;
using Rathaus.Services;

namespace Rathaus.Cases.Features.Retention;

/// <summary>Which closed cases have reached the end of their retention: one statement a service and version of a town.</summary>
internal static class DueCases
{
    /// <summary>Services, in the versions that closed cases of the town are pinned to.</summary>
    public static Task<IReadOnlyList<ClosedService>> ServicesAsync(SqlScope town, CancellationToken ct) =>
        town.QueryAsync<ClosedService>(
            """
            select service, service_hash as hash, count(*) as closed
            from cases.application
            where municipality = @Town and closed_at is not null
            group by service, service_hash
            order by service, service_hash
            """, null, ct);

    /// <summary>
    /// A statement on the numbers that are due: rows <c>due (number, held)</c> may be used behind it. Months are counted
    /// exactly when the case is deleted; here a day more or less at the end of a month does not matter.
    /// </summary>
    public static Sql With(ClosedService service, Rathaus.Services.Retention term, DateOnly today, string select) => new(
        $"""
        with due as (
          select a.number,
            case
              when a.refund_due <> 0 then 'refund'
              when exists (select from cases.payment p
                where p.municipality = @Town and p.number = a.number and p.status in ('Open', 'Pending', 'RefundDue')
                  and a.status = 'Decided') then 'payment'
              when exists (select from cases.task t
                where t.municipality = @Town and t.number = a.number and t.done_at is null) then 'task'
            end as held
          from cases.application a
          where a.municipality = @Town and a.service = @Service and a.service_hash = @Hash and a.closed_at is not null
            and {StartOf(term)}
        )
        {select}
        """,
        new
        {
            service.Service,
            service.Hash,
            Kind = CaseJobs.Erase,
            // A start on this day or later cannot be due.
            Day = today.AddMonths(-term.Months).AddDays(1),
            Instant = GermanClock.StartOf(today.AddMonths(-term.Months).AddDays(1)),
        });

    private static string StartOf(Rathaus.Services.Retention term) => term.From switch
    {
        RetentionStart.Submitted => "a.submitted_at < @Instant",
        RetentionStart.Decided => "a.closed_at < @Instant",
        RetentionStart.PermitEnd => "case when a.permit_until is null then a.closed_at < @Instant else a.permit_until < @Day end",
        _ => throw new ArgumentOutOfRangeException(nameof(term), term.From, "Unknown start"),
    };
}

/// <summary>A service in one version with closed cases.</summary>
internal sealed record ClosedService
{
    public required string Service { get; init; }

    public required string Hash { get; init; }

    public required long Closed { get; init; }
}
