using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Services;
using Rathaus.Testing;

namespace Rathaus.Cases.Tests.Account;

/// <summary>The whole house in demo mode on Friday, 20 November 2026, 10:00 in Wuppertal, asked over HTTP.</summary>
public sealed class AccountHouse : IAsyncLifetime
{
    internal static readonly byte[] APdf = Encoding.ASCII.GetBytes(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");

    private static int applicants;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public RathausApp App { get; } = new();

    private Municipality Wuppertal => App.Services.GetRequiredService<ICatalogue>().FindTown("wuppertal")!;

    public async ValueTask InitializeAsync()
    {
        App.Set("Demo:Enabled", "true");
        foreach (var limit in (string[])["Login", "Submission", "Upload", "Api"])
            App.Set("RateLimits:" + limit, "0");
        App.Time.Set(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
        await App.InitializeAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    internal WebVisitor Visit() => new(App);

    /// <summary>A bulky waste order that the rules accept: no sign-in, no fee.</summary>
    internal static JsonObject ABulkyWasteOrder(string town = "Wuppertal", string number = "12") => new()
    {
        ["aus_haushalt"] = true,
        ["anschrift"] = new JsonObject { ["street"] = "Musterstraße", ["number"] = number, ["post_code"] = "42103", ["town"] = town },
        ["gegenstaende"] = new JsonArray(new JsonObject { ["art"] = "sofa", ["anzahl"] = 1 }),
        ["elektro_dabei"] = false,
        ["volumen"] = "2.5",
        ["termin"] = "2026-12-01",
        ["bereitstellung"] = "gehweg",
        ["verschenken"] = false,
        ["kontakt"] = new JsonObject { ["email"] = "mira@beispiel.example" },
    };

    /// <summary>A parking permit of a signed-in person: 30 € first, then a clerk decides.</summary>
    internal static async Task<(string Number, string Secret, string Sha256)> AParkingPermitAsync(WebVisitor visitor)
    {
        var upload = await visitor.UploadAsync("bewohnerparkausweis", "fahrzeugschein", "Schein.pdf", APdf);
        return await visitor.SubmitAsync("bewohnerparkausweis", new JsonObject
        {
            ["anliegen"] = "neu",
            ["person"] = new JsonObject { ["family_name"] = "Beispiel", ["given_names"] = "Mira", ["birth_date"] = ABirthDate() },
            ["anschrift"] = new JsonObject { ["street"] = "Musterstraße", ["number"] = "12", ["post_code"] = "42103", ["town"] = "Wuppertal" },
            ["kennzeichen"] = "W-MB 123",
            ["fahrzeugart"] = "pkw",
            ["halter_selbst"] = true,
            ["beginn"] = "2026-12-01",
            ["monate"] = 12,
            ["kontakt"] = new JsonObject { ["email"] = "mira@beispiel.example" },
        }, new JsonObject { ["fahrzeugschein"] = new JsonArray(upload) });
    }

    /// <summary>Another one each time: a person gets one permit.</summary>
    private static string ABirthDate() => new DateOnly(1960, 1, 1).AddDays(Interlocked.Increment(ref applicants))
        .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    internal async Task<Case> CaseAsync(string number)
    {
        Assert.True(CaseNumber.TryParse(number, out var parsed));
        return await CaseStore.LoadAsync(App.Services.GetRequiredService<TownDatabase>().For(Wuppertal.Number), parsed, Ct)
            ?? throw new InvalidOperationException("No such case");
    }

    /// <summary>Pays the fee at the simulated provider, as the browser does.</summary>
    internal static async Task PayAsync(WebVisitor visitor, string number)
    {
        var provider = (await visitor.PostAsync($"/vorgang/{number}/bezahlen", $"/vorgang/{number}/bezahlen")).Headers.Location!.ToString();
        var back = (await visitor.PostAsync(provider, provider, ("aktion", "bezahlen"))).Headers.Location!.ToString();
        Assert.Equal($"/vorgang/{number}/bezahlt", back);
        Assert.Equal($"/vorgang/{number}?neu=1", (await visitor.GetAsync(back)).Headers.Location!.ToString());
    }

    /// <summary>A clerk of the case's office asks for answers.</summary>
    internal Task AskAsync(string number, string text, params string[] questions) => AsClerkAsync(number, (scope, state, access, clerk) =>
        Act<RequestCorrection>(scope, access, clerk).RunAsync(number, new RequestCorrection.Request(state.Version, questions, text), Ct));

    internal Task DecideAsync(string number, CaseOutcome outcome, params string[] reasons) => AsClerkAsync(number, (scope, state, access, clerk) =>
        Act<DecideCase>(scope, access, clerk).RunAsync(number, new DecideCase.Request(state.Version, outcome, reasons), Ct));

    internal Task SendAsync(string number) => AsClerkAsync(number, (scope, state, access, clerk) =>
        Act<SendNotice>(scope, access, clerk).RunAsync(number, state.Version, Ct));

    private static T Act<T>(IServiceProvider scope, CaseAccess access, IActor clerk) =>
        ActivatorUtilities.CreateInstance<T>(scope, access, clerk);

    private async Task AsClerkAsync(string number, Func<IServiceProvider, Case, CaseAccess, IActor, Task<Outcome<Case>>> act)
    {
        var state = await CaseAsync(number);
        await using var scope = App.Services.CreateAsyncScope();
        var clerk = new Clerk { Assignments = [new StaffAssignment(Wuppertal.Number, state.Office, StaffRole.Clerk)] };
        var access = ActivatorUtilities.CreateInstance<CaseAccess>(scope.ServiceProvider, clerk);
        var done = await act(scope.ServiceProvider, state, access, clerk);
        Assert.True(done.Succeeded, done.Refusal?.Code);
    }

    private sealed class Clerk : IActor
    {
        public Guid? AccountId => null;

        public Guid? StaffId { get; } = new Guid(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

        public string? DisplayName => "Toni Probe";

        public TrustLevel Trust => TrustLevel.Low;

        public bool Simulated => true;

        public ConfirmedPerson? Person => null;

        public IReadOnlyList<StaffAssignment> Assignments { get; init; } = [];
    }
}
