using System.Text.Json.Nodes;
using Rathaus.Cases.Data;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests;

public sealed class SubmissionTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private Task<long> CountAsync(string table) => house.Database.Town(house.Wuppertal.Number).QuerySingleAsync<long>(
        $"select count(*) from {table} where municipality = @Town", null, Ct);

    [Fact]
    public async Task An_application_gets_a_receipt_that_opens_its_status()
    {
        var receipt = await house.SubmitAsync(House.ARequest("happy"));

        Assert.True(receipt.Succeeded, receipt.Refusal?.Code + " " + string.Join(", ", receipt.Refusal?.Faults.Select(f => f.Path + ":" + f.Code) ?? []));
        Assert.StartsWith("W-2026-", receipt.Value.Number.Text, StringComparison.Ordinal);
        Assert.Equal(CaseStatus.Submitted, receipt.Value.Status);
        var view = await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Nobody, show =>
            show.RunAsync(new CaseKey(receipt.Value.Number.Text, receipt.Value.Secret), Ct));
        Assert.True(view.Succeeded, view.Refusal?.Code);
        Assert.Equal("Musterstraße 12", view.Value.Case.Subject);
        Assert.Equal(receipt.Value.Sha256, Convert.ToHexStringLower(view.Value.Opened.History[0].Hash));
        await house.AssertSoundAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000-0000-0000-0000-0000")]
    public async Task A_wrong_secret_finds_nothing(string? secret)
    {
        var receipt = await house.SubmitAsync(House.ARequest("secret" + secret));
        var view = await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Nobody, show =>
            show.RunAsync(new CaseKey(receipt.Value!.Number.Text, secret), Ct));
        Assert.Equal("case.not-found", view.Refusal?.Code);
        var stranger = await house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Citizen(9), show =>
            show.RunAsync(new CaseKey(receipt.Value!.Number.Text, secret), Ct));
        Assert.Equal("case.not-found", stranger.Refusal?.Code);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_receipt_and_another_body_is_refused()
    {
        var first = await house.SubmitAsync(House.ARequest("repeat"));
        var cases = await CountAsync("cases.application");
        var again = await house.SubmitAsync(House.ARequest("repeat"));
        Assert.Equal(first.Value! with { Repeated = true }, again.Value);

        var other = await house.SubmitAsync(House.ARequest("repeat", House.ABulkyWasteOrder("99")));
        Assert.Equal("idempotency.other-body", other.Refusal?.Code);
        Assert.Equal(cases, await CountAsync("cases.application"));
    }

    [Fact]
    public async Task Sixty_four_clients_with_one_key_get_one_case_and_equal_receipts()
    {
        var before = await CountAsync("cases.application");
        var receipts = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => house.SubmitAsync(House.ARequest("race")))));
        Assert.All(receipts, receipt => Assert.True(receipt.Succeeded, receipt.Refusal?.Code));
        Assert.Single(receipts.Select(receipt => (receipt.Value!.Number, receipt.Value.Secret, receipt.Value.Sha256)).Distinct());
        Assert.Single(receipts, receipt => !receipt.Value!.Repeated);
        Assert.Equal(before + 1, await CountAsync("cases.application"));
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task Many_at_once_are_all_kept_with_numbers_of_their_own()
    {
        var receipts = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() =>
            house.SubmitAsync(House.ARequest($"many-{i}", House.ABulkyWasteOrder($"{(i % 150) + 1}"))))));
        Assert.All(receipts, receipt => Assert.True(receipt.Succeeded, receipt.Refusal?.Code));
        Assert.Equal(300, receipts.Select(receipt => receipt.Value!.Number).Distinct().Count());
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task One_bad_item_among_many_harms_only_its_sender()
    {
        // The same loose upload named by two applications: the second breaks the files' key.
        var writer = Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            house.SubmitAsync(House.ARequest($"mixed-{i}", i == 7 ? new JsonObject { ["aus_haushalt"] = "vielleicht" } : null)))));
        var receipts = await writer;
        Assert.Equal(39, receipts.Count(receipt => receipt.Succeeded));
        Assert.Contains(receipts[7].Refusal!.Faults, fault => fault.Path == "aus_haushalt");
    }

    [Fact]
    public async Task Missing_unknown_and_hidden_answers_are_named_by_path()
    {
        var answers = House.ABulkyWasteOrder();
        answers.Remove("termin");
        answers["erfunden"] = "x";
        answers["elektrogeraete"] = new JsonArray();
        var refused = await house.SubmitAsync(House.ARequest("faults", answers));
        Assert.Equal(RefusalKind.Invalid, refused.Refusal?.Kind);
        var paths = refused.Refusal!.Faults.Select(fault => fault.Path).ToList();
        Assert.Contains("termin", paths);
        Assert.Contains("erfunden", paths);
        Assert.Contains("elektrogeraete", paths);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("'; drop table cases.application; --")]
    [InlineData("${{7*7}} {{ 1 + 1 }}")]
    [InlineData("👩‍👩‍👧‍👦 Łódź Çağrı")]
    public async Task Hostile_and_unusual_text_is_stored_or_refused_but_never_breaks(string text)
    {
        var answers = House.ABulkyWasteOrder();
        ((JsonObject)answers["anschrift"]!)["street"] = text;
        var receipt = await house.SubmitAsync(House.ARequest("hostile-" + text.Length, answers));
        if (!receipt.Succeeded)
            Assert.Equal(RefusalKind.Invalid, receipt.Refusal.Kind);
        await house.AssertSoundAsync();
    }

    [Fact]
    public async Task An_unknown_service_is_404_and_a_service_with_sign_in_asks_for_it()
    {
        Assert.Equal("service.not-found", (await house.SubmitAsync(House.ARequest("x", service: "gibt-es-nicht"))).Refusal?.Code);
        var refused = await house.SubmitAsync(House.ARequest("y", new JsonObject(), "meldebescheinigung"));
        Assert.Equal(RefusalKind.SignInNeeded, refused.Refusal?.Kind);
        var weak = await house.SubmitAsync(
            House.ARequest("z", new JsonObject(), "meldebescheinigung"), actor: TestActor.Citizen() with { Trust = Rathaus.Kernel.Ports.TrustLevel.Low });
        Assert.Equal("application.trust-too-low", weak.Refusal?.Code);
    }

    [Fact]
    public async Task A_changed_letter_in_the_history_is_found_by_the_invariant()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var receipt = await own.SubmitAsync(House.ARequest("tamper"));
        await own.AssertSoundAsync();
        await using (var connection = await own.Database.OpenAsync(Rathaus.Kernel.Data.DatabaseRole.Super))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "update cases.case_event set body = replace(body, 'gehweg', 'Gehweg')";
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
        }

        var view = await own.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Nobody, show =>
            show.RunAsync(new CaseKey(receipt.Value!.Number.Text, receipt.Value.Secret), Ct));
        Assert.Equal(1, EventChain.FirstBreak(own.Wuppertal.Number, receipt.Value!.Number, view.Value!.Opened.History));
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(own.AssertSoundAsync);
    }

    [Fact]
    public async Task Nobody_can_change_or_delete_an_event_or_receipt()
    {
        await house.SubmitAsync(House.ARequest("rights"));
        var town = house.Database.Town(house.Wuppertal.Number);
        foreach (var sql in new[]
                 {
                     "update cases.case_event set body = '{}' where municipality = @Town",
                     "delete from cases.case_event where municipality = @Town",
                     "update cases.receipt set sha256 = sha256 where municipality = @Town",
                     "delete from cases.payment_event where municipality = @Town",
                     "delete from cases.application where municipality = @Town",
                 })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => town.ExecuteAsync(sql, null, Ct));
            Assert.Equal("42501", refused.SqlState);
        }
    }

    [Fact]
    public async Task A_connection_lost_at_any_step_of_a_submission_leaves_nothing_half_done()
    {
        await using var own = new House();
        await own.InitializeAsync();
        var key = 0;
        var steps = await own.Faults.AtEveryStepAsync(
            async n =>
            {
                key = n;
                await own.SubmitAsync(House.ARequest($"fault-{n}", House.ABulkyWasteOrder($"{n}")));
            },
            async _ =>
            {
                await own.AssertSoundAsync();
                var again = await own.SubmitAsync(House.ARequest($"fault-{key}", House.ABulkyWasteOrder($"{key}")));
                Assert.True(again.Succeeded, again.Refusal?.Code);
                Assert.NotNull(await SubmissionWriter.FindAsync(
                    own.Database.Town(own.Wuppertal.Number), SubmitApplication.Scope, $"fault-{key}",
                    House.ARequest($"fault-{key}", House.ABulkyWasteOrder($"{key}")).BodySha256, Ct));
            });
        Assert.True(steps >= 2, $"{steps} steps");
        await own.AssertSoundAsync();
    }
}
