using Rathaus.Kernel.Data;
using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Import;

/// <summary>Rows written, those whose values changed, and those that were there already.</summary>
internal readonly record struct Written(long Fresh, long Changed, long Same)
{
    public static Written operator +(Written one, Written other) => new(one.Fresh + other.Fresh, one.Changed + other.Changed, one.Same + other.Same);
}

/// <summary>
/// Writes calls and missions in arrays of some thousand rows. Idempotent by source and id: the same file twice changes nothing, a
/// corrected one changes what differs. (COPY does not go into tables with row-level security; arrays do.)
/// </summary>
internal sealed class BatchWriter(SqlScope town, string source, Guid batch, CancellationToken ct)
{
    public const int Chunk = 5_000;

    public async Task<Written> CallsAsync(IReadOnlyList<CutCall> calls)
    {
        var done = await town.QuerySingleAsync<Counts>(
            """
            with done as (
              insert into rescue.call as c (
                municipality, source, id, batch, received_at, cut_s, opened_s, category, patient_class, high_priority, kind, cell, transported, hospital)
              select @Town, @source, n.id, @batch, n.received_at, n.cut_s, n.opened_s, n.category, n.patient_class, n.high_priority, n.kind, n.cell, n.transported, n.hospital
              from unnest(@ids, @received, @cuts, @opened, @categories, @classes, @high, @kinds, @cells, @transported, @hospitals)
                as n (id, received_at, cut_s, opened_s, category, patient_class, high_priority, kind, cell, transported, hospital)
              on conflict (municipality, source, id) do update
              set batch = excluded.batch, received_at = excluded.received_at, cut_s = excluded.cut_s, opened_s = excluded.opened_s, category = excluded.category,
                patient_class = excluded.patient_class, high_priority = excluded.high_priority, kind = excluded.kind, cell = excluded.cell,
                transported = excluded.transported, hospital = excluded.hospital
              where (c.received_at, c.opened_s, c.category, c.patient_class, c.high_priority, c.kind, c.cell, c.transported, c.hospital)
                is distinct from (excluded.received_at, excluded.opened_s, excluded.category, excluded.patient_class, excluded.high_priority, excluded.kind,
                  excluded.cell, excluded.transported, excluded.hospital)
              returning xmax = 0 as fresh
            )
            select count(*) filter (where fresh) as fresh, count(*) filter (where not fresh) as changed
            from done
            """,
            new
            {
                source,
                batch,
                Ids = calls.Select(one => one.Call.Id).ToArray(),
                Received = calls.Select(one => one.Call.ReceivedAt.ToUniversalTime()).ToArray(),
                Cuts = calls.Select(one => (short)one.CutSeconds).ToArray(),
                Opened = calls.Select(one => Seconds(one.Call.OpenedAt, one.Call.ReceivedAt)).ToArray(),
                Categories = calls.Select(one => one.Call.Category).ToArray(),
                Classes = calls.Select(one => (short?)one.Call.PatientClass).ToArray(),
                High = calls.Select(one => one.Call.HighPriority).ToArray(),
                Kinds = calls.Select(one => one.Call.Kind.ToString()).ToArray(),
                Cells = calls.Select(one => one.Call.Cell).ToArray(),
                Transported = calls.Select(one => one.Call.Transported).ToArray(),
                Hospitals = calls.Select(one => one.Call.Hospital).ToArray(),
            },
            ct);
        return new Written(done.Fresh, done.Changed, calls.Count - done.Fresh - done.Changed);
    }

