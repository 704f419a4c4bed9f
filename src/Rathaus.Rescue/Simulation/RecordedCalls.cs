using Rathaus.Rescue.Areas;

namespace Rathaus.Rescue.Simulation;

/// <summary>
/// History as it was: every replication gets the recorded calls with their recorded stays on scene and at hospital; only what was
/// not recorded is drawn. Times are local clock time: the hour that summer time skips has no calls, and the hour that comes twice
/// in autumn lies on top of itself.
/// </summary>
internal sealed class RecordedCalls : ICallSource
{
    private const int Marks = 4;

    private readonly SimulatedCall[] recorded;
    private readonly long seed;

    private RecordedCalls(SimulatedCall[] recorded, long seed, int unplaced)
    {
        this.recorded = recorded;
        this.seed = seed;
        Unplaced = unplaced;
    }

    public int Count => recorded.Length;

    /// <summary>Calls of the time that have no cell of the area; they are left out.</summary>
    public int Unplaced { get; }

    public static RecordedCalls Of(
        RescueArea area, IEnumerable<CallRecord> calls, IEnumerable<MissionRecord> missions, SimulationRun run, TimeZoneInfo zone)
    {
        var cells = area.Cells.Select((cell, at) => (cell.Id, at)).ToDictionary(cell => cell.Id, cell => cell.at);
        var hospitals = area.Hospitals.Select((hospital, at) => (hospital.Id, at)).ToDictionary(hospital => hospital.Id, hospital => hospital.at);
        var doctors = new HashSet<string>();
        var stays = new Dictionary<string, (float Scene, float Handover)>();
        foreach (var mission in missions.Where(mission => !mission.Cancelled))
        {
            if (mission.Type == VehicleType.Nef)
                doctors.Add(mission.Call);
            else if (mission.Type is VehicleType.Rtw or VehicleType.Ktw)
                stays.TryAdd(mission.Call, (Seconds(mission.OnSceneAt, mission.LeaveSceneAt ?? mission.FreeAt), Seconds(mission.AtHospitalAt, mission.FreeAt)));
        }

        var found = new List<SimulatedCall>();
        var unplaced = 0;
        foreach (var call in calls)
        {
            var at = (TimeZoneInfo.ConvertTime(call.ReceivedAt, zone).DateTime - run.Begin).TotalSeconds;
            if (at < 0 || at >= run.EndSeconds)
                continue;
            if (call.Cell is null || !cells.TryGetValue(call.Cell, out var cell))
            {
                unplaced++;
                continue;
            }

            var stay = stays.TryGetValue(call.Id, out var known) ? known : (float.NaN, float.NaN);
            found.Add(new SimulatedCall
            {
                ReceivedAt = at,
                Cell = cell,
                Kind = call.Kind,
                HighPriority = call.HighPriority,
                PatientClass = (sbyte)(call.PatientClass ?? -1),
                Transported = call.Transported,
                NeedsDoctor = doctors.Contains(call.Id),
                Hospital = (short)(call.Hospital is { } id && hospitals.TryGetValue(id, out var hospital) ? hospital : -1),
                RecordedScene = stay.Item1,
                RecordedHandover = stay.Item2,
            });
        }

        return new RecordedCalls([.. found.OrderBy(call => call.ReceivedAt)], run.Seed, unplaced);
    }

    public void Fill(List<SimulatedCall> calls, int replication)
    {
        calls.Clear();
        var marks = new RandomStream(seed, replication, Marks);
        foreach (var call in recorded)
            calls.Add(call with { Draws = CallGenerator.Scatter(marks) });
    }

    private static float Seconds(DateTimeOffset? from, DateTimeOffset? to) =>
        from is { } began && to is { } ended && ended >= began && ended - began < TimeSpan.FromHours(8) ? (float)(ended - began).TotalSeconds : float.NaN;
}
