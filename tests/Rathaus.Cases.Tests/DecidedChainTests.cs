using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rathaus.Cases.Api;
using Rathaus.Cases.Domain;
using Rathaus.Cases.Features.Applications;
using Rathaus.Cases.Features.Decisions;
using Rathaus.Cases.Features.Inbox;
using Rathaus.Cases.Features.Payments;
using Rathaus.Kernel.Documents;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Services;

namespace Rathaus.Cases.Tests;

/// <summary>The computation a decision rests on is kept with it and shown ever after.</summary>
public sealed class DecidedChainTests(House house) : IClassFixture<House>
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task The_computation_stays_as_it_was_decided_whatever_the_rules_say_later()
    {
        var receipt = await APaidPermitAsync();
        var clerk = TestActor.Clerk(house.Wuppertal, (await house.CaseAsync(receipt.Number)).Office);
        var decided = (await DecideAsync(clerk, receipt)).Value!;
        var chain = decided.Notice!.Chain!;
        Assert.Contains(chain, step => step is { Id: "zone_name", Label: "Parkzone", Basis: "§ 45 Abs. 1b Satz 1 Nr. 2a StVO" });

        // A later release or package that computes something else: here the same rules in other words.
        var (fresh, composed) = await LetterByOtherRulesAsync(clerk, receipt);
        Assert.DoesNotContain(Chain(fresh), step => step.Step == "Parkzone");
        Assert.Equal(chain.Select(step => (step.Label, step.Display, step.Basis)), Chain(composed).Select(step => (step.Step, step.Result, (string?)step.Basis)));

        var own = new CaseKey(receipt.Number.Text, receipt.Secret);
        Assert.Null(StatusResponse.Of((await ShowAsync(own)).Value!).Decision);
        var sent = await house.AsAsync<SendNotice, Outcome<Case>>(clerk, send => send.RunAsync(receipt.Number.Text, decided.Version, Ct));
        Assert.True(sent.Succeeded, sent.Refusal?.Code);
        var answer = StatusResponse.Of((await ShowAsync(own)).Value!).Decision!;
        Assert.Equal("granted", answer.Outcome);
        Assert.Equal(chain.Select(step => (step.Id, step.Display)), answer.Chain.Select(step => (step.Name, step.Display)));
        await house.AssertSoundAsync();
    }

    [Fact]
    public void A_decision_from_before_chains_were_kept_has_none()
    {
        var old = (DecisionMade)EventCodec.Read(
            "decision-made", """{"outcome":"Granted","reasons":[],"notice":"01985a00-0000-7000-8000-000000000001","text":"x","four_eyes":false,"automatic":false}""");

        Assert.Null(old.Chain);
        Assert.DoesNotContain("chain", EventCodec.Write(old).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_comes_back_from_the_history_as_it_was()
    {
        var step = new DecidedStep("y", "Einkommen", JsonValue.Create(1162.35m), "1.162,35 €", "EUR", "WoGG § 13", [new DecidedRead("j", "Jahr", "13.948,20 €")]);
        var (kind, body) = EventCodec.Write(new DecisionMade { Outcome = CaseOutcome.Granted, Notice = Guid.Empty, Text = "x", Chain = [step] });

        var again = Assert.Single(((DecisionMade)EventCodec.Read(kind, body)).Chain!);
        Assert.Equal(("1162.35", "Jahr: 13.948,20 €"), (again.Value!.ToJsonString(), again.Numbers));
        Assert.Equal(body, EventCodec.Write(EventCodec.Read(kind, body)).Body);
    }

    private static IReadOnlyList<ChainStep> Chain(LetterDocument letter) => letter.Blocks.OfType<ChainBlock>().Single().Steps;

    private async Task<Receipt> APaidPermitAsync()
    {
        var receipt = await house.AParkingPermitAsync("chain");
        var started = await house.AsAsync<StartPayment, Outcome<StartPayment.Started>>(TestActor.Nobody, start =>
            start.RunAsync(new CaseKey(receipt.Number.Text, receipt.Secret), "/", Ct));
        await house.AsAsync<PaySimulated, Outcome<string>>(TestActor.Nobody, pay =>
            pay.ActAsync(house.Wuppertal.Number, started.Value!.Redirect.Split('/')[^1], SimulatedAction.Pay, Ct));
        return receipt;
    }

    private async Task<Outcome<Case>> DecideAsync(TestActor clerk, Receipt receipt)
    {
        var state = await house.CaseAsync(receipt.Number);
        var decided = await house.AsAsync<DecideCase, Outcome<Case>>(clerk, decide =>
            decide.RunAsync(receipt.Number.Text, new DecideCase.Request(state.Version, CaseOutcome.Granted, []), Ct));
        Assert.True(decided.Succeeded, decided.Refusal?.Code);
        return decided;
    }

    private Task<Outcome<ShowOwnCase.View>> ShowAsync(CaseKey key) =>
        house.AsAsync<ShowOwnCase, Outcome<ShowOwnCase.View>>(TestActor.Nobody, show => show.RunAsync(key, Ct));

    private async Task<(LetterDocument Fresh, LetterDocument Composed)> LetterByOtherRulesAsync(TestActor clerk, Receipt receipt)
    {
        var opened = (await house.AsAsync<OpenCase, Outcome<OpenCase.View>>(clerk, open => open.RunAsync(receipt.Number.Text, Language.German, Ct))).Value!.Opened;
        await using var scope = house.Services.CreateAsyncScope();
        var letters = new CaseLetters(
            new CaseEvaluation(new InOtherWords(scope.ServiceProvider.GetRequiredService<IFormEngine>()), house.Time),
            scope.ServiceProvider.GetRequiredService<IDocumentTemplates>(), scope.ServiceProvider.GetRequiredService<IOptions<CasesOptions>>(),
            scope.ServiceProvider.GetRequiredService<ITexts>());
        var notice = opened.Case.Notice!;
        var letter = await letters.RenderAsync(opened, CaseOutcome.Granted, notice.Id, Ct);
        return (letter, letters.Compose(opened, letter, notice.Text, notice.Id, new DateOnly(2026, 11, 20), null));
    }

    /// <summary>The engine of another time: it gives other words for the same answers.</summary>
    private sealed class InOtherWords(IFormEngine today) : IFormEngine
    {
        public ValueTask<FormEvaluation> EvaluateAsync(EffectiveService service, JsonObject answers, EvaluationContext context, CancellationToken ct) =>
            today.EvaluateAsync(service, answers, context with { Language = Language.English }, ct);
    }
}
