using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Data;
using Rathaus.Kernel.Jobs;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Tests;

/// <summary>A grant acts in the registers in the transaction that sends it, once; a register that refuses stops it.</summary>
public sealed class CaseEffectTests(House house) : IClassFixture<House>
{
    private const string Town = "staedteregion-aachen";
    private static readonly CancellationToken Ct = CancellationToken.None;

    private async Task<Receipt> APaidReservationAsync(string key, byte citizen)
    {
        var actor = TestActor.Citizen(citizen) with { Trust = TrustLevel.Low };
        var answers = new JsonObject
        {
            ["kuerzel"] = "MON", ["buchstaben"] = "cv", ["ziffern"] = "123", ["zusatz"] = "keiner", ["fuer"] = "person",
            ["person"] = new JsonObject { ["family_name"] = "Beispiel", ["given_names"] = "Mira", ["birth_date"] = $"19{60 + citizen}-01-01" },
        };
        var receipt = await house.SubmitAsync(House.ARequest(key, answers, "wunschkennzeichen"), Town, actor);
        Assert.True(receipt.Succeeded, receipt.Refusal?.Code + " " + string.Join(", ", receipt.Refusal?.Faults.Select(fault => fault.Path + ": " + fault.Code) ?? []));
        var started = await house.AsAsync<StartPayment, Outcome<StartPayment.Started>>(actor, start => start.RunAsync(new CaseKey(receipt.Value.Number.Text), "/", Ct));
        await house.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, pay =>
            pay.ActAsync(house.Town(Town).Number, started.Value!.Redirect.Split('/')[^1], SimulatedAction.Pay, Ct));
        return receipt.Value;
    }

    private async Task<Case> CaseAsync(Receipt receipt) =>
        (await Data.CaseStore.LoadAsync(house.Database.Town(house.Town(Town).Number), receipt.Number, Ct))!;

    [Fact]
    public async Task Of_two_who_want_one_plate_the_first_gets_it_and_the_clerk_cannot_give_it_to_the_second()
    {
        var first = await APaidReservationAsync("plate-1", 1);
        var second = await APaidReservationAsync("plate-2", 2);
        Assert.Equal(2, await house.RunJobsAsync(CaseJobs.DecideAutomatically, house.Town(Town).Number));

        var granted = await CaseAsync(first);
        Assert.Equal((CaseStatus.Decided, CaseOutcome.Granted), (granted.Status, granted.Outcome));
        var effect = Assert.Single(granted.Effects);
        Assert.Equal(("reserviert", "plates.reserve", "MON-CV 123"), (effect.Id, effect.Effect, (string?)effect.Gives["plate"]));
        var html = (await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(TestActor.Citizen(1), fetch =>
            fetch.AsApplicantAsync(new CaseKey(first.Number.Text), granted.Notice!.Id, pdf: false, Ct))).Value!.Html;
        Assert.Contains((string)effect.Gives["number"]!, html, StringComparison.Ordinal);
        Assert.DoesNotContain("‹", html, StringComparison.Ordinal);

        var waiting = await CaseAsync(second);
        Assert.Equal(CaseStatus.Submitted, waiting.Status);
        Assert.NotNull(waiting.LeftToClerkBecause);
        var clerk = TestActor.Clerk(house.Town(Town), waiting.Office);
        var refused = await house.AsAsync<DecideCase, Outcome<Case>>(clerk, decide =>
            decide.RunAsync(second.Number.Text, new DecideCase.Request(waiting.Version, CaseOutcome.Granted, []), Ct));
        Assert.Equal((RefusalKind.Conflict, "register.plate-taken"), (refused.Refusal?.Kind, refused.Refusal?.Code));
        Assert.Equal(waiting.Version, (await CaseAsync(second)).Version);
        Assert.Equal(1, await house.Database.Town(house.Town(Town).Number).QuerySingleAsync<long>(
            "select count(*) from registers.register_event where municipality = @Town and register = 'plates' and subject = 'MONCV123'", null, Ct));
        var rejected = await house.AsAsync<DecideCase, Outcome<Case>>(clerk, decide =>
            decide.RunAsync(second.Number.Text, new DecideCase.Request(waiting.Version, CaseOutcome.Rejected, ["Das Kennzeichen ist vergeben."]), Ct));
        Assert.True(rejected.Succeeded, rejected.Refusal?.Code);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task A_specialist_system_that_refuses_after_the_decision_makes_one_task_for_the_office()
    {
        var receipt = await house.SubmitAsync(House.ARequest("refused-later"));
        Assert.True(receipt.Succeeded, receipt.Refusal?.Code);
        await house.RunJobsAsync(CaseJobs.DecideAutomatically, house.Wuppertal.Number);
        var job = JobSql.Insert(new JobRequest(RegisterJobs.Refused, $$"""{"number":"{{receipt.Value.Number.Text}}"}"""));
        await house.Services.GetRequiredService<WorkerDatabase>().For(house.Wuppertal.Number).InTransactionAsync(tx => tx.ExecuteBatchAsync([job, job], Ct), Ct);
        Assert.Equal(2, await house.RunJobsAsync(RegisterJobs.Refused, house.Wuppertal.Number));

        var state = await house.CaseAsync(receipt.Value.Number);
        var view = await house.AsAsync<OpenCase, Outcome<OpenCase.View>>(TestActor.Clerk(house.Wuppertal, state.Office), open => open.RunAsync(receipt.Value.Number.Text, Language.German, Ct));
        Assert.Equal(("check-by-hand", "register-refused"), Assert.Single(view.Value!.Tasks) is { } task ? (task.Kind, task.Detail) : default);
        await house.AssertSoundAsync();
    }
}
