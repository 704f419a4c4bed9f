using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Import;

/// <summary>Missions of a file one after the other, checked; stamps that run backwards are left out.</summary>
internal sealed class MissionReader(CsvTable table, ImportMapping mapping, ReportTally tally, DateTimeOffset now)
{
    private readonly MappedRow row = new(table, mapping, tally);
    private readonly MissionChecks checks = new(tally, now);

    public IEnumerable<MissionRecord> Read(CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            MissionRecord? mission;
            try
            {
                if (!table.Next())
                    break;
                tally.Row();
                mission = checks.Judge(One(), table.Line);
            }
            catch (RescueFileException fault) when (!table.Broken)
            {
                if (table.RowFault)
                    tally.Row();
                tally.Add(Checks.Unreadable, table.Line, fault.Message);
                continue;
            }

            if (mission is not null)
                yield return mission;
        }

        checks.End();
    }

    private MissionRecord One()
    {
        row.Begin();
        return new MissionRecord(
            row.Id("call_id"), row.Id("vehicle_id"),
            AreaWords.FindVehicle(row.Needed("type")) ?? throw row.Fault("type is none of RTW, NEF, KTW, TNA, RTH, first_responder"),
            row.Moment("dispatched_at") ?? throw row.Fault("dispatched_at is empty"),
            row.Moment("en_route_at"), row.Moment("on_scene_at"), row.Moment("at_patient_at"), row.Moment("leave_scene_at"), row.Moment("at_hospital_at"),
            row.Moment("free_at"), row.Moment("back_at"), row.Flag("blue_light") ?? true, row.Flag("cancelled") ?? false);
    }
}

/// <summary>What is asked of every mission, whether it comes as a row or from radio messages.</summary>
internal sealed class MissionChecks(ReportTally tally, DateTimeOffset now)
{
    private static readonly TimeSpan Quickest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Slowest = TimeSpan.FromHours(3);
    private static readonly TimeSpan LongestBusy = TimeSpan.FromHours(8);
    private static readonly TimeSpan OverlapSlack = TimeSpan.FromMinutes(1);

    private readonly HashSet<ulong> ids = [];
    private readonly Dictionary<string, (DateTimeOffset Dispatched, DateTimeOffset Free)> latest = new(StringComparer.Ordinal);
    private long withoutSeconds;

    /// <returns>Null: the row is not taken.</returns>
    public MissionRecord? Judge(MissionRecord mission, int line)
    {
        if (mission.DispatchedAt > now)
            return Refuse(Checks.Future, line);
        if (!ids.Add(IdHash.Of($"{mission.Call}\n{mission.Vehicle}")))
            return Refuse(Checks.Duplicate, line);
        if (mission.DispatchedAt.Second == 0 && mission.OnSceneAt is not { Second: > 0 })
            withoutSeconds++;
        mission = InOrder(mission, line);
        if (mission is { Cancelled: false, OnSceneAt: null })
            tally.Add(Checks.Missing, line);
        if (mission is { OnSceneAt: not null, EnRouteAt: null } or { AtHospitalAt: not null, LeaveSceneAt: null })
            tally.Add(Checks.StatusGap, line);
        if (mission.OnSceneAt - mission.DispatchedAt < Quickest)
            tally.Add(Checks.ResponseShort, line);
        if (mission.OnSceneAt - mission.DispatchedAt > Slowest)
            tally.Add(Checks.ResponseLong, line);
        if (mission.FreeAt - mission.DispatchedAt > LongestBusy)
            tally.Add(Checks.OccupationLong, line);
        Overlaps(mission, line);
        tally.Taken(mission.DispatchedAt);
        return mission;
    }

    public void End()
    {
        if (tally.Good > 20 && withoutSeconds > tally.Good / 2)
            tally.AddMany(Checks.WholeMinutes, withoutSeconds);
    }

    private MissionRecord? Refuse(string check, int line)
    {
        tally.Add(check, line);
        return null;
    }

    private MissionRecord InOrder(MissionRecord mission, int line)
    {
        var latestStamp = mission.DispatchedAt;
        var reversed = false;
        var kept = mission with
        {
            EnRouteAt = Rising(mission.EnRouteAt), OnSceneAt = Rising(mission.OnSceneAt), AtPatientAt = Rising(mission.AtPatientAt),
            LeaveSceneAt = Rising(mission.LeaveSceneAt), AtHospitalAt = Rising(mission.AtHospitalAt), FreeAt = Rising(mission.FreeAt), BackAt = Rising(mission.BackAt),
        };
        if (reversed)
            tally.Add(Checks.Reversed, line);
        return kept;

        DateTimeOffset? Rising(DateTimeOffset? stamp)
        {
            if (stamp is not { } at)
                return null;
            if (at < latestStamp)
            {
                reversed = true;
                return null;
            }

            latestStamp = at;
            return at;
        }
    }

    // Files are sorted by time; one that is not shows fewer overlaps than there are, never more.
    private void Overlaps(MissionRecord mission, int line)
    {
        if (latest.TryGetValue(mission.Vehicle, out var before) && mission.DispatchedAt >= before.Dispatched && mission.DispatchedAt + OverlapSlack < before.Free)
            tally.Add(Checks.Overlap, line);
        if (mission.FreeAt is { } free && (before == default || mission.DispatchedAt >= before.Dispatched))
            latest[mission.Vehicle] = (mission.DispatchedAt, free);
    }
}
