using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Mailbox;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;

namespace Rathaus.Cases.Tests;

/// <summary>Against a refusal of the registry office the court can be asked at any time (§ 49 PStG): no period runs, and no page names a last day.</summary>
public sealed class CourtOrderTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_refusal_of_the_registry_office_has_no_last_day()
    {
        var kim = TestActor.Citizen(61) with { Person = new ConfirmedPerson("Erfunden", "Kim", new DateOnly(2001, 9, 9), "Wuppertal", "Musterplatz", "3", "42853", "Remscheid") };
        var answers = new JsonObject
        {
            ["fuer"] = "mich",
            ["status"] = "andere",
            ["person"] = new JsonObject { ["family_name"] = "Erfunden", ["given_names"] = "Kim", ["birth_date"] = "2001-09-09" },
            ["geburtsort"] = "Wuppertal",
            ["neuer_eintrag"] = "divers",
            ["neue_vornamen"] = "Kim",
            ["frueher"] = false,
        };
        var receipt = await house.SubmitAsync(House.ARequest("court-order", answers, "geschlechtseintrag"), "remscheid", kim);
        Assert.True(receipt.Succeeded, receipt.Refusal?.Code + " " + string.Join(", ", receipt.Refusal?.Faults.Select(fault => fault.Path + ": " + fault.Code) ?? []));
        var town = house.Town("remscheid");
        var number = receipt.Value.Number;
        var state = (await Data.CaseStore.LoadAsync(house.Database.Town(town.Number), number, Ct))!;
        var clerk = TestActor.Clerk(town, state.Office);
        var decided = await house.AsAsync<DecideCase, Outcome<Case>>(clerk, decide =>
            decide.RunAsync(number.Text, new DecideCase.Request(state.Version, CaseOutcome.Rejected, ["Der Aufenthalt erlaubt die Erklärung hier nicht."]), Ct));
        Assert.True(decided.Succeeded, decided.Refusal?.Code);
        var sent = await house.AsAsync<SendNotice, Outcome<Case>>(clerk, send => send.RunAsync(number.Text, decided.Value.Version, Ct));
        Assert.True(sent.Succeeded, sent.Refusal?.Code);
        Assert.Equal(new DateOnly(2026, 11, 24), sent.Value.Notice?.Notified);
        Assert.Null(sent.Value.Notice?.RemedyEnds);
        var notice = await house.AsAsync<FetchDocument, Outcome<FetchDocument.Content>>(kim, fetch => fetch.AsApplicantAsync(new CaseKey(number.Text), sent.Value.Notice!.Id, pdf: false, Ct));
        Assert.Contains("Amtsgericht", notice.Value!.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("innerhalb eines Monats", notice.Value.Html, StringComparison.Ordinal);
    }
}
