using System.Globalization;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Time;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Features;

/// <summary>An import, as every figure names it.</summary>
internal sealed record BatchRow
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Source { get; init; }

    public required string File { get; init; }

    public required bool Synthetic { get; init; }

    public required long Rows { get; init; }

    public required long Taken { get; init; }

    public required long Changed { get; init; }

    public required long Same { get; init; }

    public required long Refused { get; init; }

    public required string Report { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>The first eight digits, as pages and reports write it.</summary>
    public string Short => Id.ToString("N", CultureInfo.InvariantCulture)[^8..];
}

/// <summary>The year figures are about: the last 365 days with calls.</summary>
/// <param name="Until">Local day after the last one.</param>
internal sealed record PlanningPeriod(DateOnly From, DateOnly Until, Guid Batch)
{
    public int Days => Until.DayNumber - From.DayNumber;

    public DateTimeOffset Start => GermanClock.StartOf(From);

    public DateTimeOffset End => GermanClock.StartOf(Until);
}

/// <summary>Calls of a cell in the period.</summary>
internal sealed record CellCalls
{
    public string? Cell { get; init; }

    public required string Kind { get; init; }

    public required long Calls { get; init; }
}

/// <summary>Calls of a local hour.</summary>
internal sealed record HourCalls
{
    public required DateTime Hour { get; init; }

    public required long Calls { get; init; }
}

/// <summary>How long an emergency waited for the first vehicle the rule counts; seconds after the call.</summary>
internal sealed record FirstArrival
{
    public string? Cell { get; init; }

    public short? PatientClass { get; init; }

    public int? OpenedS { get; init; }

    public required int DispatchS { get; init; }

    public required int ArriveS { get; init; }
}

/// <summary>Missions of a kind of vehicle in a class of shifts.</summary>
internal sealed record ShiftLoad
{
    public required string Type { get; init; }

    /// <summary><c>day</c>, <c>night</c> (Monday to Friday), <c>saturday</c>, <c>sunday</c>.</summary>
    public required string Shift { get; init; }

    public string? Cell { get; init; }

    public required long Missions { get; init; }

    /// <summary>From alarm to free.</summary>
    public required double Hours { get; init; }
}

/// <summary>What the pages read of calls and missions.</summary>
internal static class PlanningData
{
    public static Task<IReadOnlyList<BatchRow>> BatchesAsync(TownScope town, CancellationToken ct) => town.QueryAsync<BatchRow>(
        """
        select id, kind, source, file, synthetic, rows, taken, changed, same, refused, report::text as report, imported_at
        from rescue.import_batch
        where municipality = @Town
        order by imported_at desc, id desc
        limit 100
        """, null, ct);

    /// <summary>Null: there are no calls.</summary>
    public static async Task<PlanningPeriod?> PeriodAsync(TownScope town, CancellationToken ct)
    {
        var row = await town.QuerySingleOrDefaultAsync<LastRow>(
            """
            select c.received_at as last, (
              select b.id from rescue.import_batch b where b.municipality = @Town and b.kind <> 'area' order by b.imported_at desc, b.id desc limit 1) as batch
            from rescue.call c
            where c.municipality = @Town
            order by c.received_at desc
            limit 1
            """, null, ct);
        if (row is null)
            return null;
        var until = GermanClock.DayOf(row.Last).AddDays(1);
        return new PlanningPeriod(until.AddDays(-365), until, row.Batch);
    }

    public static Task<IReadOnlyList<CellCalls>> CellsAsync(TownScope town, PlanningPeriod period, CancellationToken ct) => town.QueryAsync<CellCalls>(
        """
        select cell, kind, count(*) as calls
        from rescue.call
        where municipality = @Town and received_at >= @Start and received_at < @End
        group by cell, kind
        """, new { period.Start, period.End }, ct);

    /// <summary>Emergencies by local hour, all years.</summary>
    public static Task<IReadOnlyList<HourCalls>> HoursAsync(TownScope town, CancellationToken ct) => town.QueryAsync<HourCalls>(
        """
        select date_trunc('hour', received_at at time zone 'Europe/Berlin') as hour, count(*) as calls
        from rescue.call
        where municipality = @Town and kind = 'Emergency'
        group by 1
        order by 1
        """, null, ct);

    public static Task<IReadOnlyList<FirstArrival>> ArrivalsAsync(TownScope town, PlanningPeriod period, DeadlineRule rule, CancellationToken ct) => town.QueryAsync<FirstArrival>(
        """
        select c.cell, c.patient_class, c.opened_s, f.dispatch_s, f.arrive_s
        from rescue.call c
        cross join lateral (
          select extract(epoch from m.dispatched_at - c.received_at)::integer as dispatch_s,
            extract(epoch from m.dispatched_at - c.received_at)::integer + case when @Patient then m.at_patient_s else m.on_scene_s end as arrive_s
          from rescue.mission m
          where m.municipality = @Town and m.source = c.source and m.call = c.id and m.type = any(@Types) and not m.cancelled
            and case when @Patient then m.at_patient_s else m.on_scene_s end is not null
          order by 2
          limit 1
        ) f
        where c.municipality = @Town and c.kind = 'Emergency' and c.received_at >= @Start and c.received_at < @End
        """,
        new { period.Start, period.End, Patient = rule.Stop == MissionEvent.AtPatient, Types = rule.Vehicles.Select(type => type.ToString()).ToArray() }, ct);

    public static Task<IReadOnlyList<ShiftLoad>> LoadsAsync(TownScope town, PlanningPeriod period, CancellationToken ct) => town.QueryAsync<ShiftLoad>(
        """
        select m.type, s.shift, c.cell, count(*) as missions, sum(m.free_s) / 3600.0::double precision as hours
        from rescue.mission m
        join rescue.call c on c.municipality = @Town and c.source = m.source and c.id = m.call
        cross join lateral (select m.dispatched_at at time zone 'Europe/Berlin' as at) l
        cross join lateral (
          select case
            when extract(isodow from l.at) = 6 then 'saturday'
            when extract(isodow from l.at) = 7 then 'sunday'
            when extract(hour from l.at) between 7 and 18 then 'day'
            else 'night'
          end as shift
        ) s
        where m.municipality = @Town and m.dispatched_at >= @Start and m.dispatched_at < @End and m.free_s is not null and not m.cancelled
        group by m.type, s.shift, c.cell
        """, new { period.Start, period.End }, ct);

    private sealed record LastRow
    {
        public required DateTimeOffset Last { get; init; }

        public required Guid Batch { get; init; }
    }
}
