using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Drafts;
using Rathaus.Cases.Features.Payments;
using Rathaus.Cases.Features.Retention;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Files;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Tests;

/// <summary>P11, ASVS 14.2.4: what has reached the end of its term goes, by the clock, and nothing of a person stays.</summary>
public sealed class RetentionTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static async Task<House> AHouseAsync()
    {
        var house = new House();
        await house.InitializeAsync();
        return house;
    }

    private static TestActor Administrator(House house) =>
        TestActor.Clerk(house.Wuppertal, "verwaltung", 9, StaffRole.Administrator);

    private static Task<Outcome<ShowRetention.View>> ReportAsync(House house, TestActor actor) =>
        house.AsAsync<ShowRetention, Outcome<ShowRetention.View>>(actor, show => show.RunAsync(house.Wuppertal, Ct));

    private static async Task NightAsync(House house)
    {
        await house.RunJobsAsync(CaseJobs.Sweep, house.Wuppertal.Number);
        await house.RunJobsAsync(CaseJobs.Retain, house.Wuppertal.Number);
        await house.RunJobsAsync(CaseJobs.Erase, house.Wuppertal.Number);
    }

    private static void GoTo(House house, DateOnly day) =>
        house.Time.Set(new DateTimeOffset(day, new TimeOnly(9, 0), TimeSpan.Zero));

    /// <summary>A permit from 1 December 2026 to 30 November 2027, paid, granted, sent and fetched.</summary>
    private static async Task<(Receipt Receipt, Case Case)> AGrantedPermitAsync(House house, string key, byte citizen = 1)
    {
        var receipt = await house.AParkingPermitAsync(key, citizen);
        var started = await house.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/", Ct));
        await house.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, pay =>
            pay.ActAsync(house.Wuppertal.Number, started.Value!.Redirect.Split('/')[^1], SimulatedAction.Pay, Ct));
        var state = await house.CaseAsync(receipt.Number);
        var clerk = TestActor.Clerk(house.Wuppertal, state.Office);
        await house.AsAsync<SendMessage, Outcome<Case>>(clerk, send => send.FromOfficeAsync(receipt.Number.Text, "Guten Tag Mira Beispiel", Ct));
        state = await house.CaseAsync(receipt.Number);
        var decided = await house.AsAsync<DecideCase, Outcome<Case>>(clerk, decide =>
            decide.RunAsync(receipt.Number.Text, new DecideCase.Request(state.Version, CaseOutcome.Granted, []), Ct));
        var sent = await house.AsAsync<SendNotice, Outcome<Case>>(clerk, send => send.RunAsync(receipt.Number.Text, decided.Value!.Version, Ct));
        Assert.True(sent.Succeeded, sent.Refusal?.Code);
        return (receipt, sent.Value);
    }

    /// <summary>Tables in which a text still stands somewhere, by name of the table.</summary>
    private static async Task<IReadOnlyList<string>> TracesAsync(House house, string text)
    {
        await using var super = await house.Database.OpenAsync(DatabaseRole.Super);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand(
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            + "where c.relkind = 'r' and n.nspname in ('cases', 'kernel', 'registers') order by 1", super))
        await using (var reader = await list.ExecuteReaderAsync(Ct))
        {
            while (await reader.ReadAsync(Ct))
                tables.Add(reader.GetString(0));
        }

        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var count = new NpgsqlCommand($"select count(*) from {table} t where t::text like '%' || $1 || '%'", super)
            {
                Parameters = { new NpgsqlParameter { Value = text } },
            };
            if ((long)(await count.ExecuteScalarAsync(Ct))! > 0)
                found.Add(table);
        }

        return found;
    }

    [Fact]
    public async Task A_permits_case_is_kept_until_twelve_months_after_its_end_and_then_leaves_a_tombstone_only()
    {
        await using var house = await AHouseAsync();
        var (receipt, state) = await AGrantedPermitAsync(house, "keep");
        var keys = house.Services.GetRequiredService<ObjectKeys>();
        Assert.Contains("cases.case_event", await TracesAsync(house, "Beispiel"));
        Assert.NotNull(await keys.FindAsync(house.Wuppertal.Number, "case/" + receipt.Number.Text, Ct));

        // The permit ends on 30 November 2027; twelve months later is 30 November 2028, the last day of keeping.
        GoTo(house, new DateOnly(2028, 11, 30));
        await NightAsync(house);
        Assert.Equal(state.Version, (await house.CaseAsync(receipt.Number)).Version);
        await house.AssertSoundAsync();

        GoTo(house, new DateOnly(2028, 12, 1));
        await NightAsync(house);
        Assert.Null(await CaseStore.LoadAsync(house.Database.Town(house.Wuppertal.Number), receipt.Number, Ct));
        Assert.Null(await keys.FindAsync(house.Wuppertal.Number, "case/" + receipt.Number.Text, Ct));
        Assert.Empty(await keys.NamesAsync(house.Wuppertal.Number, house.Time.GetUtcNow(), "", 100, Ct));
        Assert.Empty(await TracesAsync(house, "Beispiel"));
        Assert.Empty(await TracesAsync(house, "W-MB 123"));
        Assert.Empty(await TracesAsync(house, "mira@"));
        // What stays names the number: the tombstone, the public hash and the audit.
        Assert.Equal(["cases.document_hash", "cases.tombstone", "kernel.audit"], await TracesAsync(house, receipt.Number.Text));
        await house.AssertSoundAsync();

        var report = (await ReportAsync(house, Administrator(house))).Value!;
        var stone = Assert.Single(report.Latest);
        Assert.Equal(
            (receipt.Number.Text, "bewohnerparkausweis", new DateOnly(2026, 11, 20), new DateOnly(2028, 12, 1), new DateOnly(2028, 12, 31)),
            (stone.Number, stone.Service, stone.ClosedOn, stone.ErasedOn, stone.UnreadableFrom));
        // The upload, and notice and permit as PDF and HTML.
        Assert.Equal(5, stone.Files);
        Assert.Contains(report.Months, month => month is { Kind: "case", Amount: 1 });
    }

    [Fact]
    public async Task Without_a_permit_the_term_runs_from_the_end_of_the_case_and_an_open_case_is_kept_for_ever()
    {
        await using var house = await AHouseAsync();
        var open = (await house.SubmitAsync(House.ARequest("open"))).Value!;
        var withdrawn = (await house.SubmitAsync(House.ARequest("withdrawn", House.ABulkyWasteOrder("14")))).Value!;
        GoTo(house, new DateOnly(2027, 2, 28));
        Assert.True((await house.AsAsync<WithdrawApplication, Outcome<Case>>(TestActor.Nobody, withdraw =>
            withdraw.RunAsync(new CaseKey(withdrawn.Number.Text, withdrawn.Secret), "Umzug", Ct))).Succeeded);
        await using (var super = await house.Database.OpenAsync(DatabaseRole.Super))
        await using (var done = new NpgsqlCommand("update cases.task set done_at = now()", super))
            await done.ExecuteNonQueryAsync(Ct);

        GoTo(house, new DateOnly(2028, 2, 28));
        await NightAsync(house);
        Assert.Equal(CaseStatus.Withdrawn, (await house.CaseAsync(withdrawn.Number)).Status);
        GoTo(house, new DateOnly(2028, 2, 29));
        await NightAsync(house);
        Assert.Empty((await TracesAsync(house, withdrawn.Number.Text)).Except(["cases.tombstone", "kernel.audit"]));
        Assert.NotEqual(default, (await house.CaseAsync(open.Number)).Status);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task A_case_with_money_to_give_back_is_held_back_and_reported()
    {
        await using var house = await AHouseAsync();
        var receipt = await house.AParkingPermitAsync("held");
        var started = await house.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/", Ct));
        await house.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, pay =>
            pay.ActAsync(house.Wuppertal.Number, started.Value!.Redirect.Split('/')[^1], SimulatedAction.Pay, Ct));
        await house.AsAsync<WithdrawApplication, Outcome<Case>>(TestActor.Nobody, withdraw =>
            withdraw.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), null, Ct));

        GoTo(house, new DateOnly(2030, 1, 1));
        await NightAsync(house);
        var state = await house.CaseAsync(receipt.Number);
        var held = Assert.Single((await ReportAsync(house, Administrator(house))).Value!.HeldBack);
        Assert.Equal((receipt.Number.Text, "task"), (held.Number, held.Why));

        var clerk = TestActor.Clerk(house.Wuppertal, state.Office);
        var task = await house.Database.Town(house.Wuppertal.Number).QuerySingleAsync<Guid>(
            "select id from cases.task where municipality = @Town", null, Ct);
        Assert.True((await house.AsAsync<RefundPayment, Outcome<Case>>(clerk, refund =>
            refund.RunAsync(receipt.Number.Text, state.Version, task, Ct))).Succeeded);
        GoTo(house, new DateOnly(2030, 1, 2));
        await NightAsync(house);
        Assert.Empty(await TracesAsync(house, "Beispiel"));
    }

    [Fact]
    public async Task A_connection_lost_at_any_step_of_a_deletion_leaves_a_house_that_the_next_night_puts_right()
    {
        await using var house = await AHouseAsync();
        await AGrantedPermitAsync(house, "step-0");
        var night = new DateOnly(2028, 12, 1);
        GoTo(house, night);
        byte citizen = 2;
        await house.Faults.AtEveryStepAsync(
            async _ => await NightAsync(house),
            async _ =>
            {
                GoTo(house, night = night.AddDays(1));
                await NightAsync(house);
                Assert.Empty(await TracesAsync(house, "Beispiel"));
                await house.AssertSoundAsync();
                house.Time.Set(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
                await AGrantedPermitAsync(house, $"step-{citizen}", citizen++);
                GoTo(house, night = night.AddDays(1));
            });
    }

    [Fact]
    public async Task Requests_can_delete_no_case_and_background_work_no_open_one()
    {
        await using var house = await AHouseAsync();
        var receipt = (await house.SubmitAsync(House.ARequest("guard"))).Value!;
        foreach (var (role, code) in (IEnumerable<(DatabaseRole, string)>)[(DatabaseRole.App, "42501"), (DatabaseRole.Worker, "55000")])
        {
            await using var connection = await house.Database.OpenAsync(role);
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await using var set = new NpgsqlCommand(
                string.Create(CultureInfo.InvariantCulture, $"set local rathaus.municipality='{house.Wuppertal.Number}'"), connection);
            await set.ExecuteNonQueryAsync(Ct);
            await using var erase = new NpgsqlCommand(
                $"select cases.erase('{receipt.Number.Text}', '2030-01-01', '2030-01-31', 'x', '{{}}')", connection);
            Assert.Equal(code, (await Assert.ThrowsAsync<PostgresException>(() => erase.ExecuteNonQueryAsync(Ct))).SqlState);
        }

        await using var worker = await house.Database.OpenAsync(DatabaseRole.Worker);
        await using var elsewhere = new NpgsqlCommand(
            $"begin; set local rathaus.municipality='2'; select cases.erase('{receipt.Number.Text}', '2030-01-01', '2030-01-31', 'x', '{{}}')", worker);
        Assert.False(Assert.IsType<bool>(await elsewhere.ExecuteScalarAsync(Ct)));
    }

    [Fact]
    public async Task Only_administrators_of_the_town_read_the_deletion_report()
    {
        await using var house = await AHouseAsync();
        Assert.True((await ReportAsync(house, Administrator(house))).Succeeded);
        foreach (var stranger in (TestActor[])
            [TestActor.Clerk(house.Wuppertal, "verwaltung"), TestActor.Clerk(house.Town("aachen"), "verwaltung", 3, StaffRole.Administrator), TestActor.Citizen()])
            Assert.Equal("retention.not-found", (await ReportAsync(house, stranger)).Refusal?.Code);
    }

    [Fact]
    public async Task Drafts_answers_kept_for_repeats_and_keys_go_when_their_term_is_over()
    {
        await using var house = await AHouseAsync();
        var town = house.Database.Town(house.Wuppertal.Number);
        var keys = house.Services.GetRequiredService<ObjectKeys>();
        var draft = (await house.AsAsync<StartDraft, Outcome<DraftKey>>(TestActor.Nobody, start =>
            start.RunAsync(house.Wuppertal, "sperrmuell", Language.German, Ct))).Value!;
        await keys.GetOrMakeAsync(house.Wuppertal.Number, $"draft/{draft.Id:D}", Ct);
        await keys.GetOrMakeAsync(house.Wuppertal.Number, "case/W-2026-000000-0", Ct);
        await keys.GetOrMakeAsync(house.Wuppertal.Number, "elsewhere/1", Ct);

        // A draft without account is kept 30 days after its last save.
        GoTo(house, new DateOnly(2026, 12, 20));
        await NightAsync(house);
        Assert.Equal(1, await town.QuerySingleAsync<long>("select count(*) from cases.draft where municipality = @Town", null, Ct));
        Assert.Equal([$"draft/{draft.Id:D}", "elsewhere/1"], await keys.NamesAsync(house.Wuppertal.Number, house.Time.GetUtcNow(), "", 9, Ct));
        GoTo(house, new DateOnly(2026, 12, 21));
        await NightAsync(house);
        Assert.Equal(0, await town.QuerySingleAsync<long>("select count(*) from cases.draft where municipality = @Town", null, Ct));
        Assert.Equal(["elsewhere/1"], await keys.NamesAsync(house.Wuppertal.Number, house.Time.GetUtcNow(), "", 9, Ct));
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task The_doctor_names_keys_and_files_that_belong_to_nothing()
    {
        await using var house = await AHouseAsync();
        var files = house.Services.GetRequiredService<EncryptedFiles>();
        var file = await files.StoreOwnAsync(house.Wuppertal.Number, "case/W-2026-000000-0", "x.pdf", "application/pdf", new byte[] { 1, 2, 3 }, Ct);
        await house.Services.GetRequiredService<ObjectKeys>().GetOrMakeAsync(house.Wuppertal.Number, "draft/none", Ct);
        await house.AssertSoundAsync();
        GoTo(house, new DateOnly(2026, 11, 26));
        var faults = new List<string>();
        foreach (var invariant in house.Services.GetServices<Rathaus.Kernel.Operations.IInvariant>().Where(one => one.Name.Contains("belongs to nothing", StringComparison.Ordinal)))
        {
            await foreach (var fault in invariant.FaultsAsync(Ct))
                faults.Add(fault);
        }

        Assert.Equal([$"wuppertal: file {file.Id} belongs to nothing", "wuppertal: key of draft/none belongs to nothing"], faults);
        await NightAsync(house);
        await house.AssertSoundAsync();
    }
}
