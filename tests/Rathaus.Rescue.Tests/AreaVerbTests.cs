using System.Globalization;
using System.Text.Json;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Commands;

namespace Rathaus.Rescue.Tests;

/// <summary>The analyst's verbs on an area folder, from files to JSON and files.</summary>
public sealed class AreaVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rescue-verbs-").FullName;

    public AreaVerbTests()
    {
        var area = SmallArea.Grid(14, 3, [(2, 1), (7, 1), (11, 1)], [1, 1, 0]);
        AreaFolderWriter.Write(Town, area with { Hospitals = [new Hospital("h1", "Klinikum", area.NodePoints[20], 20, [], 20)] }, DeadlineRules.Shipped);
        var (calls, missions) = (new List<string>(), new List<string>());
        var start = new DateTimeOffset(2025, 1, 6, 0, 0, 0, TimeSpan.FromHours(1));
        for (var call = 0; call < 1_500; call++)
        {
            var at = start.AddMinutes((call * 40) + (call % 7));
            string Moment(double minutes) => at.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
            calls.Add($"e{call},{Moment(0)},{Moment(1)},x,4,high,emergency,c{call % 42},1,");
            missions.Add($"e{call},r{call % 2}-1,RTW,{Moment(1)},{Moment(2)},{Moment(4 + (call % 5))},,,,{Moment(41)},{Moment(42)},1,0");
        }

        File.WriteAllLines(Path.Combine(Town, "calls.csv"), ["call_id,received_at,opened_at,category,patient_class,priority,kind,cell_id,transported,hospital_id", .. calls]);
        File.WriteAllLines(
            Path.Combine(Town, "missions.csv"),
            [
                "call_id,vehicle_id,type,dispatched_at,en_route_at,on_scene_at,at_patient_at,leave_scene_at,at_hospital_at,free_at,back_at,blue_light,cancelled", .. missions,
            ]);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Town => Path.Combine(folder, "town");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Coverage_writes_its_map_its_table_and_its_shares()
    {
        var (map, table) = (Path.Combine(folder, "map.geojson"), Path.Combine(folder, "cells.csv"));
        using var answer = await RunAsync("coverage", Town, "--rule", "nrw-2025", "--block", "night", "--calls-a-year", "5000", "--isochrones", "180,300", "--out", map, "--csv", table);
        Assert.Equal("nrw-2025", answer.RootElement.GetProperty("rule").GetProperty("id").GetString());
        Assert.True(answer.RootElement.GetProperty("synthetic").GetBoolean());
        Assert.Equal(2, answer.RootElement.GetProperty("isochrones").GetArrayLength());
        Assert.Equal(43, (await File.ReadAllLinesAsync(table, Ct)).Length);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(map, Ct));
        Assert.Equal(44, json.RootElement.GetProperty("features").GetArrayLength());
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("coverage", Town, "--block", "noon"));
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("coverage", Town, "--rule", "x"));
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("coverage", Path.Combine(folder, "nowhere")));
    }

    [Theory]
    [InlineData("lscp")]
    [InlineData("dsm --vehicles 3 --alpha 0.5 --second 2")]
    [InlineData("expected --vehicles 3 --q 0.3 --floor 0.2 --explain yes --calls-a-year 5000")]
    [InlineData("load --vehicles 3 --calls-per-hour 1 --minutes 60")]
    [InlineData("mean --p 2 --time 1 --keep today")]
    [InlineData("survival --p 2 --time 1 --survival 0.5,0.2")]
    public async Task Every_model_on_an_area_answers_with_value_bound_and_seed(string words)
    {
        var parts = words.Split(' ');
        using var answer = await RunAsync(["locate", parts[0], Town, .. parts[1..], "--seed", "7"]);
        var root = answer.RootElement;
        Assert.Equal(7, root.GetProperty("seed").GetInt32());
        Assert.True(root.GetProperty("value").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Number, root.GetProperty("bound").ValueKind);
        Assert.NotEmpty(root.GetProperty("sites").EnumerateObject());
    }

    [Fact]
    public async Task A_plan_that_cannot_be_says_why_and_wrong_words_are_refused()
    {
        using var answer = await RunAsync("locate", "expected", Town, "--vehicles", "1", "--q", "0.5", "--floor", "0.6");
        Assert.Contains("vehicles", answer.RootElement.GetProperty("conflict").EnumerateArray().Select(reason => reason.GetString()));
        Assert.Equal(JsonValueKind.Null, answer.RootElement.GetProperty("value").ValueKind);
        foreach (var wrong in new[] { "mean --p 9", "mean", "expected --vehicles 2", "survival --p 1 --survival x", "lscp --solver other", "lscp --keep some" })
            await Assert.ThrowsAsync<CommandLineException>(() => RunAsync(["locate", wrong.Split(' ')[0], Town, .. wrong.Split(' ')[1..]]));
    }

    [Fact]
    public async Task Shifts_are_planned_from_the_calls_and_missions_of_the_folder()
    {
        var table = Path.Combine(folder, "shifts.csv");
        using var answer = await RunAsync("shifts", Town, "--target", "0.5", "--lengths", "12,24", "--starts", "7,19", "--most-vehicles", "4", "--csv", table);
        Assert.Equal(40, answer.RootElement.GetProperty("service_minutes").GetDouble(), 0.01);
        Assert.InRange(answer.RootElement.GetProperty("calls_a_week").GetDouble(), 250, 254);
        Assert.NotEmpty(answer.RootElement.GetProperty("shifts").EnumerateArray());
        Assert.Equal(169, (await File.ReadAllLinesAsync(table, Ct)).Length);
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("shifts", Town, "--lengths", "8,x"));
    }

    [Fact]
    public async Task The_days_ahead_and_the_places_are_forecast_and_the_profile_calibrated()
    {
        var (fan, cells, arcs) = (Path.Combine(folder, "fan.csv"), Path.Combine(folder, "cells.csv"), Path.Combine(folder, "arcs.csv"));
        using var answer = await RunAsync("forecast", Town, "--days", "7", "--holidays", "none", "--csv", fan, "--cells", cells);
        Assert.Equal(7, answer.RootElement.GetProperty("days").GetArrayLength());
        Assert.Equal(36, answer.RootElement.GetProperty("days")[2].GetProperty("mean").GetDouble(), 4.0);
        Assert.Equal(169, (await File.ReadAllLinesAsync(fan, Ct)).Length);

        // 252 calls in 42 cells: some have five and are told, none with less.
        Assert.All(DataFiles.Rows(cells), row => Assert.True(row["calls"].Length == 0 || DataFiles.Number(row["calls"]) >= 5));
        Assert.Contains(DataFiles.Rows(cells), row => row["calls"].Length > 0);

        using var fitted = await RunAsync("calibrate", Town, "--out", arcs);
        Assert.True(fitted.RootElement.GetProperty("drives").GetInt32() > 1_000);
        var factor = fitted.RootElement.GetProperty("factors").GetProperty("night").GetProperty("classes").GetProperty("all").GetDouble();
        var row = DataFiles.Rows(arcs).First();
        Assert.Equal(DataFiles.Number(row["sec_emergency"]) * factor, DataFiles.Number(row["sec_emergency_night"]), 0.01);
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("forecast", Town));
        await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("forecast", fan, "--days", "3", "--cells", cells));
    }

    private static async Task<JsonDocument> RunAsync(params string[] words)
    {
        var command = new RescueCommand();
        var output = new StringWriter();
        await command.RunAsync(CommandLine.Parse(words, command.ValuedOptions, []).WritingTo(output), Ct);
        return JsonDocument.Parse(output.ToString());
    }
}
