using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Money;
using Rathaus.Kernel.Outcomes;

namespace Rathaus.Cases.Tests.Domain;

/// <summary>Makes valid cases; a test states only what matters to it.</summary>
internal static class Histories
{
    public static readonly CaseActor Clerk = new(ActorKind.Staff, new Guid("0199a000-0000-7000-8000-000000000001"), "Toni Probe");

    public static readonly CaseActor Second = new(ActorKind.Staff, new Guid("0199a000-0000-7000-8000-000000000002"), "Alex Muster");

    public static readonly DateTimeOffset Arrival = new(2026, 11, 20, 13, 39, 0, TimeSpan.Zero);

    public static readonly CaseNumber Number = CaseNumber.Create("W", 2026, 4711);

    public static Submitted ASubmission(decimal fee = 0, CaseDeadline? deadline = null) => new()
    {
        Service = "bewohnerparkausweis",
        ServiceVersion = "1.0.0",
        ServiceHash = new string('a', 64),
        Office = "strassenverkehr",
        Answers = new JsonObject { ["kennzeichen"] = "W-MU 123", ["monate"] = 12 },
        ApplicantName = "Mira Beispiel",
        Channel = "portal",
        Language = "de",
        Fee = new Euro(fee),
        PaymentDue = fee > 0 ? new CaseDeadline("payment", new DateOnly(2026, 12, 4), "§ 16 GebG NRW") : null,
        Deadline = fee > 0 ? null : deadline,
    };

    public static DecisionMade ADecision(CaseOutcome outcome = CaseOutcome.Granted, bool fourEyes = false) => new()
    {
        Outcome = outcome,
        Reasons = outcome == CaseOutcome.Granted ? [] : ["Ihre Adresse liegt in keiner Parkzone."],
        Notice = new Guid("0199a000-0000-7000-8000-00000000000a"),
        Text = "# Bescheid\n\nWir geben Ihrem Antrag statt.\n",
        FourEyes = fourEyes,
    };

    public static Case ACase(params IReadOnlyList<CaseEvent> events) => Case.Replay(Number, Record(1, events));

    /// <summary>Events one second apart, by the clerk unless said otherwise.</summary>
    public static List<RecordedEvent> Record(short town, IReadOnlyList<CaseEvent> events)
    {
        var recorded = new List<RecordedEvent>();
        foreach (var happened in events)
            recorded.Add(RecordedEvent.Create(
                town, Number, recorded.Count + 1, recorded.Count == 0 ? EventChain.Genesis : recorded[^1].Hash, happened,
                happened is Submitted ? CaseActor.Anonymous : Clerk, Arrival.AddSeconds(recorded.Count)));
        return recorded;
    }

    public static Case Then(this Case state, Outcome<CaseEvent> wish, CaseActor? actor = null)
    {
        Assert.True(wish.Succeeded, wish.Refusal?.Code);
        return state.Apply(RecordedEvent.Create(
            1, state.Number, state.Version + 1, state.Head, wish.Value, actor ?? Clerk, state.ChangedAt.AddSeconds(1)));
    }
}