    /// <returns>What was written, and how many missions have no call.</returns>
    public async Task<(Written Written, long WithoutCall)> MissionsAsync(IReadOnlyList<MissionRecord> missions)
    {
        var done = await town.QuerySingleAsync<MissionCounts>(
            """
            with new as (
              select n.call, n.vehicle, n.type,
                n.dispatched_at - make_interval(secs => coalesce(c.cut_s, extract(second from n.dispatched_at))) as dispatched_at,
                n.en_route_s, n.on_scene_s, n.at_patient_s, n.leave_scene_s, n.at_hospital_s, n.free_s, n.back_s, n.blue_light, n.cancelled
              from unnest(@calls, @vehicles, @types, @dispatched, @enRoute, @onScene, @atPatient, @leave, @atHospital, @free, @back, @blue, @cancelled)
                as n (call, vehicle, type, dispatched_at, en_route_s, on_scene_s, at_patient_s, leave_scene_s, at_hospital_s, free_s, back_s, blue_light, cancelled)
              join rescue.call c on c.municipality = @Town and c.source = @source and c.id = n.call
            ), done as (
              insert into rescue.mission as m (
                municipality, source, call, vehicle, batch, type, dispatched_at, en_route_s, on_scene_s, at_patient_s, leave_scene_s, at_hospital_s, free_s, back_s, blue_light,
                cancelled)
              select @Town, @source, n.call, n.vehicle, @batch, n.type, n.dispatched_at, n.en_route_s, n.on_scene_s, n.at_patient_s, n.leave_scene_s, n.at_hospital_s, n.free_s,
                n.back_s, n.blue_light, n.cancelled
              from new n
              on conflict (municipality, source, call, vehicle) do update
              set batch = excluded.batch, type = excluded.type, dispatched_at = excluded.dispatched_at, en_route_s = excluded.en_route_s, on_scene_s = excluded.on_scene_s,
                at_patient_s = excluded.at_patient_s, leave_scene_s = excluded.leave_scene_s, at_hospital_s = excluded.at_hospital_s, free_s = excluded.free_s,
                back_s = excluded.back_s, blue_light = excluded.blue_light, cancelled = excluded.cancelled
              where (m.type, m.en_route_s, m.on_scene_s, m.at_patient_s, m.leave_scene_s, m.at_hospital_s, m.free_s, m.back_s, m.blue_light, m.cancelled)
                  is distinct from (excluded.type, excluded.en_route_s, excluded.on_scene_s, excluded.at_patient_s, excluded.leave_scene_s, excluded.at_hospital_s, excluded.free_s,
                    excluded.back_s, excluded.blue_light, excluded.cancelled)
                or abs(extract(epoch from m.dispatched_at - excluded.dispatched_at)) >= 60
              returning xmax = 0 as fresh
            )
            select (select count(*) from new) as joined, count(*) filter (where fresh) as fresh, count(*) filter (where not fresh) as changed
            from done
            """,
            new
            {
                source,
                batch,
                Calls = missions.Select(one => one.Call).ToArray(),
                Vehicles = missions.Select(one => one.Vehicle).ToArray(),
                Types = missions.Select(one => one.Type.ToString()).ToArray(),
                Dispatched = missions.Select(one => one.DispatchedAt.ToUniversalTime()).ToArray(),
                EnRoute = missions.Select(one => Seconds(one.EnRouteAt, one.DispatchedAt)).ToArray(),
                OnScene = missions.Select(one => Seconds(one.OnSceneAt, one.DispatchedAt)).ToArray(),
                AtPatient = missions.Select(one => Seconds(one.AtPatientAt, one.DispatchedAt)).ToArray(),
                Leave = missions.Select(one => Seconds(one.LeaveSceneAt, one.DispatchedAt)).ToArray(),
                AtHospital = missions.Select(one => Seconds(one.AtHospitalAt, one.DispatchedAt)).ToArray(),
                Free = missions.Select(one => Seconds(one.FreeAt, one.DispatchedAt)).ToArray(),
                Back = missions.Select(one => Seconds(one.BackAt, one.DispatchedAt)).ToArray(),
                Blue = missions.Select(one => one.BlueLight).ToArray(),
                Cancelled = missions.Select(one => one.Cancelled).ToArray(),
            },
            ct);
        return (new Written(done.Fresh, done.Changed, done.Joined - done.Fresh - done.Changed), missions.Count - done.Joined);
    }

    private static int? Seconds(DateTimeOffset? moment, DateTimeOffset from) =>
        moment is { } at ? (int)Math.Clamp((at - from).TotalSeconds, int.MinValue, int.MaxValue) : null;

    private sealed record Counts
    {
        public required long Fresh { get; init; }

        public required long Changed { get; init; }
    }

    private sealed record MissionCounts
    {
        public required long Joined { get; init; }

        public required long Fresh { get; init; }

        public required long Changed { get; init; }
    }
}
