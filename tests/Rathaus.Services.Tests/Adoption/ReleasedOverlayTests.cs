using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui;
using Rathaus.Ledger;
using Rathaus.Services.Catalogues;
using Rathaus.Services.Tests.Support;
using Rathaus.Testing;

namespace Rathaus.Services.Tests.Adoption;

/// <summary>What two administrators release holds on every host of the database, without a restart and before the files.</summary>
public sealed class ReleasedOverlayTests : IAsyncLifetime
{
    private static readonly Person Anna = new(1);
    private static readonly Person Bert = new(2);

    private readonly TestDatabase database = new();
    private readonly TwoVersions files = new();
    private readonly FrozenTime time = new(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
    private ServiceProvider here = null!;
    private ServiceProvider there = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        files.Own("adopts: solingen/ausweis@1\noffice: amt\nparameters: { betrag: 25.00, laufzeit: [12] }\nfees: { all: { demo: true } }\n")
            .Change("service.yaml", "default: [12]", "default: [12, 24]");
        await files.WriteAsync();
        await database.InitializeAsync();
        here = Provider();
        there = Provider();
    }

    public async ValueTask DisposeAsync()
    {
        await here.DisposeAsync();
        await there.DisposeAsync();
        await database.DisposeAsync();
        files.Dispose();
    }

    [Fact]
    public async Task An_upgrade_with_a_conflict_is_decided_released_by_two_and_seen_by_the_other_host()
    {
        Assert.Equal("1.0.0", Service(there).Version);
        Assert.Equal(1, await DoAsync(Anna, desk => desk.BeginAsync(Town, "solingen", "ausweis", "2", Stop)));
        var sheet = await OpenAsync(Anna);
        Assert.Equal((1, "1.0.0", "2.0.0"), (sheet.OpenConflicts, sheet.Draft!.FromVersion, sheet.Draft.ToVersion));
        Assert.Equal("adoption.incomplete", await RefusedAsync(Anna, desk => desk.SubmitAsync(Town, "ausweis", 1, Today, null, Stop)));

        Assert.Equal(2, await DoAsync(Anna, desk => desk.DecideAsync(Town, "ausweis", 1, "parameter:laufzeit", ours: false, Stop)));
        Assert.Equal(3, await DoAsync(Anna, desk => desk.SubmitAsync(Town, "ausweis", 2, Today, null, Stop)));
        Assert.Equal("adoption.four-eyes", await RefusedAsync(Anna, desk => desk.PublishAsync(Town, "ausweis", 3, Stop)));
        await DoAsync(Bert, desk => desk.PublishAsync(Town, "ausweis", 3, Stop));

        Assert.Equal("2.0.0", Service(here).Version);
        Assert.Equal("1.0.0", Service(there).Version);
        var seen = there.GetRequiredService<Catalogue>().Watch();
        Assert.True(await there.GetRequiredService<Catalogue>().RefreshAsync(Stop));
        Assert.True(seen.HasChanged);
        Assert.False(await there.GetRequiredService<Catalogue>().RefreshAsync(Stop));
        Assert.Equal(Service(here).Hash, Service(there).Hash);
        Assert.Equal("12, 24 Monate", Service(there).Parameters.Single(parameter => parameter.Id == "laufzeit").Rates[0].Display.German);
        Assert.Equal("25,00\u00a0€", Service(there).Parameters.Single(parameter => parameter.Id == "betrag").Rates[0].Display.German);
        Assert.Equal(["published", "submitted", "decided", "begun"], (await OpenAsync(Bert)).History.Select(entry => entry.Action));

        // Reading the files again does not bring the file's overlay back.
        Assert.Empty(await there.GetRequiredService<Catalogue>().ReloadAsync(Stop));
        Assert.Equal("2.0.0", Service(there).Version);
    }

    [Fact]
    public async Task A_release_for_a_later_day_waits_for_it_and_can_be_taken_back()
    {
        await DoAsync(Anna, desk => desk.BeginAsync(Town, "solingen", "ausweis", null, Stop));
        await DoAsync(Anna, desk => desk.SaveSettingsAsync(Town, "ausweis", 1, Fields(("p.betrag", "40,00")), Language.German, Stop));
        await DoAsync(Anna, desk => desk.SubmitAsync(Town, "ausweis", 2, Today.AddDays(11), null, Stop));
        await DoAsync(Bert, desk => desk.PublishAsync(Town, "ausweis", 3, Stop));
        Assert.Equal("25,00\u00a0€", Amount());
        Assert.Equal(Today.AddDays(11), (await OpenAsync(Anna)).PendingFrom);

        time.Advance(TimeSpan.FromDays(11));
        Assert.True(await here.GetRequiredService<Catalogue>().RefreshAsync(Stop));
        Assert.Equal("40,00\u00a0€", Amount());
        Assert.Equal("adoption.changed", await RefusedAsync(Bert, desk => desk.WithdrawAsync(Town, "ausweis", Stop)));
        time.Advance(TimeSpan.FromDays(-11));
        await DoAsync(Bert, desk => desk.WithdrawAsync(Town, "ausweis", Stop));
        time.Advance(TimeSpan.FromDays(11));
        await here.GetRequiredService<Catalogue>().RefreshAsync(Stop);
        Assert.Equal("25,00\u00a0€", Amount());
    }

