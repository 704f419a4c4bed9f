using System.Text.Json;
using Rathaus.Kernel.Commands;
using Rathaus.Rescue.Areas;
using Rathaus.Rescue.Areas.Synthetic;
using Rathaus.Rescue.Commands;

namespace Rathaus.Rescue.Tests;

/// <summary>A small synthetic city as a folder, written once for the tests of a class.</summary>
public sealed class CityFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rescue-city-").FullName;

    public CityFolder()
    {
        var city = SyntheticCity.Make(new CityParameters(60_000, 1, 5, new DateOnly(2026, 1, 1)));
        var (calls, missions) = city.History();
        AreaFolderWriter.Write(City, city.Area, DeadlineRules.Shipped);
        AreaFolderWriter.WriteHistory(City, calls, missions);
    }

    public string City => Path.Combine(folder, "city");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}

public sealed class SimulateVerbTests(CityFolder city) : IClassFixture<CityFolder>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rescue-simulate-").FullName;

    private string City => city.City;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_plan_against_another_says_what_changes_as_json_and_csv()
    {
        var vehicle = AreaFolder.Read(City).Vehicles.First(vehicle => vehicle.Type == VehicleType.Rtw).Id;
        var (plan, table, answer) = (Path.Combine(folder, "plan.json"), Path.Combine(folder, "table.csv"), Path.Combine(folder, "answer.json"));
        await File.WriteAllTextAsync(plan, $$$"""{"name": "one less", "remove_vehicles": ["{{{vehicle}}}"], "relocation": {"policy": "dmexclp"}}""", TestContext.Current.CancellationToken);
        Assert.Equal("", await RunAsync("simulate", City, "--variant", plan, "--against", "base", "--weeks", "1", "--replications", "3", "--out", answer, "--csv", table));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken));
        Assert.Equal(3, json.RootElement.GetProperty("replications").GetInt32());
        Assert.True(json.RootElement.GetProperty("synthetic").GetBoolean());
        Assert.Equal(DeadlineRules.Shipped.Count, json.RootElement.GetProperty("rules").GetArrayLength());
        var differences = json.RootElement.GetProperty("against").GetProperty("differences").EnumerateArray().ToList();
        Assert.Equal(0, differences.Single(row => row.GetProperty("name").GetString() == "calls").GetProperty("mean").GetDouble());
        Assert.True(differences.Single(row => row.GetProperty("name").GetString() == "utilisation_rtw").GetProperty("mean").GetDouble() > 0);
        var lines = await File.ReadAllLinesAsync(table, TestContext.Current.CancellationToken);
        Assert.Equal("metric,unit,rule,district,mean,low,high,against_mean,difference,difference_low,difference_high", lines[0]);
        Assert.All(lines, line => Assert.True(line.Split(',').Length >= 11, line));
        Assert.Empty(Directory.EnumerateFiles(folder, "*.part-*"));
    }

    [Fact]
    public async Task Recorded_calls_are_set_beside_the_register()
    {
        using var json = JsonDocument.Parse(await RunAsync("simulate", City, "--calls", "recorded", "--weeks", "20", "--replications", "2"));
        var register = json.RootElement.GetProperty("register");
        Assert.All(register.GetProperty("rules").EnumerateArray(), rule => Assert.InRange(rule.GetProperty("points").GetDouble(), -8, 8));
        Assert.InRange(register.GetProperty("distance").GetDouble(), 0, 0.1);
    }

    [Theory]
    [InlineData("""{"remove_vehicles": ["nobody"]}""", "there is no vehicle nobody")]
    [InlineData("""{"move_vehicles": {"B-1-RTW-1": "nowhere"}}""", "there is no station nowhere")]
    [InlineData("""{"add_vehicles": [{"id": "x", "type": "Bus", "station": "W1"}]}""", "'Bus' is no vehicle")]
    [InlineData("""{"shifts": [{"vehicle": "B-1-RTW-1", "start": "25:00", "end": "08:00"}]}""", "'25:00' is no time")]
    [InlineData("""{"shifts": [{"vehicle": "B-1-RTW-1", "start": "07:00", "end": "08:00", "weekdays": "8"}]}""", "weekdays are digits")]
    [InlineData("""{"demand_factor": 0}""", "demand_factor")]
    [InlineData("""{"dispach": "nearest"}""", "dispach")]
    [InlineData("""{"dispatch": "fastest"}""", "plan.json:1")]
    [InlineData("""{"hour_factors": [1, 2]}""", "24 numbers")]
    [InlineData("""{"closures": [{"hospital": "H77", "from": "2026-01-05T00:00:00", "to": "2026-01-06T00:00:00"}]}""", "H77")]
    [InlineData("""{"relocation": {"policy": "table", "table": ["W77"]}}""", "W77")]
    [InlineData("{", "plan.json:")]
    public async Task A_plan_that_cannot_be_is_refused_with_its_reason(string plan, string named)
    {
        var path = Path.Combine(folder, "plan.json");
        await File.WriteAllTextAsync(path, plan, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("simulate", City, "--variant", path, "--weeks", "1", "--replications", "1", "--out", Path.Combine(folder, "out.json")));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "out.json")));
    }

    [Fact]
    public async Task What_the_files_lack_is_said_with_the_file()
    {
        async Task<string> WithoutAsync(string file, Func<string, bool> kept)
        {
            var path = Path.Combine(City, file);
            var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
            await File.WriteAllLinesAsync(path, [lines[0], .. lines.Skip(1).Where(kept)], TestContext.Current.CancellationToken);
            var message = (await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("simulate", City, "--weeks", "1", "--replications", "1"))).Message;
            await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
            return message;
        }

        Assert.Contains("shifts.csv: no RTW", await WithoutAsync("shifts.csv", line => !line.Contains("RTW", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("shifts.csv: no NEF", await WithoutAsync("shifts.csv", line => !line.Contains("NEF", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("hospitals.csv", await WithoutAsync("hospitals.csv", _ => false), StringComparison.Ordinal);
        Assert.Contains("calls.csv: there is no call", await WithoutAsync("calls.csv", _ => false), StringComparison.Ordinal);
        Assert.Contains("policy", (await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("simulate", City, "--policy", "best"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_leaves_no_result()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var path = Path.Combine(folder, "result.json");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ResultFile.WriteAsync(path, "{}", stop.Token));
        Assert.Empty(Directory.EnumerateFiles(folder, "result*"));
        await Assert.ThrowsAsync<RescueFileException>(() => ResultFile.WriteAsync(Path.Combine(folder, "no", "result.json"), "{}", TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(path, "before", TestContext.Current.CancellationToken);
        await ResultFile.WriteAsync(path, "after", TestContext.Current.CancellationToken);
        Assert.Equal("after", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Sizing_prints_four_numbers_side_by_side()
    {
        using var json = JsonDocument.Parse(await RunAsync("size", City, "--tele", "0.4"));
        foreach (var row in json.RootElement.GetProperty("ambulances").GetProperty("classes").EnumerateArray())
        {
            Assert.True(row.GetProperty("risk").GetProperty("vehicles").GetInt32() > 0);
            Assert.True(row.GetProperty("erlang").GetInt32() > 0);
            Assert.True(row.GetProperty("hypercube").GetInt32() > 0);
            Assert.True(row.GetProperty("simulation").GetInt32() > 0);
            Assert.True(row.GetProperty("reasons").GetArrayLength() >= 5);
        }

        var file = Path.Combine(folder, "hours.csv");
        await File.WriteAllLinesAsync(file, ["hour_of_week,calls_per_hour", .. Enumerable.Range(0, 168).Select(hour => $"{hour},1.5")], TestContext.Current.CancellationToken);
        using var flat = JsonDocument.Parse(await RunAsync("size", file, "--minutes", "60"));
        Assert.Equal(5, flat.RootElement.GetProperty("classes")[0].GetProperty("risk").GetProperty("vehicles").GetInt32());
        await File.WriteAllTextAsync(file, "hour_of_week,calls_per_hour\n0,1\n0,1\n", TestContext.Current.CancellationToken);
        Assert.Contains("hours.csv:3", (await Assert.ThrowsAsync<CommandLineException>(() => RunAsync("size", file, "--minutes", "60"))).Message, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(params string[] words)
    {
        var command = new RescueCommand();
        await using var output = new StringWriter();
        var line = CommandLine.Parse(words, command.ValuedOptions, []).With(output, TextWriter.Null);
        Assert.Equal(0, await command.RunAsync(line, TestContext.Current.CancellationToken));
        return output.ToString();
    }
}
