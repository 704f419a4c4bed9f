using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Identity;
using Rathaus.Kernel.Data;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Office;

/// <summary>A house in demo mode with its own database; applications come in through the API.</summary>
public sealed class OfficeHouse : IAsyncLifetime
{
    /// <summary>A street number beyond the demo districts: the rules leave the case to a clerk.</summary>
    private const string ForClerk = "151";

    public RathausApp App { get; } = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "true");
        App.Set("RateLimits:Login", "0");
        App.Set("RateLimits:Submission", "0");
        App.Set("RateLimits:Api", "0");
        // The rules would leave these cases to a clerk, at a moment of their own: without that, nothing happens but what a test does.
        App.With(static services => services.Remove(services.Single(service => service.ImplementationType == typeof(DecideAutomatically))));
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>A bulky-waste case of Wuppertal that waits for a clerk of the waste office.</summary>
    public async Task<string> SubmitAsync(string street = "Erfundenstraße")
    {
        var answers = new JsonObject
        {
            ["aus_haushalt"] = true,
            ["anschrift"] = new JsonObject { ["street"] = street, ["number"] = ForClerk, ["post_code"] = "42103", ["town"] = "Wuppertal" },
            ["gegenstaende"] = new JsonArray(new JsonObject { ["art"] = "sofa", ["anzahl"] = 1 }),
            ["elektro_dabei"] = false,
            ["volumen"] = "1.0",
            ["bereitstellung"] = "gehweg",
            ["verschenken"] = false,
        };
        using var client = App.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/wuppertal/services/sperrmuell/applications")
        {
            Content = new StringContent(new JsonObject { ["answers"] = answers }.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", Guid.CreateVersion7(App.Time.GetUtcNow()).ToString());
        var answer = await client.SendAsync(request, Ct);
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonNode.Parse(body)!["number"]!.GetValue<string>();
    }

    public async Task<Browser> StaffAsync(string person)
    {
        var browser = new Browser(App);
        await browser.SignInStaffAsync(person);
        return browser;
    }

    internal async Task<Case> LoadAsync(string number)
    {
        var (scope, parsed, _) = Find(number);
        return await CaseStore.LoadAsync(scope, parsed, Ct) ?? throw new InvalidOperationException("No such case");
    }

    /// <summary>Lets somebody of the office do something to the case, beside the pages.</summary>
    internal async Task<Case> DoAsync(string number, string clerk, params CaseEvent[] events)
    {
        var (scope, parsed, town) = Find(number);
        var state = await LoadAsync(number);
        var change = new CaseChange(town.Number, state, new CaseActor(ActorKind.Staff, await StaffIdAsync(town, state.Office, clerk), clerk),
            App.Time.GetUtcNow());
        foreach (var happened in events)
            change.Record(happened);
        var saved = await CaseStore.SaveAsync(scope, change, Ct);
        Assert.True(saved.Succeeded);
        Assert.Equal(parsed, saved.Value.Number);
        return saved.Value;
    }

    /// <summary>The applicant writes to the office.</summary>
    public async Task TellAsync(string number, string text)
    {
        var (scope, _, town) = Find(number);
        var change = new CaseChange(town.Number, await LoadAsync(number), CaseActor.Anonymous, App.Time.GetUtcNow());
        change.Record(new MessageSent(Guid.CreateVersion7(App.Time.GetUtcNow()), FromOffice: false, text));
        Assert.True((await CaseStore.SaveAsync(scope, change, Ct)).Succeeded);
    }

    /// <summary>A decision by Pia Testerin, as a service with two-person rule makes it.</summary>
    internal Task<Case> DecideWithFourEyesAsync(string number) => DoAsync(number, "Pia Testerin", new DecisionMade
    {
        Outcome = CaseOutcome.Granted,
        Notice = Guid.CreateVersion7(App.Time.GetUtcNow()),
        Text = "# Bescheid\n\nWir holen Ihren Sperrmüll ab.\n",
        FourEyes = true,
    });

    private (SqlScope Scope, CaseNumber Number, Municipality Town) Find(string number)
    {
        Assert.True(CaseNumber.TryParse(number, out var parsed));
        var town = App.Services.GetRequiredService<ICatalogue>().Towns.Single(one => one.Code == parsed.Code);
        return (App.Services.GetRequiredService<TownDatabase>().For(town.Number), parsed, town);
    }

    private async Task<Guid> StaffIdAsync(Municipality town, string office, string name) =>
        (await App.Services.GetRequiredService<IStaffDirectory>().OfOfficeAsync(town.Number, office, Ct))
        .First(member => member.DisplayName == name).Id;

    internal static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
