using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Import;

namespace Rathaus.Rescue.Tests.Import;

/// <summary>Missions as rows and as radio messages; a whole folder; the synthetic history there and back.</summary>
public sealed class MissionImportTests(ImportHouse house) : IClassFixture<ImportHouse>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missions_move_along_with_the_cut_seconds_of_their_call_and_durations_stay_exact()
    {
        await house.ImportAsync("cut", ImportMapping.Own("calls"), "call_id,received_at,opened_at\nA,2026-05-01T10:00:42Z,2026-05-01T10:01:00Z\n");
        await house.ImportAsync("cut", ImportMapping.Own("missions"), "call_id,vehicle_id,type,dispatched_at,en_route_at,on_scene_at\nA,B-1,RTW,2026-05-01T10:01:50Z,2026-05-01T10:02:50Z,2026-05-01T10:08:59Z\n");
        var row = await Row("cut");
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 10, 1, 8, TimeSpan.Zero), row.DispatchedAt);
        Assert.Equal((60, 429), (row.EnRouteS, row.OnSceneS));
        // Opened at 10:00:18 as kept, on scene 10:08:17: 479 seconds as in the file.
        Assert.Equal(479, (row.DispatchedAt.AddSeconds(row.OnSceneS!.Value) - new DateTimeOffset(2026, 5, 1, 10, 0, 18, TimeSpan.Zero)).TotalSeconds);
    }

    [Fact]
    public async Task Doubtful_missions_are_counted_with_their_lines()
    {
        await house.ImportAsync("checks", ImportMapping.Own("calls"), "call_id,received_at\n" + string.Concat(Enumerable.Range(1, 9).Select(id => $"C{id},2026-05-01T10:00:10Z\n")));
        const string Text =
            """
            call_id,vehicle_id,type,dispatched_at,en_route_at,on_scene_at,leave_scene_at,at_hospital_at,free_at
            C1,V1,RTW,2026-05-01T10:01:05Z,2026-05-01T10:02:00Z,2026-05-01T10:08:00Z,,,2026-05-01T10:40:00Z
            C2,V1,RTW,2026-05-01T10:30:05Z,2026-05-01T10:31:00Z,2026-05-01T10:38:00Z,,,2026-05-01T11:00:00Z
            C3,V2,RTW,2026-05-01T10:01:05Z,2026-05-01T10:01:06Z,2026-05-01T10:01:15Z,,,2026-05-01T11:00:00Z
            C4,V3,RTW,2026-05-01T10:01:05Z,2026-05-01T10:02:00Z,2026-05-01T14:01:10Z,,,2026-05-01T19:01:10Z
            C5,V4,RTW,2026-05-01T10:01:05Z,,2026-05-01T10:09:00Z,,2026-05-01T10:40:00Z,2026-05-01T11:00:00Z
            C6,V5,RTW,2026-05-01T10:01:05Z,2026-05-01T10:00:00Z,2026-05-01T10:09:00Z,,,2026-05-01T11:00:00Z
            C7,V6,RTW,2026-05-01T10:01:05Z,2026-05-01T10:02:00Z,,,,
            C8,V7,Kutsche,2026-05-01T10:01:05Z,,,,,
            C1,V1,RTW,2026-05-01T10:01:05Z,,,,,
            unknown,V8,RTW,2026-05-01T10:01:05Z,2026-05-01T10:02:00Z,2026-05-01T10:09:00Z,,,2026-05-01T11:00:00Z
            """;
        var report = Assert.Single(await house.ImportAsync("checks", ImportMapping.Own("missions"), Text)).Report;
        var lines = report.Checks.ToDictionary(check => check.Check, check => check.Lines);
        Assert.Equal([3], lines[Checks.Overlap]);
        Assert.Equal([4], lines[Checks.ResponseShort]);
        Assert.Equal([5], lines[Checks.ResponseLong]);
        Assert.Equal([5], lines[Checks.OccupationLong]);
        // A row whose departure ran backwards has no departure any more, so it is a gap too.
        Assert.Equal([6, 7], lines[Checks.StatusGap]);
        Assert.Equal([7], lines[Checks.Reversed]);
        Assert.Equal([8], lines[Checks.Missing]);
        Assert.Equal([9], lines[Checks.Unreadable]);
        Assert.Equal([10], lines[Checks.Duplicate]);
        Assert.Equal(1, ImportHouse.Count(report, Checks.UnknownCall));
        Assert.Equal(7, await house.CountAsync("mission", "checks"));
    }

    [Fact]
    public async Task Radio_messages_become_missions()
    {
        await house.ImportAsync("radio", ImportMapping.Own("calls"), "call_id,received_at\nA,2026-05-01T10:00:00Z\nB,2026-05-01T10:50:00Z\n");
        const string Text =
            """
            vehicle_id,status,at,call_id
            Florian 1-RTW-1,6,2026-05-01T07:00:00Z,
            Florian 1-RTW-1,3,2026-05-01T10:02:00Z,A
            Florian 1-NEF-1,3,2026-05-01T10:02:30Z,A
            Florian 1-RTW-1,4,2026-05-01T10:09:00Z,A
            Florian 1-NEF-1,4,2026-05-01T10:10:00Z,A
            Florian 1-RTW-1,7,2026-05-01T10:25:00Z,
            Florian 1-NEF-1,1,2026-05-01T10:26:00Z,
            Florian 1-RTW-1,8,2026-05-01T10:33:00Z,
            Florian 1-RTW-1,1,2026-05-01T10:50:00Z,
            Florian 1-RTW-1,3,2026-05-01T10:52:00Z,B
            Florian 1-RTW-1,4,2026-05-01T11:00:00Z,B
            Florian 1-RTW-1,2,2026-05-01T11:30:00Z,
            """;
        var done = Assert.Single(await house.ImportAsync("radio", ImportMapping.Own("statuses"), Text));
        Assert.Equal(3, done.Written.Fresh);
        var rows = await house.Scope().QueryAsync<MissionRow>(
            "select call, vehicle, type, dispatched_at, en_route_s, on_scene_s, leave_scene_s, at_hospital_s, free_s, back_s from rescue.mission where municipality = @Town and source = 'radio' order by call, vehicle",
            null, Ct);
        var first = rows.Single(row => row is { Call: "A", Type: "Rtw" });
        Assert.Equal((0, 420, 23 * 60, 31 * 60, 48 * 60, null), (first.EnRouteS, first.OnSceneS, first.LeaveSceneS, first.AtHospitalS, first.FreeS, first.BackS));
        Assert.Equal("Nef", rows.Single(row => row.Call == "A" && row.Vehicle.Contains("NEF", StringComparison.Ordinal)).Type);
        Assert.Equal((480, 38 * 60), (rows.Single(row => row.Call == "B").OnSceneS, rows.Single(row => row.Call == "B").BackS));
    }

    [Fact]
    public async Task A_whole_folder_comes_in_and_is_the_same_when_it_comes_again()
    {
        var (calls, missions) = ImportHouse.City.History();
        var folder = Directory.CreateTempSubdirectory("rescue").FullName;
        try
        {
            AreaFolderWriter.Write(folder, ImportHouse.City.Area, DeadlineRules.Shipped);
            AreaFolderWriter.WriteHistory(folder, calls, missions);
            var order = ImportFolder.Read(folder, "synthetic", null, dryRun: false, by: null);
            var done = await house.Importer.RunAsync(house.Scope(), order, Ct);
            Assert.Equal(["area.json", "calls.csv", "missions.csv"], done.Select(one => one.File));
            Assert.Equal((calls.Count, missions.Count), ((int)done[1].Written.Fresh, (int)done[2].Written.Fresh));
            Assert.All(done, one => Assert.Equal(0, one.Report.Refused));
            Assert.Equal(0, ImportHouse.Count(done[2].Report, Checks.Overlap));
            Assert.Equal(0, ImportHouse.Count(done[2].Report, Checks.Reversed));
            var again = await house.Importer.RunAsync(house.Scope(), order, Ct);
            Assert.All(again, one => Assert.Equal((0, 0), (one.Written.Fresh, one.Written.Changed)));
            Assert.True(order.Synthetic);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_folder_without_anything_to_import_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("rescue").FullName;
        try
        {
            Assert.Contains("there is no area.json", Assert.Throws<RescueFileException>(() => ImportFolder.Read(folder, "x", null, false, null)).Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "area.json"), """{"name":"A"}""");
            Assert.Contains("nodes.csv: there is no such file", Assert.Throws<RescueFileException>(() => ImportFolder.Read(folder, "x", null, false, null)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Task<MissionRow> Row(string source) => house.Scope().QuerySingleAsync<MissionRow>(
        "select call, vehicle, type, dispatched_at, en_route_s, on_scene_s, leave_scene_s, at_hospital_s, free_s, back_s from rescue.mission where municipality = @Town and source = @source",
        new { source }, Ct);

    private sealed record MissionRow
    {
        public required string Call { get; init; }

        public required string Vehicle { get; init; }

        public required string Type { get; init; }

        public required DateTimeOffset DispatchedAt { get; init; }

        public int? EnRouteS { get; init; }

        public int? OnSceneS { get; init; }

        public int? LeaveSceneS { get; init; }

        public int? AtHospitalS { get; init; }

        public int? FreeS { get; init; }

        public int? BackS { get; init; }
    }
}
