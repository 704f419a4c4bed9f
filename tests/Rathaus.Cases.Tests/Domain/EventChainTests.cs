using System.Text.Json.Nodes;
using Rathaus.Cases.Domain;
using Rathaus.Kernel.Money;

namespace Rathaus.Cases.Tests.Domain;

public sealed class EventChainTests
{
    private static List<RecordedEvent> AHistory() => Histories.Record(
        1, [Histories.ASubmission(), new Assigned(Histories.Clerk.Id, "Toni Probe"), new NoteAdded("Rückruf am Montag")]);

    [Fact]
    public void A_history_as_written_is_whole() => Assert.Null(EventChain.FirstBreak(1, Histories.Number, AHistory()));

    [Fact]
    public void One_changed_letter_of_one_event_is_found_and_named()
    {
        var history = AHistory();
        history[1] = history[1] with { Body = history[1].Body.Replace("Toni", "Tony", StringComparison.Ordinal) };
        Assert.Equal(2, EventChain.FirstBreak(1, Histories.Number, history));
    }

    [Fact]
    public void A_missing_event_a_swapped_pair_and_another_town_are_found()
    {
        var history = AHistory();
        Assert.Equal(2, EventChain.FirstBreak(1, Histories.Number, [history[0], history[2]]));
        Assert.Equal(1, EventChain.FirstBreak(1, Histories.Number, [history[1], history[0], history[2]]));
        Assert.Equal(1, EventChain.FirstBreak(2, Histories.Number, history));
    }

    [Fact]
    public void Changing_who_or_when_is_found()
    {
        var history = AHistory();
        Assert.Equal(3, EventChain.FirstBreak(1, Histories.Number, [.. history.Take(2), history[2] with { At = history[2].At.AddDays(-1) }]));
        Assert.Equal(3, EventChain.FirstBreak(1, Histories.Number, [.. history.Take(2), history[2] with { Actor = Histories.Second }]));
    }

    [Fact]
    public void A_boundary_moved_between_two_fields_is_another_hash()
    {
        var actor = new CaseActor(ActorKind.System, null, "ab");
        Assert.NotEqual(
            EventChain.Hash(EventChain.Genesis, 1, "W-1", 1, "x", Histories.Arrival, actor, "c"),
            EventChain.Hash(EventChain.Genesis, 1, "W-1", 1, "x", Histories.Arrival, actor with { Name = "a" }, "bc"));
    }

    [Fact]
    public void Every_kind_of_event_reads_back_as_it_was_written()
    {
        CaseEvent[] events =
        [
            Histories.ASubmission(30) with { Files = [new CaseUpload(Guid.Empty, "schein", "Schein.pdf", "application/pdf", 12, "ab")] },
            new FeeCharged(Guid.Empty, new Euro(30), [new CaseFee("gebuehr", "Ausweis", new Euro(30), "", null)], new DateOnly(2026, 12, 8)),
            new FeePaid(Guid.Empty, new Euro(30), true, new CaseDeadline("bearbeitung", new DateOnly(2026, 12, 4), "§ 75 VwGO")),
            new RefundOrdered(Guid.Empty, new Euro(30), "paid-after-lapse", true),
            new Refunded(Guid.Empty, new Euro(30)),
            new FeeWaiverProposed("waived", "Zahlungsunfähig"),
            new FeeWaiverAnswered("waived", false, "Kein Grund"),
            new PaymentLapsed(Guid.Empty, new DateOnly(2026, 12, 4)),
            new Assigned(null, null),
            new NoteAdded("Müller, Łukasz 😀 \"quoted\" \\ \n"),
            new MessageSent(Guid.Empty, true, "Text"),
            new CorrectionRequested(["monate"], "Bitte prüfen", new DateOnly(2026, 12, 4), new DateOnly(2026, 11, 20)),
            new CorrectionAnswered(new JsonObject { ["monate"] = 24 }, [], null, null) { Removed = ["x"] },
            new DeadlineExtended(new CaseDeadline("bearbeitung", new DateOnly(2026, 12, 4), ""), "schwierig"),
            Histories.ADecision(CaseOutcome.Rejected, fourEyes: true),
            new NoticeEdited(Guid.Empty, "# Bescheid"),
            new DecisionReleased(Guid.Empty),
            new DecisionReturned(Guid.Empty, "Betrag prüfen"),
            new NoticeSent(Guid.Empty, "ab", new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 24), new DateOnly(2026, 12, 24), "mailbox"),
            new NoticeFetched(Guid.Empty, new DateOnly(2026, 11, 25), new DateOnly(2026, 11, 26), new DateOnly(2026, 12, 28)),
            new PermitIssued("W-1", "bewohnerparkausweis", "W-MU 123", new DateOnly(2026, 12, 1), new DateOnly(2027, 11, 30)),
            new EffectsCarriedOut([new CaseEffect("platz", "plates.reserve", new JsonObject { ["plate"] = "W-AB 123" })]),
            new SignersAsked(
                [new CaseSigner(Guid.Empty, "partner", "Partner", "Müller-Groß", "Noa", new DateOnly(1985, 2, 3), Rathaus.Kernel.Ports.TrustLevel.High)],
                new CaseDeadline("signing", new DateOnly(2026, 12, 18), ""), new Euro(12.00m), []),
            new SignerInvited(Guid.Empty, new DateOnly(2026, 12, 18)),
            new SignerConfirmed(Guid.Empty, Guid.Empty, "Noa Müller-Groß", Rathaus.Kernel.Ports.TrustLevel.High, true, "ab"),
            new SignerDeclined(Guid.Empty, Guid.Empty, "Noa Müller-Groß", "stimmt nicht"),
            new SigningCompleted(new CaseDeadline("bearbeitung", new DateOnly(2026, 12, 4), ""), null),
            new SigningLapsed(new DateOnly(2026, 12, 18)),
            new AppointmentBooked(Guid.Empty, "abholung", "buergerbuero", new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero), 15),
            new AppointmentMoved(Guid.Empty, "abholung", new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 2, 8, 0, 0, TimeSpan.Zero)),
            new AppointmentCancelled(Guid.Empty, "abholung", new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero)),
            new AppointmentNoted(Guid.Empty, "abholung", "Served"),
            new DocumentRevoked(Guid.Empty, "Bewohnerparkausweis", "Umzug"),
            new DocumentIssued(Guid.Empty, "urkunde", "Urkunde", "W-2026-0000017-4/1", 2),
            new Withdrawn(null),
            new AccountClosed(),
            new HelperInvited(Guid.Empty, "Noa", new DateOnly(2026, 12, 4)),
            new HelperJoined(Guid.Empty, Guid.Empty, "Noa Müller-Groß"),
            new HelperEnded(Guid.Empty, "Noa Müller-Groß"),
            new NewsRead(),
            new LeftToClerk("rules-undecided"),
        ];
        Assert.Equal(EventCodec.AllTypes.OrderBy(type => type.Name), events.Select(e => e.GetType()).OrderBy(type => type.Name));
        foreach (var happened in events)
        {
            var (kind, body) = EventCodec.Write(happened);
            Assert.Equal(body, EventCodec.Write(EventCodec.Read(kind, body)).Body);
        }
    }
}
