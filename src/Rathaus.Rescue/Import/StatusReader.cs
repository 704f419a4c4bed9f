using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Import;

/// <summary>
/// Missions from radio status messages (German BOS radio): 3 en route begins one, 4 on scene, 7 patient on board, 8 at hospital,
/// 1 free on the radio, 2 back at the station; 6 (out of service) and others are passed over. Messages come in the order of their time.
/// </summary>
internal sealed class StatusReader(CsvTable table, ImportMapping mapping, ReportTally tally, DateTimeOffset now)
{
    private readonly MappedRow row = new(table, mapping, tally);
    private readonly MissionChecks checks = new(tally, now);
    private readonly Dictionary<string, (MissionRecord Mission, int Line)> open = new(StringComparer.Ordinal);

    public IEnumerable<MissionRecord> Read(CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            (MissionRecord Mission, int Line)? ended;
            try
            {
                if (!table.Next())
                    break;
                tally.Row();
                ended = Message();
            }
            catch (RescueFileException fault) when (!table.Broken)
            {
                if (table.RowFault)
                    tally.Row();
                tally.Add(Checks.Unreadable, table.Line, fault.Message);
                continue;
            }

            if (ended is { } done && checks.Judge(done.Mission, done.Line) is { } good)
                yield return good;
        }

        foreach (var (mission, line) in open.Values)
        {
            if (checks.Judge(mission, line) is { } good)
                yield return good;
        }

        checks.End();
    }

    // A vehicle has one mission at a time: a new call, or 2 (at the station), ends it.
    private (MissionRecord, int)? Message()
    {
        row.Begin();
        var vehicle = row.Id("vehicle_id");
        var status = row.Whole("status", 0, 9) ?? throw row.Fault("status is empty");
        var at = row.Moment("at") ?? throw row.Fault("at is empty");
        var call = row.Text("call_id");
        (MissionRecord, int)? ended = null;
        if (status == 3 && call is not null && (!open.TryGetValue(vehicle, out var running) || running.Mission.Call != call))
        {
            if (open.TryGetValue(vehicle, out var before))
                ended = before;
            // The alarm is not a message of the vehicle; the mission counts from the moment it sets out.
            open[vehicle] = (new MissionRecord(call, vehicle, Type(vehicle), at, at, null, null, null, null, null, null, row.Flag("blue_light") ?? true, Cancelled: false), table.Line);
            return ended;
        }

        if (!open.TryGetValue(vehicle, out var current))
        {
            if (status is 4 or 7 or 8)
                tally.Add(Checks.StatusGap, table.Line);
            return null;
        }

        var mission = current.Mission;
        open[vehicle] = (status switch
        {
            4 => mission with { OnSceneAt = mission.OnSceneAt ?? at },
            7 => mission with { LeaveSceneAt = mission.LeaveSceneAt ?? at },
            8 => mission with { AtHospitalAt = mission.AtHospitalAt ?? at },
            1 => mission with { FreeAt = mission.FreeAt ?? at },
            2 => mission with { FreeAt = mission.FreeAt ?? at, BackAt = at },
            _ => mission,
        }, current.Line);
        if (status == 2)
        {
            ended = open[vehicle];
            open.Remove(vehicle);
        }

        return ended;
    }

    private VehicleType Type(string vehicle)
    {
        if (row.Text("type") is { } word)
            return AreaWords.FindVehicle(word) ?? throw row.Fault("type is none of RTW, NEF, KTW, TNA, RTH, first_responder");
        // Radio names carry the kind by the usual numbers or letters: Florian Musterstadt 1-RTW-2.
        foreach (var type in Enum.GetValues<VehicleType>())
        {
            if (vehicle.Contains(AreaWords.Of(type), StringComparison.OrdinalIgnoreCase))
                return type;
        }

        throw row.Fault("type is empty and the name of the vehicle does not tell it");
    }
}
