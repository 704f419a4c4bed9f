using System.Globalization;
using System.Net;
using System.Text.Json;
using Rathaus.Testing;

namespace Rathaus.Rescue.Tests.Pages;

/// <summary>The whole host with a small synthetic city in Aachen, made by its job as on a first day.</summary>
public sealed class PlanningHouse : IAsyncLifetime
{
    public const short Aachen = 1;

    public RathausApp App { get; } = new();

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "true");
        App.Set("Rescue:Demo", "true");
        App.Set("Rescue:DemoPeople", "40000");
        App.Set("Rescue:DemoYears", "1");
        App.Set("RateLimits:Login", "0");
        App.Set("RateLimits:Api", "0");
        await App.InitializeAsync();
        _ = App.Services;
        while ((await App.Database.Town(Aachen).QueryAsync<int>("select 1 from rescue.mission where municipality = @Town limit 1", null, CancellationToken.None)).Count == 0)
            await Task.Delay(100, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public async Task<Browser> StaffAsync(string person)
    {
        var browser = new Browser(App);
        await browser.SignInStaffAsync(person);
        return browser;
    }
}

/// <summary>What planner, medical director and controller see and may do, and what nobody else may.</summary>
public sealed class PlanningPageTests(PlanningHouse house) : IClassFixture<PlanningHouse>
{
    private static readonly string[] Pages = ["", "/bedarf", "/abdeckung", "/standorte", "/bemessung", "/fristen", "/daten"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("aachen-planner")]
    [InlineData("aachen-medical-director")]
    [InlineData("aachen-controller")]
    public async Task Every_page_opens_for_the_planning_and_says_that_the_data_are_synthetic(string person)
    {
        using var browser = await house.StaffAsync(person);
        foreach (var page in Pages)
        {
            var html = WebUtility.HtmlDecode(await browser.ReadAsync($"/amt/rettung{page}"));
            Assert.Contains("Synthetische Daten, erfunden", html, StringComparison.Ordinal);
            Assert.Contains("Beispielstadt (synthetisch)", html, StringComparison.Ordinal);
            Assert.DoesNotContain("rescue.", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("aachen-clerk")]
    [InlineData("aachen-administrator")]
    [InlineData("wuppertal-lead")]
    public async Task Other_staff_find_nothing_there(string person)
    {
        using var browser = await house.StaffAsync(person);
        foreach (var page in Pages.Append("/abdeckung.csv").Append("/abdeckung.geojson").Append("/bedarf.csv").Append("/standorte.json").Append("/zellen.geojson"))
            Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/amt/rettung{page}?stadt=aachen")).StatusCode);
        Assert.DoesNotContain("/amt/rettung", await browser.ReadAsync("/amt/konto"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reads_it_without_signing_in_and_a_citizen_does_not()
    {
        using var stranger = new Browser(house.App);
        Assert.StartsWith("/amt/anmelden", (await stranger.GetAsync("/amt/rettung")).Headers.Location!.ToString(), StringComparison.Ordinal);
        using var citizen = new Browser(house.App);
        await citizen.SignInAsync();
        Assert.NotEqual(HttpStatusCode.OK, (await citizen.GetAsync("/amt/rettung")).StatusCode);
    }

    [Fact]
    public async Task A_planner_of_one_town_does_not_plan_another()
    {
        using var planner = await house.StaffAsync("aachen-planner");
        Assert.Equal(HttpStatusCode.NotFound, (await planner.GetAsync("/amt/rettung?stadt=wuppertal")).StatusCode);
    }

    [Fact]
    public async Task The_coverage_follows_hour_and_rule_and_its_files_say_the_same()
    {
        using var planner = await house.StaffAsync("aachen-planner");
        var night = WebUtility.HtmlDecode(await planner.ReadAsync("/amt/rettung/abdeckung?stunde=3&regel=nrw-2010"));
        Assert.Contains("werktags nachts", night, StringComparison.Ordinal);
        Assert.Contains("<svg viewBox", night, StringComparison.Ordinal);
        Assert.Contains("werktags tagsüber", WebUtility.HtmlDecode(await planner.ReadAsync("/amt/rettung/abdeckung?stunde=99")), StringComparison.Ordinal);

        var csv = await planner.ReadAsync("/amt/rettung/abdeckung.csv?stunde=3&regel=nrw-2010");
        var header = csv.Split('\n')[0].Trim().Split(',').ToList();
        var calls = header.IndexOf("calls_a_year");
        Assert.All(csv.Split('\n').Skip(1).Where(line => line.Length > 0), line =>
            Assert.True(line.Trim().Split(',')[calls] is "" || int.Parse(line.Trim().Split(',')[calls], CultureInfo.InvariantCulture) >= 5, line));
        using var map = JsonDocument.Parse(await planner.ReadAsync("/amt/rettung/abdeckung.geojson"));
        Assert.Equal("FeatureCollection", map.RootElement.GetProperty("type").GetString());
        Assert.True(map.RootElement.GetProperty("synthetic").GetBoolean());
        Assert.True(map.RootElement.GetProperty("features").GetArrayLength() > 600);
    }

    [Fact]
    public async Task A_closed_station_reaches_nobody_more_and_a_new_one_nobody_less()
    {
        using var planner = await house.StaffAsync("aachen-planner");
        using var map = JsonDocument.Parse(await planner.ReadAsync("/amt/rettung/zellen.geojson"));
        var features = map.RootElement.GetProperty("features").EnumerateArray().ToList();
        var cells = features.Where(one => Kind(one) == "cell").ToList();
        var station = features.First(one => Kind(one) == "station").GetProperty("properties").GetProperty("station").GetString();
        var now = cells.Select(cell => cell.GetProperty("properties").GetProperty("step").GetInt32()).ToList();

        using var closed = JsonDocument.Parse(await planner.ReadAsync($"/amt/rettung/standorte.json?wache={station}&fahrzeuge=0"));
        Assert.True(closed.RootElement.GetProperty("share_gained").GetDouble() < 0);
        Assert.Equal(0, closed.RootElement.GetProperty("gained").GetInt32());
        Assert.All(Steps(closed).Zip(now), pair => Assert.True(pair.First >= pair.Second));

        var far = cells.Where(cell => cell.GetProperty("properties").GetProperty("step").GetInt32() == 5).Select(Corner)
            .Select(corner => string.Create(CultureInfo.InvariantCulture, $"{corner.Longitude},{corner.Latitude}"));
        var added = 0;
        foreach (var place in far.Take(20))
        {
            var answer = await planner.GetAsync($"/amt/rettung/standorte.json?wache=neu&ort={place}");
            if (answer.StatusCode == HttpStatusCode.UnprocessableEntity)
                continue;
            using var more = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
            Assert.True(more.RootElement.GetProperty("share_gained").GetDouble() >= 0);
            Assert.Equal(0, more.RootElement.GetProperty("lost").GetInt32());
            Assert.All(Steps(more).Zip(now), pair => Assert.True(pair.First <= pair.Second));
            added++;
        }

        Assert.True(added > 0);

        static string? Kind(JsonElement feature) => feature.GetProperty("properties").GetProperty("kind").GetString();
        static IEnumerable<int> Steps(JsonDocument answer) => answer.RootElement.GetProperty("steps").EnumerateArray().Select(step => step.GetInt32());
        static (double Longitude, double Latitude) Corner(JsonElement cell) =>
            cell.GetProperty("geometry").GetProperty("coordinates")[0][0] is var point ? (point[0].GetDouble(), point[1].GetDouble()) : default;
    }

    [Theory]
    [InlineData("wache=gibt-es-nicht")]
    [InlineData("wache=neu")]
    [InlineData("wache=neu&ort=hier")]
    [InlineData("wache=neu&ort=200,0")]
    [InlineData("wache=neu&ort=0,0")]
    [InlineData("wache=neu&ort=NaN,NaN")]
    public async Task A_site_that_cannot_be_is_told_and_the_page_stays(string query)
    {
        using var planner = await house.StaffAsync("aachen-planner");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await planner.GetAsync($"/amt/rettung/standorte.json?{query}")).StatusCode);
        var html = WebUtility.HtmlDecode(await planner.ReadAsync($"/amt/rettung/standorte?{query}"));
        Assert.Contains("Das geht so nicht", html, StringComparison.Ordinal);
        Assert.Contains("Anteil in der Frist nach Gebiet", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_below_five_leave_the_house_in_no_file()
    {
        using var controller = await house.StaffAsync("aachen-controller");
        var lines = (await controller.ReadAsync("/amt/rettung/bedarf.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("cell,district,area_class,population,emergencies", lines[0]);
        var counts = lines.Skip(1).Select(line => line.Split(',')[^1]).ToList();
        Assert.Contains("", counts);
        Assert.All(counts.Where(count => count.Length > 0), count => Assert.True(int.Parse(count, CultureInfo.InvariantCulture) >= 5));
    }

    [Fact]
    public async Task The_planner_confirms_a_limit_and_the_doctors_limit_is_the_medical_directors()
    {
        using var planner = await house.StaffAsync("aachen-planner");
        using var director = await house.StaffAsync("aachen-medical-director");
        using var controller = await house.StaffAsync("aachen-controller");
        (string, string)[] minutes = [("stadt", "10"), ("land", "14,5"), ("ziel", "92")];
        Assert.Equal(HttpStatusCode.Forbidden, (await controller.PostAsync("/amt/rettung/fristen?stadt=aachen", [("regel", "nrw-2025"), .. minutes])).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await planner.PostAsync("/amt/rettung/fristen?stadt=aachen", [("regel", "doctor"), .. minutes])).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await planner.PostAsync("/amt/rettung/fristen?stadt=aachen", [("regel", "none"), .. minutes])).StatusCode);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await director.PostAsync("/amt/rettung/fristen?stadt=aachen", ("regel", "doctor"), ("stadt", "0"), ("land", "x"), ("ziel", "92"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await director.PostAsync("/amt/rettung/fristen?stadt=aachen", [("regel", "doctor"), .. minutes])).StatusCode);
        Assert.Contains("bestätigt, Fassung 1", WebUtility.HtmlDecode(await planner.ReadAsync("/amt/rettung/fristen")), StringComparison.Ordinal);
        var rows = await house.App.Database.Town(PlanningHouse.Aachen).QueryAsync<string>("select body from rescue.deadline where municipality = @Town", null, Ct);
        Assert.Contains(",600,870,0.92,", Assert.Single(rows), StringComparison.Ordinal);
        Assert.Single(await house.App.Database.Town(PlanningHouse.Aachen).QueryAsync<string>(
            "select action from kernel.audit where municipality = @Town and action = 'rescue.deadline-confirmed'", null, Ct));
    }

    [Fact]
    public async Task Sizing_takes_its_parameters_from_the_address_and_ignores_what_is_none()
    {
        using var planner = await house.StaffAsync("aachen-planner");
        Assert.Contains("value=\"25\"", await planner.ReadAsync("/amt/rettung/bemessung?schichten=25"), StringComparison.Ordinal);
        Assert.Contains("value=\"10\"", await planner.ReadAsync("/amt/rettung/bemessung?schichten=-3&wartend=viele"), StringComparison.Ordinal);
    }
}