    [Fact]
    public async Task When_the_catalogue_loses_the_version_the_service_holds_on_as_it_was_released()
    {
        await DoAsync(Anna, desk => desk.BeginAsync(Town, "solingen", "ausweis", null, Stop));
        await DoAsync(Anna, desk => desk.SubmitAsync(Town, "ausweis", 1, Today, null, Stop));
        await DoAsync(Bert, desk => desk.PublishAsync(Town, "ausweis", 2, Stop));
        var before = Service(here).Hash;
        files.WithoutArchive();

        Assert.Empty(await here.GetRequiredService<Catalogue>().ReloadAsync(Stop));
        Assert.Equal(("1.0.0", before), (Service(here).Version, Service(here).Hash));
    }

    [Fact]
    public async Task Settings_are_typed_as_people_write_them_and_refused_outside_their_limits()
    {
        await DoAsync(Anna, desk => desk.BeginAsync(Town, "solingen", "ausweis", null, Stop));
        var refused = await AsAsync(Anna, desk => desk.SaveSettingsAsync(Town, "ausweis", 1, Fields(("p.betrag", "600"), ("since", "gestern"), ("bank.iban", "DE00"), ("office", "weg")), Language.German, Stop));
        Assert.Equal(["bank.holder", "bank.iban", "office", "p.betrag", "since"], refused.Refusal!.Faults.Select(fault => fault.Path).Order(StringComparer.Ordinal));

        Assert.Equal(2, await DoAsync(Anna, desk => desk.SaveSettingsAsync(
            Town, "ausweis", 1, Fields(("p.betrag", "30 ab 1.1.2026; 35,50 ab 1.1.2027"), ("p.laufzeit", "6, 12"), ("f.gebuehr", "confirmed"), ("f.gebuehr.by", "Satzung vom 3. Mai"), ("f.gebuehr.on", "3.5.2026"), ("until", "31.12.2027")), Language.German, Stop)));
        var sheet = await OpenAsync(Anna);
        Assert.Equal(
            """
            adopts: solingen/ausweis@1.0.0
            office: amt
            until: 2027-12-31
            parameters:
              betrag: [{value: 30.00, from: 2026-01-01}, {value: 35.50, from: 2027-01-01}]
              laufzeit: [6, 12]
            fees:
              gebuehr:
                confirmed: {by: Satzung vom 3. Mai, on: 2026-05-03}

            """, sheet.OverlayText);
        Assert.NotNull(sheet.Candidate);
        Assert.Equal("30,00 ab 1.1.2026; 35,50 ab 1.1.2027", sheet.Settings.Single(field => field.Name == "p.betrag").Value);
        Assert.Equal("adoption.changed", await RefusedAsync(Bert, desk => desk.SaveSettingsAsync(Town, "ausweis", 1, Fields(), Language.German, Stop)));
    }

    [Fact]
    public async Task Wording_and_questions_of_the_town_are_taken_where_the_package_opens_them()
    {
        await DoAsync(Anna, desk => desk.BeginAsync(Town, "solingen", "ausweis", null, Stop));
        await DoAsync(Anna, desk => desk.SaveTextAsync(Town, "ausweis", 1, "questions.kennzeichen.hint", Fields(("de", "Unser Hinweis"), ("en", "Our hint")), Stop));
        Assert.Equal("text.not-found", await RefusedAsync(Anna, desk => desk.SaveTextAsync(Town, "ausweis", 2, "questions.nichts.hint", Fields(("de", "x")), Stop)));
        Assert.Equal("adoption.fault", await RefusedAsync(Anna, desk => desk.SaveTextAsync(Town, "ausweis", 2, "questions.kennzeichen.hint", Fields(("de", "{{ nichts")), Stop)));
        await DoAsync(Anna, desk => desk.AddQuestionAsync(Town, "ausweis", 2, Question("Farbe des Hauses", "choice", "Rot | Red\nBlau | Blue"), Stop));
        Assert.Equal("question.not-found", await RefusedAsync(Anna, desk => desk.AddQuestionAsync(Town, "ausweis", 3, Question("Noch eine", "file", ""), Stop)));

        var candidate = (await OpenAsync(Anna)).Candidate!;
        Assert.Equal("Our hint", candidate.Form.FindQuestion("kennzeichen")!.Hint.In(Language.English));
        Assert.Equal(["rot", "blau"], candidate.Form.FindQuestion("farbe_des_hauses")!.Options.Select(option => option.Id));
        await DoAsync(Anna, desk => desk.RemoveQuestionAsync(Town, "ausweis", 3, "farbe_des_hauses", Stop));
        await DoAsync(Anna, desk => desk.SaveTextAsync(Town, "ausweis", 4, "questions.kennzeichen.hint", Fields(("de", ""), ("en", "")), Stop));
        Assert.Null((await OpenAsync(Anna)).Candidate!.Form.FindQuestion("farbe_des_hauses"));
        Assert.DoesNotContain("texts", (await OpenAsync(Anna)).OverlayText!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StaffRole.Clerk, 4)]
    [InlineData(StaffRole.Lead, 4)]
    [InlineData(StaffRole.Administrator, 6)]
    public async Task Whoever_is_no_administrator_of_the_town_gets_nothing(StaffRole role, short town)
    {
        var stranger = new Person(9) { Assignments = [new StaffAssignment(town, "amt", role)] };
        await DoAsync(Anna, desk => desk.BeginAsync(Town, "solingen", "ausweis", null, Stop));

        Assert.All(await Task.WhenAll(
            RefusedAsync(stranger, desk => desk.BeginAsync(Town, "solingen", "ausweis", null, Stop)),
            RefusedAsync(stranger, desk => desk.SaveSettingsAsync(Town, "ausweis", 1, Fields(), Language.German, Stop)),
            RefusedAsync(stranger, desk => desk.SubmitAsync(Town, "ausweis", 1, Today, null, Stop)),
            RefusedAsync(stranger, desk => desk.PublishAsync(Town, "ausweis", 1, Stop)),
            RefusedAsync(stranger, desk => desk.ReturnAsync(Town, "ausweis", 1, "x", Stop)),
            RefusedAsync(stranger, desk => desk.DiscardAsync(Town, "ausweis", 1, Stop)),
            RefusedAsync(stranger, desk => desk.WithdrawAsync(Town, "ausweis", Stop))), code => Assert.Equal("adoption.not-found", code));
        Assert.False((await AsAsync(stranger, desk => desk.OpenAsync(Town, "solingen", "ausweis", Language.German, Stop))).Succeeded);
        Assert.False((await AsAsync(stranger, desk => desk.ListAsync(Town, Language.German, Stop))).Succeeded);
    }

    private Municipality Town => here.GetRequiredService<Catalogue>().FindTown("wuppertal")!;

    private static DateOnly Today => SmallCatalogue.Today;

    private string Amount() => Service(here).Parameters.Single(parameter => parameter.Id == "betrag").Rates[0].Display.German;

    private static EffectiveService Service(ServiceProvider host) => host.GetRequiredService<Catalogue>().Find("wuppertal", "ausweis")!;

    private static Dictionary<string, string> Fields(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);

    private static OwnQuestion Question(string label, string type, string options) => new(
        "ende", "", type, false, Fields(("de", label), ("en", "E"), ("de-einfach", "P")), Fields(), options);

    private async Task<AdoptionSheet> OpenAsync(Person person) => (await AsAsync(person, desk => desk.OpenAsync(Town, "solingen", "ausweis", Language.German, Stop))).Value!;

    private async Task<int> DoAsync(Person person, Func<IAdoptions, Task<Outcome<int>>> act)
    {
        var outcome = await AsAsync(person, act);
        Assert.True(outcome.Succeeded, $"{outcome.Refusal?.Code}: {string.Join("; ", outcome.Refusal?.Faults.Select(fault => fault.Message) ?? [])}");
        return outcome.Value;
    }

    private async Task<string> RefusedAsync(Person person, Func<IAdoptions, Task<Outcome<int>>> act) => (await AsAsync(person, act)).Refusal?.Code ?? "done";

    private async Task<Outcome<T>> AsAsync<T>(Person person, Func<IAdoptions, Task<Outcome<T>>> act)
    {
        await using var scope = here.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Acting>().Person = person;
        return await act(scope.ServiceProvider.GetRequiredService<IAdoptions>());
    }

    private ServiceProvider Provider() => database.Provide(services =>
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Services:Catalogue"] = files.Folder }).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Production });
        services.AddSingleton<TimeProvider>(time);
        services.AddUi();
        services.AddServices();
        services.AddLedger();
        services.AddScoped<Acting>();
        services.AddScoped<IActor>(scope => scope.GetRequiredService<Acting>().Person);
    });

    private sealed class Acting
    {
        public Person Person { get; set; } = Anna;
    }

    private sealed record Person(byte Number) : IActor
    {
        public Guid? AccountId => null;

        public Guid? StaffId { get; } = new Guid(3, 0, 0, [0, 0, 0, 0, 0, 0, 0, Number]);

        public string? DisplayName => $"Person {Number}";

        public TrustLevel Trust => TrustLevel.None;

        public bool Simulated => true;

        ConfirmedPerson? IActor.Person => null;

        public IReadOnlyList<StaffAssignment> Assignments { get; init; } = [new StaffAssignment(4, "amt", StaffRole.Administrator)];
    }
}
